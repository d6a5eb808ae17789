"""The documentation names only what exists."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ROOT / "src/crmstead"
PACKAGES = sorted(path.parent.name for path in CODE.glob("*/__init__.py"))
_MODULE = re.compile(rf"(?<![\w./$])(?:{'|'.join(PACKAGES)})(?:\.[a-z]\w*)+")
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


def said_in(file: Path) -> Iterator[str]:
    """Yield the comments and the docstrings of a module."""
    with tokenize.open(file) as lines:
        for token in tokenize.generate_tokens(lines.readline):
            if token.type == tokenize.COMMENT or token.string.startswith('"""'):
                yield token.string


def is_there(name: str) -> bool:
    """Tell whether a dotted name is that of a module, or of what is named in one."""
    *above, last = name.split(".")
    module = CODE.joinpath(*above)
    if module.is_dir():
        return (module / f"{last}.py").exists() or (module / last).is_dir()
    file = module.with_suffix(".py")
    return file.exists() and re.search(rf"\b{last}\b", file.read_text()) is not None


def test_modules_that_comments_name_exist():
    missing = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in CODE.rglob("*.py")
        for said in said_in(file)
        for name in _MODULE.findall(said)
        if not is_there(name)
    ]
    assert missing == []
