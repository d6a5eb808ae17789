"""The file that a backup is: a compressed tar of a manifest, databases, and contents of files.

The contents come last and straight from their folder, for there may be very many; what follows them
says how many there were, and the compression has a checksum over all.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, cast

import msgspec
from zlib_ng import gzip_ng, zlib_ng

from crmstead.store.files.folder import FolderStore

#: What unpacking may raise; zlib_ng's types declare its error as an instance.
DAMAGED = (
    tarfile.TarError, EOFError, OSError, ValueError, msgspec.MsgspecError,
    cast("type[Exception]", zlib_ng.error),
)  # fmt: skip
_CONTENT = re.compile(r"files/([0-9]{1,19})/([0-9a-f]{64})")
_END = "files.json"


class _End(msgspec.Struct):
    count: int


@contextmanager
def packing(target: Path) -> Iterator[tarfile.TarFile]:
    """Make a file that only its owner may read, and bring it to the disk with the block's end."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with _gzip(raw, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
            yield tar
        raw.flush()
        os.fsync(raw.fileno())


@contextmanager
def unpacking(file: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup, to be read once from its front to its end."""
    with _gzip(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        yield tar


def _gzip(file: Path | IO[bytes], mode: str) -> IO[bytes]:
    opened: IO[bytes] = gzip_ng.open(file, mode, 1)  # type: ignore[no-untyped-call] # without types
    return opened


def pack_contents(tar: tarfile.TarFile, root: Path) -> int:
    """Add the contents of files; return how many. One that is removed meanwhile is passed over."""
    count = 0
    for org, key, path in FolderStore(root).contents():
        try:
            content = path.open("rb")
        except FileNotFoundError:
            continue
        with content:
            tar.addfile(tar.gettarinfo(arcname=f"files/{org}/{key}", fileobj=content), content)
        count += 1
    end = msgspec.json.encode(_End(count))
    told = tarfile.TarInfo(_END)
    told.size = len(end)
    tar.addfile(told, io.BytesIO(end))
    return count


class ContentsCheck:
    """Counts the contents that go by, and holds them against what is told at their end."""

    def __init__(self) -> None:
        self.count = 0
        self._told = 0

    def takes(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> bool:
        """Tell whether a member is a content, or what is told of them."""
        if member.name == _END and (content := tar.extractfile(member)) is not None:
            self._told = msgspec.json.decode(content.read(), type=_End).count
            return True
        if _CONTENT.fullmatch(member.name) and member.isreg():
            self.count += 1
            return True
        return False

    def check(self) -> None:
        """Check that none is missing.

        Raises:
            ValueError: some are.
        """
        if self.count != self._told:
            raise ValueError(f"of {self._told} contents of files it holds {self.count}")


def put_contents(file: Path, root: Path) -> None:
    """Put the contents of a backup that was checked into a folder, beside those that are there.

    A content never changes under its key; those that no row tells of are swept up with time.
    """
    store = FolderStore(root)
    with unpacking(file) as tar:
        while (member := tar.next()) is not None:
            found = _CONTENT.fullmatch(member.name)
            content = tar.extractfile(member) if found else None
            if found and content is not None:
                store.put(int(found[1]), found[2], partial(shutil.copyfileobj, content))
