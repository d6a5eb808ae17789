"""The tokens of a query to its tree, by recursive descent (platform reference 4.1).

query     = SELECT column *("," column) FROM module ["#" view] WHERE criteria
            [GROUP BY path *("," path)] [ORDER BY key *("," key)] [LIMIT [n ","] n] [OFFSET n]
column    = (path | aggregate) [[AS] alias]        a path may stand in quotes
aggregate = WORD "(" path ")"
path      = ["!" module "."] word *("." word | "->" word)
criteria  = operand [(AND | OR) operand]           no third one without brackets
operand   = "(" criteria ")" | path comparison
key       = (path | aggregate) [ASC | DESC]
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NoReturn

from crmstead.errors.coql import (
    COQL_AGGREGATE_UNKNOWN,
    COQL_CLAUSE_MISSING,
    COQL_LIMIT_INVALID,
    COQL_LIMIT_ZERO,
    COQL_NO_SELECT,
    COQL_OFFSET_INVALID,
    COQL_OPERATOR_UNKNOWN,
    COQL_PARSE,
    COQL_TOKEN,
)
from crmstead.errors.raised import ApiError
from crmstead.query.coql.tokens import Token, tokens_of
from crmstead.query.coql.tree import (
    AGGREGATES,
    Aggregate,
    Column,
    Criteria,
    Expression,
    Pair,
    Path,
    Query,
    SortKey,
    Term,
)

#: Brackets within brackets, subqueries included; no query of the allowed size needs more.
_DEEPEST = 60
#: Parsed queries that are kept: clients send the same few texts.
_KEPT = 512
_QUOTED_PATH = re.compile(r"\w+(?:(?:\.|->)\w+)*")
_STEP = re.compile(r"(?:->)?\w+")
_SIGNS = ("=", "!=", ">", ">=", "<", "<=")
_CLAUSES = ("FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "AS", "AND", "OR")
_LONGEST_NUMBER = 18


@lru_cache(_KEPT)
def parse(text: str) -> Query:
    """Return the tree of a query.

    Raises:
        ApiError: the text is none; what is told says where.
    """
    parser = _Parser(tokens_of(text))
    query = parser.query()
    parser.end()
    return query


class _Parser:
    """Reads tokens from left to right, one method a rule."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._subqueries = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _took_word(self, *words: str) -> bool:
        found = self._next.is_word(*words)
        self._at += found
        return found

    def _took_sign(self, sign: str) -> bool:
        found = self._next.is_sign(sign)
        self._at += found
        return found

    def _unexpected(self) -> NoReturn:
        """Refuse the next token.

        Raises:
            ApiError: always; of a query that ends too early it tells the last token.
        """
        token = self._next
        if token.kind == "end":
            last = self._tokens[self._at - 1].written if self._at else ""
            raise ApiError(COQL_PARSE, near=last)
        raise ApiError(COQL_TOKEN, line=token.line, column=token.column, near=token.written)

    def _expect_sign(self, sign: str) -> None:
        if not self._took_sign(sign):
            self._unexpected()

    def _expect_word(self, word: str) -> None:
        if not self._took_word(word):
            self._unexpected()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ApiError(COQL_PARSE, near=self._next.written)

    def end(self) -> None:
        """Check that nothing is left.

        Raises:
            ApiError: something is.
        """
        if self._next.kind != "end":
            self._unexpected()

    def query(self) -> Query:
        """Read a query, or one in brackets up to the bracket."""
        if not self._took_word("SELECT"):
            raise ApiError(COQL_NO_SELECT)
        columns = [self._column()]
        while self._took_sign(","):
            columns.append(self._column())
        self._clause("FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET")
        module, view = self._source()
        self._clause("WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET")
        where = self._criteria()
        group_by = self._group_by()
        order_by = self._order_by()
        limit, offset = self._window()
        return Query(tuple(columns), module, view, where, group_by, order_by, limit, offset)

    def _clause(self, word: str, *others: str) -> None:
        """Take the word of a clause that must be there."""
        if self._took_word(word):
            return
        if self._next.kind == "end" or self._next.is_sign(")") or self._next.is_word(*others):
            raise ApiError(COQL_CLAUSE_MISSING, clause=word.lower())
        self._unexpected()

    def _column(self) -> Column:
        expression = self._expression()
        named = self._took_word("AS")
        token = self._next
        if token.kind == "text" or (token.kind == "word" and not token.is_word(*_CLAUSES)):
            return Column(expression, self._take().value)
        if named:
            self._unexpected()
        return Column(expression)

    def _expression(self) -> Expression:
        token, following = self._next, self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if token.kind != "word" or not following.is_sign("("):
            return self._path()
        self._at += 2
        path = self._path()
        self._expect_sign(")")
        if token.written not in AGGREGATES:
            column = f"{token.written}({path.text})"
            raise ApiError(
                COQL_AGGREGATE_UNKNOWN, reason="unsupported aggregate function", column=column
            )
        return Aggregate(token.written, path)

    def _path(self) -> Path:
        if self._next.kind == "text":
            return _quoted_path(self._take().value)
        own = "!" if self._took_sign("!") else ""
        steps = [self._step()]
        written = steps[0]
        while self._next.is_sign(".", "->"):
            sign = self._take().written
            step = self._step()
            written += sign + step
            steps.append(f"->{step}" if sign == "->" else step)
        return Path((own + steps[0], *steps[1:]), own + written)

    def _step(self) -> str:
        if self._next.kind != "word" or self._next.is_word("FROM", "WHERE"):
            self._unexpected()
        return self._take().written

    def _source(self) -> tuple[str, str | None]:
        if self._next.kind != "word":
            self._unexpected()
        module = self._take().written
        if not self._took_sign("#"):
            return module, None
        if self._next.kind not in {"value", "word"}:
            self._unexpected()
        return module, self._take().written

    def _criteria(self) -> Criteria:
        self._deeper()
        left = self._operand()
        if not self._next.is_word("AND", "OR"):
            self._depth -= 1
            return left
        joined = self._take().written.lower()
        pair = Pair(joined, left, self._operand())
        if self._next.is_word("AND", "OR"):
            # More than two are bracketed two by two (COQL, "WHERE").
            raise ApiError(COQL_PARSE, near=self._next.written)
        self._depth -= 1
        return pair

    def _operand(self) -> Criteria:
        if not self._took_sign("("):
            return self._term()
        inner = self._criteria()
        self._expect_sign(")")
        return inner

    def _term(self) -> Term:
        if self._next.is_word("NOT"):
            raise ApiError(COQL_OPERATOR_UNKNOWN, operator=self._next.written)
        path = self._path()
        token = self._next
        if token.is_sign(*_SIGNS):
            self._take()
            if self._next.is_sign("("):
                return self._of_subquery(path, token.written)
            return Term(path, token.written, (self._value(),))
        if token.is_sign("<>"):
            raise ApiError(COQL_OPERATOR_UNKNOWN, operator=token.written)
        if token.kind != "word":
            self._unexpected()
        if self._took_word("IS"):
            negated = self._took_word("NOT")
            self._expect_word("NULL")
            return Term(path, "is not null" if negated else "is null")
        return self._worded(path, "not " if self._took_word("NOT") else "", token)

    def _worded(self, path: Path, negated: str, first: Token) -> Term:
        if self._took_word("LIKE"):
            return Term(path, f"{negated}like", (self._value(),))
        if self._took_word("BETWEEN"):
            low = self._value()
            self._expect_word("AND")
            return Term(path, f"{negated}between", (low, self._value()))
        if not self._took_word("IN"):
            raise ApiError(COQL_OPERATOR_UNKNOWN, operator=first.written)
        following = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        if self._next.is_sign("(") and following.is_word("SELECT"):
            return self._of_subquery(path, f"{negated}in")
        self._expect_sign("(")
        values = [self._value()]
        while self._took_sign(","):
            values.append(self._value())
        self._expect_sign(")")
        return Term(path, f"{negated}in", tuple(values))

    def _of_subquery(self, path: Path, operator: str) -> Term:
        self._expect_sign("(")
        self._deeper()
        sequence = self._subqueries
        self._subqueries += 1
        query = self.query()
        self._expect_sign(")")
        self._depth -= 1
        return Term(path, operator, subquery=query, sequence=sequence)

    def _value(self) -> str:
        if self._next.kind not in {"text", "value", "word", "special"}:
            self._unexpected()
        return self._take().value

    def _group_by(self) -> tuple[Path, ...]:
        if not self._took_word("GROUP"):
            return ()
        self._expect_word("BY")
        paths = [self._path()]
        while self._took_sign(","):
            paths.append(self._path())
        return tuple(paths)

    def _order_by(self) -> tuple[SortKey, ...]:
        if not self._took_word("ORDER"):
            return ()
        self._expect_word("BY")
        keys = [self._key()]
        while self._took_sign(","):
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> SortKey:
        expression = self._expression()
        if self._took_word("DESC"):
            return SortKey(expression, descending=True)
        self._took_word("ASC")
        return SortKey(expression, descending=False)

    def _window(self) -> tuple[int | None, int]:
        limit, offset = None, 0
        if self._took_word("LIMIT"):
            first = self._take()
            if self._took_sign(","):
                offset, first = _offset(first), self._take()
            limit = _limit(first)
        if self._took_word("OFFSET"):
            offset = _offset(self._take())
        return limit, offset


def _quoted_path(text: str) -> Path:
    """Return the path in quotes; other text may still be an alias."""
    if _QUOTED_PATH.fullmatch(text) is None:
        return Path((text,), text)
    return Path(tuple(_STEP.findall(text)), text)


def _number(token: Token) -> int | None:
    digits = token.written.removeprefix("-")
    if token.kind != "value" or not digits.isdecimal():
        return None
    return int(token.written[:_LONGEST_NUMBER])


def _limit(token: Token) -> int:
    number = _number(token)
    if number is None:
        raise ApiError(COQL_LIMIT_INVALID, limit=token.written)
    if number <= 0:
        raise ApiError(COQL_LIMIT_ZERO)
    return number


def _offset(token: Token) -> int:
    number = _number(token)
    if number is None or number < 0:
        raise ApiError(COQL_OFFSET_INVALID, offset=token.written)
    return number
