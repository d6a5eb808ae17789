"""An org with relations of every kind, and what the tests of related records share."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.definitions import Raw
from crmstead.store.definitions import Definitions
from tests.live import Client, definitions

LEADS: Raw = {
    "api_name": "Leads",
    "fields": [
        {"id": 941, "api_name": "Interests", "data_type": "multiselectlookup",
         "linking": {"connected_module": "Products"}, "related_label": "Interested Leads"},
        {"id": 942, "api_name": "Sponsor", "data_type": "lookup", "lookup": "Accounts",
         "related_list": "Sponsored"},
    ],
}  # fmt: skip
VISITS: Raw = {
    "api_name": "Site_Visits",
    "singular_label": "Site Visit",
    "plural_label": "Site Visits",
    "fields": [
        {"id": 951, "api_name": "Customer", "data_type": "lookup", "lookup": "Accounts",
         "related_list": "Site_Visits"},
        {"id": 952, "api_name": "Peers", "data_type": "multiselectlookup",
         "linking": {"connected_module": "Site_Visits"}},
    ],
}  # fmt: skip
#: Lists of an account that are there, but hidden from users or to be deleted.
ACCOUNTS: Raw = {
    "api_name": "Accounts",
    "related_lists": [{"api_name": "Deals", "status": "user_hidden"}],
}


def related_definitions() -> Definitions:
    """Return an org with custom lookups, linking modules and a hidden list."""
    made = definitions()
    made.modules.extend((LEADS, VISITS, ACCOUNTS))
    return made


def related(
    client: Client, module: str, record: str, name: str, field: str, **params: Any
) -> list[Any]:
    """Return a field's values over a related list that has to be good, in its order."""
    answer = client.get(f"/{module}/{record}/{name}", params={"fields": field, **params})
    assert answer.status_code in (200, 204), answer.text
    return [one.get(field) for one in answer.json()["data"]] if answer.content else []
