"""Disks that are full, and files and directories that may not be written."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.installed import Installed, install
from tests.faults.load import Load, check_kept
from tests.faults.process import Serving, command, serving, start
from tests.live import Client

UNPRIVILEGED = (sys.executable, str(Path(__file__).with_name("unprivileged.py")))
FULL = 4 * 1024 * 1024


def unavailable(answer: httpx.Response) -> bool:
    """Tell whether an answer is the one for a database that cannot be worked with."""
    return answer.status_code == 503 and answer.json()["code"] == "SERVICE_UNAVAILABLE"


def insert(client: Client, size: int = 10) -> httpx.Response:
    lead = {"Last_Name": "Last", "Company": "insert 0", "Description": "x" * size, "Tag": ["t"]}
    return client.post("/Leads", {"data": [lead]})


class Full:
    """A disk that tests fill and empty."""

    def fill(self, server: Serving) -> None:
        raise NotImplementedError

    def empty(self, server: Serving) -> None:
        raise NotImplementedError


class FileSizeLimit(Full):
    """No file may grow further: what works without any right."""

    def fill(self, server: Serving) -> None:
        self._limit(server, FULL)

    def empty(self, server: Serving) -> None:
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: Serving, size: int) -> None:
        limits = (size, resource.RLIM_INFINITY)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)


class FullFilesystem(Full):
    """A small filesystem, and a file that takes all its room."""

    def __init__(self, place: Path) -> None:
        self._filler = place / "filler"

    def fill(self, server: Serving) -> None:
        with self._filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 4096):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def empty(self, server: Serving) -> None:
        self._filler.unlink()


@contextmanager
def small_filesystem(place: Path) -> Iterator[None]:
    """Mount a filesystem of 16 MB, which only root may."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip(f"no filesystem can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(params=["file size limit", "full filesystem"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Installed, Full]]:
    """An installation on a disk that can be filled."""
    place = tmp_path / "disk"
    if request.param == "file size limit":
        yield install(data=place), FileSizeLimit()
        return
    with small_filesystem(place):
        yield install(data=place / "data"), FullFilesystem(place)


@pytest.mark.slow
def test_a_full_disk_refuses_writes_keeps_reads_and_recovers(disk: tuple[Installed, Full]):
    installed, full = disk
    with serving(installed) as server, Load(server.url, installed.token) as load:
        client = server.client()
        load.wait_for_answers(20)
        full.fill(server)
        load.wait(lambda: filled_up(client))
        load.wait(lambda: load.answers[503, "SERVICE_UNAVAILABLE"] > 20)
        assert client.get("/Leads", params={"fields": "Last_Name"}).status_code == 200
        full.empty(server)
        load.wait_for_answers(20)
    assert {status for status, _ in load.answers} == {201, 503}
    check_kept(installed, load.acknowledged)


def filled_up(client: Client) -> bool:
    """Write until there is no more room, and tell whether that is so."""
    answer = client.post(
        "/Accounts", {"data": [{"Account_Name": "x", "Description": "x" * 30_000}]}
    )
    assert answer.status_code in {201, 503}, answer.text
    return unavailable(answer)


@contextmanager
def forbidden(*paths: Path) -> Iterator[None]:
    """Take away the right to write; it comes back to a file and to the logs made beside it."""
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            for one in (path, *path.parent.glob(f"{path.name}-*")):
                one.chmod(mode)


def files(installed: Installed, pattern: str) -> list[Path]:
    assert installed.settings.data is not None
    return list(installed.settings.data.glob(pattern))


def test_a_file_that_may_not_be_written_is_read_all_the_same(sqlite_installed: Installed):
    with serving(sqlite_installed) as server:
        record = insert(server.client()).json()["data"][0]["details"]["id"]
    file = files(sqlite_installed, "org_*.sqlite")
    with forbidden(*file), serving(sqlite_installed, UNPRIVILEGED) as server:
        client = server.client()
        assert client.record("Leads", record)["Last_Name"] == "Last"
        assert unavailable(insert(client))
        assert client.get("/Leads", params={"fields": "Company"}).status_code == 200
        assert "readonly" in server.log
    with serving(sqlite_installed) as server:
        assert insert(server.client()).status_code == 201


@pytest.mark.parametrize("name", ["", "lock", "crmstead_control.sqlite"])
def test_a_server_that_cannot_write_its_directory_says_so(sqlite_installed: Installed, name: str):
    assert sqlite_installed.settings.data is not None
    (sqlite_installed.settings.data / "lock").touch()
    with forbidden(sqlite_installed.settings.data / name):
        process = start([*UNPRIVILEGED, *command(sqlite_installed)], subprocess.PIPE)
        out, told = process.communicate(timeout=40)
    assert process.returncode != 0
    assert "Ready" not in out
    assert "Traceback" not in told
    assert "Error: Cannot write" in told or "Error: The database cannot be opened" in told
    with serving(sqlite_installed) as server:
        assert insert(server.client()).status_code == 201


Damage = Callable[[Path], None]


def _missing(path: Path) -> None:
    path.unlink()


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [_missing, _no_database, _cut_off])
def test_a_damaged_org_file_answers_503_and_harms_no_other_org(
    sqlite_installed: Installed, damage: Damage
):
    assert sqlite_installed.settings.data is not None
    other = install(data=sqlite_installed.settings.data)
    (path,) = files(sqlite_installed, f"org_{sqlite_installed.org}.sqlite")
    damage(path)
    with serving(other) as server:
        harmed = Client(server.url, sqlite_installed.token)
        assert unavailable(harmed.get("/Leads", params={"fields": "Company"}))
        assert unavailable(insert(harmed))
        assert path.name in server.log
        assert insert(server.client()).status_code == 201
