"""What the doctor finds, in good directories and in bad ones."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from crmstead.app import open_server
from crmstead.settings import Settings
from crmstead.store.schema import ensure_tables
from tests.faults.installed import put_org
from tests.live import definitions
from tests.operations.conftest import command
from tests.postgresql import database_of


def _database(data: Path) -> Path:
    (found,) = data.glob("org_*.sqlite")
    return found


def _change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _bad(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("BAD")]


def test_a_good_directory_is_told_so(installation):
    done = command("doctor", "--data", installation.data)
    assert (done.returncode, _bad(done.stdout)) == (0, []), done.stdout
    assert "no server runs on it" in done.stdout


def test_it_may_be_asked_while_a_server_runs(start, installation):
    server = start()
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 0
    assert f"a server already runs on {installation.data} (process {server.pid})" in done.stdout
    assert server.get("/Leads?fields=id").status_code == 200


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (['ALTER TABLE "Leads" DROP COLUMN "City"'], "table Leads lacks column City"),
        (["DROP TABLE _files"], "table _files is missing"),
        (['DROP INDEX "Leads_Modified_Time"'], "lacks index Leads_Modified_Time"),
        (["DELETE FROM _meta WHERE name = 'schema'"], "schema 1"),
        (["UPDATE _meta SET value = 99 WHERE name = 'schema'"], "schema 99 is of a newer version"),
        (
            ["INSERT INTO _record_tags VALUES (1, 0, 1)"],
            "1 rows of _record_tags belong to no record",
        ),
        (["DROP TABLE _definitions"], "table _definitions is missing"),
    ],
    ids=["column", "table", "index", "older", "newer", "orphans", "unreadable"],
)
def test_what_is_wrong_in_an_org_is_told_with_what_to_do(installation, statements, found):
    _change(_database(installation.data), *statements)
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 1
    (bad,) = _bad(done.stdout)
    assert found in bad
    assert done.stdout[done.stdout.index(bad) + len(bad) :].splitlines()[1].startswith("       ")


def test_what_migrate_mends_is_good_afterwards(installation):
    _change(
        _database(installation.data), 'ALTER TABLE "Leads" DROP COLUMN "City"',
        "DELETE FROM _meta WHERE name = 'schema'",
    )  # fmt: skip
    assert command("doctor", "--data", installation.data).returncode == 1
    assert command("migrate", "--data", installation.data).returncode == 0
    assert command("doctor", "--data", installation.data).returncode == 0


def test_a_damaged_file_is_told(installation):
    path = _database(installation.data)
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(content)
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 1
    assert f"{path.name}: damaged" in _bad(done.stdout)[0]


def test_a_damaged_control_database_is_told(installation):
    (installation.data / "crmstead_control.sqlite").write_bytes(b"no database" * 1000)
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 1
    assert "crmstead_control.sqlite: damaged" in _bad(done.stdout)[0]


def test_a_missing_and_a_strange_file_are_told(installation):
    path = _database(installation.data)
    path.rename(path.with_name("org_other.sqlite"))
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 1
    assert [f"its file {path.name} is missing" in _bad(done.stdout)[0], len(_bad(done.stdout))] == [
        True,
        2,
    ]


def test_what_is_no_installation_is_refused(tmp_path):
    assert command("doctor", "--data", tmp_path).returncode == 1
    assert not any(tmp_path.iterdir())


_BREAK_INDEX = (
    "UPDATE pg_index SET indisvalid = false "
    "WHERE indexrelid = '{}.\"Leads_Modified_Time\"'::regclass"
)


@dataclass(frozen=True)
class Kept:
    """An installation on PostgreSQL with two orgs, one of them on a database of its own."""

    home: str
    away: str
    schemas: tuple[str, str]

    def examine(self) -> tuple[int, list[str]]:
        """Return how the doctor ended, and what is bad beyond the settings of tests' servers."""
        done = command("doctor", "--database", self.home)
        return done.returncode, [line for line in _bad(done.stdout) if "fsync = off" not in line]

    def change(self, which: int, statement: str) -> None:
        dsn = (self.home, self.away)[which]
        schema = self.schemas[which]

        async def run() -> None:
            connection = await asyncpg.connect(dsn)
            await connection.execute(statement.replace("{}", f'"{schema}"'))
            await connection.close()

        asyncio.run(run())


