"""One request for every row of `errors/files.py`."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from tests.images import MEGA, png
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World


def _attachments(world: World) -> str:
    return f"/Leads/{world.record('Leads')}/Attachments"


def _photo(world: World, name: str = "p.png", content: bytes = b"") -> httpx.Response:
    return world.client.upload(f"/Leads/{world.record('Leads')}/photo", (name, content or png()))


def _not_kept(world: World) -> httpx.Response:
    world.org.org.files = None
    return world.client.upload("/files", ("a.txt", b"a"))


def _download_of_link(world: World) -> httpx.Response:
    url = {"attachmentUrl": "https://example.com/a.pdf"}
    (made,) = world.client.post(_attachments(world), params=url).json()["data"]
    return world.client.get(f"{_attachments(world)}/{made['details']['id']}")


def _waiting(world: World) -> httpx.Response:
    (lead,) = world.client.insert("Leads", {"Last_Name": "L", "$approved": False})
    return world.client.get(f"/Leads/{lead}/photo")


SCENARIOS: Mapping[str, Scenario] = {
    "UPLOAD_FAILED": lambda world: world.client.post("/files"),
    "UPLOAD_REQUEST_INVALID": lambda world: world.client.upload("/files", *[("a", b"a")] * 11),
    "FILE_TOO_LARGE": lambda world: world.client.upload("/files", ("a", bytes(20 * MEGA + 1))),
    "ATTACHMENT_TOO_LARGE": lambda world: world.client.upload(
        _attachments(world), ("a", bytes(20 * MEGA + 1))
    ),
    "PHOTO_TOO_LARGE": lambda world: _photo(world, content=png() + bytes(10 * MEGA)),
    "FILES_NOT_KEPT": _not_kept,
    "ATTACHMENT_NOT_DELETED": lambda world: world.client.request(
        "DELETE", _attachments(world), params={"ids": NOWHERE}
    ),
    "ATTACHMENT_URL_INVALID": lambda world: world.client.post(
        _attachments(world), params={"attachmentUrl": "no address"}
    ),
    "DOWNLOAD_NOT_ALLOWED": _download_of_link,
    "PHOTO_FORMAT": lambda world: _photo(world, content=b"<svg/>"),
    "PHOTO_NOT_APPROVED": _waiting,
}
