"""Reads that scan leave the event loop to others (SQLite)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import apsw
import pytest

from crmstead.databases.base import Transaction, UnavailableError
from crmstead.databases.sqlite import reader as module
from crmstead.databases.sqlite.driver import _READERS, SqliteDatabase

_ROWS = 100_000
_QUICK = "SELECT name FROM t WHERE id = $1"
_SCAN = "SELECT COUNT(*), MAX(fold(name)) FROM t WHERE name <> $1"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"


@asynccontextmanager
async def _database(home: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(home / "t.sqlite")
    await database.create()

    async def work(transaction: Transaction) -> None:
        await transaction.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, name)")
        await transaction.execute(
            f"INSERT INTO t WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n "
            f"WHERE x < {_ROWS}) SELECT x, 'Name ' || x FROM n"
        )

    await database.write(work)
    try:
        yield database
    finally:
        await database.close()


async def _read(database: SqliteDatabase, sql: str, *values: object) -> Any:
    async with database.reading() as reader:
        return (await reader.fetch(sql, values))[0]


@pytest.fixture
def run(tmp_path) -> Callable[[Callable[[SqliteDatabase], Awaitable[Any]]], Any]:
    """Runs a coroutine with a database of many rows."""

    def ran(test: Callable[[SqliteDatabase], Awaitable[Any]]) -> Any:
        async def main() -> Any:
            async with _database(tmp_path) as database:
                return await test(database)

        return asyncio.run(main())

    return ran


def test_a_scan_answers_what_it_would_in_the_event_loop(run):
    async def test(database: SqliteDatabase) -> list[Any]:
        return [tuple(await _read(database, _SCAN, "Name 1")) for _ in range(3)]

    assert run(test) == [(_ROWS - 1, "name 99999")] * 3


def test_others_read_while_a_scan_runs(run):
    async def test(database: SqliteDatabase) -> int:
        scan = asyncio.create_task(_read(database, _ENDLESS))
        await asyncio.sleep(0.2)
        names = [tuple(await _read(database, _QUICK, number)) for number in range(1, 200)]
        assert names == [(f"Name {number}",) for number in range(1, 200)]
        assert not scan.done()
        scan.cancel()
        await asyncio.gather(scan, return_exceptions=True)
        return len(names)

    assert run(test) == 199


def test_scans_take_no_place_from_quick_reads(run):
    async def test(database: SqliteDatabase) -> Any:
        scans = [asyncio.create_task(_read(database, _ENDLESS)) for _ in range(_READERS + 4)]
        await asyncio.sleep(0.5)
        name = await asyncio.wait_for(_read(database, _QUICK, 7), 3)
        for scan in scans:
            scan.cancel()
        await asyncio.gather(*scans, return_exceptions=True)
        return tuple(name)

    assert run(test) == ("Name 7",)


def test_quick_reads_never_go_to_a_thread(run):
    async def test(database: SqliteDatabase) -> object:
        for number in range(1, 20_000):
            await _read(database, _QUICK, number)
        return database._slow._threads

    assert run(test) is None


def test_a_statement_that_is_quick_again_comes_back_to_the_event_loop(run):
    text = "SELECT COUNT(*) FROM t WHERE id <= $1 AND name > ''"

    async def test(database: SqliteDatabase) -> list[object]:
        known: list[object] = []
        for most in (_ROWS, 10, 10):
            assert (await _read(database, text, most))[0] == most
            known.append(database._slow.knows(text.replace("$", "?")))
        return known

    assert run(test) == [True, False, False]


def test_scans_that_come_together_are_begun_in_vain_once(run, monkeypatch):
    interrupted: list[str] = []
    learn = module.SlowReads.learn

    def heard(self: module.SlowReads, text: str, *, slow: bool) -> None:
        interrupted.append(text)
        learn(self, text, slow=slow)

    monkeypatch.setattr(module.SlowReads, "learn", heard)

    async def test(database: SqliteDatabase) -> object:
        await asyncio.gather(*(_read(database, _SCAN, str(number)) for number in range(10)))
        return len(interrupted)

    # Once by the first that is interrupted, and by each at its end.
    assert run(test) == 1 + 10


def test_scans_that_came_together_hold_no_pages_when_they_are_over(run):
    async def test(database: SqliteDatabase) -> list[int]:
        await asyncio.gather(*(_read(database, _SCAN, str(number)) for number in range(10)))
        small = [reader for reader in database._free if reader is not database._first]
        assert len(small) > 1
        return [one.connection.status(apsw.SQLITE_DBSTATUS_CACHE_USED)[0] for one in small]

    assert max(run(test)) < 100_000


def test_a_snapshot_goes_on_in_the_thread(run):
    async def test(database: SqliteDatabase) -> tuple[int, int, int]:
        async with database.reading(snapshot=True) as reader:
            before = (await reader.fetch(_SCAN, ("",)))[0][0]

            async def work(transaction: Transaction) -> None:
                await transaction.execute("DELETE FROM t WHERE id <= 1000")

            await database.write(work)
            within = (await reader.fetch(_SCAN, ("",)))[0][0]
        return before, within, (await _read(database, _SCAN, ""))[0]

    assert run(test) == (_ROWS, _ROWS, _ROWS - 1000)


def test_a_read_that_takes_too_long_is_given_up(run, monkeypatch):
    monkeypatch.setattr(module, "_LONGEST", 0.3)

    async def test(database: SqliteDatabase) -> Any:
        with pytest.raises(UnavailableError, match="more than"):
            await _read(database, _ENDLESS)
        return tuple(await _read(database, _QUICK, 3))

    assert run(test) == ("Name 3",)


def test_more_slow_reads_than_may_wait_are_refused(run, monkeypatch):
    monkeypatch.setattr(module, "_WAITING", 3)

    async def test(database: SqliteDatabase) -> Any:
        scans = [asyncio.create_task(_read(database, _ENDLESS)) for _ in range(3)]
        await asyncio.sleep(0.3)
        with pytest.raises(UnavailableError, match="wait already"):
            await _read(database, _ENDLESS)
        for scan in scans:
            scan.cancel()
        await asyncio.gather(*scans, return_exceptions=True)
        return tuple(await _read(database, _SCAN, "Name 1"))

    assert run(test) == (_ROWS - 1, "name 99999")


def test_a_read_close_to_the_bound_stays_where_it_is(run, monkeypatch):
    text = "SELECT COUNT(*) FROM t WHERE id <= $1 AND name > ''"
    monkeypatch.setattr(module, "_QUICK", 60)
    monkeypatch.setattr(module, "_QUICK_AT_ALL", 60)
    monkeypatch.setattr(module, "_LOOKS", 1_000_000)

    async def test(database: SqliteDatabase) -> list[object]:
        async with database.reading() as reader:
            assert isinstance(reader, module.SqliteReader)
            await reader.fetch(text, (_ROWS,))
            taken = reader.looks
        known: list[object] = []
        # What a read may take: less than this one does, then a little more, then far more.
        for share in (0.9, 1.1, 1.1, 10, 10):
            monkeypatch.setattr(module, "_LOOKS", share * taken)
            assert (await _read(database, text, _ROWS))[0] == _ROWS
            known.append(database._slow.knows(text.replace("$", "?")))
        return known

    assert run(test) == [True, True, True, False, False]
