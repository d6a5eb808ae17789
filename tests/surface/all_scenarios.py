"""The scenarios of every file of rows, together."""

from __future__ import annotations

from collections.abc import Mapping

from tests.surface import (
    scenarios,
    scenarios_acting,
    scenarios_apis,
    scenarios_changing,
    scenarios_company,
    scenarios_composite,
    scenarios_converting,
    scenarios_coql,
    scenarios_deleting,
    scenarios_external,
    scenarios_fields,
    scenarios_files,
    scenarios_global_picklists,
    scenarios_locking,
    scenarios_map_dependency,
    scenarios_mass,
    scenarios_merging,
    scenarios_people,
    scenarios_preferences,
    scenarios_related,
    scenarios_setup,
    scenarios_sharing,
    scenarios_timeline,
    scenarios_users,
)
from tests.surface.scenarios import Scenario

SCENARIOS: Mapping[str, Scenario] = {
    **scenarios.SCENARIOS,
    **scenarios_acting.SCENARIOS,
    **scenarios_apis.SCENARIOS,
    **scenarios_changing.SCENARIOS,
    **scenarios_company.SCENARIOS,
    **scenarios_composite.SCENARIOS,
    **scenarios_converting.SCENARIOS,
    **scenarios_coql.SCENARIOS,
    **scenarios_deleting.SCENARIOS,
    **scenarios_external.SCENARIOS,
    **scenarios_fields.SCENARIOS,
    **scenarios_files.SCENARIOS,
    **scenarios_global_picklists.SCENARIOS,
    **scenarios_locking.SCENARIOS,
    **scenarios_map_dependency.SCENARIOS,
    **scenarios_mass.SCENARIOS,
    **scenarios_merging.SCENARIOS,
    **scenarios_people.SCENARIOS,
    **scenarios_preferences.SCENARIOS,
    **scenarios_related.SCENARIOS,
    **scenarios_setup.SCENARIOS,
    **scenarios_sharing.SCENARIOS,
    **scenarios_timeline.SCENARIOS,
    **scenarios_users.SCENARIOS,
}
