"""What no statement of the server may say: each rule keeps a kind of database possible.

PostgreSQL behind a pooler or as a cluster of nodes refuses these or answers them differently, so
that what runs on one server would not run on many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Token(NamedTuple):
    """A part of a statement: a word in capitals, a "name", or a sign. Text literals are `''`."""

    kind: str
    text: str


_TOKENS = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<text>'(?:[^']|'')*'|(?P<quote>\$\w*\$).*?(?P=quote))
    |(?P<name>"(?:[^"]|"")*")
    |(?P<word>[^\W\d]\w*)
    |(?P<sign>\$\d+|\d[\d.]*|::|.)""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("text", "name", "word", "sign")

Tokens = Sequence[Token]
Rule = Callable[[Tokens], bool]

#: Functions that answer something else each time.
_VOLATILE = frozenset(
    {"CLOCK_TIMESTAMP", "STATEMENT_TIMESTAMP", "TIMEOFDAY", "RANDOM", "RANDOMBLOB", "NEXTVAL",
     "GEN_RANDOM_UUID", "UUID_GENERATE_V1", "UUID_GENERATE_V4", "SETVAL", "CHANGES",
     "LAST_INSERT_ROWID"}
)  # fmt: skip
_NOW = frozenset({"NOW", "TRANSACTION_TIMESTAMP", "UNIXEPOCH"})
_NOW_WORDS = frozenset(
    {"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME"}
)
_SERIAL = frozenset(
    {"SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL4", "SERIAL8", "AUTOINCREMENT", "IDENTITY"}
)
#: Words after which a table is named.
_BEFORE_TABLE = frozenset({"FROM", "JOIN", "INTO", "UPDATE", "TABLE", "REFERENCES"})
#: Words between those and the table.
_FILLING = frozenset({"IF", "NOT", "EXISTS", "ONLY"})
#: Functions whose FROM names no table.
_FROM_INSIDE = frozenset({"EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"})


def tokens_of(statement: str) -> list[Token]:
    """Return the parts of a statement, without comments and what literals hold."""
    found = []
    for match in _TOKENS.finditer(statement):
        kind = next((one for one in _KINDS if match[one] is not None), None)
        if kind is not None:
            text = match[kind]
            text = {"word": text.upper(), "text": "''"}.get(kind, text)
            found.append(Token(kind, text))
    return found


def broken_rules(statement: str, *, qualified: bool = False) -> list[str]:
    """Return the rules that a statement breaks; `qualified` asks for a schema at every table."""
    tokens = tokens_of(statement)
    rules = dict(_RULES)
    if qualified:
        rules["unqualified table"] = _names_unqualified_table
    return [name for name, breaks in rules.items() if breaks(tokens)]


def _words(tokens: Tokens) -> list[str]:
    return [token.text if token.kind == "word" else "" for token in tokens]


def _has(*phrase: str) -> Rule:
    """Return a rule against a row of words, which other words may not interrupt."""

    def breaks(tokens: Tokens) -> bool:
        words = _words(tokens)
        length = len(phrase)
        return any(tuple(words[at : at + length]) == phrase for at in range(len(words)))

    return breaks


def _calls(tokens: Tokens, functions: frozenset[str]) -> bool:
    return any(
        token.kind == "word" and token.text in functions and following.text == "("
        for token, following in pairwise(tokens)
    )


def _sets(tokens: Tokens) -> Tokens:
    """Return what an UPDATE, or the UPDATE of ON CONFLICT, sets and where."""
    words = _words(tokens)
    if "UPDATE" not in words:
        return ()
    after = tokens[words.index("UPDATE") :]
    words = _words(after)
    return after[words.index("SET") :] if "SET" in words else ()


def _sets_volatile(tokens: Tokens) -> bool:
    return _calls(_sets(tokens), _VOLATILE | _NOW)


def _asks_for_now(tokens: Tokens) -> bool:
    return _calls(tokens, _NOW) or any(word in _NOW_WORDS for word in _words(tokens))


def _makes_trigger(tokens: Tokens) -> bool:
    words = _words(tokens)
    return "CREATE" in words[:1] and "TRIGGER" in words[1:5]


def _is_serial(tokens: Tokens) -> bool:
    return not _SERIAL.isdisjoint(_words(tokens))


def _changes_session(tokens: Tokens) -> bool:
    words = _words(tokens)
    if words[:1] == ["SET"]:
        return words[1:2] != ["LOCAL"]
    return words[:1] in (["RESET"], ["DISCARD"]) or _calls(tokens, frozenset({"SET_CONFIG"}))


def _locks_advisorily(tokens: Tokens) -> bool:
    return any("ADVISORY" in word for word in _words(tokens))


def _selects_everything(tokens: Tokens) -> bool:
    """Tell of `SELECT *`, `SELECT a.*` and `RETURNING *`; a product and COUNT(*) are none."""
    before = Token("word", "")
    for at, token in enumerate(tokens):
        if token.text == "*" and (
            before.text in {"SELECT", "RETURNING", "DISTINCT", "ALL", "."}
            or (before.text == "," and tokens[at + 1 : at + 2] in ([], [Token("word", "FROM")]))
        ):
            return True
        before = token
    return False


def _names_unqualified_table(tokens: Tokens) -> bool:
    known = _made_names(tokens)
    return any(not _is_qualified(tokens, at, known) for at in _tables(tokens))


def _tables(tokens: Tokens) -> Iterator[int]:
    """Yield where tables are named."""
    words = _words(tokens)
    calls: list[str] = []
    for at, token in enumerate(tokens):
        if token.text == "(":
            calls.append(words[at - 1] if at else "")
        elif token.text == ")" and calls:
            calls.pop()
        if words[at] not in _BEFORE_TABLE and not (words[at] == "ON" and _is_index(words)):
            continue
        if words[at] == "UPDATE" and at and words[at - 1] in {"DO", "FOR"}:
            continue
        if words[at] == "FROM" and calls and calls[-1] in _FROM_INSIDE:
            continue
        if words[at] == "FROM" and words[at - 1 : at] == ["DISTINCT"]:
            continue
        place = at + 1
        while place < len(words) and words[place] in _FILLING:
            place += 1
        if place < len(tokens):
            yield place


def _is_index(words: list[str]) -> bool:
    return words[:1] == ["CREATE"] and "INDEX" in words[1:3]


def _made_names(tokens: Tokens) -> set[str]:
    """Return the names that WITH gives to queries, wherever it stands."""
    found = set()
    for at, token in enumerate(tokens):
        if token == Token("word", "AS") and at:
            following = [one.text for one in tokens[at + 1 : at + 4]]
            plain = [one for one in following if one not in {"NOT", "MATERIALIZED"}]
            if plain[:1] == ["("]:
                found.add(tokens[at - 1].text)
    return found


def _is_qualified(tokens: Tokens, at: int, known: set[str]) -> bool:
    """Tell whether a schema, a function, a query or a name of the statement's own stands there."""
    token = tokens[at]
    if token.text == "(" or token.text in known:
        return True
    if token.text == "LATERAL":
        return _is_qualified(tokens, at + 1, known)
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    if following == "(":
        # A function, unless it is a table with its columns: INTO table (a), REFERENCES table (a).
        return token.kind == "word" and tokens[at - 1].text in {"FROM", "JOIN", "LATERAL"}
    return following == "."


_RULES: dict[str, Rule] = {
    "volatile function in SET": _sets_volatile,
    "now()": _asks_for_now,
    "nextval": lambda tokens: _calls(tokens, frozenset({"NEXTVAL"})),
    "MERGE": _has("MERGE", "INTO"),
    "CREATE TRIGGER": _makes_trigger,
    "serial": _is_serial,
    "RENAME CONSTRAINT": _has("RENAME", "CONSTRAINT"),
    "INHERITS": lambda tokens: bool({"INHERITS", "INHERIT"} & set(_words(tokens))),
    "session SET": _changes_session,
    "advisory lock": _locks_advisorily,
    "SERIALIZABLE": _has("SERIALIZABLE"),
    "SELECT *": _selects_everything,
}
