"""The control database: which orgs there are and where, OAuth's tables, settings, node leases.

Every server of an installation shares it. Tokens, codes and secrets of clients are kept as hashes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from crmstead.databases.base import Database, NotUniqueError, Row, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.ids import MAX_NODES
from crmstead.sql.ddl import Column, Index, Table, write_create
from crmstead.store.migrations.running import SCHEMA, NewerSchemaError
from crmstead.store.tables.drift import find_drift, repair

_TEXT = ColumnKind.TEXT
_INTEGER = ColumnKind.INTEGER

ORGS = Table(
    "orgs",
    (
        Column("id", _INTEGER),
        Column("zgid", _TEXT, not_null=True),
        Column("name", _TEXT, not_null=True),
        Column("location", _TEXT, not_null=True),
        Column("dsn", _TEXT),
        Column("epoch", _INTEGER, not_null=True),
        Column("environment", _TEXT, not_null=True),
    ),
    indexes=(Index("orgs_zgid", ("zgid",), unique=True),),
)
#: Times here and below: `issued`, `used` and `created` in milliseconds, which order what was made
#: in one second; `expires` and `revoked` in seconds.
CLIENTS = Table(
    "clients",
    (
        Column("client_id", _TEXT),
        Column("secret_hash", _TEXT, not_null=True),
        Column("type", _TEXT, not_null=True),
        Column("name", _TEXT, not_null=True),
        Column("redirect_uris", ColumnKind.JSON, not_null=True),
        Column("org_id", _INTEGER, not_null=True),
        Column("user_id", _INTEGER, not_null=True),
        Column("created", _INTEGER, not_null=True),
        Column("used", _INTEGER),
    ),
    key=("client_id",),
    indexes=(Index("clients_org", ("org_id", "created")),),
)
GRANTS = Table(
    "grants",
    (
        Column("hash", _TEXT),
        Column("client_id", _TEXT, not_null=True),
        Column("org_id", _INTEGER, not_null=True),
        Column("user_id", _INTEGER, not_null=True),
        Column("scopes", _TEXT, not_null=True),
        Column("redirect_uri", _TEXT),
        Column("offline", ColumnKind.BOOLEAN, not_null=True),
        Column("issued", _INTEGER, not_null=True),
        Column("expires", _INTEGER, not_null=True),
        Column("used", _INTEGER),
    ),
    key=("hash",),
    indexes=(Index("grants_client", ("client_id", "issued")),),
)
TOKENS = Table(
    "tokens",
    (
        Column("hash", _TEXT),
        Column("kind", _TEXT, not_null=True),
        Column("client_id", _TEXT, not_null=True),
        Column("org_id", _INTEGER, not_null=True),
        Column("user_id", _INTEGER, not_null=True),
        Column("scopes", _TEXT, not_null=True),
        #: Hash of the refresh token that it ends with.
        Column("parent", _TEXT),
        #: How it was asked for: code, refresh, credentials, local.
        Column("origin", _TEXT, not_null=True),
        Column("issued", _INTEGER, not_null=True),
        Column("expires", _INTEGER),
        Column("revoked", _INTEGER),
        Column("used", _INTEGER),
    ),
    key=("hash",),
    indexes=(
        Index("tokens_parent", ("parent", "revoked", "issued")),
        Index("tokens_user", ("client_id", "user_id", "issued")),
    ),
)
SETTINGS = Table(
    "settings",
    (Column("name", _TEXT), Column("value", _TEXT, not_null=True)),
    key=("name",),
)
NODES = Table(
    "nodes",
    (
        Column("node", _INTEGER),
        Column("holder", _TEXT, not_null=True),
        Column("leased_until", _INTEGER, not_null=True),
    ),
    key=("node",),
)
TABLES = (ORGS, CLIENTS, GRANTS, TOKENS, SETTINGS, NODES)

_PLACE = ", ".join(ORGS.column_names())
_PAGE_KEYS = "page_keys"
_SCHEMA = "schema"
#: Seconds that a node id rests after its lease: longer than clocks of two servers differ.
_REST = 60


class NoNodeError(Exception):
    """All node ids are leased, or one that was held has gone to somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgPlace:
    """Where an org is kept: a schema or file, of the home server or of another (`dsn`).

    `epoch` rises when the org moves; `environment` is production, sandbox or developer.
    """

    id: int
    zgid: str
    name: str
    location: str
    dsn: str | None = None
    epoch: int = 1
    environment: str = "production"


def _place(row: Row) -> OrgPlace:
    return OrgPlace(**dict(zip(ORGS.column_names(), row, strict=True)))


@dataclass(frozen=True, slots=True)
class PageKey:
    """A key that signs page tokens; its id goes into the token."""

    id: str
    secret: bytes


