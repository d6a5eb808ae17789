"""The text of a query to tokens, each with its place in the text."""

from __future__ import annotations

import re
from typing import NamedTuple

from crmstead.errors.coql import COQL_PARSE
from crmstead.errors.raised import ApiError

#: What a text that begins a date or a moment looks like; a moment may have an offset.
_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+\-][0-9]{2}:?[0-9]{2})?)?"
)
_TOKENS = re.compile(
    rf"""(?P<space>\s+)
    |(?P<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")
    |(?P<special>\$\{{[^}}']*\}}(?:[+\-][0-9]+)?)
    |(?P<value>{_MOMENT}|[+\-]?[0-9]+(?:\.[0-9]+)?(?![\w.]))
    |(?P<word>[^\W\d][\w$]*|\$[\w$]+)
    |(?P<sign>->|!=|<>|>=|<=|[=<>(),.\#!*])""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("text", "special", "value", "word", "sign")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
#: Characters of what cannot be read that an error shows.
_SHOWN = 40


class Token(NamedTuple):
    """A part of a query: its kind, how it is written, what it stands for, and where it begins.

    Kinds are `word`, `text` (in quotes), `value` (a number, a date, a moment), `special` (`${…}`),
    `sign` and `end`. Lines and columns count from 1.
    """

    kind: str
    written: str
    value: str
    line: int
    column: int

    def is_word(self, *words: str) -> bool:
        """Tell whether it is one of some words in capitals, however it is spelt."""
        return self.kind == "word" and self.written.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Tell whether it is one of some signs."""
        return self.kind == "sign" and self.written in signs


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a query, the last of kind `end`.

    Raises:
        ApiError: something is no token, such as a text without its second quote.
    """
    nul = text.find("\0")
    if nul >= 0:  # no database keeps one
        raise ApiError(COQL_PARSE, near=text[max(0, nul - _SHOWN) : nul])
    found: list[Token] = []
    at, line, line_start = 0, 1, 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise ApiError(COQL_PARSE, near=text[at : at + _SHOWN])
        written = match[0]
        kind = match.lastgroup
        if kind in _KINDS:
            value = _unquoted(written) if kind == "text" else written
            found.append(Token(kind, written, value, line, at - line_start + 1))
        newlines = written.count("\n")
        if newlines:
            line += newlines
            line_start = at + written.rfind("\n") + 1
        at = match.end()
    found.append(Token("end", "", "", line, at - line_start + 1))
    return found


def _unquoted(written: str) -> str:
    """Return what a text in quotes holds: quotes in it come doubled, or after a backslash."""
    quote = written[0]
    inner = written[1:-1].replace(quote * 2, "\\" + quote)
    return _ESCAPED.sub(r"\1", inner)
