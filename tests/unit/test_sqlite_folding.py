"""SQLite compares text as `str.lower` folds it, whichever of its own means it uses for that."""

from __future__ import annotations

import pytest

from crmstead.databases.sqlite.connection import open_connection
from crmstead.databases.sqlite.dialect import SqliteDialect

TEXTS = (
    "", "a", "A", "Ada", "aDA", "[", "{", "@", "`", "Zürich", "ZÜRICH", "zürich", "Zurich", "Ärger",
    "straße", "STRASSE", "ΣΊΣΥΦΟΣ", "σίσυφος", "Иван", "ИВАН", "K", "\N{KELVIN SIGN}", "k",
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}stanbul", "Istanbul", "王国", "a\u0301", "Á",
    "x_y", "x%y",
)  # fmt: skip


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Answers an expression of a text `$1` and a folded text `$2`."""
    path = tmp_path_factory.mktemp("folding") / "t.sqlite"
    connection = open_connection(path, create=True)
    operand = SqliteDialect().folded("x")

    def asked(expression: str, text: str | None, folded: str | None) -> object:
        sql = f"SELECT {expression.format(operand)} FROM (SELECT ?1 AS x)"
        return connection.execute(sql, (text, folded)).fetchall()[0][0]

    yield asked
    connection.close()


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_equal_where_they_fold_to_the_same(ask, text):
    for other in TEXTS:
        folded = other.lower()
        same = text.lower() == folded
        assert ask("{} = ?2", text, folded) == same, other
        assert ask("{} IN (SELECT value FROM json_each(json_array(?2)))", text, folded) == same, (
            other
        )
        less = text.lower().encode() < folded.encode()
        assert ask("{} < ?2", text, folded) == less, other


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_holds_another_where_it_does_folded(ask, text):
    for other in TEXTS:
        if "%" in other or "_" in other:
            continue
        assert ask("{} LIKE ?2", text, f"%{other.lower()}%") == (other.lower() in text.lower()), (
            other
        )


def test_no_text_stays_none(ask):
    assert ask("{} = ?2", None, "a") is None
    assert ask("{} IS ?2", None, None) == 1
