"""Contents of files in a folder, which several servers may share.

    <root>/<org>/<2 hex>/<2 hex>/<key>      contents, each written once and never changed
    <root>/.incoming/…                      what is being uploaded

A content is written beside its place, brought to the disk, and renamed into place: a crash leaves
it whole or not there. All disk work is done in threads.
"""

from __future__ import annotations

import asyncio
import io
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeVar

from crmstead.databases.base import UnavailableError
from crmstead.store.files.contents import Content, FileStore, Incoming, is_key

T = TypeVar("T")

#: Bytes that are held in memory before they go to the disk, and read at once.
PART = 256 * 1024
#: What the root is called in a data directory.
FOLDER = "files"
_INCOMING = ".incoming"


class FolderStore(FileStore):
    """The contents below a root folder, which is made when something is kept."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def receive(self) -> Incoming:
        return _FolderIncoming(self)

    async def open(self, org: int, key: str) -> Content | None:
        return await asyncio.to_thread(self._open, org, key)

    def _open(self, org: int, key: str) -> Content | None:
        try:
            file = self.path(org, key).open("rb", buffering=0)
        except FileNotFoundError:
            return None
        return _FolderContent(file)

    async def remove(self, org: int, keys: Iterable[str]) -> None:
        paths = [self.path(org, key) for key in keys]
        if paths:
            await asyncio.to_thread(_unlink, paths)

    async def orgs(self) -> list[int]:
        folders = await asyncio.to_thread(_folders, self.root)
        return [int(one.name) for one in folders if one.name.isascii() and one.name.isdigit()]

    async def missing(self, org: int, sizes: Mapping[str, int]) -> list[str]:
        def look() -> list[str]:
            return [key for key, size in sizes.items() if self._size(org, key) != size]

        return await asyncio.to_thread(look)

    def _size(self, org: int, key: str) -> int | None:
        with suppress(FileNotFoundError):
            return self.path(org, key).stat().st_size if is_key(key) else None
        return None

    async def older(self, org: int, before: float) -> AsyncIterator[list[str]]:
        for shard in await asyncio.to_thread(_folders, self.root / str(org)):
            keys = await asyncio.to_thread(_older, shard, before)
            if keys:
                yield keys

    async def forget_broken(self, before: float) -> int:
        return await asyncio.to_thread(self._forget_broken, before)

    def _forget_broken(self, before: float) -> int:
        with suppress(FileNotFoundError):
            old = [
                Path(one.path)
                for one in os.scandir(self.root / _INCOMING)
                if one.stat().st_mtime < before
            ]
            _unlink(old)
            return len(old)
        return 0

    def path(self, org: int, key: str) -> Path:
        """Return where a content stands.

        Raises:
            ValueError: this is no key.
        """
        if not is_key(key):
            raise ValueError(key)
        return self.root / str(org) / key[:2] / key[2:4] / key

    def contents(self) -> Iterator[tuple[int, str, Path]]:
        """Yield the org, the key and the place of every content."""
        for org in _folders(self.root):
            if org.name.isascii() and org.name.isdigit():
                for first in _folders(org):
                    for second in _folders(first):
                        for one in sorted(second.iterdir()):
                            if is_key(one.name):
                                yield int(org.name), one.name, one

    def put(self, org: int, key: str, fill: Callable[[BinaryIO], None]) -> None:
        """Put a content in its place, durably, unless it is there; `fill` writes it to a file."""
        target = self.path(org, key)
        if target.exists():
            return
        path, file = self.new_file()
        with file:
            fill(file)
            os.fsync(file.fileno())
        _make(target.parent)
        path.rename(target)
        sync_folder(target.parent)

    def new_file(self) -> tuple[Path, BinaryIO]:
        """Make a file for an upload."""
        folder = self.root / _INCOMING
        _make(folder)
        path = folder / f"{int(time.time())}-{secrets.token_hex(16)}"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        return path, os.fdopen(descriptor, "w+b", buffering=0)


class _FolderIncoming(Incoming):
    """Small contents stay in memory until they are kept; larger ones go to a file part by part."""

    def __init__(self, store: FolderStore) -> None:
        self._store = store
        self._held = bytearray()
        self._path: Path | None = None
        self._file: BinaryIO | None = None

    async def write(self, part: bytes) -> None:
        self.size += len(part)
        self._held += part
        if len(self._held) >= PART:
            await asyncio.to_thread(self._flush)

    def _flush(self) -> None:
        with _written():
            if self._file is None:
                self._path, self._file = self._store.new_file()
            held = memoryview(self._held)
            while held:
                held = held[self._file.write(held) :]
            self._held = bytearray()

    async def inspect(self, look: Callable[[BinaryIO], T]) -> T:
        return await asyncio.to_thread(self._inspect, look)

    def _inspect(self, look: Callable[[BinaryIO], T]) -> T:
        if self._file is None:
            return look(io.BytesIO(bytes(self._held)))
        self._flush()
        self._file.seek(0)
        try:
            return look(io.BufferedReader(_Lent(self._file)))
        finally:
            self._file.seek(0, os.SEEK_END)

    async def keep(self, org: int, key: str) -> None:
        await asyncio.to_thread(self._keep, self._store.path(org, key))

    def _keep(self, target: Path) -> None:
        with _written():
            self._flush()
            assert self._file is not None  # noqa: S101 - flushed
            assert self._path is not None  # noqa: S101 - flushed
            os.fsync(self._file.fileno())
            _make(target.parent)
            self._path.rename(target)
            self._path = None
            sync_folder(target.parent)
            self._close()

    async def discard(self) -> None:
        if self._file is not None:
            await asyncio.to_thread(self._discard)

    def _discard(self) -> None:
        self._close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path = None

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _Lent(io.RawIOBase):
    """A file that is not closed with whoever read it."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        part = self._file.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


class _FolderContent(Content):
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = os.fstat(file.fileno()).st_size

    async def parts(self) -> AsyncIterator[bytes]:
        left = self.size
        while left:
            part = await asyncio.to_thread(self._file.read, min(PART, left))
            if not part:
                raise UnavailableError("a file is shorter than it was when it was opened")
            left -= len(part)
            yield part

    async def close(self) -> None:
        self._file.close()


def sync_folder(folder: Path) -> None:
    """Bring the entries of a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make(folder: Path) -> None:
    """Make a folder and those above it, each durable in the one above."""
    if folder.is_dir():
        return
    _make(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    sync_folder(folder.parent)


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _folders(folder: Path) -> list[Path]:
    with suppress(FileNotFoundError):
        return sorted(Path(one.path) for one in os.scandir(folder) if one.is_dir())
    return []


def _older(shard: Path, before: float) -> list[str]:
    return [
        one.name
        for folder in _folders(shard)
        for one in os.scandir(folder)
        if is_key(one.name) and one.stat().st_mtime < before
    ]


@contextmanager
def _written() -> Iterator[None]:
    """Tell of a disk that is full or away as of a database that is."""
    try:
        yield
    except OSError as error:
        raise UnavailableError(f"files cannot be written: {error}") from error
