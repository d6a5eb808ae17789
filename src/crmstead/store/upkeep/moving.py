"""Moving an org to another PostgreSQL server while the servers of the installation run.

The org's schema is renamed first, so nothing can be written to it any more by servers that do not
know yet; then it is copied under its new name, and the directory told. Servers find nothing under
the old name, look into the directory, and go on at the new place. What a name ends in is the epoch
that the org has there, so no two moves ever speak of the same schema.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from crmstead.databases.base import MissingError, UnavailableError
from crmstead.databases.postgresql.dumping import dump_schemas, restore_schemas
from crmstead.databases.registry import Databases
from crmstead.store.control import Control, OrgPlace
from crmstead.store.tables.drift import is_there

_ENDING = re.compile(r"_e\d+$")


class MovingError(Exception):
    """The org cannot be moved so."""


async def move_org(control: Control, databases: Databases, place: OrgPlace, dsn: str | None) -> str:
    """Move an org to another PostgreSQL server (None = home); return its schema's name by now.

    Until it returns, requests to the org are answered 503. The old schema is kept, under the new
    name.

    Raises:
        MovingError: it is in a file, or there already, or somebody else moved it meanwhile.
        UnavailableError: a server cannot be reached or refuses; the org is where it was.
    """
    if not (databases.open(place.location, place.dsn).shared and databases.open("", dsn).shared):
        raise MovingError("only orgs on PostgreSQL can be moved, and only to PostgreSQL")
    if databases.dsn(place.dsn) == databases.dsn(dsn):
        raise MovingError("the org is there already")
    place = await _take_up(control, databases, place, dsn)
    name = _next_name(place)
    renamed = databases.open(name, place.dsn)
    await databases.open(place.location, place.dsn).rename(name)
    try:
        await _copy(databases, place, name, dsn)
    except BaseException:
        with suppress(UnavailableError):
            await databases.open(name, dsn).drop()
        with suppress(MissingError):  # another move took this one for one that was killed
            await renamed.rename(place.location)
        raise
    try:
        moved = await control.move_org(place.id, name, dsn, epoch=place.epoch)
    except UnavailableError as error:
        raise MovingError(
            f"the org was copied, but nobody knows whether the directory was told: {error}. Move "
            "it again: that either says that it is there already, or does it"
        ) from error
    if not moved:
        raise MovingError("the org was moved by somebody else meanwhile")
    return name


def _next_name(place: OrgPlace) -> str:
    return f"{_ENDING.sub('', place.location)}_e{place.epoch + 1}"


async def _take_up(
    control: Control, databases: Databases, place: OrgPlace, dsn: str | None
) -> OrgPlace:
    """Undo a move that was killed on its way, and return the place from which to begin.

    Should it not be dead but slow, the risen epoch keeps it from telling the directory.
    """
    name = _next_name(place)
    if await is_there(databases.open(place.location, place.dsn)):
        return place
    if not await is_there(databases.open(name, place.dsn)):
        raise MovingError(f"there is no schema {place.location}")
    if not await control.move_org(place.id, place.location, place.dsn, epoch=place.epoch):
        raise MovingError("the org was moved by somebody else meanwhile")
    await databases.open(name, dsn).drop()
    await databases.open(name, place.dsn).rename(place.location)
    return replace(place, epoch=place.epoch + 1)


async def _copy(databases: Databases, place: OrgPlace, schema: str, dsn: str | None) -> None:
    with tempfile.TemporaryDirectory(prefix="crmstead-move-") as made:
        file = Path(made) / "org.pgc"
        await asyncio.to_thread(dump_schemas, databases.dsn(place.dsn), [schema], file)
        await asyncio.to_thread(restore_schemas, databases.dsn(dsn), file)
