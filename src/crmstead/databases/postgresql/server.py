"""A PostgreSQL server and its connections, shared by the orgs that live on it."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import asyncpg

from crmstead.databases.base import UnavailableError
from crmstead.databases.postgresql.errors import told

_logger = logging.getLogger("crmstead.databases")

#: Most statements that a connection keeps prepared.
_STATEMENTS = 1024
_CONNECTIONS = 8
#: Seconds that a request waits for a connection, old or new.
_PATIENCE = 10
#: Seconds after which a connection that nobody used is not trusted any more.
_IDLE = 300
#: Seconds that a statement may take; the second is for a server that no longer answers.
_LONGEST_STATEMENT = 30
_LONGEST_ANSWER = _LONGEST_STATEMENT + 5
#: Seconds that closing waits for what is in flight.
_GRACE = 10
_TROUBLES = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
#: Given when a connection is made, so no session is ever changed by a statement.
_SESSION = {
    "application_name": "crmstead",
    "jit": "off",
    "statement_timeout": f"{_LONGEST_STATEMENT}s",
    "idle_in_transaction_session_timeout": f"{_LONGEST_STATEMENT}s",
}
_DURABILITY = (
    "SELECT name, setting FROM pg_catalog.pg_settings "
    "WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'"
)


@dataclass(frozen=True, slots=True)
class _Free:
    """A connection that nobody uses, and since when."""

    connection: Any
    since: float


class PostgresqlServer:
    """A server; nothing is connected before the first request needs it, or after it went away.

    The connections are kept here, not by asyncpg's pool, whose lending and taking back costs each
    request more than what it asks: a task, a proxy and several timers.
    """

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        #: The one used last is taken first.
        self._free: deque[_Free] = deque()
        self._lent: set[Any] = set()
        self._slots = asyncio.Semaphore(_CONNECTIONS)
        self._warned = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Lend a connection.

        Raises:
            UnavailableError: the server cannot be reached, or all connections stay in use.
        """
        with told():
            slots = await self._take_slot()
            try:
                connection = self._known() or await self._connect()
            except BaseException:
                slots.release()
                raise
        self._lent.add(connection)
        sound = False
        try:
            yield connection
            sound = True
        except Exception as error:
            # What was cut off may still run there.
            sound = not isinstance(error, UnavailableError)
            raise
        finally:
            self._give_back(connection, sound=sound)
            slots.release()

    async def _take_slot(self) -> asyncio.Semaphore:
        slots = self._slots
        if slots.locked():
            async with asyncio.timeout(_PATIENCE):
                await slots.acquire()
        else:
            await slots.acquire()
        return slots

    def _known(self) -> Any:
        """Return a connection that was used not long ago, None where there is none."""
        now = monotonic()
        while self._free:
            free = self._free.pop()
            if not free.connection.is_closed() and now - free.since < _IDLE:
                return free.connection
            free.connection.terminate()
        return None

    def _give_back(self, connection: Any, *, sound: bool) -> None:
        """Keep a connection for the next request; one that is not as it was made is closed."""
        if connection not in self._lent:
            return  # closed in the meantime, with all others
        self._lent.discard(connection)
        if sound and not connection.is_closed() and not connection.is_in_transaction():
            self._free.append(_Free(connection, monotonic()))
        else:
            _logger.warning("a connection to PostgreSQL was given up")
            connection.terminate()

    async def _connect(self) -> Any:
        connection = await asyncpg.connect(
            self.dsn,
            timeout=_PATIENCE,
            command_timeout=_LONGEST_ANSWER,
            statement_cache_size=_STATEMENTS,
            max_cached_statement_lifetime=0,
            server_settings=_SESSION,
        )
        if not self._warned:
            self._warned = True
            await _check_durability(connection)
        return connection

    async def close(self) -> None:
        """Close all connections, those that hang by force; later requests make new ones."""
        slots, self._slots = self._slots, asyncio.Semaphore(_CONNECTIONS)
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                for _ in range(_CONNECTIONS):
                    await slots.acquire()
        lent, self._lent = self._lent, set()
        for connection in lent:
            connection.terminate()
        while self._free:
            connection = self._free.pop().connection
            try:
                await connection.close(timeout=_GRACE)
            except _TROUBLES:
                connection.terminate()


async def _check_durability(connection: Any) -> None:
    """Say so where the server itself may lose what it acknowledged."""
    for name, setting in await connection.fetch(_DURABILITY):
        _logger.warning(
            "PostgreSQL has %s = %s: acknowledged writes may be lost in a crash", name, setting
        )
