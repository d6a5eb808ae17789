"""The orgs of an installation, opened when they are first asked for."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from crmstead.databases.base import Database, Transaction
from crmstead.databases.registry import Databases
from crmstead.model.clock import Clock
from crmstead.model.ids import IdSource
from crmstead.sql.ddl import write_create
from crmstead.store.control import Control, OrgPlace
from crmstead.store.definitions import Definitions, load, read_version, save
from crmstead.store.migrations.running import migrate_org, stamp
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import SYSTEM_TABLES


class OrgDirectory:
    """Finds and opens orgs, and keeps their catalogues at the version of their database."""

    def __init__(
        self,
        control: Control,
        databases: Databases,
        clock: Clock,
        ids: IdSource,
        page_keys: tuple[bytes, ...],
    ) -> None:
        self._control = control
        self._databases = databases
        self._clock = clock
        self._ids = ids
        self._page_keys = page_keys
        self._places: dict[int, OrgPlace] = {}
        self._open: dict[int, OpenOrg] = {}
        #: One lock an org: one whose server says nothing holds up no other.
        self._opening: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self, org: int) -> OpenOrg:
        """Return an org with metadata no older than its database's.

        Raises:
            KeyError: there is no such org.
            UnavailableError: its database cannot be reached.
        """
        found = self._open.get(org)
        if found is None:
            async with self._opening[org]:
                found = self._open.get(org) or await self._open_org(org)
                self._open[org] = found
        if found.database.shared:
            await self._follow(found)
        return found

    async def _follow(self, org: OpenOrg) -> None:
        """Take over metadata that another server changed."""
        version = await read_org_version(org)
        if version != org.catalogue.version:
            org.replace_catalogue(await load(org.database))

    async def _open_org(self, org: int) -> OpenOrg:
        if org not in self._places:
            self._places = {place.id: place for place in await self._control.orgs()}
        place = self._places[org]
        database = self._databases.open(place.location, place.dsn)
        await migrate_org(database)
        return OpenOrg(
            id=org,
            database=database,
            catalogue=await load(database),
            clock=self._clock,
            ids=self._ids,
            page_keys=self._page_keys,
        )

    def opened(self) -> list[OpenOrg]:
        """Return the orgs that are open in this process."""
        return list(self._open.values())

    async def all(self) -> list[OpenOrg]:
        """Open every org of the installation."""
        return [await self.open(place.id) for place in await self._control.orgs()]

    async def make(self, definitions: Definitions, location: str) -> OpenOrg:
        """Make an org in the home database and enter it in the directory."""
        org = definitions.org
        database = self._databases.open(location)
        await create_org(database, definitions)
        place = OrgPlace(id=org.id, zgid=org.zgid, name=org.company_name, location=location)
        await self._control.add_org(place)
        self._places[org.id] = place
        return await self.open(org.id)


async def read_org_version(org: OpenOrg) -> int:
    """Return the version of an org's metadata as its database has it now."""
    async with org.database.reading() as reader:
        return await read_version(reader, org.database)


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
