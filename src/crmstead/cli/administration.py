"""How `token` and `grant` reach an installation: its server's socket, or its data directory."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crmstead.oauth.administration import Installation

#: Opens the installation in a data directory on which no server runs.
OpenInstallation = Callable[[Path], AbstractAsyncContextManager["Installation"]]
_SECONDS = 30


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a UNIX socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(str(self._path))


def ask(
    verb: str,
    wanted: dict[str, object],
    *,
    port: int | None,
    data: Path | None,
    open_installation: OpenInstallation,
) -> dict[str, object]:
    """Return what a running server, or else the data directory itself, answers to a verb.

    Raises:
        click.UsageError: not exactly one of port and data directory is given.
        click.ClickException: no server runs there, or what was asked for cannot be.
    """
    if (port is None) == (data is None):
        raise click.UsageError("Give one of --port and --data.")
    from crmstead.http.admin import running_socket, socket_path

    if data is None:
        return _ask_server(socket_path(port or 0), verb, wanted, f"port {port}")
    if not data.is_dir():
        raise click.ClickException(f"There is no directory {data}.")
    path = running_socket(data)
    if path is not None:
        return _ask_server(path, verb, wanted, str(data))
    return asyncio.run(_ask_directory(data, verb, wanted, open_installation))


def _ask_server(path: Path, verb: str, wanted: dict[str, object], where: str) -> dict[str, object]:
    connection = _SocketConnection(path)
    try:
        connection.request("POST", f"/{verb}", json.dumps(wanted))
        answer = connection.getresponse()
        content: dict[str, object] = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise click.ClickException(
            f"No server of this user answers on {where} ({error})."
        ) from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise click.ClickException(str(content.get("error")))
    return content


async def _ask_directory(
    data: Path, verb: str, wanted: dict[str, object], open_installation: OpenInstallation
) -> dict[str, object]:
    from crmstead.databases.base import UnavailableError
    from crmstead.oauth.administration import AdministrationError, make_grant, make_token

    verbs: dict[str, Callable[..., Awaitable[dict[str, object]]]] = {
        "token": make_token,
        "grant": make_grant,
    }
    try:
        async with open_installation(data) as installation:
            return await verbs[verb](installation, **wanted)
    except (AdministrationError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
