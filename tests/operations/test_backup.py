"""Backups made while servers write, and installations made of them."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from crmstead.app import open_server
from crmstead.settings import Settings
from tests.faults.installed import give_token, put_org
from tests.live import Client, LiveOrg, close_clients, definitions, make_org
from tests.operations.conftest import Installation, Process, command, serving
from tests.postgresql import database_of

_FIELDS = "Last_Name,Company,Email,Modified_Time,Tag"


def _all(server: Process) -> dict[str, object]:
    """Return every lead by its id."""
    found: dict[str, object] = {}
    page = 1
    while True:
        answer = server.get(f"/Leads?fields={_FIELDS}&per_page=200&page={page}")
        if answer.status_code == 204:
            return found
        found.update({one["id"]: one for one in answer.json()["data"]})
        if not answer.json()["info"]["more_records"]:
            return found
        page += 1


class _Load(threading.Thread):
    """Inserts leads until told to stop, and keeps the ids that were acknowledged."""

    def __init__(self, server: Process) -> None:
        super().__init__()
        self._server = server
        self.stopping = threading.Event()
        self.ids: list[str] = []

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set() and number < 1500:
            names = [{"Last_Name": f"N{number + one}", "Company": "Load"} for one in range(5)]
            answer = self._server.http.post("/crm/v8/Leads", content=json.dumps({"data": names}))
            self.ids += [one["details"]["id"] for one in answer.json()["data"]]
            number += 5


@pytest.fixture
def archive(installation: Installation, tmp_path: Path) -> Path:
    """A backup of the installation."""
    made = tmp_path / "backup.tar.gz"
    done = command("backup", "--data", installation.data, made)
    assert done.returncode == 0, done.stderr
    return made


def test_a_backup_under_load_restores_to_the_same_records(start, installation, tmp_path):
    server = start()
    load = _Load(server)
    load.start()
    ends = time.monotonic() + 30
    while not load.ids and time.monotonic() < ends:
        time.sleep(0.02)
    before = list(load.ids)
    done = command("backup", "--data", installation.data, tmp_path / "b.tar.gz")
    during = len(load.ids) - len(before)
    load.stopping.set()
    load.join()
    live = _all(server)
    server.stop()
    assert done.returncode == 0, done.stderr
    assert before
    assert during > 0, "the server went on writing"
    restored = tmp_path / "restored"
    assert command("restore", tmp_path / "b.tar.gz", restored).returncode == 0
    again = Process(Installation(restored, installation.token, installation.org, ()))
    try:
        found = _all(again)
        assert set(before) <= set(found) <= set(live)
        assert found == {lead: live[lead] for lead in found}
        assert set(installation.leads) <= set(found)
        # Inserts of five records are whole or not there.
        assert len(set(found) - set(installation.leads)) % 5 == 0
        made = again.http.post("/crm/v8/Leads", content='{"data":[{"Last_Name":"After"}]}').json()
        assert made["data"][0]["details"]["id"] not in live
    finally:
        again.close()


def test_a_backup_is_for_its_owner_alone(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_a_backup_does_not_replace_a_file_unless_told_to(installation, archive):
    kept = archive.read_bytes()
    refused = command("backup", "--data", installation.data, archive)
    assert refused.returncode == 1
    assert archive.read_bytes() == kept
    assert command("backup", "--data", installation.data, archive, "--force").returncode == 0
    assert not list(archive.parent.glob(".backup-*"))


def test_a_restore_replaces_an_installation_only_when_told_to(installation, archive):
    (database,) = installation.data.glob("org_*.sqlite")
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM Leads")
    connection.close()
    refused = command("restore", archive, installation.data)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert _count(database) == 0
    assert command("restore", archive, installation.data, "--force").returncode == 0
    assert _count(database) == 3
    assert not list(installation.data.glob(".restore-*"))


def test_a_restore_is_refused_while_a_server_runs_there(start, installation, archive):
    server = start()
    refused = command("restore", archive, installation.data, "--force")
    assert refused.returncode == 3
    assert server.get("/Leads?fields=id").status_code == 200


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_damaged_backup_restores_nothing(archive, tmp_path, at):
    content = bytearray(archive.read_bytes())
    place = int(len(content) * at)
    content[place : place + 20] = os.urandom(20)
    archive.write_bytes(content)
    refused = command("restore", archive, tmp_path / "new")
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not list((tmp_path / "new").glob("*.sqlite"))


def test_a_cut_off_backup_restores_nothing(archive, tmp_path):
    archive.write_bytes(archive.read_bytes()[:-5000])
    refused = command("restore", archive, tmp_path / "new")
    assert refused.returncode == 1
    assert not list((tmp_path / "new").glob("*.sqlite"))


def _archive_of(target: Path, files: dict[str, bytes]) -> Path:
    with gzip.open(target, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return target


_MANIFEST = {"kind": "sqlite", "version": "0", "schema": 1, "created": 0, "files": {}}


@pytest.mark.parametrize("name", ["../outside.sqlite", "/tmp/outside.sqlite", "server.json"])
def test_a_backup_writes_nothing_outside_its_directory(tmp_path, name):
    manifest = json.dumps(_MANIFEST).encode()
    archive = _archive_of(tmp_path / "evil.tar.gz", {"manifest.json": manifest, name: b"x"})
    refused = command("restore", archive, tmp_path / "new" / "deep")
    assert refused.returncode == 1
    assert "it holds" in refused.stderr
    assert not list(tmp_path.rglob("outside*"))


def test_a_backup_of_a_newer_version_is_refused_with_code_4(tmp_path):
    manifest = json.dumps({**_MANIFEST, "schema": 99}).encode()
    archive = _archive_of(tmp_path / "newer.tar.gz", {"manifest.json": manifest})
    assert command("restore", archive, tmp_path / "new").returncode == 4


def test_what_is_no_installation_is_not_backed_up(tmp_path):
    refused = command("backup", "--data", tmp_path, tmp_path / "b.tar.gz")
    assert refused.returncode == 1
    assert not (tmp_path / "b.tar.gz").exists()


def _count(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        count: int = connection.execute("SELECT COUNT(*) FROM Leads").fetchone()[0]
    finally:
        connection.close()
    return count


def fits(dsn: str) -> bool:
    """Tell whether the machine has a pg_dump that is not older than the server."""

    async def version() -> int:
        connection = await asyncpg.connect(dsn)
        number: int = connection.get_server_version().major
        await connection.close()
        return number

    found = shutil.which("pg_dump")
    if found is None or shutil.which("pg_restore") is None:
        return False
    text = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    return int(text.split()[2].partition(".")[0]) >= asyncio.run(version())


def test_postgresql_is_dumped_and_restored_or_refused(empty_database, tmp_path):
    with serving(database=empty_database) as live:
        org = make_org(live)
        org.client().insert("Leads", {"Last_Name": "Kept"}, {"Last_Name": "Kept too"})
        close_clients()
    archive = tmp_path / "b.tar.gz"
    done = command("backup", "--database", empty_database, archive)
    if not fits(empty_database):
        assert done.returncode == 1
        assert "pg_dump" in done.stderr
        assert not archive.exists()
        return
    assert done.returncode == 0, done.stderr
    assert command("restore", archive, "--database", empty_database).returncode == 1
    with serving(database=empty_database) as live:
        opened = live.run(live.server.orgs.open(org.org.id))
        live.run(opened.database.drop())
        close_clients()
    done = command("restore", archive, "--database", empty_database, "--force")
    assert done.returncode == 0, done.stderr
    with serving(database=empty_database) as live:
        opened = live.run(live.server.orgs.open(org.org.id))
        again = LiveOrg(live, opened, org.credentials)
        rows = again.fetch('SELECT "Last_Name" FROM {Leads} ORDER BY id')
        assert [row[0] for row in rows] == ["Kept", "Kept too"]


@dataclass(frozen=True)
class Spread:
    """An installation with an org at home and one on a PostgreSQL server of its own."""

    settings: Settings
    #: Tokens of the org at home and of the other.
    tokens: list[str]
    away: str

    @property
    def where(self) -> list[str]:
        """How the command line names it."""
        if self.settings.database:
            return ["--database", self.settings.database]
        return ["--data", str(self.settings.data)]

    @property
    def to_restore(self) -> list[str]:
        return self.where if self.settings.database else [str(self.settings.data)]

    def names(self, token: str, settings: Settings | None = None) -> list[str]:
        """Return the names of an org's leads, served anew."""
        where = settings or self.settings
        with serving(data=where.data, database=where.database) as live:
            answer = Client(live.url, token).get("/Leads?fields=Last_Name")
            close_clients()
            assert answer.status_code == 200, answer.text
            return sorted(one["Last_Name"] for one in answer.json()["data"])

    def add(self, token: str, name: str) -> None:
        with serving(data=self.settings.data, database=self.settings.database) as live:
            Client(live.url, token).insert("Leads", {"Last_Name": name})
            close_clients()

    def dsns(self, settings: Settings | None = None) -> list[str | None]:
        """Return where the directory says that the orgs are."""

        async def run() -> list[str | None]:
            async with open_server(settings or self.settings) as server:
                return [place.dsn for place in await server.control.orgs()]

        return asyncio.run(run())


