"""A PostgreSQL server and its pool of connections, shared by the orgs that live on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from crmstead.databases.postgresql.errors import told

_logger = logging.getLogger("crmstead.databases")

#: Most statements that a connection keeps prepared.
_STATEMENTS = 1024
_CONNECTIONS = 8
#: Seconds that a request waits for a connection, old or new.
_PATIENCE = 10
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


class PostgresqlServer:
    """A server; nothing is connected before the first request needs it, or after it went away."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._warned = False

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Lend a connection.

        Raises:
            UnavailableError: the server cannot be reached, or all connections stay in use.
        """
        with told():
            pool = await self._opened()
            async with asyncio.timeout(_PATIENCE):
                connection = await pool.acquire()
        try:
            yield connection
        finally:
            await self._release(pool, connection)

    async def _opened(self) -> Any:
        if self._pool is None:
            # Connects to nothing yet (min_size), so nobody waits here for anybody else.
            self._pool = asyncpg.create_pool(
                self.dsn,
                min_size=0,
                max_size=_CONNECTIONS,
                timeout=_PATIENCE,
                command_timeout=_LONGEST_ANSWER,
                statement_cache_size=_STATEMENTS,
                max_cached_statement_lifetime=0,
                server_settings=_SESSION,
                init=self._check_durability,
                reset=_leave,
            )
        return await self._pool

    async def _release(self, pool: Any, connection: Any) -> None:
        """Give a connection back; one that fails at it is closed, and harms no answer."""
        try:
            await pool.release(connection, timeout=_PATIENCE)
        except _TROUBLES as error:
            _logger.warning("a connection to PostgreSQL was given up: %s", error)

    async def _check_durability(self, connection: Any) -> None:
        """Say so, once, where the server itself may lose what it acknowledged."""
        if self._warned:
            return
        self._warned = True
        for name, setting in await connection.fetch(_DURABILITY):
            _logger.warning(
                "PostgreSQL has %s = %s: acknowledged writes may be lost in a crash", name, setting
            )

    async def close(self) -> None:
        """Close all connections, those that hang by force."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        try:
            async with asyncio.timeout(_GRACE):
                await pool.close()
        except _TROUBLES:
            pool.terminate()


async def _leave(connection: Any) -> None:
    """Reset nothing: no session is ever changed, and a round trip a request is saved."""
