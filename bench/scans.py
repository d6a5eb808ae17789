"""`python -m bench.scans`: how long indexed reads take while other requests scan a large table.

Fills one SQLite file with leads, then asks a server in this process for single leads, first alone
and then beside lists through a custom view whose criterion no index serves.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import uvloop

from crmstead.databases.base import Transaction
from crmstead.databases.sqlite.driver import SqliteDatabase
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.sql.ddl import Column, Index, Table, write_create

_TABLE = Table(
    "Leads",
    (
        Column("id", ColumnKind.INTEGER),
        Column("_bin", ColumnKind.INTEGER),
        Column("Last_Name", ColumnKind.TEXT),
        Column("City", ColumnKind.TEXT),
        *(Column(f"Field{number}", ColumnKind.TEXT) for number in range(40)),
    ),
    indexes=(Index("Leads_name", ("Last_Name",)),),
)
_SCANS = {
    "compare": "SELECT id FROM Leads WHERE _bin = 0 AND City = $1 ORDER BY id DESC LIMIT 201",
    "contains": "SELECT id FROM Leads WHERE fold(City) LIKE $1 ORDER BY id DESC LIMIT 201",
    "sort": "SELECT id FROM Leads WHERE _bin = 0 ORDER BY City LIMIT 201",
}


async def _fill(database: SqliteDatabase, count: int) -> None:
    await database.create()
    filler = "x" * 20

    def rows(start: int) -> list[tuple[Any, ...]]:
        return [
            (number, 0, f"Name {number}", f"City {number % 500}", *[filler] * 40)
            for number in range(start, min(start + 5000, count))
        ]

    async def tables(transaction: Transaction) -> None:
        for statement in write_create(_TABLE, database.dialect, ""):
            await transaction.execute(statement)

    await database.write(tables)
    for start in range(0, count, 5000):
        part = rows(start)

        async def work(transaction: Transaction, part: list[tuple[Any, ...]] = part) -> None:
            await transaction.insert(_TABLE.name, _TABLE.columns, part)

        await database.write(work)


async def _reads(database: SqliteDatabase, count: int, seconds: float) -> list[float]:
    """Return the milliseconds of indexed reads, one every two milliseconds."""
    taken = []
    ends = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < ends:
        due = time.perf_counter() + 0.002
        await asyncio.sleep(0.002)
        number = (number + 7919) % count
        async with database.reading() as reader:
            await reader.fetch("SELECT * FROM Leads WHERE id = $1", (number,))
        # From when it was due: what the event loop was late is what a client would wait.
        taken.append((time.perf_counter() - due) * 1000)
    return taken


async def _scan(database: SqliteDatabase, text: str, counted: list[float]) -> None:
    values = ("nowhere",) if "$1" in text else ()
    while True:
        began = time.perf_counter()
        async with database.reading() as reader:
            await reader.fetch(text, values)
        counted.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0)


async def _beside(
    database: SqliteDatabase, count: int, seconds: float, text: str | None, scanners: int
) -> tuple[list[float], list[float]]:
    scans: list[float] = []
    tasks = (
        [asyncio.create_task(_scan(database, text, scans)) for _ in range(scanners)] if text else []
    )
    reads = await _reads(database, count, seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return reads, scans


def _row(name: str, reads: list[float], scans: list[float]) -> str:
    ordered = sorted(reads)
    shown = [ordered[int(len(ordered) * part)] for part in (0.5, 0.99)]
    scan = f"{sum(scans) / len(scans):8.1f}" if scans else "       -"
    return f"{name:10} {shown[0]:8.2f} {shown[1]:8.2f} {ordered[-1]:8.2f} {scan} {len(scans):6}"


async def _main(records: int, seconds: float, scanners: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        database = SqliteDatabase(Path(home) / "org.sqlite")
        await _fill(database, records)
        print(f"{records} records, {scanners} scanners; milliseconds")
        print("beside          p50      p99      max   a scan  scans")
        for name, text in (("nothing", None), *_SCANS.items()):
            outcome = await _beside(database, records, seconds, text, scanners)
            print(_row(name, *outcome))
        await database.close()


def _run(main: Callable[..., Awaitable[None]]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--scanners", type=int, default=2)
    given = parser.parse_args()
    uvloop.run(main(given.records, given.seconds, given.scanners))  # type: ignore[arg-type]


if __name__ == "__main__":
    _run(_main)
