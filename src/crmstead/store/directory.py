"""The orgs of an installation, opened when they are first asked for."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from functools import partial

from crmstead.databases.base import Database, MissingError, Transaction, UnavailableError
from crmstead.databases.registry import Databases
from crmstead.model.clock import Clock
from crmstead.model.ids import IdSource
from crmstead.sql.ddl import write_create
from crmstead.store.control import Control, OrgPlace
from crmstead.store.definitions import Definitions, load, save
from crmstead.store.files.contents import FileStore
from crmstead.store.following import follow
from crmstead.store.migrations.running import migrate_org, stamp
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import SYSTEM_TABLES

_logger = logging.getLogger("crmstead.server")


class OrgDirectory:
    """Finds and opens orgs, and keeps their catalogues at the version of their database."""

    def __init__(
        self,
        control: Control,
        databases: Databases,
        clock: Clock,
        ids: IdSource,
        page_keys: tuple[bytes, ...],
        files: FileStore | None = None,
    ) -> None:
        self._control = control
        self._databases = databases
        self.clock = clock
        self._ids = ids
        self._page_keys = page_keys
        self.files = files
        self._open: dict[int, OpenOrg] = {}
        #: Where each of them was opened.
        self._places: dict[int, OrgPlace] = {}
        self._away: dict[int, str] = {}
        #: One lock an org: one whose server says nothing holds up no other.
        self._opening: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._woken: asyncio.Queue[int] = asyncio.Queue()
        self._waiting: set[int] = set()

    async def open(self, org: int, epoch: int = 0) -> OpenOrg:
        """Return an org with metadata no older than its database's.

        `epoch` is what somebody knows of the org's: an org that was opened at an earlier one is
        opened anew, where it is by now.

        Raises:
            KeyError: there is no such org.
            UnavailableError: its database cannot be reached.
        """
        found = self._known(org)
        if found is None or self._places[org].epoch < epoch:
            found = await self._opened(org, epoch)
        if found.database.shared:
            try:
                found = await follow(found)
            except UnavailableError as error:
                found = await self._moved(found, error)
        return found

    def _known(self, org: int) -> OpenOrg | None:
        found = self._open.get(org)
        return None if found is None else found.latest.org

    def wake(self, org: int) -> None:
        """Say that there is work to do for an org after an answer (records.bin.housekeeping).

        However often it is said, the org is looked at once.
        """
        if org not in self._waiting:
            self._waiting.add(org)
            self._woken.put_nowait(org)

    async def next_woken(self) -> int:
        """Wait for an org with work to do."""
        org = await self._woken.get()
        self._waiting.discard(org)
        return org

    async def _moved(self, found: OpenOrg, error: UnavailableError) -> OpenOrg:
        """Return an org that is no longer where it was opened.

        Raises:
            UnavailableError: it is, as far as the directory knows.
        """
        current = self._open[found.id]
        if current.latest is not found.latest:
            return current.latest.org
        place = self._places[found.id]
        # The home server does not answer: it need not be asked where else the org might be.
        if place.dsn is None and not isinstance(error, MissingError):
            raise error
        epoch = (await self._control.org(found.id)).epoch
        if epoch == place.epoch:
            raise error
        return await self._opened(found.id, epoch)

    async def _opened(self, org: int, epoch: int) -> OpenOrg:
        async with self._opening[org]:
            found = self._known(org)
            if found is None or self._places[org].epoch < epoch:
                place = await self._control.org(org)
                found = await self._open_at(place)
                self._places[org] = place
                self._open[org] = found
            return found

    async def _open_at(self, place: OrgPlace) -> OpenOrg:
        try:
            database = self._databases.open(place.location, place.dsn)
            await migrate_org(database)
            catalogue = await load(database)
        except UnavailableError as error:
            if place.id not in self._away:
                _logger.warning("org %s cannot be opened: %s", place.id, error)
            self._away[place.id] = str(error)
            raise
        if self._away.pop(place.id, None):
            _logger.warning("org %s can be opened again", place.id)
        return OpenOrg(
            id=place.id,
            database=database,
            catalogue=catalogue,
            clock=self.clock,
            ids=self._ids,
            page_keys=self._page_keys,
            wake=partial(self.wake, place.id),
            files=self.files,
        )

    async def databases(self) -> list[tuple[int, Database]]:
        """Return the id and the database of every org, none of which is opened for it."""
        places = await self._control.orgs()
        return [(one.id, self._databases.open(one.location, one.dsn)) for one in places]

    def opened(self) -> list[OpenOrg]:
        """Return the orgs that are open in this process."""
        return [org.latest.org for org in self._open.values()]

    def away(self) -> dict[int, str]:
        """Return the orgs that could not be opened when last they were asked for, and why."""
        return dict(self._away)

    async def all(self) -> list[OpenOrg]:
        """Open every org of the installation that can be opened; `away` has the others."""
        places = await self._control.orgs()
        found = await asyncio.gather(*(self._open_if_there(place.id) for place in places))
        return [org for org in found if org is not None]

    async def _open_if_there(self, org: int) -> OpenOrg | None:
        try:
            return await self.open(org)
        except UnavailableError:
            return None

    async def make(self, definitions: Definitions, location: str) -> OpenOrg:
        """Make an org in the home database and enter it in the directory."""
        org = definitions.org
        database = self._databases.open(location)
        await create_org(database, definitions)
        place = OrgPlace(id=org.id, zgid=org.zgid, name=org.company_name, location=location)
        await self._control.add_org(place)
        return await self.open(org.id)


async def create_org(database: Database, definitions: Definitions) -> None:
    """Make an org's schema with its system tables and definitions; modules come on first use."""
    await database.create()

    async def work(transaction: Transaction) -> None:
        for table in SYSTEM_TABLES:
            for statement in write_create(table, database.dialect, database.schema):
                await transaction.execute(statement)
        await save(transaction, definitions)
        await stamp(transaction, database)

    await database.write(work)
