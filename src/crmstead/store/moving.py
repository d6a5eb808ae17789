"""Moving an org to another PostgreSQL server while the servers of the installation run.

The org's schema is renamed first, so nothing can be written to it any more by servers that do not
know yet; then it is copied, and the directory told. Servers find nothing under the old name, look
into the directory, and go on at the new place.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path

from crmstead.databases.base import UnavailableError
from crmstead.databases.postgresql.dumping import dump_schemas, restore_schemas
from crmstead.databases.registry import Databases
from crmstead.store.control import Control, OrgPlace
from crmstead.store.drift import is_there


class MovingError(Exception):
    """The org cannot be moved so; it is where it was."""


async def move_org(control: Control, databases: Databases, place: OrgPlace, dsn: str | None) -> str:
    """Move an org to another PostgreSQL server (None = home); return what its old schema is now.

    Until it returns, requests to the org are answered 503.

    Raises:
        MovingError: something of its name is there, or it is in a file.
        UnavailableError: a server cannot be reached or refuses; the org is where it was.
    """
    source = databases.open(place.location, place.dsn)
    target = databases.open(place.location, dsn)
    if not (source.shared and target.shared):
        raise MovingError("only orgs on PostgreSQL can be moved, and only to PostgreSQL")
    if source is target:
        raise MovingError("the org is there already")
    left = f"{place.location}_left_{place.epoch}"
    await _take_back(databases, place, left, dsn)
    if await is_there(target):
        raise MovingError(f"a schema {place.location} is there already")
    await source.rename(left)
    try:
        await _copy(databases, place, left, dsn)
        await databases.open(left, dsn).rename(place.location)
    except BaseException:
        for copy in (databases.open(left, dsn), target):
            with suppress(UnavailableError):
                await copy.drop()
        await databases.open(left, place.dsn).rename(place.location)
        raise
    try:
        await control.move_org(place.id, place.location, dsn)
    except UnavailableError as error:
        raise MovingError(
            f"the org was copied, but nobody knows whether the directory was told ({error}). If "
            f"servers do not find it, move it again without copying; {left} is what it was"
        ) from error
    return left


async def _take_back(databases: Databases, place: OrgPlace, left: str, dsn: str | None) -> None:
    """Undo a move that was killed on its way: the directory still tells of the old place."""
    old = databases.open(left, place.dsn)
    if not await is_there(old) or await is_there(databases.open(place.location, place.dsn)):
        return
    # Whatever was copied by then, whole as it may be, is not what the directory tells of.
    for copy in (left, place.location):
        await databases.open(copy, dsn).drop()
    await old.rename(place.location)


async def _copy(databases: Databases, place: OrgPlace, schema: str, dsn: str | None) -> None:
    with tempfile.TemporaryDirectory(prefix="crmstead-move-") as made:
        file = Path(made) / "org.pgc"
        await asyncio.to_thread(dump_schemas, databases.dsn(place.dsn), [schema], file)
        await asyncio.to_thread(restore_schemas, databases.dsn(dsn), file)
