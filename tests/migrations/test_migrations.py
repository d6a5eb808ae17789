"""Orgs of older and newer versions of the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crmstead.databases.base import Database, UnavailableError
from crmstead.sql.dialect import quoted
from crmstead.store.control import Control
from crmstead.store.definitions import load
from crmstead.store.migrations.running import (
    MIGRATIONS,
    SCHEMA,
    NewerSchemaError,
    fingerprint,
    migrate_org,
)
from crmstead.store.tables.drift import find_drift, org_tables
from tests.live import (
    STANDARD,
    LiveOrg,
    LiveServer,
    close_clients,
    definitions,
    make_org,
    serve,
)

serving = contextlib.contextmanager(serve)
_DATA = Path(__file__).parent / "data"
_ORG = 3113700001
_LEADS = ("2235532112444784640", "2235532112444784641")


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A data directory as version 1 of the schema left it."""
    for dump, name in (("control-1", "crmstead_control"), ("org-1", f"org_{_ORG}")):
        connection = sqlite3.connect(tmp_path / f"{name}.sqlite")
        connection.executescript((_DATA / f"{dump}.sql").read_text())
        connection.close()
    return tmp_path


def _opened(live: LiveServer) -> LiveOrg:
    """Return the org of version 1, with credentials for its owner."""
    from crmstead.oauth.fixed import generate
    from tests.live import ADMIN

    async def opened() -> LiveOrg:
        org = await live.server.orgs.open(_ORG)
        user = org.catalogue.user_by_email[ADMIN]
        return LiveOrg(live, org, await generate(live.server.authorization, _ORG, user.id))

    return live.run(opened())


def _shape(database: Database) -> Callable[[], Awaitable[Any]]:
    """Return what reads the columns and indexes of a database."""

    async def read() -> tuple[set[Any], set[Any]]:
        async with database.reading() as reader:
            columns = await reader.fetch(*database.dialect.list_columns(database.schema))
            indexes = await reader.fetch(*database.dialect.list_indexes(database.schema))
        return {tuple(row) for row in columns}, {row[0] for row in indexes}

    return read


def _meta(org: LiveOrg) -> dict[str, int]:
    return {row[0]: row[1] for row in org.fetch("SELECT name, value FROM {_meta}")}


def test_numbers_rise_one_by_one():
    assert [one.number for one in MIGRATIONS] == list(range(2, SCHEMA + 1))


def test_a_first_version_becomes_what_a_fresh_one_is(first_version, tmp_path_factory):
    shapes = []
    with serving(data=first_version) as live:
        old = _opened(live)
        shapes.append((live.run(_shape(old.org.database)()), _meta(old)["schema"]))
        close_clients()
    with serving(data=tmp_path_factory.mktemp("fresh")) as live:
        fresh = make_org(live)
        fresh.client().insert("Leads", {"Last_Name": "A"})
        shapes.append((live.run(_shape(fresh.org.database)()), SCHEMA))
        close_clients()
    assert shapes[0] == shapes[1]


def test_records_of_a_first_version_are_read_and_written(first_version):
    with serving(data=first_version) as live:
        client = _opened(live).client()
        first, second = (client.record("Leads", lead) for lead in _LEADS)
        assert (first["Email"], first["Tag"][0]["name"]) == ("b@acme.test", "old")
        assert (second["Last_Name"], second["City"]) == ("Ähre", "Köln")
        (made,) = client.insert("Leads", {"Last_Name": "New"})
        found = client.get("/Leads?fields=Last_Name").json()["data"]
        assert [lead["id"] for lead in found] == [made, *reversed(_LEADS)]
        close_clients()


def test_profiles_of_a_first_version_set_nobody_up(first_version):
    with serving(data=first_version) as live:
        org = _opened(live)
        standard = next(one for one in org.org.catalogue.profiles if not one.administrator)
        client = org.client(STANDARD)
        for path, name in (("user_groups", "Groups"), ("territories", "Territories")):
            assert not standard.allows(f"Crm_Implied_Manage_{name}")
            assert client.post(f"/settings/{path}", {}).status_code == 403
        assert client.get("/settings/data_sharing").status_code == 403
        close_clients()


@pytest.fixture
def org(live: LiveServer) -> LiveOrg:
    made = make_org(live)
    made.client().insert("Leads", {"Last_Name": "Kept", "City": "Here"})
    return made


def _run(org: LiveOrg, *statements: str) -> None:
    async def work(transaction: Any) -> None:
        for statement in statements:
            await transaction.execute(statement)

    org.write(work)


def test_what_an_org_lacks_is_made_again(org):
    database = org.org.database
    before = org.live.run(_shape(database)())
    table, index = database.table, database.dialect.table(database.schema, "Leads_Modified_Time")
    _run(
        org,
        f"DROP TABLE {table('_cadence_enrolments')}",
        f"DROP INDEX {index}",
        f"ALTER TABLE {table('Leads')} DROP COLUMN {quoted('City')}",
        f"DELETE FROM {table('_meta')} WHERE name = 'schema'",
    )
    assert org.live.run(_shape(database)()) != before
    assert org.live.run(migrate_org(database)) == (1, SCHEMA)
    assert org.live.run(_shape(database)()) == before
    assert _meta(org)["schema"] == SCHEMA
    lead = org.client().get("/Leads?fields=Last_Name,City").json()["data"][0]
    assert (lead["Last_Name"], lead["City"]) == ("Kept", None)


