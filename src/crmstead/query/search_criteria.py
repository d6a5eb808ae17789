r"""The criteria of a search, as text, to a tree of terms (Search Records, `criteria`).

    criteria = term / expr
    expr     = factor *( [blanks] ( "and" / "or" ) [blanks] factor )
    factor   = "(" ( term / expr ) ")"
    term     = field ":" operator ":" value *( "," value )
    value    = *( character / "\(" / "\)" / "\," / "\\" )

The field ends at the first colon, the operator at the second; further colons belong to the value.
`and` and `or` are read in any letter case, `and` binds tighter. Blanks around a field, an
operator, a value or parentheses do not count. A backslash before another character is itself.
At most 3,000 characters and 15 terms; nesting is bound by that alone, since nothing here recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crmstead.errors.raised import ApiError
from crmstead.errors.searching import CRITERIA_MALFORMED, CRITERIA_TOO_MANY

MOST_CHARACTERS = 3_000
MOST_TERMS = 15
_JOINER = re.compile(r"\s*(and|or)\s*(?=\()", re.IGNORECASE)
#: What a term is made of: an escape, a mark that ends something, or other characters.
_PIECE = re.compile(r"\\[(),\\]|[(),]|\\|[^(),\\]+")
_ESCAPES = {f"\\{mark}": mark for mark in "(),\\"}


@dataclass(frozen=True, slots=True)
class Term:
    """One criterion: `values` are the parts between commas that no backslash stands before."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria that all hold (`and`), or at least one of which holds (`or`)."""

    joined: str
    parts: tuple[Term | Group, ...]


Criteria = Term | Group


@dataclass(slots=True)
class _Level:
    """An expression between two parentheses: alternatives, each a conjunction."""

    alternatives: list[list[Criteria]] = field(default_factory=lambda: [[]])

    def whole(self) -> Criteria:
        return _joined("or", [_joined("and", parts) for parts in self.alternatives])


def parse_criteria(text: str) -> Criteria:
    """Return the tree of a text.

    Raises:
        ApiError: the text does not follow the grammar, is too long or has too many terms.
    """
    if len(text) > MOST_CHARACTERS:
        raise _malformed(f"more than {MOST_CHARACTERS} characters")
    if "\x00" in text:
        raise _malformed("a character that no text has")
    return _Parser(text.strip()).parse()


class _Parser:
    """Goes through a text once, from left to right, with a stack of what is still open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._terms = 0
        self._open = [_Level()]

    def parse(self) -> Criteria:
        if not self._text.startswith("("):
            self._add(self._term())
            if self._at < len(self._text):
                raise _malformed("a parenthesis that is not expected")
        while self._at < len(self._text):
            self._factor()
        if len(self._open) > 1:
            raise _malformed("a parenthesis is not closed")
        if self._terms > MOST_TERMS:
            raise ApiError(CRITERIA_TOO_MANY)
        return self._open[0].whole()

    def _factor(self) -> None:
        """Read an opening parenthesis, the term behind it if there is one, and what it closes."""
        if not self._skips("("):
            raise _malformed("a parenthesis is expected")
        if self._text.startswith("(", self._blanks()):
            self._open.append(_Level())
            return
        self._add(self._term())
        if not self._skips(")"):
            raise _malformed("a parenthesis is not closed")
        while not self._joins() and self._at < len(self._text):
            self._close()

    def _close(self) -> None:
        if not self._skips(")") or len(self._open) == 1:
            raise _malformed("and, or, or a closing parenthesis is expected")
        inner = self._open.pop()
        self._add(inner.whole())

    def _joins(self) -> bool:
        """Read `and` or `or` before a further parenthesis."""
        found = _JOINER.match(self._text, self._at)
        if found is None:
            return False
        self._at = found.end()
        if found[1].lower() == "or":
            self._open[-1].alternatives.append([])
        return True

    def _add(self, criteria: Criteria) -> None:
        self._open[-1].alternatives[-1].append(criteria)

    def _term(self) -> Term:
        name, operator = self._word(), self._word()
        values = [""]
        for piece in iter(self._piece, ""):
            if piece == ",":
                values.append("")
            else:
                values[-1] += _ESCAPES.get(piece, piece)
        self._terms += 1
        return Term(name, operator, tuple(value.strip() for value in values))

    def _word(self) -> str:
        """Read up to a colon, which has to come before any parenthesis."""
        end = self._text.find(":", self._at)
        word = self._text[self._at : end].strip()
        if end < 0 or not word or "(" in word or ")" in word:
            raise _malformed("field:operator:value is expected")
        self._at = end + 1
        return word

    def _piece(self) -> str:
        """Read the next piece of a value, "" before a closing parenthesis and at the end."""
        found = _PIECE.match(self._text, self._at)
        if found is None or found[0] == ")":
            return ""
        if found[0] == "(":
            raise _malformed("a parenthesis in a value needs a backslash before it")
        self._at = found.end()
        return found[0]

    def _blanks(self) -> int:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1
        return self._at

    def _skips(self, mark: str) -> bool:
        found = self._text.startswith(mark, self._blanks())
        self._at += found
        return found


def _joined(word: str, parts: list[Criteria]) -> Criteria:
    return parts[0] if len(parts) == 1 else Group(word, tuple(parts))


def _malformed(reason: str) -> ApiError:
    return ApiError(CRITERIA_MALFORMED, reason=reason)
