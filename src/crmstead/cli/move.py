"""`crmstead move`: an org to another PostgreSQL server."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from pathlib import Path

import click

from crmstead.cli.opening import locked, require_installation
from crmstead.cli.serve import check_place, place_options

_HOME = "home"


@click.command("move")
@place_options
@click.option("--org", "zgid", required=True, help="The org's zgid, as GET /org answers it.")
@click.option(
    "--to",
    metavar="DSN",
    required=True,
    help="PostgreSQL server to move it to; `home` is the one that keeps the directory.",
)
@click.option(
    "--no-copy",
    is_flag=True,
    help="Only tell the directory: the org is there already, as on a standby that was promoted.",
)
def move(data: Path | None, database: str | None, zgid: str, to: str, *, no_copy: bool) -> None:
    """Move an org to another PostgreSQL server, while servers run.

    Requests to it are answered 503 while it is copied; then every server goes on at the new place.
    What was copied is kept under another name.
    """
    from crmstead.databases.base import UnavailableError
    from crmstead.store.upkeep.moving import MovingError

    check_place(data, database)
    if to != _HOME and not to.startswith(("postgresql://", "postgres://")):
        raise click.UsageError("--to is `home` or begins with postgresql://.")
    dsn = None if to == _HOME else to
    if data is not None:
        require_installation(data)
    try:
        with locked(data) if data else nullcontext():
            told = asyncio.run(_move(data or database or "", zgid, dsn, no_copy=no_copy))
    except (MovingError, UnavailableError, OSError) as error:
        raise click.ClickException(f"{error}.") from error
    click.echo(told)


async def _move(where: Path | str, zgid: str, dsn: str | None, *, no_copy: bool) -> str:
    from crmstead.app import CONTROL
    from crmstead.databases.registry import Databases
    from crmstead.store.control import Control
    from crmstead.store.tables.drift import is_there
    from crmstead.store.upkeep.moving import MovingError, move_org

    databases = Databases(where)
    try:
        control = Control(databases.open(CONTROL))
        place = next((one for one in await control.orgs() if one.zgid == zgid), None)
        if place is None:
            raise MovingError(f"there is no org {zgid}")
        if not no_copy:
            name = await move_org(control, databases, place, dsn)
            return (
                f"Moved org {zgid}; it is in schema {name}. The old server keeps its old schema "
                "under that name too: drop it there when you like."
            )
        if not await is_there(databases.open(place.location, dsn)):
            raise MovingError(f"there is no schema {place.location}")
        await control.move_org(place.id, place.location, dsn)
        return f"The directory tells of org {zgid} at its new place; servers follow within 5 s."
    finally:
        await databases.close()
