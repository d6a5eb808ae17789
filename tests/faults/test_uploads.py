"""Uploads that a kill, a full disk or a client that goes away breaks off."""

from __future__ import annotations

import os
import random
import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from crmstead.app import files_folder
from crmstead.store.files.sweep import sweep_files
from tests.faults.installed import Installed
from tests.faults.process import Serving, serving
from tests.live import Client

MEGA = 1024 * 1024
#: Sizes below and above what is held in memory.
SIZES = (10, 100_000, 700_000, 3 * MEGA)


def folder_of(installed: Installed) -> Path:
    folder = files_folder(installed.settings)
    assert folder is not None
    return folder


def kept(installed: Installed) -> dict[str, int]:
    """The contents on the disk with their sizes."""
    found = folder_of(installed).glob(f"{installed.org}/*/*/*")
    return {path.name: path.stat().st_size for path in found}


def told(installed: Installed) -> dict[str, int]:
    """The files that rows tell of, with their sizes."""
    return {row[0]: row[1] for row in installed.fetch("SELECT id, size FROM {_files}")}


@dataclass
class Uploads:
    """Threads that upload, attach and set photos until they are told to stop."""

    server: Serving
    lead: str
    #: Ids of files whose upload was acknowledged, with their sizes.
    files: dict[str, int] = field(default_factory=dict)
    attached: int = 0

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(kind,), daemon=True)
            for kind in (self._upload, self._attach, self._upload)
        ]

    def _work(self, kind: Any) -> None:
        client = self.server.client()
        chance = random.Random(7)
        with suppress(httpx.HTTPError):
            while not self._stopped.is_set():
                kind(client, chance.choice(SIZES))

    def _upload(self, client: Client, size: int) -> None:
        answer = client.upload("/files", ("a", bytes(size)), ("b", bytes(size + 1)))
        ids = [one["details"]["id"] for one in answer.json()["data"]]
        self.files.update(zip(ids, (size, size + 1), strict=True))

    def _attach(self, client: Client, size: int) -> None:
        answer = client.upload(f"/Leads/{self.lead}/Attachments", ("a", bytes(size)))
        assert answer.status_code == 200, answer.text
        self.attached += 1

    def run_until(self, count: int) -> None:
        for thread in self._threads:
            thread.start()
        pause = threading.Event()
        for _ in range(3000):
            if len(self.files) >= count and self.attached:
                return
            pause.wait(0.01)
        raise AssertionError("nothing was uploaded within 30 s")

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(60)


@pytest.mark.slow
def test_no_row_is_left_without_its_content_by_kill_9(installed: Installed):
    chance = random.Random(20261122)
    acknowledged: dict[str, int] = {}
    for _ in range(3):
        with serving(installed) as server:
            (lead,) = server.client().insert("Leads", {"Last_Name": "L"})
            uploads = Uploads(server, lead)
            uploads.run_until(chance.randrange(4, 30))
            server.kill()
            uploads.stop()
        acknowledged |= uploads.files
        rows, contents = told(installed), kept(installed)
        assert {file: contents.get(file) for file in rows} == rows
        assert {file: rows.get(file) for file in acknowledged} == acknowledged
    attached = installed.fetch('SELECT "$file_id" FROM {Attachments}')
    used = installed.fetch("SELECT file FROM {_file_uses}")
    assert sorted(attached) == sorted(used)
    assert {row[0] for row in attached} <= told(installed).keys()


@pytest.mark.slow
def test_what_a_kill_left_behind_is_swept(installed: Installed):
    with serving(installed) as server:
        (lead,) = server.client().insert("Leads", {"Last_Name": "L"})
        with half_sent(server, installed, f"/Leads/{lead}/Attachments", 2 * MEGA):
            wait_for(lambda: list(folder_of(installed).glob(".incoming/*")))
            server.kill()
    assert told(installed) == {}
    for path in folder_of(installed).glob(".incoming/*"):
        os.utime(path, (0, 0))

    async def sweep(server: Any, _: Any) -> int:
        return await sweep_files(server.orgs)

    assert installed.again(sweep) == 1
    assert list(folder_of(installed).glob(".incoming/*")) == []


