"""An org whose records are known to other systems by fields of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from crmstead.model.ids import metadata_id
from crmstead.model.people import Cadence, Territory
from crmstead.store.definitions import Definitions
from tests.live import Client, LiveOrg, close_clients, definitions, make_org

CADENCE = 4_000_000_000_003_301
_NAMES = {
    "Accounts": "Account", "Contacts": "Contact", "Deals": "Deal", "Leads": "Lead",
    "Products": "Product", "Price_Books": "Book", "Events": "Event", "Campaigns": "Campaign",
    "Quotes": "Quote",
}  # fmt: skip
#: Module -> its external field.
FIELD = {module: f"External_{name}_ID" for module, name in _NAMES.items()}
#: Module -> what the header says of records of it that are named by themselves.
OWN = {module: f"{module}.{name}" for module, name in FIELD.items()}
MINE = "External_Of_User"
#: Hidden from standard users.
SECRET = "External_Secret_ID"
NOWHERE = "nobody-knows"


def external_definitions() -> Definitions:
    """Return an org with an external field in many modules, and a subform with a lookup."""
    made = definitions(frozenset({"territories"}))
    for number, (module, name) in enumerate(FIELD.items()):
        own: dict[str, Any] = {"api_name": name, "data_type": "text", "external": "org"}
        made.modules.append({"api_name": module, "fields": [{"id": 700 + number, **own}]})
    standard = next(one for one in made.profiles if not one.administrator)
    contacts = next(one for one in made.modules if one["api_name"] == "Contacts")
    contacts["fields"] += [
        {"id": 720, "api_name": MINE, "data_type": "text", "external": "user"},
        {"id": 721, "api_name": "Plain", "data_type": "text", "unique_case_sensitive": False},
        {"id": 722, "api_name": "Ventures", "data_type": "subform", "rows": [
            {"id": 723, "api_name": "Deal", "data_type": "lookup", "lookup": "Deals"},
            {"id": 724, "api_name": "Budget", "data_type": "currency"},
        ]},
        {"id": 725, "api_name": "Goods", "data_type": "multiselectlookup",
         "linking": {"connected_module": "Products"}},
        {"id": 726, "api_name": "Precise", "data_type": "double", "decimal_place": 9},
        {"id": 728, "api_name": "Story", "data_type": "textarea", "textarea_type": "rich_text"},
        {"id": 727, "api_name": SECRET, "data_type": "text", "external": "org",
         "hidden_from": [standard.id]},
    ]  # fmt: skip
    made.cadences.append(Cadence(id=CADENCE, name="Hand", module="Contacts", type="manual"))
    owner = made.users[0].id
    world = metadata_id(made.org.id, "territory", "World")
    made.territories.append(
        Territory(
            id=world, name="World", reporting_to=None, created_time=1, created_by=owner,
            manager=owner,
        )
    )  # fmt: skip
    return made


class Externals:
    """The org, and requests that name records by external fields."""

    def __init__(self, org: LiveOrg) -> None:
        self.org = org
        self.client = org.client()
        self._number = 0

    def new(self) -> str:
        """Return a value that no record has."""
        self._number += 1
        return f"x{self._number}"

    def keep(self, module: str, **values: Any) -> tuple[str, str]:
        """Insert a record with an external value; return the value and the record's id."""
        least: dict[str, dict[str, Any]] = {
            "Accounts": {"Account_Name": "A"},
            "Contacts": {"Last_Name": "C"},
            "Deals": {"Deal_Name": "D", "Stage": "Qualification"},
            "Leads": {"Last_Name": "L", "Company": "K"},
            "Products": {"Product_Name": "P"},
            "Price_Books": {"Price_Book_Name": "B"},
            "Campaigns": {"Campaign_Name": "G"},
        }
        value = self.new()
        item = {**least.get(module, {}), FIELD[module]: value, **values}
        (made,) = self.client.insert(module, item)
        return str(item[FIELD[module]]), made

    def ask(
        self,
        method: str,
        path: str,
        header: str,
        body: Any = None,
        version: str = "v8",
        **more: Any,
    ) -> httpx.Response:
        """Send a request with the header."""
        headers = {"X-EXTERNAL": header.encode("latin-1")}
        client: Client = more.pop("client", self.client).at(version)
        return client.request(method, path, headers=headers, json=body, **more)


def externals_over(request: pytest.FixtureRequest) -> Iterator[Externals]:
    """Yield the org over the database that the fixture's parameter names."""
    yield Externals(
        make_org(request.getfixturevalue(f"{request.param}_live"), external_definitions())
    )
    close_clients()


def entry(answer: httpx.Response, status: int = 200, root: str = "data") -> Any:
    """Return the one entry of an answer."""
    assert answer.status_code == status, answer.text
    (found,) = answer.json()[root]
    return found
