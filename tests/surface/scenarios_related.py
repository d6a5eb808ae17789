"""Scenarios of the rows of related records."""

from __future__ import annotations

from collections.abc import Mapping

from tests.surface.scenarios import NOWHERE, Scenario


def _related(path: str) -> Scenario:
    return lambda world: world.client.get(f"/Leads/{world.record('Leads')}/{path}")


def _delinked(ids: str) -> Scenario:
    asked = {"ids": ids}
    return lambda world: world.client.request(
        "DELETE", f"/Leads/{world.record('Leads')}/Products", params=asked
    )


SCENARIOS: Mapping[str, Scenario] = {
    "RELATION_UNKNOWN": _related("Nowhere?fields=id"),
    "RELATION_NOT_SUPPORTED": _related("Emails?fields=id"),
    "RELATION_OF_DELETED_UNKNOWN": lambda world: world.client.get(
        f"/Leads/deleted/{NOWHERE}/Nowhere?fields=id"
    ),
    "PARENT_UNKNOWN": lambda world: world.client.get(f"/Leads/{NOWHERE}/Notes?fields=id"),
    "NOT_RELATED": _delinked(NOWHERE),
}
