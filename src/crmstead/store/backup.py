"""A whole installation as one file, made while servers run, and an installation made of it.

The file is a compressed tar: `manifest.json`, and each database's file or one PostgreSQL dump. The
control database is copied first, so every org it names is there; each database is of one moment,
but not all of the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import msgspec
from isal import igzip
from isal.igzip_lib import IsalError

from crmstead.databases.postgresql.dumping import dump_schemas, restore_schemas
from crmstead.databases.registry import Databases
from crmstead.databases.sqlite.files import copy_file, problems_of
from crmstead.store.control import Control, OrgPlace
from crmstead.store.migrations.running import SCHEMA, NewerSchemaError

_MANIFEST = "manifest.json"
_DUMP = "dump.pgc"
#: What unpacking may raise; isal declares its error as an instance.
_DAMAGED = (
    tarfile.TarError, EOFError, OSError, ValueError, msgspec.MsgspecError,
    cast("type[Exception]", IsalError),
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9_]+\.sqlite|dump\.pgc")


class BackupError(Exception):
    """A backup cannot be made of this, or is not one, or is damaged."""


class Manifest(msgspec.Struct):
    """What a backup holds."""

    kind: str
    version: str
    schema: int
    created: int
    #: Files and their SHA-256.
    files: dict[str, str]


def back_up(home: Path | str, control: str, version: str, file: Path) -> Manifest:
    """Write an installation into a file; `control` is the schema of its control database.

    Raises:
        BackupError: some org lives on another server than the control database.
        UnavailableError: a database cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as made:
        place = Path(made)
        copy = _copy_files if isinstance(home, Path) else _dump
        copy(home, control, place)
        kind = "sqlite" if isinstance(home, Path) else "postgresql"
        sums = {one.name: _sum(one) for one in sorted(place.iterdir())}
        manifest = Manifest(kind, version, SCHEMA, int(time.time()), sums)
        partial = place / "whole.partial"
        _pack(partial, place, manifest)
        partial.replace(file)
    return manifest


def _copy_files(home: Path | str, control: str, place: Path) -> None:
    home = Path(home)
    copy_file(home / f"{control}.sqlite", place / f"{control}.sqlite")
    for org in _orgs(place, control):
        copy_file(home / f"{org.location}.sqlite", place / f"{org.location}.sqlite")


def _dump(home: Path | str, control: str, place: Path) -> None:
    schemas = [control, *(org.location for org in _orgs(home, control))]
    dump_schemas(str(home), schemas, place / _DUMP)


def _orgs(home: Path | str, control: str) -> tuple[OrgPlace, ...]:
    """Return the orgs of an installation; all have to be where it is."""

    async def read() -> tuple[OrgPlace, ...]:
        databases = Databases(home)
        try:
            return await Control(databases.open(control)).orgs()
        finally:
            await databases.close()

    orgs = asyncio.run(read())
    elsewhere = [org.zgid for org in orgs if org.dsn is not None]
    if elsewhere:
        raise BackupError(f"orgs {', '.join(elsewhere)} live on servers of their own")
    return orgs


def _gzip(file: Path | IO[bytes], mode: str) -> IO[bytes]:
    opened: IO[bytes] = igzip.open(file, mode, 1)  # type: ignore[no-untyped-call] # isal types none
    return opened


def _pack(target: Path, place: Path, manifest: Manifest) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with _gzip(raw, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
            text = place / _MANIFEST
            text.write_bytes(msgspec.json.encode(manifest))
            for name in (_MANIFEST, *manifest.files):
                tar.add(place / name, name, recursive=False)
        raw.flush()
        os.fsync(raw.fileno())


@contextmanager
def unpacked(file: Path, place: Path) -> Iterator[tuple[Manifest, Path]]:
    """Unpack a backup into a directory below `place` and check it, while the block runs.

    Raises:
        BackupError: it is no backup, or it is damaged.
        NewerSchemaError: a newer version of the server made it.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=place) as made:
        directory = Path(made)
        try:
            with _gzip(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                manifest = _unpack(tar, directory)
        except _DAMAGED as error:
            raise BackupError(f"{file} is no backup, or it is damaged: {error}") from error
        _check(manifest, directory, file)
        yield manifest, directory


def _unpack(tar: tarfile.TarFile, directory: Path) -> Manifest:
    first = tar.next()
    text = tar.extractfile(first) if first is not None and first.name == _MANIFEST else None
    if text is None:
        raise BackupError("it holds no manifest")
    manifest = msgspec.json.decode(text.read(), type=Manifest)
    while (member := tar.next()) is not None:
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
    if manifest.kind == "sqlite":
        for name in there:
            problems = problems_of(directory / name)
            if problems:
                raise BackupError(f"{name} in {file} is damaged: {problems[0]}")


def put_files(directory: Path, data: Path, control: str) -> None:
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


def put_dump(directory: Path, dsn: str, *, replace: bool) -> None:
    """Make the schemas of a backup on a PostgreSQL server.

    Raises:
        UnavailableError: they cannot be made.
    """
    restore_schemas(dsn, directory / _DUMP, replace=replace)


async def is_installed(home: str, control: str) -> bool:
    """Tell whether a PostgreSQL server has an installation."""
    databases = Databases(home)
    try:
        database = databases.open(control)
        async with database.reading() as reader:
            return bool(await reader.fetch(*database.dialect.list_columns(database.schema)))
    finally:
        await databases.close()


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