@pytest.fixture
def kept(empty_database: str, postgresql_server: str) -> Iterator[Kept]:
    with database_of(postgresql_server) as away:

        async def run() -> Kept:
            async with open_server(Settings(database=empty_database)) as server:
                orgs = [await put_org(server, definitions(), dsn) for dsn in (None, away)]
                for org in orgs:
                    await ensure_tables(org, org.catalogue.module_by_name["Leads"])
                first, second = (org.database.schema for org in orgs)
                return Kept(empty_database, away, (first, second))

        yield asyncio.run(run())


def test_postgresql_is_examined_and_its_unsafe_settings_are_told(kept):
    done = command("doctor", "--database", kept.home)
    assert [line for line in _bad(done.stdout) if "fsync = off" not in line] == []
    assert len([line for line in _bad(done.stdout) if "fsync = off" in line]) == 2
    for schema in kept.schemas:
        assert f"ok     {schema}: sound" in done.stdout
    assert f"{kept.away}: PostgreSQL " in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize("which", [0, 1], ids=["home", "away"])
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ('ALTER TABLE {}."Leads" DROP COLUMN "City"', "{}: table Leads lacks column City"),
        ("DROP TABLE {}._files", "{}: table _files is missing"),
        ('DROP INDEX {}."Leads_Modified_Time"', "{}: table Leads lacks index Leads_Modified_Time"),
        ("DELETE FROM {}._meta WHERE name = 'schema'", "{}: schema 1"),
        (
            "UPDATE {}._meta SET value = 99 WHERE name = 'schema'",
            "{}: schema 99 is of a newer version than this one",
        ),
        ("INSERT INTO {}._record_tags VALUES (1, 0, 1)", "{}: 1 rows of _record_tags belong to no"),
        ("DROP TABLE {}._definitions", "{}: table _definitions is missing"),
        ("DROP SCHEMA {} CASCADE", "{}: its schema is missing"),
        (
            _BREAK_INDEX,
            "{}: index Leads_Modified_Time is not whole",
        ),
        ("CREATE TABLE public._meta (name text)", "schema public on "),
    ],
    ids=[
        "column", "table", "index", "older", "newer", "orphans", "unreadable", "missing", "invalid",
        "strange",
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_schema_is_told(kept, which, statement, found):
    kept.change(which, statement)
    code, (bad,) = kept.examine()
    assert code == 1
    assert found.replace("{}", kept.schemas[which]) in bad


def test_a_server_that_is_away_is_told_with_its_orgs(kept):
    control = "UPDATE crmstead_control.orgs SET dsn = 'postgresql://localhost:1/x' WHERE id > 0"
    kept.change(0, f"{control} AND dsn IS NOT NULL")
    code, (server, org) = kept.examine()
    assert code == 1
    assert "postgresql://localhost:1/x: " in server
    assert "on a server that is away" in org
    done = command("doctor", "--database", "postgresql://localhost:1/x")
    assert done.returncode == 1
    assert len(_bad(done.stdout)) == 1


def test_orgs_on_postgresql_beside_a_data_directory_are_examined(tmp_path, empty_database):
    async def run() -> str:
        async with open_server(Settings(data=tmp_path)) as server:
            org = await put_org(server, definitions(), empty_database)
            return org.database.schema

    schema = asyncio.run(run())
    done = command("doctor", "--data", tmp_path)
    assert f"ok     {schema}: sound" in done.stdout
    assert [line for line in _bad(done.stdout) if "fsync = off" not in line] == []
