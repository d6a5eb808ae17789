"""`crmstead migrate`: bring an installation to the schema of this version, before it is served."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path

import click

from crmstead.cli.opening import locked, require_installation
from crmstead.cli.refusals import NewerError
from crmstead.cli.serve import check_place, place_options


@click.command("migrate")
@place_options
def migrate(data: Path | None, database: str | None) -> None:
    """Bring an installation to the schema of this version.

    A server does the same at its start, org by org; this does all at once. Make a backup before.
    """
    from crmstead.databases.base import UnavailableError
    from crmstead.store.migrations.running import NewerSchemaError

    check_place(data, database)
    if data is not None:
        require_installation(data)
    try:
        with locked(data) if data else nullcontext():
            asyncio.run(_migrate(data or database or ""))
    except NewerSchemaError as error:
        raise NewerError(f"The database is of another version: {error}.") from error
    except UnavailableError as error:
        raise click.ClickException(str(error)) from error


async def _migrate(home: Path | str) -> None:
    from crmstead.app import CONTROL
    from crmstead.databases.registry import Databases
    from crmstead.store.control import Control
    from crmstead.store.migrations.running import migrate_org

    databases = Databases(home)
    try:
        control = Control(databases.open(CONTROL))
        await control.prepare()
        for place in await control.orgs():
            before, after = await migrate_org(databases.open(place.location, place.dsn))
            change = f"schema {before} -> {after}" if before != after else f"schema {after}"
            click.echo(f"{place.zgid}  {place.name}: {change}")
    finally:
        await databases.close()
