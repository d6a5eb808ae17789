"""Installations that servers of other processes run on, and that tests open again afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from crmstead.app import Server, open_server
from crmstead.oauth.fixed import generate
from crmstead.oauth.grants import Bearer
from crmstead.oauth.scopes import EVERY_SCOPE
from crmstead.settings import Settings
from crmstead.store.control import OrgPlace
from crmstead.store.definitions import Definitions
from crmstead.store.directory import create_org
from crmstead.store.orgs import OpenOrg
from tests.live import ADMIN, definitions

T = TypeVar("T")

#: A module with what clients race for: unique values, auto numbers.
TICKETS = {
    "api_name": "Tickets",
    "singular_label": "Ticket",
    "plural_label": "Tickets",
    "fields": [
        {"id": 951, "api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
        {"id": 952, "api_name": "Number", "data_type": "autonumber",
         "auto_number": {"prefix": "T", "start_number": 1}},
        {"id": 953, "api_name": "Batch", "data_type": "text"},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Installed:
    """An org of an installation, with an administrator's token that every server of it takes."""

    settings: Settings
    org: int
    token: str

    @property
    def arguments(self) -> list[str]:
        """How the command line names the installation."""
        if self.settings.database is not None:
            files = ["--files", str(self.settings.files)] if self.settings.files else []
            return ["--database", self.settings.database, *files]
        return ["--data", str(self.settings.data)]

    def again(self, work: Callable[[Server, OpenOrg], Awaitable[T]]) -> T:
        """Open the installation anew, as after a crash, and do something with it."""

        async def run() -> T:
            async with open_server(self.settings) as server:
                return await work(server, await server.orgs.open(self.org))

        return asyncio.run(run())

    def fetch(self, sql: str) -> list[Any]:
        """Return rows, read by opening anew; `{Table}` becomes the table's qualified name."""

        async def work(_: Server, org: OpenOrg) -> list[Any]:
            async with org.database.reading() as reader:
                return list(await reader.fetch(named(sql, org)))

        return self.again(work)

    def through(self, settings: Settings) -> Installed:
        """Return the same installation, reached in another way."""
        return replace(self, settings=settings)


def named(sql: str, org: OpenOrg) -> str:
    """Return a statement with the names of an org's tables in the place of `{Table}`."""

    class Tables(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return org.database.table(name)

    return sql.format_map(Tables())


def ticket_definitions() -> Definitions:
    """Return a fresh org that has tickets."""
    made = definitions()
    made.modules.append(TICKETS)
    return made


async def put_org(server: Server, made: Definitions, dsn: str | None = None) -> OpenOrg:
    """Make an org at home, or on a server of its own."""
    org, location = made.org, f"org_{made.org.id}"
    if dsn is None:
        return await server.orgs.make(made, location)
    await create_org(server.orgs._databases.open(location, dsn), made)
    place = OrgPlace(id=org.id, zgid=org.zgid, name=org.company_name, location=location, dsn=dsn)
    await server.control.add_org(place)
    return await server.orgs.open(org.id)


async def give_token(server: Server, org: OpenOrg) -> str:
    """Return an access token of an org's administrator."""
    user = org.catalogue.user_by_email[ADMIN]
    credentials = await generate(server.authorization, org.id, user.id)
    bearer = Bearer(credentials.client_id, org.id, user.id, EVERY_SCOPE)
    given = await server.authorization.give_tokens(bearer, server.public_url, offline=False)
    return str(given["access_token"])


def install(
    *,
    data: Path | None = None,
    database: str | None = None,
    made: Definitions | None = None,
    files: Path | None = None,
) -> Installed:
    """Make an org with tickets, or another one, and close the installation again."""
    settings = Settings(data=data, database=database, files=files)

    async def run() -> Installed:
        async with open_server(settings) as server:
            defined = ticket_definitions() if made is None else made
            org = await server.orgs.make(defined, f"org_{defined.org.id}")
            return Installed(settings, org.id, await give_token(server, org))

    return asyncio.run(run())
