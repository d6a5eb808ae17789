"""One request for every row of the timeline."""

from __future__ import annotations

from collections.abc import Mapping

from tests.surface.scenarios import Scenario

SCENARIOS: Mapping[str, Scenario] = {
    "TIMELINE_FILTER_INVALID": lambda world: world.client.get(
        f"/Leads/{world.record('Leads')}/__timeline?filters=x"
    ),
    "PER_PAGE_AND_PAGE_TOKEN": lambda world: world.client.get(
        f"/Leads/{world.record('Leads')}/__timeline?per_page=2&page_token=x"
    ),
}
