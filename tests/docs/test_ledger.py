"""Each test that the ledger of the two pages names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LEDGER = (TESTS.parent / "docs" / "reference" / "seeds.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/]+\.py(?:::\w+)?)`", LEDGER)) - {"tests/docs/test_ledger.py"})
#: Sentences of each page (its own counting of the documentation).
SENTENCES = {"Get Records": 68, "Record Clone": 36}


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_the_ledger_names_exists(named):
    path, _, function = named.partition("::")
    defined = {
        node.name
        for node in ast.walk(ast.parse((TESTS / path).read_text()))
        if isinstance(node, ast.FunctionDef)
    }
    assert not function or function in defined


@pytest.mark.parametrize("page", SENTENCES)
def test_every_sentence_has_a_test(page):
    section = LEDGER.split(f"## {page}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \|.*\| (`[^|]+) \|$", section, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, SENTENCES[page] + 1))
