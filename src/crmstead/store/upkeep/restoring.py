"""An installation made of the files of a backup, in place of one that is there or of none.

Schemas that are in the way are renamed until the new ones are whole, and renamed back where those
cannot be made. Those of orgs that the backup does not hold are left alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from crmstead.databases.base import Database
from crmstead.databases.postgresql.dumping import restore_schemas
from crmstead.databases.registry import Databases
from crmstead.store.control import Control
from crmstead.store.tables.drift import is_there
from crmstead.store.upkeep.backup import HOME, BackupError, Manifest, Unpacked
from crmstead.store.upkeep.packing import put_contents

#: A schema, and the DSN of its server (None = home).
_Schema = tuple[str, str | None]


async def restore(
    backup: Unpacked,
    home: Path | str,
    control: str,
    servers: Mapping[int, str],
    files: Path | None,
    *,
    replace: bool,
) -> None:
    """Restore a backup that was unpacked, its uploaded files into a folder.

    `servers` has the DSNs of those that are to be elsewhere than they were, by number.

    Raises:
        BackupError: there is no server of a number, or no folder for the files; or schemas of the
            backup are there already, and `replace` is not set.
        UnavailableError: they cannot be made.
    """
    if backup.contents and files is None:
        raise BackupError(f"it holds {backup.contents} uploaded files: give --files DIR for them")
    manifest, directory = backup.manifest, backup.directory
    targets = _targets(manifest, servers)
    databases = Databases(home)
    try:
        schemas = [
            (schema, dsn)
            for name, dsn in targets.items()
            for schema in manifest.dumps[name].schemas
        ]
        async with _out_of_the_way(databases, schemas, replace=replace):
            if backup.contents and files is not None:
                put_contents(backup.file, files)
            # The control database comes last: without it there is no installation.
            for name in sorted(targets, key=lambda name: name == HOME):
                restore_schemas(databases.dsn(targets[name]), directory / name)
            if isinstance(home, str):
                await _tell(databases.open(control), manifest, targets)
            else:
                await _tell_copy(directory, control, manifest, targets)
                _put_files(directory, home, control)
    finally:
        await databases.close()


def _targets(manifest: Manifest, servers: Mapping[int, str]) -> dict[str, str | None]:
    """Return where each dump is to be restored."""
    targets = {name: dump.dsn for name, dump in manifest.dumps.items()}
    for number, dsn in servers.items():
        name = f"server-{number}.pgc"
        if name not in targets or name == HOME:
            raise BackupError(f"the backup has no server {number}")
        targets[name] = dsn
    return targets


@asynccontextmanager
async def _out_of_the_way(
    databases: Databases, schemas: list[_Schema], *, replace: bool
) -> AsyncIterator[None]:
    there = [schema for schema in schemas if await is_there(databases.open(*schema))]
    if there and not replace:
        names = ", ".join(name for name, _ in there)
        raise BackupError(f"{names}: there already. --force replaces what is there")
    ending = f"_before_{int(time.time())}"
    free = [schema for schema in schemas if schema not in there]
    renamed: list[_Schema] = []
    try:
        for name, dsn in there:
            await databases.open(name, dsn).rename(name + ending)
            renamed.append((name, dsn))
        yield
    except BaseException:
        for schema in (*free, *renamed):
            await databases.open(*schema).drop()
        for name, dsn in renamed:
            await databases.open(name + ending, dsn).rename(name)
        raise
    for name, dsn in renamed:
        await databases.open(name + ending, dsn).drop()


async def _tell(database: Database, manifest: Manifest, targets: Mapping[str, str | None]) -> None:
    """Let the directory know of servers that are elsewhere now."""
    moved = {manifest.dumps[name].dsn: dsn for name, dsn in targets.items()}
    control = Control(database)
    for org in await control.orgs():
        dsn = moved.get(org.dsn, org.dsn)
        if dsn != org.dsn:
            await control.move_org(org.id, org.location, dsn)


async def _tell_copy(
    directory: Path, control: str, manifest: Manifest, targets: Mapping[str, str | None]
) -> None:
    copies = Databases(directory)
    try:
        await _tell(copies.open(control), manifest, targets)
    finally:
        await copies.close()


def _put_files(directory: Path, data: Path, control: str) -> None:
    """Put the files of a backup in place of a data directory's.

    The control database goes first and comes last: what is broken off holds no installation.
    """
    old = sorted(data.glob("*.sqlite*"), key=lambda path: not path.name.startswith(control))
    for path in old:
        path.unlink()
    new = sorted(directory.glob("*.sqlite"), key=lambda path: path.name.startswith(control))
    for path in new:
        path.replace(data / path.name)
        _sync(data)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
