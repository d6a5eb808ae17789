"""Composite Requests: `POST /__composite_requests`."""

from __future__ import annotations

from crmstead.api.composite.request import ROOT, parse_composite
from crmstead.api.composite.running import Runner, answered
from crmstead.api.route import Call, Reply, Route
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import API_NOT_SUPPORTED

_SUPPORTED = 3


async def compose_requests(call: Call) -> Reply:
    """Answer 200 where all requests were run, 207 for some, 400 for none or where one failed all.

    A request that was run and refused by its operation counts as run, unless all or none is asked.
    """
    if not call.version.composes_requests:
        raise ApiError(API_NOT_SUPPORTED, supported_version=_SUPPORTED)
    composite = parse_composite(call.body, call.version)
    outcomes, kept = await Runner(call, composite).run()
    return answered(outcomes, rollback=composite.rollback, kept=kept)


ROUTES = (
    Route(
        method="POST",
        path=ROOT,
        call=compose_requests,
        scopes=("composite_requests.CUSTOM",),
        operation="composeRequests",
    ),
)
