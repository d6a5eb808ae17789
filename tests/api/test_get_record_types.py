"""Every value of every module is of the JSON type that `settings/fields` tells.

The official SDKs type each key by its field's `data_type` and drop a whole answer that has
another shape (records reference 3.8). Checked on records with as little as possible in them, and
on records with a value in every field that takes one.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.api.minimal import MINIMAL, insert_minimal
from tests.api.reading import assign_territory, fixture_of
from tests.compat.org import rich_definitions

VERSIONS = ("v3", "v6", "v8")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
LISTS = (
    "multiselectpicklist", "subform", "multiuserlookup", "multiselectlookup", "fileupload",
    "imageupload", "linetax", "multireminder", "time_range", "territories",
)  # fmt: skip
TEXTS = (
    "text", "textarea", "website", "email", "phone", "profileimage", "autonumber", "picklist",
)  # fmt: skip
POINTERS = (
    "lookup", "ownerlookup", "userlookup", "multi_module_lookup", "layout", "consent_lookup",
)  # fmt: skip
#: Fields that the SDKs know by name, whatever their data type: they are lists.
BY_NAME = frozenset({"Tag", "Participants", "Comments", "Pricing_Details", "Available_Dates"})


def is_text(value):
    return isinstance(value, str)


def is_digits(value):
    return isinstance(value, str) and value.isascii() and value.lstrip("-").isdigit()


def is_integer(value):
    return type(value) is int


def is_number(value):
    return type(value) in (int, float)


def is_boolean(value):
    return isinstance(value, bool)


def is_date(value):
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def is_moment(value):
    return isinstance(value, str) and MOMENT.fullmatch(value) is not None


def is_pointer(value):
    return isinstance(value, dict) and is_digits(value["id"]) and "name" in value


def is_object(value):
    return isinstance(value, dict)


def is_list(value):
    return isinstance(value, list)


#: What a value of a data type is, and what one of a `json_type`.
BY_TYPE = {
    **dict.fromkeys(LISTS, is_list),
    **dict.fromkeys(TEXTS, is_text),
    **dict.fromkeys(POINTERS, is_pointer),
    **dict.fromkeys(("double", "percent", "currency"), is_number),
    "integer": is_integer,
    "bigint": is_digits,
    "boolean": is_boolean,
    "date": is_date,
    "datetime": is_moment,
    "ALARM": is_object,
    "RRULE": is_object,
}
BY_JSON = {
    "string": is_text,
    "integer": is_integer,
    "double": is_number,
    "boolean": is_boolean,
    "jsonobject": is_object,
    "jsonarray": is_list,
}
#: A value for each data type that takes one of its own.
VALUES: dict[str, Any] = {
    "text": "7",
    "textarea": "some\ntext",
    "email": "ann@example.com",
    "phone": "+1 555 0100",
    "website": "https://example.com",
    "integer": 7,
    "bigint": "123456789012345",
    "currency": 12.5,
    "double": 0.25,
    "percent": 12.5,
    "boolean": True,
    "date": "2024-02-29",
    "datetime": "2024-02-29T10:15:30+05:30",
    "multiselectpicklist": ["Lisp"],
}
#: Tags are given apart; a comment is shown among the comments.
WRITTEN_OTHERWISE = ("Tag", "Add_Comment")
#: Fields whose values hang together in a way that a value for each would break.
LEFT_OUT = {
    "Deals": {"Probability"},
    "Events": {"All_day", "Participants"},
    "Calls": {"Call_Duration_in_seconds", "Scheduled_In_CRM", "Call_Duration"},
    "Services__s": {
        "Status", "Unavailable_From", "Unavailable_Till", "Job_Sheet_Section__s", "Tax",
        "Available_From", "Available_Till", "Available_Dates", "Available_Days", "Duration",
    },
    "Appointments__s": {
        "Status", "Cancellation_Reason", "Cancellation_Note", "Rescheduled_From",
        "Reschedule_Reason", "Reschedule_Note", "Job_Sheet_Name__s", "Job_Sheet_Description__s",
        "Job_Sheet_Section__s", "Appointment_End_Time", "Appointment_Start_Time", "Duration",
    },
    "Products": {"Tax"},
}  # fmt: skip
ROWS = ("Quoted_Items", "Ordered_Items", "Purchase_Items", "Invoiced_Items", "Languages_Known")
MODULES = [*MINIMAL, "Site_Visits"]

org = fixture_of(rich_definitions)


@pytest.fixture(scope="module")
def clients(org):
    client = org.client()
    return {version: client.at(version) for version in VERSIONS}


@pytest.fixture(scope="module")
def client(clients):
    return clients["v8"]


@pytest.fixture(scope="module")
def minimal(org, client):
    """A record of each module with as little in it as may be."""
    ids = insert_minimal(org)
    return {**ids, "Site_Visits": client.insert("Site_Visits", {"Name": "Harbour"})[0]}


def fields_of(client, module):
    answer = client.get("/settings/fields", params={"module": module})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["fields"]
    return found


@pytest.fixture(scope="module")
def described(client):
    return {module: fields_of(client, module) for module in (*MODULES, *ROWS)}


def values_for(fields, left_out, ids):
    """Return a value for each field that a request may give one."""
    taken = [
        field
        for field in fields
        if field["operation_type"]["api_create"]
        and not field["field_read_only"]
        and field["api_name"] not in {*left_out, *WRITTEN_OTHERWISE}
    ]
    found = {
        field["api_name"]: VALUES[field["data_type"]]
        for field in taken
        if field["data_type"] in VALUES
    }
    for field in taken:
        name, choices = field["api_name"], field["pick_list_values"]
        found |= {name: choices[-1]["display_value"]} if field["data_type"] == "picklist" else {}
        target = (field.get("lookup") or {}).get("module") or {}
        known = ids.get(target.get("api_name"))
        found |= {name: {"id": known}} if field["data_type"] == "lookup" and known else {}
    return found


@pytest.fixture(scope="module")
def full(org, client, described, minimal):
    """A record of each module with a value in every field that takes a plain one."""
    ids: dict[str, str] = {}
    for module in MODULES:
        least = MINIMAL.get(module, lambda _: {"Name": "Harbour"})(minimal)
        values = values_for(described[module], LEFT_OUT.get(module, set()), minimal)
        (ids[module],) = client.insert(module, {**values, **least, "Tag": [{"name": "warm"}]})
    territory = org.org.catalogue.territories[0].id
    for module in ("Accounts", "Contacts", "Deals", "Leads"):
        assign_territory(org, ids[module], territory, int(minimal["Users"]))
    return ids


def wrong(fields, record):
    """Yield each value of a record that is of another type than its field."""
    for field in fields:
        name, value = field["api_name"], record.get(field["api_name"])
        expected = is_list if name in BY_NAME else BY_TYPE[field["data_type"]]
        if value is not None and not (expected(value) and BY_JSON[field["json_type"]](value)):
            yield name, field["data_type"], field["json_type"], value


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("records", ["minimal", "full"])
def test_every_value_is_of_the_type_of_its_field(
    clients, described, minimal, full, records, module, version
):
    ids = {"minimal": minimal, "full": full}[records]
    record = clients[version].record(module, ids[module])
    assert list(wrong(described[module], record)) == []


@pytest.mark.parametrize("module", MODULES)
def test_every_value_of_a_list_is_of_the_type_of_its_field(client, described, full, module):
    fields = described[module]
    names = [field["api_name"] for field in fields]
    for start in range(0, len(names), 50):
        asked = {"fields": ",".join(names[start : start + 50]), "ids": full[module]}
        (record,) = client.get(f"/{module}", params=asked).json()["data"]
        assert list(wrong(fields, record)) == []


@pytest.mark.parametrize(
    ("module", "rows"),
    [
        ("Quotes", "Quoted_Items"),
        ("Sales_Orders", "Ordered_Items"),
        ("Purchase_Orders", "Purchase_Items"),
        ("Invoices", "Invoiced_Items"),
    ],
)
def test_every_value_of_a_row_is_of_the_type_of_its_field(client, described, full, module, rows):
    for row in client.record(module, full[module])[rows]:
        assert list(wrong(described[rows], row)) == []


@pytest.mark.parametrize("module", MODULES)
def test_every_field_is_a_key_of_a_whole_record(client, described, minimal, module):
    record = client.record(module, minimal[module])
    assert {field["api_name"] for field in described[module]} - set(record) == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_full_record_has_what_it_was_given(client, described, minimal, full, module):
    record = client.record(module, full[module])
    given = values_for(described[module], LEFT_OUT.get(module, set()), minimal)
    plain = {name: value for name, value in given.items() if isinstance(value, str | float | bool)}
    least = MINIMAL.get(module, lambda _: {"Name": "Harbour"})(minimal)
    different = {
        name: (value, record[name])
        for name, value in plain.items()
        if name not in least and "T10:15:30" not in str(value) and record[name] != value
    }
    assert different == {}