def test_a_field_that_a_version_adds_reaches_old_orgs_without_a_migration(org):
    database = org.org.database
    table = database.table
    _run(
        org,
        f"ALTER TABLE {table('Leads')} DROP COLUMN {quoted('City')}",
        f"UPDATE {table('_meta')} SET value = 1 WHERE name = 'tables'",
    )
    assert org.live.run(migrate_org(database)) == (SCHEMA, SCHEMA)
    assert _meta(org)["tables"] == fingerprint()
    assert org.client().get("/Leads?fields=City").status_code == 200


def test_formulas_of_old_orgs_get_values(live):
    made = definitions()
    kind = {"data_type": "formula", "return_type": "double", "expression": "${Leads.Size} * 2"}
    fields = [
        {"id": 951, "api_name": "Size", "data_type": "integer"},
        {"id": 952, "api_name": "Twice", **kind},
    ]
    made.modules.append({"api_name": "Leads", "fields": fields})
    org = make_org(live, made)
    client = org.client()
    (lead,) = client.insert("Leads", {"Last_Name": "A", "Size": 21})
    database = org.org.database
    table, meta = database.table("Leads"), database.table("_meta")
    _run(
        org,
        f'ALTER TABLE {table} DROP COLUMN "Twice"',
        f'ALTER TABLE {table} ADD COLUMN "Twice" TEXT',
        f"UPDATE {meta} SET value = 5 WHERE name = 'schema'",
    )
    assert live.run(migrate_org(database)) == (5, SCHEMA)
    assert client.record("Leads", lead)["Twice"] == 42
    changed = {"data": [{"id": lead, "Size": 5}]}
    assert client.request("PUT", "/Leads", json=changed).status_code == 200
    assert client.record("Leads", lead)["Twice"] == 10


def test_an_org_that_lacks_nothing_is_not_written_to(org):
    database = org.org.database
    assert org.live.run(migrate_org(database)) == (SCHEMA, SCHEMA)

    async def drift() -> list[Any]:
        catalogue = await load(database)
        async with database.reading() as reader:
            return await find_drift(reader, database, org_tables(catalogue))

    assert org.live.run(drift()) == []


def test_two_servers_that_migrate_at_once_do_it_once(org):
    database = org.org.database
    table = database.table
    _run(
        org,
        f"ALTER TABLE {table('Leads')} DROP COLUMN {quoted('City')}",
        f"DELETE FROM {table('_meta')} WHERE name IN ('schema', 'tables')",
    )

    async def both() -> list[Any]:
        return await asyncio.gather(*(migrate_org(database) for _ in range(4)))

    assert {after for _, after in org.live.run(both())} == {SCHEMA}
    assert _meta(org)["schema"] == SCHEMA


def test_a_newer_org_is_left_alone(org):
    table = org.org.database.table("_meta")
    _run(org, f"UPDATE {table} SET value = {SCHEMA + 1} WHERE name = 'schema'")
    with pytest.raises(NewerSchemaError):
        org.live.run(migrate_org(org.org.database))
    assert _meta(org)["schema"] == SCHEMA + 1


def test_a_newer_control_database_is_left_alone(tmp_path):
    async def twice() -> None:
        from crmstead.databases.sqlite.driver import SqliteDatabase

        database = SqliteDatabase(tmp_path / "control.sqlite")
        try:
            await Control(database).prepare()

            async def work(transaction: Any) -> None:
                await transaction.execute(
                    f"UPDATE settings SET value = '{SCHEMA + 1}' WHERE name = 'schema'"
                )

            await database.write(work)
            with pytest.raises(NewerSchemaError):
                await Control(database).prepare()
        finally:
            await database.close()

    asyncio.run(twice())
    assert issubclass(NewerSchemaError, UnavailableError)


def _command(*arguments: object) -> subprocess.CompletedProcess[str]:
    source = Path(__file__).parents[2] / "src"
    return subprocess.run(
        [sys.executable, "-m", "crmstead", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_the_command_migrates_every_org(first_version):
    assert _command("migrate", "--data", first_version).stdout == (
        f"63113700001  Acme: schema 1 -> {SCHEMA}\n"
    )
    again = _command("migrate", "--data", first_version)
    assert (again.returncode, again.stdout) == (0, f"63113700001  Acme: schema {SCHEMA}\n")


@pytest.mark.parametrize(
    "verb", [("migrate",), ("serve", "--port", "0"), ("token", "--user", "x@x.test")]
)
def test_a_directory_of_a_newer_version_is_refused_with_code_4(first_version, verb):
    _command("migrate", "--data", first_version)
    with sqlite3.connect(first_version / "crmstead_control.sqlite") as control:
        control.execute("UPDATE settings SET value = '99' WHERE name = 'schema'")
    control.close()
    before = (first_version / "crmstead_control.sqlite").read_bytes()
    refused = _command(*verb, "--data", first_version)
    assert refused.returncode == 4
    assert "newer version" in refused.stderr
    assert (first_version / "crmstead_control.sqlite").read_bytes() == before
