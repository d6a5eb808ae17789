"""What a database must say to be spoken to. One subclass a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from crmstead.fieldtypes.columns import ColumnKind


def quoted(name: str) -> str:
    """Return an identifier in double quotes, as both databases read it."""
    return '"' + name.replace('"', '""') + '"'


class Dialect(ABC):
    """How one database spells what plans and tables say.

    Parameters are `$1`, `$2` …, bound by their numbers. Names are schema-qualified wherever the
    database has schemas.
    """

    name: ClassVar[str]
    #: Most parameters one statement may bind.
    parameter_limit: ClassVar[int]

    @abstractmethod
    def column_type(self, kind: ColumnKind) -> str:
        """Return the type of a column of a kind."""

    @abstractmethod
    def table(self, schema: str, name: str) -> str:
        """Return a table's qualified name."""

    @abstractmethod
    def index(self, schema: str, name: str) -> str:
        """Return an index's name as CREATE INDEX wants it."""

    @abstractmethod
    def index_table(self, schema: str, name: str) -> str:
        """Return a table's name as CREATE INDEX … ON wants it."""

    def inline_key(self, key: tuple[str, ...]) -> bool:
        """Tell whether the key is declared with its column."""
        return len(key) == 1

    @abstractmethod
    def in_list(self, operand: str, parameter: str, kind: ColumnKind) -> str:
        """Return "operand is one of the values of an array parameter"."""

    @abstractmethod
    def array(self, values: Sequence[object]) -> object:
        """Return a list as the parameter that `in_list` reads."""

    @abstractmethod
    def folded(self, operand: str) -> str:
        """Return text without regard to letter case."""

    def sortable(self, operand: str, kind: ColumnKind) -> str:
        """Return a column so that texts sort by code point, alike in every database."""
        del kind
        return operand

    def for_update(self, alias: str) -> str:
        """Return what ends a query whose rows of a table nobody else may change meanwhile."""
        return f"FOR UPDATE OF {alias}"

    def for_share(self, alias: str) -> str:
        """Return what ends a query whose rows of a table nobody may change until the end."""
        return f"FOR SHARE OF {alias}"

    def patience(self, milliseconds: int) -> str | None:
        """Return the statement after which a transaction waits no longer for a lock, if any is."""
        return f"SET LOCAL lock_timeout = {milliseconds}"

    @abstractmethod
    def digits(self, operand: str) -> str:
        """Return the digits 0 to 9 of a text, without what stands between them."""

    @abstractmethod
    def entries(self, operand: str) -> str:
        """Return the entries of a JSON array of texts as a table `e` with a column `value`."""

    @abstractmethod
    def create_words(self, schema: str, name: str) -> Sequence[str]:
        """Return the statements that make a table of words, each idempotent.

        It has the columns `rowid` and `words`, the different words of a record.
        """

    @abstractmethod
    def put_words(self, table: str, rows: Sequence[tuple[int, str]]) -> tuple[str, list[object]]:
        """Return a statement with its values that keeps records' words, joined by blanks."""

    @abstractmethod
    def with_words(self, table: str, parameter: str) -> str:
        """Return a query for the `rowid` of what holds the words of a `word_query`."""

    @abstractmethod
    def word_query(self, words: Sequence[str]) -> str:
        """Return the parameter of `with_words` for texts that all begin a word."""

    @abstractmethod
    def whole_number(self, operand: str) -> str:
        """Return text of digits as a number that compares as one."""

    @abstractmethod
    def total(self, operand: str) -> str:
        """Return the sum of whole numbers over a group of rows, exact as far as it fits."""

    @abstractmethod
    def given(self, columns: Sequence[tuple[str, ColumnKind]], parameter: str) -> str:
        """Return a query for rows that a parameter brings: a JSON array of arrays of values."""

    @abstractmethod
    def list_columns(self, schema: str) -> tuple[str, list[object]]:
        """Return a query for (table, column) of all tables of a schema, and its values."""

    @abstractmethod
    def list_indexes(self, schema: str) -> tuple[str, list[object]]:
        """Return a query for (index,) of all indexes of a schema, and its values."""

    def index_as_listed(self, name: str) -> str:
        """Return the name under which `list_indexes` tells of an index."""
        return name
