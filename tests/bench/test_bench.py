"""The benchmark runs and reports every row; what it measures is never asserted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.markdown import markdown
from bench.options import DATABASES

ROWS = (
    "list 200 records, 10 fields, first page", "… the same, gzip", "… 80,000 deep by token",
    "… 100,000 deep by token", "… sorted by Modified_Time", "… custom view with 2 conditions",
    "… as a user who sees 9 %", "… as a user who sees 1 %", "get one lead with its subform",
    "clone a lead with its subform", "insert 100 leads of 33 keys",
    "update 100 leads, 10 keys each",
    "search by two texts, 200 records", "… by a word, 200 records", "… by a lookup, 10 records",
    "… by an e-mail address, 1 record", "count the leads",
    "COQL choosing by a join, 200 records", "… showing a join, 200 records of 12 columns",
)  # fmt: skip
MORE = ("gzip adds", "a page 100,000 deep", "the list of a user", "resident memory", "`serve` with")
COMPARED = ("list 200", "get one", "clone a", "insert 100", "update 100", "search by two texts")


@pytest.fixture(scope="module")
def cache() -> Iterator[Path]:
    """A place that the account of PostgreSQL reaches, too."""
    place = Path(tempfile.mkdtemp(prefix="bench-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_quick_run_reports_every_row(cache: Path, database: str):
    command = [
        sys.executable, "-m", "bench", "--quick", "--database", database, "--leads", "1000",
        "--rounds", "1", "--requests", "0.02", "--clients", "2", "--orgs", "2", "--profile",
        "--cache", str(cache),
    ]  # fmt: skip
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert run.returncode == 0, run.stderr
    cells = [[cell.strip() for cell in line.split("|")] for line in run.stdout.splitlines()]
    rows = {row[1]: row[2:-1] for row in cells if len(row) == 11}
    assert set(ROWS) <= set(rows)
    for title in ROWS:
        compared = title.startswith(COMPARED)
        assert all(bool(cell) == (compared or place < 6) for place, cell in enumerate(rows[title]))
    for beginning in MORE:
        assert f"- {beginning}" in run.stdout
    profiled = database == "sqlite"
    assert ("without the profiler" in run.stdout) is profiled
    assert ("Indexed reads" in run.stdout) is (database == "sqlite")


def test_columns_of_a_table_are_in_line():
    table = markdown([("name", "µs"), ("list", "1,200"), ("get", "7")])
    assert table.splitlines() == [
        "| name |    µs |",
        "| ---- | ----: |",
        "| list | 1,200 |",
        "| get  |     7 |",
    ]
