"""Administration from the same machine: a small app on a UNIX socket, never on a network.

The socket lies in a directory that only the server's own user may enter, so whoever reaches it is
that user (or root). It speaks JSON: `POST /token` and `POST /grant`.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
import stat
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crmstead.databases.base import UnavailableError
from crmstead.oauth.administration import (
    AdministrationError,
    Installation,
    make_grant,
    make_token,
)

#: File in a data directory that tells where the server that runs on it can be reached.
SERVER_FILE = "server.json"
_BODY_LIMIT = 64 * 1024
#: Most bytes of a socket's path, on every system.
_LONGEST_PATH = 103
_START_SECONDS = 10


class _TokenRequest(msgspec.Struct, forbid_unknown_fields=True):
    user: str
    scope: str | None = None
    client: str | None = None
    refresh: bool = False


class _GrantRequest(msgspec.Struct, forbid_unknown_fields=True):
    user: str
    scope: str | None = None
    client: str | None = None
    minutes: int = 10


def admin_app(installation: Installation) -> Starlette:
    """Return the app; serve it with `serve_admin` and nowhere else."""

    async def token(request: Request) -> Response:
        return await _answer(request, _TokenRequest, make_token)

    async def grant(request: Request) -> Response:
        return await _answer(request, _GrantRequest, make_grant)

    async def _answer(
        request: Request,
        form: type[msgspec.Struct],
        make: Callable[..., Awaitable[dict[str, object]]],
    ) -> Response:
        try:
            wanted = msgspec.json.decode(await _body(request), type=form)
            return _json(await make(installation, **msgspec.structs.asdict(wanted)))
        except (msgspec.DecodeError, UnicodeError, AdministrationError) as error:
            return _json({"error": str(error)}, 400)
        except UnavailableError as error:
            return _json({"error": f"not now: {error}"}, 503)

    return Starlette(
        routes=[
            Route("/token", token, methods=["POST"]),
            Route("/grant", grant, methods=["POST"]),
        ]
    )


def socket_path(port: int) -> Path:
    """Return the path of the socket of the server on a port, of the user who runs this."""
    return Path(tempfile.gettempdir()) / f"crmstead-{os.getuid()}" / f"{port}.sock"


@asynccontextmanager
async def serve_admin(
    installation: Installation, port: int, data: Path | None = None
) -> AsyncIterator[Path]:
    """Serve administration while the block runs; with a data directory, say there where.

    Raises:
        OSError: the directory of the socket belongs to somebody else or is open to others,
            the path is too long, or another server has the socket.
    """
    path = socket_path(port)
    listener = _listen(path)
    server = _Server(
        uvicorn.Config(admin_app(installation), lifespan="off", log_config=None, access_log=False)
    )
    serving = asyncio.create_task(server.serve([listener]))
    file = data / SERVER_FILE if data else None
    try:
        await _started(server, serving)
        if file:
            file.write_text(json.dumps({"pid": os.getpid(), "socket": str(path)}), "utf-8")
        yield path
    finally:
        if file:
            file.unlink(missing_ok=True)
        server.should_exit = True
        await serving
        listener.close()
        path.unlink(missing_ok=True)


def running_socket(data: Path) -> Path | None:
    """Return the socket of the server that runs on a data directory, None where none does."""
    try:
        path = Path(json.loads((data / SERVER_FILE).read_text("utf-8"))["socket"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return path if _answers(path) else None


class _Server(uvicorn.Server):
    """A server beside the main one, which alone listens to signals."""

    def capture_signals(self) -> Any:
        return nullcontext()


async def _started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    async with asyncio.timeout(_START_SECONDS):
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event
            await asyncio.sleep(0.005)
    if serving.done():
        await serving


def _listen(path: Path) -> socket.socket:
    if len(os.fsencode(path)) > _LONGEST_PATH:
        raise OSError(errno.ENAMETOOLONG, "the path of the administration socket", str(path))
    _private_directory(path.parent)
    if _answers(path):
        raise OSError(errno.EADDRINUSE, "another server has the administration socket", str(path))
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
    except OSError:
        listener.close()
        raise
    return listener


def _private_directory(directory: Path) -> None:
    """Make the directory; refuse one that somebody else put there first."""
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    found = directory.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not private or found.st_uid != os.getuid():
        raise OSError(errno.EPERM, "not a directory of this user alone", str(directory))


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


async def _body(request: Request) -> bytes:
    parts = bytearray()
    async for chunk in request.stream():
        parts += chunk
        if len(parts) > _BODY_LIMIT:
            raise AdministrationError("the request is too large")
    return bytes(parts)


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
