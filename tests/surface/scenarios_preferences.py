"""One request for every row of the duplicate check preference, and of blueprints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.store.definitions import Definitions
from tests.live import STANDARD, definitions, make_org
from tests.surface.scenarios import Scenario
from tests.values import World

ROOT = "duplicate_check_preference"
SETTINGS = f"/settings/{ROOT}?module=Leads"
_MARK = {"api_name": "Mark", "data_type": "text", "length": 50, "unique_case_sensitive": False}


def with_marks() -> Definitions:
    """Return an org whose leads and contacts have unique fields of one meaning."""
    made = definitions()
    for number, module in ((951, "Leads"), (952, "Contacts")):
        made.modules.append({"api_name": module, "fields": [{"id": number, **_MARK}]})
    return made


def mapping(current: Any = None, mapped: Any = None, module: Any = None) -> dict[str, Any]:
    """Return a preference that maps a field of leads to one of contacts."""
    fields = {
        "current_field": current or {"api_name": "Mark"},
        "mapped_field": mapped or {"api_name": "Mark"},
    }
    configuration = {
        "field_mappings": [fields],
        "mapped_module": module or {"api_name": "Contacts"},
    }
    return {"type": "mapped_module_records", "type_configurations": [configuration]}


def _posted(preference: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        client = make_org(world.org.live, with_marks()).client()
        return client.post(SETTINGS, {ROOT: preference})

    return run


SCENARIOS: Mapping[str, Scenario] = {
    "PREFERENCE_NOT_SUPPORTED": lambda world: world.client.get(f"/settings/{ROOT}?module=Contacts"),
    "PREFERENCE_DENIED": lambda world: world.org.client(STANDARD).post(SETTINGS, {}),
    "PREFERENCE_NOT_ENABLED": lambda world: world.client.request("DELETE", SETTINGS),
    "PREFERENCE_MISSING": lambda world: world.client.post(SETTINGS, {}),
    "PREFERENCE_INVALID": _posted({"type": "all"}),
    "PREFERENCE_DEPENDENT_MISSING": _posted({"type": "mapped_module_records"}),
    "PREFERENCE_FIELD_MISSING": _posted(mapping(module={"name": "Contacts"})),
    "PREFERENCE_AMBIGUOUS": _posted(mapping(mapped={"api_name": "Email", "id": "952"})),
    "PREFERENCE_FIELD_NOT_UNIQUE": _posted(mapping(current={"api_name": "Email"})),
    "NOT_IN_PROCESS": lambda world: world.client.get(
        f"/Leads/{world.record('Leads')}/actions/blueprint"
    ),
}
