"""What a database offers to store: reading, and writing in one durable transaction."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from crmstead.sql.ddl import Column
from crmstead.sql.dialect import Dialect

T = TypeVar("T")
#: A row: read by position.
Row = Sequence[Any]


class NotUniqueError(Exception):
    """A unique index refused a row. What collided is for the writer to look up again."""


class UnavailableError(Exception):
    """The database cannot be reached, is full, or refuses to write. Nothing was acknowledged."""


class ContendedError(UnavailableError):
    """The transaction lost against others and was rolled back; it may be run again."""


class SchemaChangedError(Exception):
    """A statement names a table or column that is not there: whoever wrote it knew another schema.

    It is wrong, or the metadata it was written by is no longer the org's.
    """


class MissingError(UnavailableError):
    """A schema is not there (any more): it was dropped, or its org was moved."""


class Reader(ABC):
    """A consistent view of one database."""

    @abstractmethod
    async def fetch(self, sql: str, values: Sequence[object] = ()) -> Sequence[Row]:
        """Return all rows of a query."""


class Transaction(Reader):
    """A write transaction: all of it is kept, durably, or nothing.

    On SQLite the coroutine that works with a transaction is driven inside the writer thread and
    must not await anything but the transaction's own methods.
    """

    @abstractmethod
    async def execute(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement.

        Raises:
            NotUniqueError: a unique index refused it.
        """

    @abstractmethod
    async def insert(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        """Insert rows into a table of the schema, all with the same columns.

        Raises:
            NotUniqueError: a unique index refused one.
        """

    @abstractmethod
    async def update(
        self, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
    ) -> None:
        """Set columns of rows that are there; the first column tells which, and is unique.

        Rows of that key that are not there are passed over.

        Raises:
            NotUniqueError: a unique index refused one.
        """

    @abstractmethod
    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a part of the work; where it raises, what it wrote is taken back, and that alone."""


class Database(ABC):
    """One schema of one database: an org's, or the control schema."""

    dialect: Dialect
    #: Name of the schema, empty where a database has none.
    schema: str
    #: Other processes may write to it, so nothing this one remembers is the truth.
    shared: bool

    @abstractmethod
    def reading(self, *, snapshot: bool = False) -> AbstractAsyncContextManager[Reader]:
        """Return a reader for the statements of one request.

        With `snapshot` all of them see one state; without, each sees what is committed.

        Raises:
            UnavailableError: the database cannot be reached.
        """

    @abstractmethod
    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in a transaction; its result is returned only when it is on disk.

        `work` may be run again from the start where the database asks for it (deadlock), so it
        keeps nothing outside the transaction. An exception from it rolls everything back.

        Raises:
            UnavailableError: the commit could not be made durable.
        """

    def waiting(self) -> int:
        """Return how many writes wait for their turn."""
        return 0

    def state(self) -> object | None:
        """Return an object that stands for what is committed: another one, once more is.

        None where that is not known: others write, too, or a commit is on its way.
        """
        return None

    @abstractmethod
    async def create(self) -> None:
        """Make the schema where it does not exist yet."""

    @abstractmethod
    async def drop(self) -> None:
        """Remove the schema with all it holds."""

    @abstractmethod
    async def rename(self, schema: str) -> None:
        """Give the schema another name, so that nobody writes to it any more under its own.

        It returns when all is over that was being written to it.

        Raises:
            MissingError: there is no such schema.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish what is in flight and let go of files and connections."""

    def table(self, name: str) -> str:
        """Return a table's qualified name in this schema."""
        return self.dialect.table(self.schema, name)
