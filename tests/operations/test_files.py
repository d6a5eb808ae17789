"""Contents of files: where they are kept, and what the doctor says of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.live import close_clients, make_org
from tests.operations.conftest import Installation, Process, command, serving

CONTENTS = {"a.txt": b"first", "b.bin": bytes(range(256)) * 4000}


def upload(server: Process, lead: str) -> dict[str, bytes]:
    """Upload and attach; return paths to download from, with what they answer."""
    files = [("file", one) for one in CONTENTS.items()]
    answer = server.http.post("/crm/v8/files", files=files)
    ids = [one["details"]["id"] for one in answer.json()["data"]]
    path = f"/Leads/{lead}/Attachments"
    attached = server.http.post(f"/crm/v8{path}", files={"file": ("c", b"attached")})
    made = attached.json()["data"][0]["details"]["id"]
    kept = {
        f"/files?id={one}": content for one, content in zip(ids, CONTENTS.values(), strict=True)
    }
    return {**kept, f"{path}/{made}": b"attached"}


def contents(data: Path) -> list[Path]:
    return sorted((data / "files").glob("*/*/*/*"))


@pytest.fixture
def kept(start: Callable[..., Process], installation: Installation) -> dict[str, bytes]:
    """What an installation on which no server runs has in its files."""
    server = start()
    found = upload(server, installation.leads[0])
    server.stop()
    return found


@pytest.fixture
def archive(installation: Installation, kept: dict[str, bytes], tmp_path: Path) -> Path:
    made = tmp_path / "backup.tar.gz"
    done = command("backup", "--data", installation.data, made)
    assert done.returncode == 0, done.stderr
    return made


def test_files_are_below_the_data_or_where_it_is_said(start, installation, tmp_path):
    server = start("--files", tmp_path / "elsewhere")
    upload(server, installation.leads[0])
    server.stop()
    assert contents(installation.data) == []
    assert len(list((tmp_path / "elsewhere").glob("*/*/*/*"))) == 3


def test_a_restore_in_place_brings_lost_files_back_and_leaves_others(installation, archive):
    lost, kept, _ = contents(installation.data)
    lost.unlink()
    later = kept.with_name("f" * 64)
    later.write_bytes(b"uploaded after the backup")
    assert command("doctor", "--data", installation.data).returncode == 1
    done = command("restore", archive, installation.data, "--force")
    assert done.returncode == 0, done.stderr
    assert lost.exists()
    assert later.exists()
    assert command("doctor", "--data", installation.data).returncode == 0


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"short")])
def test_the_doctor_tells_of_files_without_their_contents(installation, kept, harm):
    good = command("doctor", "--data", installation.data)
    assert good.returncode == 0, good.stdout
    assert "3 files" in good.stdout
    harm(max(contents(installation.data), key=lambda path: path.stat().st_size))
    done = command("doctor", "--data", installation.data)
    assert done.returncode == 1
    assert "1 of 3 files have no content" in done.stdout
    assert "restore" in done.stdout


def test_the_doctor_finds_nothing_in_an_installation_without_files(installation):
    done = command("doctor", "--data", installation.data)
    assert (done.returncode, ": 0 files" in done.stdout) == (0, True)


def test_postgresql_keeps_files_only_where_it_is_said(empty_database, tmp_path):
    with serving(database=empty_database) as live:
        client = make_org(live).client()
        answer: httpx.Response = client.upload("/files", ("a", b"a"))
        assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert "folder" in answer.json()["message"]
        assert client.insert("Leads", {"Last_Name": "Records do without"})
        close_clients()
    with serving(database=empty_database, files=tmp_path / "files") as live:
        client = make_org(live).client()
        assert client.upload("/files", ("a", b"a")).status_code == 200
        close_clients()
    done = command("doctor", "--database", empty_database)
    assert (done.returncode, "Give --files" in done.stdout) == (1, True)
    done = command("doctor", "--database", empty_database, "--files", tmp_path / "files")
    assert "1 files" in done.stdout
