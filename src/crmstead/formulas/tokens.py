"""The words of a formula's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crmstead.formulas.errors import FormulaError

#: Characters of an expression (Zoho's help, "Creating formula fields").
MOST_CHARACTERS = 5000

_WORDS = re.compile(
    r"""\s+
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))
    |(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<reference>\$\{[^{}]*\})
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><=|>=|<>|==|!=|&&|\|\||[-+*/%^=<>!(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `kind` is number, text, reference, name, sign or end."""

    kind: str
    text: str


END = Word("end", "")


def words_of(expression: str) -> list[Word]:
    """Return the words of an expression, END behind them.

    Raises:
        FormulaError: it is too long, or holds a character that no formula has.
    """
    if len(expression) > MOST_CHARACTERS:
        raise FormulaError(f"an expression has at most {MOST_CHARACTERS} characters")
    words = []
    place = 0
    while place < len(expression):
        found = _WORDS.match(expression, place)
        if found is None:
            raise FormulaError(f"unexpected {expression[place]!r}")
        if found.lastgroup is not None:
            words.append(Word(found.lastgroup, _inside(found.lastgroup, found.group())))
        place = found.end()
    return [*words, END]


def with_references(expression: str, named: Callable[[str], str]) -> str:
    """Return an expression in which other names stand for the fields that it reads."""

    def renamed(found: re.Match[str]) -> str:
        text = found.group()
        if found.lastgroup != "reference":
            return text
        return f"${{{named(_inside('reference', text))}}}"

    return _WORDS.sub(renamed, expression)


def _inside(kind: str, text: str) -> str:
    if kind == "text":
        return _ESCAPED.sub(r"\1", text[1:-1])
    if kind == "reference":
        return text[2:-1].strip().removeprefix("!").strip()
    return text
