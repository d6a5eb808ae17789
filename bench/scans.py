"""`python -m bench.scans`: how long indexed reads take while other requests scan a large table.

Fills one SQLite file with leads, then asks a server in this process for single leads, first alone
and then beside lists through a custom view whose criterion no index serves.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop

from bench.markdown import Rows, markdown
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
_ALONE = "nothing"
#: Scans that run at once.
SCANNERS = 2
_SCANS = {
    "compare": "SELECT id FROM Leads WHERE _bin = 0 AND City = $1 ORDER BY id DESC LIMIT 201",
    "contains": "SELECT id FROM Leads WHERE fold(City) LIKE $1 ORDER BY id DESC LIMIT 201",
    "sort": "SELECT id FROM Leads WHERE _bin = 0 ORDER BY City LIMIT 201",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """The milliseconds of indexed reads, in order, and of the scans that ran beside them."""

    name: str
    reads: list[float]
    scans: list[float]

    def percentile(self, share: float) -> float:
        """Return the time that a share of the reads stayed below."""
        return self.reads[min(len(self.reads) - 1, int(share * len(self.reads)))]


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
    database: SqliteDatabase, count: int, seconds: float, name: str, scanners: int
) -> Beside:
    scans: list[float] = []
    text = _SCANS.get(name)
    tasks = (
        [asyncio.create_task(_scan(database, text, scans)) for _ in range(scanners)] if text else []
    )
    reads = await _reads(database, count, seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return Beside(name, sorted(reads), scans)


async def measure_scans(records: int, seconds: float, scanners: int = SCANNERS) -> list[Beside]:
    """Return how long reads take alone and beside each kind of scan, `seconds` each."""
    with tempfile.TemporaryDirectory() as home:
        database = SqliteDatabase(Path(home) / "org.sqlite")
        await _fill(database, records)
        found = [
            await _beside(database, records, seconds, name, scanners) for name in (_ALONE, *_SCANS)
        ]
        await database.close()
    return found


def scans_table(found: Sequence[Beside]) -> str:
    """Return what was measured as a table, times in milliseconds."""
    rows: Rows = [("beside", "p50 ms", "p99 ms", "max ms", "a scan ms", "scans")]
    rows += [
        (
            one.name,
            *(f"{one.percentile(part):.2f}" for part in (0.5, 0.99, 1)),
            f"{sum(one.scans) / len(one.scans):.1f}" if one.scans else "",
            str(len(one.scans) or ""),
        )
        for one in found
    ]
    return markdown(rows)


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--scanners", type=int, default=SCANNERS)
    given = parser.parse_args()
    print(f"{given.records} records, {given.scanners} scanners")
    print(scans_table(uvloop.run(measure_scans(given.records, given.seconds, given.scanners))))


if __name__ == "__main__":
    _main()
