"""What the doctor finds, in good directories and in bad ones."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.operations.conftest import command


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
