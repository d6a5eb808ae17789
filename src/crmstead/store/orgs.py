"""An org that is open: its database, its catalogue, and what makes ids and tells the time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from crmstead.databases.base import Database
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.clock import Clock
from crmstead.model.derived import forget
from crmstead.model.ids import IdSource
from crmstead.sql.writer import SqlWriter
from crmstead.store.files.contents import FileStore


class StaleError(Exception):
    """A transaction found other metadata than its request began with: it is to be begun again.

    Nothing was written. Whoever opened the org opens it again and repeats the request, which is
    then checked by the metadata of now.
    """


@dataclass(slots=True)
class Latest:
    """Where all versions of an open org find the latest one."""

    org: OpenOrg


@dataclass(slots=True)
class OpenOrg:
    """One org in this process, at one version of its metadata: a request has one to its end.

    `compiled` holds what readers and writers derive from the catalogue.
    """

    id: int
    database: Database
    catalogue: Catalogue
    clock: Clock
    ids: IdSource
    #: Keys of page tokens, the one that signs first; the same on every server.
    page_keys: tuple[bytes, ...]
    #: Where contents of files are kept; None = nowhere.
    files: FileStore | None = None
    compiled: dict[Any, Any] = field(default_factory=dict)
    #: Modules whose tables, and those of their lookups, are known to exist.
    ready_modules: set[str] = field(default_factory=set)
    #: Tables known to exist.
    made_tables: set[str] = field(default_factory=set)
    #: Tells this process that there is work to do for the org after the answer.
    wake: Callable[[], None] = lambda: None
    #: All of it is part of one transaction (`store.together`), in which nothing is made.
    joined: bool = False
    writer: SqlWriter = field(init=False)
    latest: Latest = field(init=False)

    def __post_init__(self) -> None:
        self.writer = SqlWriter(self.database.dialect, self.database.schema)
        self.latest = Latest(self)

    def renew(self, catalogue: Catalogue) -> OpenOrg:
        """Let later requests have another version of the metadata; return the latest org.

        A version that is older than what is there already is left alone.
        """
        if catalogue.version > self.latest.org.catalogue.version:
            renewed = replace(self, catalogue=catalogue, compiled={}, ready_modules=set())
            renewed.writer, renewed.latest = self.writer, self.latest
            self.latest.org = renewed
            forget()
        return self.latest.org


class BeforehandError(Exception):
    """A transaction that several writes share needs what has to be made before it begins.

    Making a table locks others against those who write, and is over sooner by itself.
    """

    def __init__(self, work: Callable[[OpenOrg], Awaitable[None]]) -> None:
        super().__init__()
        #: Makes it, with the org itself.
        self.work = work
