"""What a power cut leaves of a SQLite file: the bytes that were synchronized, and no others."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.faults.files import adding, kept, things


class _Platter(apsw.VFS):
    """The system's files; what is synchronized is copied at that moment to where power does not go.

    Every connection made while it is there goes through it.
    """

    def __init__(self, safe: Path) -> None:
        self.safe = safe
        super().__init__("platter", "unix", makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self.safe, name, flags)


#: Files with whose first synchronization SQLite synchronizes their directory.
_LOGS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL


class _File(apsw.VFSFile):
    def __init__(self, safe: Path, name: Any, flags: list[int]) -> None:
        self._path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._safe = safe
        self._new = bool(flags[0] & _LOGS)
        super().__init__("unix", name, flags)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        shutil.copyfile(self._path, self._safe / self._path.name)
        if self._new:
            self._new = False
            for kept in self._safe.iterdir():
                if not self._path.with_name(kept.name).exists():
                    kept.unlink()


@pytest.fixture
def platter(tmp_path: Path) -> Iterator[Path]:
    """The directory that a power cut leaves."""
    safe = tmp_path / "safe"
    safe.mkdir()
    system = _Platter(safe)
    yield safe
    system.unregister()


def test_what_is_acknowledged_is_synchronized(tmp_path: Path, platter: Path):
    lost: list[int] = []
    acknowledged: set[int] = set()

    async def add(database, number: int) -> None:
        acknowledged.add(await database.write(adding(number)))
        after = tmp_path / f"after {number}"
        shutil.copytree(platter, after)
        lost.extend(acknowledged - kept(after / "things.sqlite"))

    async def run() -> None:
        async with things(tmp_path / "things.sqlite") as database:
            for start in range(0, 60, 6):
                await asyncio.gather(*(add(database, start + n) for n in range(6)))

    asyncio.run(run())
    assert len(acknowledged) == 60
    assert lost == []


def test_a_checkpoint_loses_nothing(tmp_path: Path, platter: Path):
    async def run() -> set[int]:
        numbers = set()
        async with things(tmp_path / "things.sqlite") as database:
            for number in range(9):
                # Over 4000 pages of log, at which SQLite moves them into the file.
                numbers.add(await database.write(adding(number, "x" * 4_000_000)))
                assert kept(_copy(platter, tmp_path / f"after {number}")) == numbers
        return numbers

    numbers = asyncio.run(run())
    assert (platter / "things.sqlite").stat().st_size > 16_000_000
    assert kept(_copy(platter, tmp_path / "end")) == numbers


def _copy(safe: Path, to: Path) -> Path:
    shutil.copytree(safe, to)
    return to / "things.sqlite"