@pytest.mark.slow
def test_a_client_that_goes_away_leaves_nothing(installed: Installed):
    with serving(installed) as server:
        client = server.client()
        (lead,) = client.insert("Leads", {"Last_Name": "L"})
        path = f"/Leads/{lead}/Attachments"
        with half_sent(server, installed, path, 2 * MEGA):
            wait_for(lambda: list(folder_of(installed).glob(".incoming/*")))
        wait_for(lambda: not list(folder_of(installed).glob(".incoming/*")))
        assert client.get(path, params={"fields": "id"}).status_code == 204
    assert kept(installed) == told(installed) == {}


@pytest.mark.slow
def test_a_full_disk_refuses_uploads_and_keeps_what_was_there(installed: Installed):
    with serving(installed) as server:
        client = server.client()
        (lead,) = client.insert("Leads", {"Last_Name": "L"})
        path = f"/Leads/{lead}/Attachments"
        made = client.upload(path, ("a", b"there")).json()["data"][0]["details"]["id"]
        limit(server, MEGA)
        for name in ("/files", path):
            answer = client.upload(name, ("b", bytes(3 * MEGA)))
            assert (answer.status_code, answer.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert client.get(f"{path}/{made}").content == b"there"
        limit(server, resource.RLIM_INFINITY)
        assert client.upload(path, ("c", bytes(3 * MEGA))).status_code == 200
    assert kept(installed) == told(installed)
    assert list(folder_of(installed).glob(".incoming/*")) == []


@pytest.mark.slow
def test_large_files_take_little_memory_either_way(installed: Installed):
    with serving(installed) as server:
        client = server.client()
        client.insert("Leads", {"Last_Name": "L"})
        before = peak(server)
        answer = client.upload("/files", *[(str(n), bytes(20 * MEGA)) for n in range(5)])
        ids = [one["details"]["id"] for one in answer.json()["data"]]
        for one in ids:
            assert len(client.get("/files", params={"id": one}).content) == 20 * MEGA
        assert peak(server) - before < 15 * MEGA


@pytest.mark.slow
def test_a_slow_reader_of_a_large_file_holds_nobody_up(installed: Installed):
    with serving(installed) as server:
        client = server.client()
        answer = client.upload("/files", ("a", bytes(20 * MEGA)))
        file = answer.json()["data"][0]["details"]["id"]
        before = peak(server)
        slow = [asked(server, installed, f"/files?id={file}") for _ in range(8)]
        for _ in range(20):
            assert client.get("/org").status_code == 200
        assert peak(server) - before < 30 * MEGA
        for one in slow:
            one.close()


def peak(server: Serving) -> int:
    """The most memory that the server ever had, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def limit(server: Serving, size: int) -> None:
    limits = (size, resource.RLIM_INFINITY)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, limits)


def wait_for(enough: Any) -> None:
    pause = threading.Event()
    for _ in range(3000):
        if enough():
            return
        pause.wait(0.01)
    raise AssertionError("not within 30 s")


def head(installed: Installed, method: str, path: str, *more: str) -> bytes:
    lines = (
        f"{method} /crm/v8{path} HTTP/1.1",
        "host: test",
        f"authorization: Zoho-oauthtoken {installed.token}",
        *more,
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def connected(server: Serving) -> socket.socket:
    place = urlsplit(server.url)
    return socket.create_connection((place.hostname, place.port), 60)


def asked(server: Serving, installed: Installed, path: str) -> socket.socket:
    """Ask for something and read nothing of the answer."""
    connection = connected(server)
    connection.sendall(head(installed, "GET", path))
    return connection


@contextmanager
def half_sent(
    server: Serving, installed: Installed, path: str, size: int
) -> Iterator[socket.socket]:
    """Send the first half of an upload; the connection is closed with the block."""
    body = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n' + bytes(size)
    sent = head(
        installed,
        "POST",
        path,
        "content-type: multipart/form-data; boundary=x",
        f"content-length: {2 * len(body)}",
    )
    with connected(server) as connection:
        connection.sendall(sent + body)
        yield connection