@pytest.fixture(params=["sqlite", "postgresql"])
def spread(request, tmp_path, empty_database, postgresql_server) -> Iterator[Spread]:
    if not fits(postgresql_server):
        pytest.skip("pg_dump is not there, or older than PostgreSQL")
    settings = (
        Settings(data=tmp_path / "data")
        if request.param == "sqlite"
        else Settings(database=empty_database)
    )
    with database_of(postgresql_server) as away:

        async def run() -> list[str]:
            async with open_server(settings) as server:
                orgs = [await put_org(server, definitions(), dsn) for dsn in (None, away)]
                return [await give_token(server, org) for org in orgs]

        made = Spread(settings, asyncio.run(run()), away)
        for token in made.tokens:
            made.add(token, "Kept")
        yield made


def _on(dsn: str, *statements: str) -> list[list[Any]]:
    async def run() -> list[list[Any]]:
        connection = await asyncpg.connect(dsn)
        try:
            return [await connection.fetch(statement) for statement in statements]
        finally:
            await connection.close()

    return asyncio.run(run())


def _org_schemas(dsn: str) -> set[str]:
    (rows,) = _on(dsn, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'org%'")
    return {row[0] for row in rows}


@contextlib.contextmanager
def _no_tables(dsn: str) -> Iterator[None]:
    """Let no table be made in a database while the block runs."""
    _on(
        dsn,
        "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no table is made here'; END $$",
        "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TABLE') "
        "EXECUTE FUNCTION public.refuse()",
    )
    yield
    _on(dsn, "DROP EVENT TRIGGER refuse")


def test_orgs_on_servers_of_their_own_are_in_the_backup(spread, tmp_path):
    archive = tmp_path / "b.tar.gz"
    done = command("backup", *spread.where, archive)
    assert done.returncode == 0, done.stderr
    assert f"server 1: {spread.away}, 1 orgs" in done.stdout
    for token in spread.tokens:
        spread.add(token, "Later")
        assert spread.names(token) == ["Kept", "Later"]
    refused = command("restore", archive, *spread.to_restore)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    done = command("restore", archive, *spread.to_restore, "--force")
    assert done.returncode == 0, done.stderr
    for token in spread.tokens:
        assert spread.names(token) == ["Kept"]
        spread.add(token, "After")
    assert len(_org_schemas(spread.away)) == 1, "what was replaced is gone"


def test_orgs_are_restored_on_other_servers_than_they_were_on(spread, tmp_path, postgresql_server):
    archive = tmp_path / "b.tar.gz"
    assert command("backup", *spread.where, archive).returncode == 0
    with database_of(postgresql_server) as home, database_of(postgresql_server) as other:
        if spread.settings.data:
            there, settings = [tmp_path / "new"], Settings(data=tmp_path / "new")
        else:
            there, settings = ["--database", home], Settings(database=home)
        refused = command("restore", archive, *there, "--server", f"2={other}")
        assert refused.returncode == 1
        assert "no server 2" in refused.stderr
        # The org's old server holds it.
        refused = command("restore", archive, *there)
        assert refused.returncode == 1
        assert "there already" in refused.stderr
        done = command("restore", archive, *there, "--server", f"1={other}")
        assert done.returncode == 0, done.stderr
        assert spread.dsns(settings) == [None, other]
        for token in spread.tokens:
            assert spread.names(token, settings) == ["Kept"]
    for token in spread.tokens:
        assert spread.names(token) == ["Kept"], "the old installation is as it was"


def test_a_restore_that_fails_leaves_every_server_as_it_was(spread, tmp_path):
    archive = tmp_path / "b.tar.gz"
    assert command("backup", *spread.where, archive).returncode == 0
    for token in spread.tokens:
        spread.add(token, "Later")
    # With PostgreSQL at home, the org's own server has been restored by then.
    with _no_tables(spread.settings.database or spread.away):
        refused = command("restore", archive, *spread.to_restore, "--force")
    assert refused.returncode == 1
    assert "no table is made here" in refused.stderr
    assert len(_org_schemas(spread.away)) == 1
    for token in spread.tokens:
        assert spread.names(token) == ["Kept", "Later"]


#: Contents of different sizes, the last of more than one part.
_CONTENTS = (b"small", b"", os.urandom(3_000_000))


def _attach(client: Client, lead: str) -> list[str]:
    made = []
    for number, content in enumerate(_CONTENTS):
        parts = {"file": (f"{number}.bin", content)}
        answer = client.request("POST", f"/Leads/{lead}/Attachments", files=parts)
        assert answer.status_code == 200, answer.text
        made.append(answer.json()["data"][0]["details"]["id"])
    return made


def _attached(client: Client, lead: str, attachments: list[str]) -> tuple[bytes, ...]:
    answers = [client.get(f"/Leads/{lead}/Attachments/{one}") for one in attachments]
    assert {answer.status_code for answer in answers} == {200}
    return tuple(answer.content for answer in answers)


@pytest.fixture
def with_files(installation) -> tuple[str, list[str]]:
    """A lead of the installation, and the files that are attached to it."""
    with serving(data=installation.data) as live:
        attachments = _attach(Client(live.url, installation.token), installation.leads[0])
        close_clients()
    return installation.leads[0], attachments


def test_uploaded_files_are_in_the_backup(installation, with_files, tmp_path):
    archive = tmp_path / "b.tar.gz"
    done = command("backup", "--data", installation.data, archive)
    assert done.returncode == 0, done.stderr
    assert "3 uploaded files" in done.stdout
    restored = tmp_path / "restored"
    done = command("restore", archive, restored)
    assert done.returncode == 0, done.stderr
    with serving(data=restored) as live:
        client = Client(live.url, installation.token)
        assert _attached(client, *with_files) == _CONTENTS
        assert len(_attach(client, installation.leads[1])) == 3
        close_clients()
    assert not list((restored / "files" / ".incoming").iterdir())
    kept = [path for path in (restored / "files").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    # Those that are there already are left as they are.
    assert command("restore", archive, restored, "--force").returncode == 0


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_backup_whose_uploaded_files_are_damaged_restores_nothing(
    installation, with_files, tmp_path, at
):
    del with_files
    archive = tmp_path / "b.tar.gz"
    assert command("backup", "--data", installation.data, archive).returncode == 0
    content = bytearray(archive.read_bytes())
    place = int(len(content) * at)
    content[place : place + 20] = os.urandom(20)
    archive.write_bytes(content)
    refused = command("restore", archive, tmp_path / "new")
    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert not [path for path in (tmp_path / "new").rglob("*") if path.name != "lock"]


def test_a_backup_that_lacks_uploaded_files_restores_nothing(installation, with_files, tmp_path):
    del with_files
    archive, less = tmp_path / "b.tar.gz", tmp_path / "less.tar.gz"
    assert command("backup", "--data", installation.data, archive).returncode == 0
    with tarfile.open(archive) as tar, tarfile.open(less, "w:gz") as kept:
        members = [one for one in tar.getmembers() if one.name.startswith("files/")]
        for member in tar.getmembers():
            if member is not members[0]:
                kept.addfile(member, tar.extractfile(member))
    refused = command("restore", less, tmp_path / "new")
    assert refused.returncode == 1
    assert "of 3 contents of files it holds 2" in refused.stderr


def test_uploaded_files_of_a_postgresql_server_are_in_the_backup(
    empty_database, postgresql_server, tmp_path
):
    if not fits(empty_database):
        pytest.skip("pg_dump is not there, or older than PostgreSQL")
    folder, other, archive = tmp_path / "f", tmp_path / "o", tmp_path / "b.tar.gz"
    with serving(database=empty_database, files=folder) as live:
        org = make_org(live)
        client = org.client()
        (lead,) = client.insert("Leads", {"Last_Name": "Kept"})
        attachments = _attach(client, lead)
        close_clients()
    done = command("backup", "--database", empty_database, archive)
    assert "Uploaded files are not in it" in done.stdout
    done = command("backup", "--database", empty_database, "--files", folder, archive, "--force")
    assert "3 uploaded files" in done.stdout, done.stderr
    with database_of(postgresql_server) as home:
        refused = command("restore", archive, "--database", home)
        assert refused.returncode == 1
        assert "it holds 3 uploaded files" in refused.stderr
        done = command("restore", archive, "--database", home, "--files", other)
        assert done.returncode == 0, done.stderr
        with serving(database=home, files=other) as live:
            again = Client(live.url, client.token)
            assert _attached(again, lead, attachments) == _CONTENTS
            close_clients()


def test_without_pg_dump_it_is_said_what_is_missing(empty_database, tmp_path, monkeypatch):
    with serving(database=empty_database) as live:
        make_org(live)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command("backup", "--database", empty_database, tmp_path / "b.tar.gz")
    assert done.returncode == 1
    assert "pg_dump is not installed" in done.stderr
