"""An org with a custom module, `Gauges`, that has a field of every data type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from crmstead.model.field import Field
from crmstead.model.ids import metadata_id
from crmstead.model.people import AssignmentRule, Cadence
from crmstead.store.definitions import Definitions
from crmstead.store.system_tables import FILES
from tests.live import Client, LiveOrg, close_clients, definitions, make_org

MODULE = "Gauges"
IDLE = "ivy.idle@acme.test"
GONE = "gus.gone@acme.test"
SHORT_LAYOUT = 4_000_000_000_001_001
RETIRED_LAYOUT = 4_000_000_000_001_002
CADENCE = 4_000_000_000_002_001
RULE = 4_000_000_000_002_011
FILE = "f1a2b3"
_WRITTEN_BY_THE_SERVER = ("Number", "Sum", "Rolled", "Fixed")

_FIELDS: tuple[dict[str, Any], ...] = (
    {"api_name": "Line", "data_type": "text"},
    {"api_name": "Word", "data_type": "text", "length": 5},
    {"api_name": "Small", "data_type": "textarea", "textarea_type": "small"},
    {"api_name": "Large", "data_type": "textarea", "textarea_type": "large"},
    {"api_name": "Rich", "data_type": "textarea", "textarea_type": "rich_text"},
    {"api_name": "Mail", "data_type": "email"},
    {"api_name": "Phone", "data_type": "phone"},
    {"api_name": "Site", "data_type": "website"},
    {
        "api_name": "Colour",
        "data_type": "picklist",
        "pick_list_values": ["-None-", "Red", {"display_value": "Green", "actual_value": "g"}],
    },
    {
        "api_name": "Level",
        "data_type": "picklist",
        "pick_list_closed": True,
        "pick_list_values": ["-None-", "Low", "High"],
    },
    {
        "api_name": "Colours",
        "data_type": "multiselectpicklist",
        "pick_list_values": ["Red", "Green", "Blue"],
    },
    {
        "api_name": "Levels",
        "data_type": "multiselectpicklist",
        "pick_list_closed": True,
        "pick_list_values": ["Low", "High"],
    },
    {"api_name": "Count", "data_type": "integer"},
    {"api_name": "Tens", "data_type": "integer", "length": 2},
    {"api_name": "Minutes", "data_type": "integer", "kind": "numeric_text"},
    {"api_name": "Long", "data_type": "bigint"},
    {"api_name": "Ratio", "data_type": "double"},
    {"api_name": "Precise", "data_type": "double", "decimal_place": 9, "length": 6},
    {"api_name": "Share", "data_type": "percent"},
    {"api_name": "Price", "data_type": "currency"},
    {"api_name": "Floor", "data_type": "currency", "rounding_option": "round_down"},
    {"api_name": "Agreed", "data_type": "boolean"},
    {"api_name": "Day", "data_type": "date"},
    {"api_name": "Days", "data_type": "text", "kind": "dates", "json_type": "jsonarray"},
    {"api_name": "Moment", "data_type": "datetime"},
    {"api_name": "Account", "data_type": "lookup", "lookup": "Accounts", "related_list": "Gauges"},
    {"api_name": "Keeper", "data_type": "userlookup"},
    {
        "api_name": "Concerns",
        "data_type": "multi_module_lookup",
        "multi_module": ["Contacts", "Leads"],
    },
    {
        "api_name": "Goods",
        "data_type": "multiselectlookup",
        "linking": {"connected_module": "Products"},
    },
    {"api_name": "Crew", "data_type": "multiuserlookup"},
    {
        "api_name": "Parts",
        "data_type": "subform",
        "rows": [
            {
                "id": 4_000_000_000_000_901,
                "api_name": "Part",
                "data_type": "text",
                "length": 10,
                "system_mandatory": True,
            },
            {"id": 4_000_000_000_000_902, "api_name": "Weight", "data_type": "double"},
            {"id": 4_000_000_000_000_903, "api_name": "Made", "data_type": "date"},
            {
                "id": 4_000_000_000_000_904,
                "api_name": "Supplier",
                "data_type": "lookup",
                "lookup": "Vendors",
            },
        ],
    },
    {"api_name": "Papers", "data_type": "fileupload", "length": 2},
    {"api_name": "Pictures", "data_type": "imageupload", "length": 2},
    {"api_name": "Repeat", "data_type": "RRULE"},
    {"api_name": "Alarm", "data_type": "ALARM"},
    {"api_name": "Reminders", "data_type": "multireminder"},
    {"api_name": "Hours", "data_type": "time_range"},
    {"api_name": "Consent", "data_type": "consent_lookup"},
    {"api_name": "Taxes", "data_type": "multiselectpicklist", "kind": "taxes"},
    {"api_name": "Line_Taxes", "data_type": "linetax"},
    {"api_name": "Code", "data_type": "text", "unique_case_sensitive": False},
    {"api_name": "Serial", "data_type": "text", "unique_case_sensitive": True},
    {"api_name": "Meter", "data_type": "integer", "unique_case_sensitive": False},
    {"api_name": "Foreign_Id", "data_type": "text", "external": "org"},
    {
        "api_name": "Number",
        "data_type": "autonumber",
        "auto_number": {"prefix": "G-", "suffix": "/x", "start_number": 100},
    },
    {"api_name": "Sum", "data_type": "formula"},
    {"api_name": "Rolled", "data_type": "rollup_summary"},
    {"api_name": "Fixed", "data_type": "text", "read_only": True},
    {"api_name": "Preset", "data_type": "text", "default_value": "usual"},
)
GAUGES: dict[str, Any] = {
    "api_name": MODULE,
    "module_name": "CustomModule1",
    "singular_label": "Gauge",
    "plural_label": "Gauges",
    "fields": [{"id": 4_000_000_000_000_101 + number, **one} for number, one in enumerate(_FIELDS)],
    "layouts": [
        {"name": "Standard", "mandatory": ["Line"]},
        {
            "id": SHORT_LAYOUT,
            "name": "Short",
            "mandatory": ["Word", "Parts"],
            "sections": [{"name": "All", "fields": ["Name", "Word", "Count", "Parts"]}],
        },
        {"id": RETIRED_LAYOUT, "name": "Retired", "status": "inactive"},
    ],
}


def every_type(features: frozenset[str] = frozenset()) -> Definitions:
    """Return an org with Gauges, an inactive and a deleted user, a cadence, an assignment rule."""
    made = definitions(features)
    for email, last, status in ((IDLE, "Idle", "inactive"), (GONE, "Gone", "deleted")):
        number = metadata_id(made.org.id, "user", email)
        made.users.append(
            replace(
                made.users[1], id=number, zuid=str(number), last_name=last, email=email,
                status=status,
            )
        )  # fmt: skip
    made.modules.append(GAUGES)
    made.cadences.append(Cadence(id=CADENCE, name="Welcome", module=MODULE))
    made.assignment_rules.append(
        AssignmentRule(id=RULE, name="To Stan", module=MODULE, owner=made.users[1].id)
    )
    return made


def writable(fields: Sequence[Field]) -> list[Field]:
    """Return the fields of Gauges that a client may write."""
    own = {one["api_name"] for one in _FIELDS} - set(_WRITTEN_BY_THE_SERVER)
    return [one for one in fields if one.api_name in own]


@dataclass
class Gauges:
    """The org, an administrator's client of it, and records that gauges may point to."""

    org: LiveOrg
    client: Client = field(init=False)
    account: str = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.org.client()
        (self.account,) = self.client.insert("Accounts", {"Account_Name": "Zylker"})

    def user(self, email: str) -> str:
        """Return a user's id."""
        return str(self.org.org.catalogue.user_by_email[email].id)

    def answer(self, item: Any, version: str = "v8") -> dict[str, Any]:
        """Return the entry that one item answers."""
        sent = self.client.at(version).post(f"/{MODULE}", {"data": [item]})
        (entry,) = sent.json()["data"]
        found: dict[str, Any] = entry
        return found

    def keep(self, **values: Any) -> dict[str, Any]:
        """Insert a gauge and return it as it is read back."""
        (made,) = self.client.insert(MODULE, {"Name": "G", **values})
        return self.client.record(MODULE, made)

    def cloned(self, source: str, body: Any = None) -> dict[str, Any]:
        """Clone a gauge and return the clone as it is read back."""
        answer = self.client.clone(MODULE, source, body)
        assert answer.status_code == 201, answer.text
        return self.client.record(MODULE, answer.json()["data"][0]["details"]["id"])

    def count(self, table: str = MODULE) -> int:
        """Return how many rows a table has, not through the API."""
        rows = self.org.fetch(f"SELECT COUNT(*) FROM {{{table}}}")
        return int(rows[0][0])

    def upload(self, *ids: str) -> None:
        """Tell of uploads under ids of our own; they have no content."""
        upload(self.org, *ids)


