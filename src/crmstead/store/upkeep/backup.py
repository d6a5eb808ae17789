"""A whole installation as one file, made while servers run.

The file is a compressed tar: `manifest.json`, the file of each database on SQLite, and a dump of
each PostgreSQL server. Every org that the control database in it names is there; each file and dump
is of one moment, but not all of the same. `store.upkeep.restoring` makes an installation of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tarfile
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from crmstead.databases.postgresql.dumping import dump_schemas
from crmstead.databases.registry import Databases
from crmstead.databases.sqlite.files import copy_file, problems_of
from crmstead.store.control import Control, OrgPlace
from crmstead.store.migrations.running import SCHEMA, NewerSchemaError
from crmstead.store.upkeep.packing import DAMAGED, ContentsCheck, pack_contents, packing, unpacking

_MANIFEST = "manifest.json"
#: The dump of the server that keeps the control database; those of others are numbered from 1.
HOME = "server-0.pgc"
_NAME = re.compile(r"[A-Za-z0-9_]+\.sqlite|server-[0-9]+\.pgc")
#: How often the dumps are made again because orgs were made or moved meanwhile.
_ATTEMPTS = 5


class BackupError(Exception):
    """A backup cannot be made of this, or is not one, or is damaged."""


class Dump(msgspec.Struct):
    """What a dump of a PostgreSQL server holds."""

    #: The server, None where it keeps the control database.
    dsn: str | None
    schemas: list[str]


class Manifest(msgspec.Struct):
    """What a backup holds."""

    kind: str
    version: str
    schema: int
    created: int
    #: Files and their SHA-256.
    files: dict[str, str]
    #: Those of the files that are dumps.
    dumps: dict[str, Dump] = {}


def back_up(
    home: Path | str, control: str, version: str, file: Path, files: Path | None
) -> tuple[Manifest, int]:
    """Write an installation into a file; return what it holds, and how many contents of files.

    `control` is the schema of its control database, `files` the folder of its uploaded files. These
    come after the databases that tell of them.

    Raises:
        BackupError: orgs are made or moved all the time.
        UnavailableError: a database cannot be read, or a program is missing.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as made:
        place = Path(made)
        if isinstance(home, Path):
            kind, dumps = "sqlite", _copy_files(home, control, place)
        else:
            kind, dumps = "postgresql", _dump_all(home, control, place)
        sums = {one.name: _sum(one) for one in sorted(place.iterdir())}
        manifest = Manifest(kind, version, SCHEMA, int(time.time()), sums, dumps)
        partial = place / "whole.partial"
        with packing(partial) as tar:
            (place / _MANIFEST).write_bytes(msgspec.json.encode(manifest))
            for name in (_MANIFEST, *manifest.files):
                tar.add(place / name, name, recursive=False)
            contents = pack_contents(tar, files) if files is not None else 0
        partial.replace(file)
    return manifest, contents


def _copy_files(home: Path, control: str, place: Path) -> dict[str, Dump]:
    copy_file(home / f"{control}.sqlite", place / f"{control}.sqlite")
    orgs = orgs_of(place, control)
    for org in orgs:
        if org.dsn is None:
            copy_file(home / f"{org.location}.sqlite", place / f"{org.location}.sqlite")
    return _dump_others(orgs, place)


def _dump_all(home: str, control: str, place: Path) -> dict[str, Dump]:
    orgs = orgs_of(home, control)
    for _ in range(_ATTEMPTS):
        schemas = [control, *(org.location for org in orgs if org.dsn is None)]
        dump_schemas(home, schemas, place / HOME)
        dumps = {HOME: Dump(None, schemas), **_dump_others(orgs, place)}
        before, orgs = orgs, orgs_of(home, control)
        if orgs == before:
            return dumps
    raise BackupError("orgs are made or moved again and again while they are copied")


def _dump_others(orgs: Iterable[OrgPlace], place: Path) -> dict[str, Dump]:
    """Dump the orgs on servers of their own, a file a server."""
    servers: dict[str, list[str]] = {}
    for org in orgs:
        if org.dsn is not None:
            servers.setdefault(org.dsn, []).append(org.location)
    dumps = {}
    for number, (dsn, schemas) in enumerate(servers.items(), 1):
        name = f"server-{number}.pgc"
        dump_schemas(dsn, schemas, place / name)
        dumps[name] = Dump(dsn, schemas)
    return dumps


def orgs_of(home: Path | str, control: str) -> tuple[OrgPlace, ...]:
    """Return the orgs of an installation."""

    async def read() -> tuple[OrgPlace, ...]:
        databases = Databases(home)
        try:
            return await Control(databases.open(control)).orgs()
        finally:
            await databases.close()

    return asyncio.run(read())


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup that was checked: its databases in a directory, contents of files still in it."""

    file: Path
    manifest: Manifest
    directory: Path
    #: How many contents of files it holds.
    contents: int


@contextmanager
def unpacked(file: Path, place: Path) -> Iterator[Unpacked]:
    """Unpack a backup into a directory below `place` and check it, while the block runs.

    Raises:
        BackupError: it is no backup, or it is damaged.
        NewerSchemaError: a newer version of the server made it.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=place) as made:
        directory = Path(made)
        contents = ContentsCheck()
        try:
            with unpacking(file) as tar:
                manifest = _unpack(tar, directory, contents)
            contents.check()
        except DAMAGED as error:
            raise BackupError(f"{file} is no backup, or it is damaged: {error}") from error
        _check(manifest, directory, file)
        yield Unpacked(file, manifest, directory, contents.count)


def _unpack(tar: tarfile.TarFile, directory: Path, contents: ContentsCheck) -> Manifest:
    first = tar.next()
    text = tar.extractfile(first) if first is not None and first.name == _MANIFEST else None
    if text is None:
        raise BackupError("it holds no manifest")
    manifest = msgspec.json.decode(text.read(), type=Manifest)
    while (member := tar.next()) is not None:
        if contents.takes(tar, member):
            continue
        content = tar.extractfile(member)
        if content is None or not _NAME.fullmatch(member.name):
            raise BackupError(f"it holds {member.name!r}")
        with (directory / member.name).open("xb") as target:
            while part := content.read(1 << 20):
                target.write(part)
            os.fchmod(target.fileno(), 0o600)
            os.fsync(target.fileno())
    return manifest


def _check(manifest: Manifest, directory: Path, file: Path) -> None:
    if manifest.schema > SCHEMA:
        raise NewerSchemaError(manifest.schema)
    there = {one.name: _sum(one) for one in directory.iterdir()}
    if there != manifest.files:
        raise BackupError(f"{file} is damaged: its files are not those that were written")
    for name in there.keys() - manifest.dumps.keys():
        problems = problems_of(directory / name)
        if problems:
            raise BackupError(f"{name} in {file} is damaged: {problems[0]}")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
