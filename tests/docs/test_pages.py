"""The documentation names only what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
#: Placeholders of how-to pages: files that the reader is about to make.
_MADE_BY_THE_READER = re.compile(r"[<{]")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page):
    named = re.findall(r"`((?:src|tests|docs|requirements|bench)/[\w./<>{}-]+)`", page.read_text())
    missing = [
        name
        for name in named
        if not _MADE_BY_THE_READER.search(name) and not (ROOT / name).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_package_is_on_the_map():
    packages = {path.parent.name for path in ROOT.glob("src/crmstead/*/__init__.py")}
    text = (ROOT / "ARCHITECTURE.md").read_text()
    on_the_map = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert packages - on_the_map == set()