class Control:
    """The control database of an installation."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.table = database.table

    async def prepare(self) -> None:
        """Make the schema and its tables, or bring them to this version; safe on every start.

        Raises:
            NewerSchemaError: a newer version of the server wrote it.
        """
        await self.database.create()
        dialect, schema = self.database.dialect, self.database.schema

        async def work(transaction: Transaction) -> None:
            for table in TABLES:
                for statement in write_create(table, dialect, schema):
                    await transaction.execute(statement)
            await self._migrate(transaction)

        try:
            await self.database.write(work)
        except NotUniqueError:  # IF NOT EXISTS looks before it waits for another server's table
            await self.database.write(work)

    async def _migrate(self, transaction: Transaction) -> None:
        table = self.table(SETTINGS.name)
        kept = await transaction.fetch(f"SELECT value FROM {table} WHERE name = $1", (_SCHEMA,))
        found = int(kept[0][0]) if kept else 1
        if found > SCHEMA:
            raise NewerSchemaError(found)
        for drift in await find_drift(transaction, self.database, TABLES):
            for statement in repair(drift, self.database):
                await transaction.execute(statement)
        if found < SCHEMA:
            await transaction.execute(
                f"INSERT INTO {table} (name, value) VALUES ($1, $2) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (_SCHEMA, str(SCHEMA)),
            )

    async def orgs(self) -> tuple[OrgPlace, ...]:
        """Return all orgs, by id."""
        async with self.database.reading() as reader:
            rows = await reader.fetch(f"SELECT {_PLACE} FROM {self.table('orgs')} ORDER BY id")
        return tuple(map(_place, rows))

    async def org(self, org: int) -> OrgPlace:
        """Return where an org is kept.

        Raises:
            KeyError: there is no such org.
        """
        async with self.database.reading() as reader:
            rows = await reader.fetch(
                f"SELECT {_PLACE} FROM {self.table('orgs')} WHERE id = $1", (org,)
            )
        if not rows:
            raise KeyError(org)
        return _place(rows[0])

    async def zgid(self, org: int) -> str | None:
        """Return the public id of an org, None where there is no such org."""
        async with self.database.reading() as reader:
            rows = await reader.fetch(
                f"SELECT zgid FROM {self.table('orgs')} WHERE id = $1", (org,)
            )
        return rows[0][0] if rows else None

    async def add_org(self, place: OrgPlace) -> None:
        """Enter an org in the directory.

        Raises:
            NotUniqueError: its id or zgid is taken.
        """
        row = [getattr(place, name) for name in ORGS.column_names()]

        async def work(transaction: Transaction) -> None:
            await transaction.insert(ORGS.name, ORGS.columns, [row])

        await self.database.write(work)

    async def move_org(
        self, org: int, location: str, dsn: str | None, *, epoch: int | None = None
    ) -> bool:
        """Tell where an org is kept from now on; servers see it by the risen epoch.

        With `epoch` only if that still is the org's; return whether it was told.
        """
        where = "id = $3" if epoch is None else "id = $3 AND epoch = $4"
        values = (location, dsn, org, *(() if epoch is None else (epoch,)))

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.fetch(
                f"UPDATE {self.table('orgs')} SET location = $1, dsn = $2, epoch = epoch + 1 "
                f"WHERE {where} RETURNING id",
                values,
            )
            return bool(rows)

        return await self.database.write(work)

    async def setting(self, name: str, otherwise: str) -> str:
        """Return a setting; the first server to ask for it keeps `otherwise` for all."""
        table = self.table("settings")
        query = f"SELECT value FROM {table} WHERE name = $1"

        async def work(transaction: Transaction) -> str:
            await transaction.execute(
                f"INSERT INTO {table} (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                (name, otherwise),
            )
            value: str = (await transaction.fetch(query, (name,)))[0][0]
            return value

        async with self.database.reading() as reader:
            kept = await reader.fetch(query, (name,))
        return kept[0][0] if kept else await self.database.write(work)

    async def page_keys(self, fresh: bytes) -> tuple[PageKey, ...]:
        """Return the keys of page tokens, the one that signs first; `fresh` if there is none."""
        kept = await self.setting(_PAGE_KEYS, json.dumps([["1", fresh.hex()]]))
        return tuple(PageKey(key, bytes.fromhex(secret)) for key, secret in json.loads(kept))

    async def lease_node(self, holder: str, now: int, life: int) -> int:
        """Lease a node id until `now + life` seconds.

        Raises:
            NoNodeError: all are leased.
        """

        async def work(transaction: Transaction) -> int:
            return await self._take_node(transaction, holder, now, now + life)

        return await self.database.write(work)

    async def renew_node(self, node: int, holder: str, until: int) -> None:
        """Prolong a lease; `until` in seconds since 1970.

        Raises:
            NoNodeError: somebody else holds it by now, so not one more id may be made with it.
        """
        if not await self._set_lease(node, holder, until):
            raise NoNodeError(f"node {node} is no longer held by {holder}")

    async def release_node(self, node: int, holder: str, now: int) -> None:
        """Give a node id back; it rests a while before it is leased again."""
        await self._set_lease(node, holder, now)

    async def _set_lease(self, node: int, holder: str, until: int) -> bool:
        async def work(transaction: Transaction) -> bool:
            rows = await transaction.fetch(
                f"UPDATE {self.table('nodes')} SET leased_until = $1 "
                "WHERE node = $2 AND holder = $3 RETURNING node",
                (until, node, holder),
            )
            return bool(rows)

        return await self.database.write(work)

    async def _take_node(self, transaction: Transaction, holder: str, now: int, until: int) -> int:
        table = self.table("nodes")
        rested = await transaction.fetch(
            f"SELECT node FROM {table} WHERE leased_until < $1 ORDER BY leased_until, node",
            (now - _REST,),
        )
        for (node,) in rested:
            taken = await transaction.fetch(
                f"UPDATE {table} SET holder = $1, leased_until = $2 "
                "WHERE node = $3 AND leased_until < $4 RETURNING node",
                (holder, until, node, now - _REST),
            )
            if taken:
                return int(node)
        return await self._new_node(transaction, (holder, until))

    async def _new_node(self, transaction: Transaction, lease: Sequence[object]) -> int:
        table = self.table("nodes")
        held = {row[0] for row in await transaction.fetch(f"SELECT node FROM {table}")}
        for node in range(MAX_NODES):
            if node not in held:
                taken = await transaction.fetch(
                    f"INSERT INTO {table} (node, holder, leased_until) VALUES ($1, $2, $3) "
                    "ON CONFLICT (node) DO NOTHING RETURNING node",
                    (node, *lease),
                )
                if taken:
                    return node
        raise NoNodeError(f"all {MAX_NODES} node ids are leased")
