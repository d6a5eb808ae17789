"""Pages for those who run the server: is it alive, is it ready, what does it do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from functools import cache

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crmstead import __version__
from crmstead.api.surface import SURFACE
from crmstead.databases.base import UnavailableError
from crmstead.http.metrics import Metrics
from crmstead.http.openapi import describe
from crmstead.store.control import Control
from crmstead.store.directory import OrgDirectory
from crmstead.store.following import read_org_version

#: Seconds that all databases together may take to answer.
_READY_SECONDS = 5
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_logger = logging.getLogger("crmstead.server")


def status_routes(control: Control, orgs: OrgDirectory, metrics: Metrics) -> list[Route]:
    """Return the pages, and let the metrics tell of databases too."""
    pages = StatusPages(control, orgs, metrics)
    metrics.tell_database(control.database.dialect.name)
    metrics.gauge("crmstead_orgs_open", "Orgs open in this process.", lambda: len(orgs.opened()))
    metrics.gauge("crmstead_writes_waiting", "Writes in the queues of writers.", pages.waiting)
    return [
        Route("/_health", pages.health),
        Route("/_ready", pages.ready),
        Route("/_metrics", pages.show_metrics),
        Route("/_docs/openapi.json", pages.openapi),
    ]


class StatusPages:
    """The pages of one server."""

    def __init__(self, control: Control, orgs: OrgDirectory, metrics: Metrics) -> None:
        self._control = control
        self._orgs = orgs
        self._metrics = metrics

    def waiting(self) -> int:
        """Return how many writes wait for their turn, in the control database and all open orgs."""
        databases = [self._control.database, *(org.database for org in self._orgs.opened())]
        return sum(database.waiting() for database in databases)

    async def health(self, request: Request) -> Response:
        """Answer what runs here; no database is asked, so it answers whenever the process can."""
        del request
        return JSONResponse(
            {
                "status": "ok",
                "version": __version__,
                "orgs": len(self._orgs.opened()),
                "databases": [self._control.database.dialect.name],
            }
        )

    async def ready(self, request: Request) -> Response:
        """Answer 200 while the control database and every org asked for can be read, else 503."""
        del request
        asked: dict[str, Awaitable[bool]] = {
            "control": _answers("the control database", self._control.orgs())
        }
        # Whoever waits for readiness need not send the request that tries an org away again.
        for org in sorted({*(one.id for one in self._orgs.opened()), *self._orgs.away()}):
            asked[str(org)] = _answers(f"the database of org {org}", self._read(org))
        checks = dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))
        good = all(checks.values())
        shown = {name: "ok" if fine else "unavailable" for name, fine in checks.items()}
        status = {"status": "ready" if good else "unavailable", "databases": shown}
        return JSONResponse(status, 200 if good else 503)

    async def _read(self, org: int) -> None:
        await read_org_version(await self._orgs.open(org))

    async def show_metrics(self, request: Request) -> Response:
        """Answer the metrics in Prometheus' text form."""
        del request
        return Response(self._metrics.text(), headers={"Content-Type": _PROMETHEUS})

    async def openapi(self, request: Request) -> Response:
        """Answer the OpenAPI document."""
        del request
        return Response(_document(), media_type="application/json")


@cache
def _document() -> bytes:
    return msgspec.json.encode(describe(SURFACE))


async def _answers(what: str, asked: Awaitable[object]) -> bool:
    try:
        await asyncio.wait_for(asked, _READY_SECONDS)
    except (UnavailableError, TimeoutError) as error:
        _logger.warning("%s does not answer: %s", what, error)
        return False
    return True
