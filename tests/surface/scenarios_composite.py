"""One request for every row of composite requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from tests.api.composing import ROOT, compose, entries, lead, part
from tests.surface.scenarios import Scenario
from tests.values import World

_LEADS = part("GET", "/Leads?fields=id")


def _composed(*parts: Any, **switches: Any) -> Scenario:
    return lambda world: compose(world.client, *parts, **switches)


def _answer_inside(world: World) -> httpx.Response:
    """Return the answer of a request that asks for too many records, as if it came by itself."""
    (entry,) = entries(compose(world.client, part("GET", "/Leads?fields=id&per_page=26")))
    response = entry["details"]["response"]
    headers = {"content-type": response["headers"]["content-type"]}
    return httpx.Response(response["status_code"], json=response["body"], headers=headers)


def _stopped(world: World) -> httpx.Response:
    return compose(world.client, part("GET", "/Nothings"), _LEADS, rollback_on_fail=True)


def _rolled_back(world: World) -> httpx.Response:
    """Return the answer with the entry that was rolled back at its end."""
    answer = compose(
        world.client, part("POST", "/Leads", body=lead()), part("GET", "/X"), rollback_on_fail=True
    )
    headers = {"content-type": answer.headers["content-type"]}
    turned = entries(answer)[::-1]
    return httpx.Response(answer.status_code, json={ROOT: turned}, headers=headers)


SCENARIOS: Mapping[str, Scenario] = {
    "COMPOSITE_INVALID": _composed({"method": "GET", "uri": "crm/v8/Leads"}),
    "COMPOSITE_AMBIGUOUS": _composed(_LEADS, rollback_on_fail=True, parallel_execution=True),
    "COMPOSITE_DUPLICATE": _composed(*[part("GET", "/org", "a")] * 2),
    "COMPOSITE_VERSION": _composed({"method": "GET", "uri": "/crm/v9/org"}),
    "COMPOSITE_NOT_SUPPORTED": _composed(part("GET", "/Leads/1/__timeline")),
    "COMPOSITE_LIMIT": _answer_inside,
    "COMPOSITE_REFERENCE": _composed(part("GET", "/Leads/@{b:$.x}", "a")),
    "COMPOSITE_LOOP": _composed(
        part("GET", "/Leads/@{b:$.x}", "a"), part("GET", "/Leads/@{a:$.x}", "b")
    ),
    "ROLLED_BACK": _rolled_back,
    "STOPPED": _stopped,
}
