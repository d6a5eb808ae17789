"""Runs a server from its first line to its last: open, prepare, serve, keep the lease, close."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from crmstead.cli.open_files import allow_open_files
from crmstead.cli.refusals import NewerError

if TYPE_CHECKING:
    from crmstead.app import Server
    from crmstead.settings import Settings

#: Makes an open installation what the command wants, and returns what shows the first screen.
Prepare = Callable[["Server"], Awaitable[Callable[[], None]]]
_logger = logging.getLogger("crmstead.server")


def leave_on_sigterm() -> None:
    """Let SIGTERM end the process in order, so that what it made for itself is removed."""

    def leave(_number: int, _frame: Any) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)


def run_server(settings: Settings, listener: socket.socket, prepare: Prepare) -> None:
    """Serve until SIGINT or SIGTERM.

    Raises:
        click.ClickException: the database cannot be opened, or the server had to stop.
    """
    # Starting makes little garbage and much that stays: looking through it takes a tenth of it.
    gc.disable()
    allow_open_files(settings.connections)
    from crmstead.databases.base import UnavailableError
    from crmstead.http.serving import run
    from crmstead.store.control import NoNodeError
    from crmstead.store.migrations.running import NewerSchemaError

    try:
        run(_serve(settings, listener, prepare))
    except NewerSchemaError as error:
        raise NewerError(f"The database is of another version: {error}.") from error
    except UnavailableError as error:
        raise click.ClickException(f"The database cannot be opened: {error}") from error
    except (NoNodeError, OSError) as error:
        raise click.ClickException(f"Stopped: {error}.") from error


async def _serve(settings: Settings, listener: socket.socket, prepare: Prepare) -> None:
    from crmstead.app import open_server
    from crmstead.asgi import application_of
    from crmstead.http.connections import Bounds
    from crmstead.http.serving import serve, stop_on_signals
    from crmstead.records.bin.housekeeping import keeping_house

    stop = stop_on_signals()
    async with open_server(settings) as server:
        ready = await prepare(server)
        # What is there by now stays, so the collector need never look at it again.
        gc.freeze()
        gc.enable()
        keeping = asyncio.create_task(keep_node(server, stop))
        try:
            async with keeping_house(server.orgs):
                await serve(
                    application_of(server),
                    server,
                    listener,
                    stop=stop,
                    ready=ready,
                    data=settings.data,
                    bounds=Bounds(connections=settings.connections),
                )
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


async def keep_node(server: Server, stop: asyncio.Event) -> None:
    """Renew the lease of the server's node id, and stop the server when that cannot be.

    Two servers with one node id would give two records one id, so the lease is never outlived.

    Raises:
        NoNodeError: the lease is lost.
    """
    from crmstead.app import NODE_LEASE
    from crmstead.databases.base import UnavailableError
    from crmstead.store.control import NoNodeError

    pause = NODE_LEASE / 3
    ends = server.clock.seconds() + NODE_LEASE
    try:
        while True:
            await asyncio.sleep(pause)
            try:
                await server.renew_lease()
            except UnavailableError as error:
                _logger.warning("the lease of the node id was not renewed: %s", error)
                if server.clock.seconds() + pause >= ends:
                    raise NoNodeError("the lease of the node id could not be renewed") from error
            else:
                ends = server.clock.seconds() + NODE_LEASE
    finally:
        stop.set()
