"""Text to tree: operators by rank, functions, references (`${Leads.Annual Revenue}`).

Ranks, from the loosest: or, and, comparisons, sums, products, signs, powers.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from crmstead.formulas.errors import FormulaError
from crmstead.formulas.tokens import Word, words_of
from crmstead.formulas.tree import Call, Chain, Constant, Node, Reference, Sign
from crmstead.formulas.types import Value

T = TypeVar("T")

#: Operators of each rank but the last, under the one name that a tree has for each.
_RANKS: tuple[dict[str, str], ...] = (
    {"||": "or", "or": "or"},
    {"&&": "and", "and": "and"},
    {
        "=": "=", "==": "=", "!=": "!=", "<>": "!=",
        "<": "<", "<=": "<=", ">": ">", ">=": ">=",
    },
    {"+": "+", "-": "-"},
    {"*": "*", "/": "/", "%": "%"},
)  # fmt: skip
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "null": None}
#: Parentheses, functions and signs inside of one another.
_DEEPEST = 40


@lru_cache(maxsize=4096)
def parse(expression: str) -> Node:
    """Return the tree of an expression.

    Raises:
        FormulaError: it is none.
    """
    parser = _Parser(words_of(expression))
    node = parser.ranked(0)
    parser.expect("end", "")
    return node


class _Parser:
    def __init__(self, words: list[Word]) -> None:
        self._words = words
        self._place = 0
        self._depth = 0

    def ranked(self, rank: int) -> Node:
        if rank == len(_RANKS):
            return self._signed()
        first = self.ranked(rank + 1)
        rest: list[tuple[str, Node]] = []
        while (operator := self._operator(_RANKS[rank])) is not None:
            self._place += 1
            rest.append((operator, self.ranked(rank + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def _operator(self, known: dict[str, str]) -> str | None:
        word = self._words[self._place]
        return known.get(word.text.lower()) if word.kind in {"sign", "name"} else None

    def _signed(self) -> Node:
        word = self._words[self._place]
        if word.kind == "sign" and word.text in {"-", "+", "!"}:
            self._place += 1
            inner = self._inside(self._signed)
            return inner if word.text == "+" else Sign(word.text, inner)
        return self._power()

    def _power(self) -> Node:
        base = self._primary()
        if self._take("^"):
            return Chain(base, (("^", self._inside(self._signed)),))
        return base

    def _primary(self) -> Node:
        word = self._words[self._place]
        self._place += 1
        if word.kind == "number":
            return Constant(Decimal(word.text))
        if word.kind == "text":
            return Constant(word.text)
        if word.kind == "reference":
            return Reference(word.text)
        if word.kind == "name":
            return self._named(word.text.lower())
        if word.kind == "sign" and word.text == "(":
            node = self._inside(lambda: self.ranked(0))
            self.expect("sign", ")")
            return node
        raise FormulaError(f"unexpected {word.text!r}" if word.text else "unexpected end")

    def _named(self, name: str) -> Node:
        if self._take("("):
            arguments = self._inside(self._arguments)
            self.expect("sign", ")")
            return Call(name, arguments)
        if name in _CONSTANTS:
            return Constant(_CONSTANTS[name])
        raise FormulaError(f"{name} is no function and no value")

    def _arguments(self) -> tuple[Node, ...]:
        if self._words[self._place].text == ")" and self._words[self._place].kind == "sign":
            return ()
        found = [self.ranked(0)]
        while self._take(","):
            found.append(self.ranked(0))
        return tuple(found)

    def _inside(self, read: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormulaError("nested too deeply")
        found = read()
        self._depth -= 1
        return found

    def _take(self, sign: str) -> bool:
        word = self._words[self._place]
        taken = word.kind == "sign" and word.text == sign
        self._place += taken
        return taken

    def expect(self, kind: str, text: str) -> None:
        word = self._words[self._place]
        if (word.kind, word.text) != (kind, text):
            raise FormulaError(f"unexpected {word.text!r}" if word.text else "unexpected end")
        self._place += 1
