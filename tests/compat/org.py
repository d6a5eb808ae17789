"""An org with one field of every shape that the SDKs handle by itself."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.definitions import Raw
from crmstead.model.ids import metadata_id
from crmstead.model.people import Cadence, Territory
from crmstead.store.definitions import Definitions
from tests.live import definitions

MANUAL_CADENCE = 4_000_000_000_002_101
LEADS: Raw = {
    "api_name": "Leads",
    "fields": [
        {"id": 901, "api_name": "Skills", "data_type": "multiselectpicklist",
         "pick_list_values": ["Lisp", "Sailing", "Sales"]},
        {"id": 902, "api_name": "Met_At", "data_type": "datetime"},
        {"id": 903, "api_name": "Born", "data_type": "date"},
        {"id": 904, "api_name": "Fee", "data_type": "currency"},
        {"id": 905, "api_name": "Certain", "data_type": "boolean"},
        {"id": 906, "api_name": "Sponsor", "data_type": "lookup", "lookup": "Accounts",
         "related_list": "Sponsored"},
        {"id": 907, "api_name": "Share", "data_type": "percent"},
        {"id": 908, "api_name": "Weight", "data_type": "double"},
        {"id": 909, "api_name": "Serial", "data_type": "bigint"},
        {"id": 910, "api_name": "Buddy", "data_type": "userlookup"},
        {"id": 911, "api_name": "Interests", "data_type": "multiselectlookup",
         "linking": {"connected_module": "Products"}},
        {"id": 912, "api_name": "Fans", "data_type": "multiuserlookup"},
        {"id": 913, "api_name": "Story", "data_type": "textarea", "textarea_type": "rich_text"},
        {"id": 914, "api_name": "Languages_Known", "data_type": "subform", "rows": [
            {"id": 915, "api_name": "Language", "data_type": "multiselectpicklist",
             "pick_list_values": ["English", "Gaelic"]},
            {"id": 916, "api_name": "Proficiency", "data_type": "picklist",
             "pick_list_values": ["Professional", "Native"]},
            {"id": 917, "api_name": "Years", "data_type": "integer"},
            {"id": 918, "api_name": "Since", "data_type": "date"},
        ]},
        {"id": 919, "api_name": "Papers", "data_type": "fileupload", "length": 5},
        {"id": 920, "api_name": "Faces", "data_type": "imageupload", "length": 2},
    ],
}  # fmt: skip
VISITS: Raw = {
    "api_name": "Site_Visits",
    "singular_label": "Site Visit",
    "plural_label": "Site Visits",
    "fields": [
        {"id": 931, "api_name": "Visited_On", "data_type": "date"},
        {"id": 932, "api_name": "Customer", "data_type": "lookup", "lookup": "Accounts",
         "related_list": "Site_Visits"},
    ],
}  # fmt: skip


def rich_definitions() -> Definitions:
    """Return an org with custom fields, a custom module, territories and a cadence."""
    made = definitions(frozenset({"territories"}))
    made.modules.extend((LEADS, VISITS))
    made.cadences.append(Cadence(id=MANUAL_CADENCE, name="By hand", module="Leads", type="manual"))
    owner = made.users[0].id
    world = metadata_id(made.org.id, "territory", "World")
    made.territories.extend(
        Territory(
            id=number,
            name=name,
            reporting_to=above,
            created_time=made.org.created_time,
            created_by=owner,
            manager=owner,
        )
        for number, name, above in (
            (world, "World", None),
            (metadata_id(made.org.id, "territory", "North"), "North", world),
        )
    )
    return made


def ids_of(items: list[dict[str, Any]]) -> list[int]:
    """Return the ids of records as the SDKs have them: numbers."""
    return [int(item["id"]) for item in items]