def upload(org: LiveOrg, *ids: str) -> None:
    """Tell of uploads of an org under ids of our own, images by name; they have no content."""
    rows = [
        (one, f"{one}.txt", 3, 1, 1_700_000_000, "image/png" if "image" in one else None)
        for one in ids
    ]
    org.write(lambda transaction: transaction.insert(FILES.name, FILES.columns, rows))


def gauges_over(request: pytest.FixtureRequest) -> Iterator[Gauges]:
    """Yield the org over the database that the fixture's parameter names."""
    org = make_org(request.getfixturevalue(f"{request.param}_live"), every_type())
    # Tables are made on first use; a test may count rows before it writes any.
    org.client().get(f"/{MODULE}", params={"fields": "Name"})
    yield Gauges(org)
    close_clients()
    org.live.clock.offset = 0


def bare(code: str, message: str, **details: Any) -> dict[str, Any]:
    """Return the answer to a request that is refused as a whole."""
    return {"code": code, "details": details, "message": message, "status": "error"}


def refused(code: str, message: str, name: str, place: str, **details: Any) -> dict[str, Any]:
    """Return the entry of an item that is refused for a place below the record."""
    return {
        "code": code,
        "details": {**details, "api_name": name, "json_path": f"$.data[0]{place}"},
        "message": message,
        "status": "error",
    }


def invalid(name: str, place: str, **details: Any) -> dict[str, Any]:
    """Return the entry of a wrong value."""
    return refused("INVALID_DATA", "invalid data", name, place, **details)


def unknown(name: str, place: str, **details: Any) -> dict[str, Any]:
    """Return the entry of an id that is none."""
    return refused("INVALID_DATA", "the id given seems to be invalid", name, place, **details)


def missing(name: str, place: str) -> dict[str, Any]:
    """Return the entry of a missing value."""
    return refused("MANDATORY_NOT_FOUND", "required field not found", name, place)
