"""The event loop and the HTTP server that a process runs until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from crmstead.http.admin import serve_admin
from crmstead.http.application import Application
from crmstead.http.connections import Bounds, protocol, sweep
from crmstead.oauth.administration import Installation

#: Seconds that requests in flight may take after the server was told to stop.
GRACE = 10


class _Server(uvicorn.Server):
    """Signals are `stop_on_signals`' business: uvicorn would raise them again when it is done."""

    def capture_signals(self) -> Any:
        return nullcontext()


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in the event loop that servers use."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


def stop_on_signals() -> asyncio.Event:
    """Return what is set when SIGINT or SIGTERM asks the process to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def serve(
    application: Application,
    installation: Installation,
    listener: socket.socket,
    *,
    stop: asyncio.Event,
    ready: Callable[[], None],
    data: Path | None = None,
    bounds: Bounds | None = None,
) -> None:
    """Serve an application on a listening socket, and administration beside it, until `stop`.

    `ready` is called when both answer. Requests in flight are finished, within `GRACE` seconds.

    Raises:
        OSError: the socket of administration cannot be had.
    """
    bounds = bounds or Bounds()
    config = uvicorn.Config(
        application,
        http=protocol(bounds),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=bounds.idle_seconds,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config)
    async with serve_admin(installation, listener.getsockname()[1], data):
        serving = asyncio.create_task(server.serve([listener]))
        stopping = asyncio.create_task(stop.wait())
        sweeping = asyncio.create_task(sweep(server.server_state.connections))
        try:
            await _started(server, serving)
            if server.started:
                ready()
            await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server.should_exit = True
            stopping.cancel()
            sweeping.cancel()
            await serving


async def _started(server: uvicorn.Server, serving: asyncio.Task[None]) -> None:
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event
        await asyncio.sleep(0.002)
