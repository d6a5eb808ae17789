"""A way to PostgreSQL that breaks at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from tests.faults.cluster import SOCKET

COMMIT = b"COMMIT;\0"
_MOST = 65536


class Cut(Enum):
    """When the connection that next commits breaks."""

    NEVER = "never"
    BEFORE = "before the server hears of the commit"
    AFTER = "after the server has committed, before its answer is passed on"


class Proxy:
    """Passes bytes between clients on a socket of its own and a server on another."""

    def __init__(self, place: Path, server: Path) -> None:
        self.place = place
        self._server = str(server / SOCKET)
        self.cut = Cut.NEVER
        #: Says nothing more to anybody, as a network that drops everything.
        self.silent = False
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place / SOCKET))
        self._listener.listen(64)
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._sockets += (client, server)
                for source, target in ((client, server), (server, client)):
                    way = (source, target, source is client)
                    threading.Thread(target=self._pass, args=way, daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(_MOST):
                if self.silent:
                    continue
                if asking and data.endswith(COMMIT) and self.cut is not Cut.NEVER:
                    self._break(source, target, data)
                    return
                target.sendall(data)
        _close(source, target)

    def _break(self, client: socket.socket, server: socket.socket, data: bytes) -> None:
        cut, self.cut = self.cut, Cut.NEVER
        if cut is Cut.AFTER:
            client.shutdown(socket.SHUT_WR)
            server.sendall(data)
            server.shutdown(socket.SHUT_WR)
            with suppress(OSError):
                while server.recv(_MOST):
                    continue
        _close(client, server)

    def close(self) -> None:
        _close(self._listener, *self._sockets)


def _close(*sockets: socket.socket) -> None:
    for one in sockets:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


@contextmanager
def proxy(place: Path, server: Path) -> Iterator[Proxy]:
    """Run a proxy in a directory while the block runs."""
    place.mkdir()
    made = Proxy(place, server)
    try:
        yield made
    finally:
        made.close()
