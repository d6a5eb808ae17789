"""The SDKs search and count: criteria with escapes, an e-mail address, a phone number, words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow

#: Search -> module, parameters, names of what is found, newest first.
SEARCHES: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "criteria": ("Leads", {"criteria": r"(Company:equals:Salt \& Pepper \(Inc\))"}, []),
    "escaped": ("Leads", {"criteria": r"(Company:equals:Salt & Pepper \(Inc\)\, + 50%)"}, ["A"]),
    "moment": (
        "Leads",
        {"criteria": "(Met_At:equals:2024-02-29T10:15:30+05:30)and(Fee:greater_than:10)"},
        ["A"],
    ),
    "email": ("Leads", {"email": "b+c@acme.example"}, ["B"]),
    "phone": ("Leads", {"phone": "+1 650-555"}, ["B", "A"]),
    "word": ("Leads", {"word": "salt pepp"}, ["A"]),
    "paged": ("Leads", {"word": "acme", "per_page": 1, "page": 2}, ["A"]),
    "selected": ("Leads", {"word": "acme", "fields": "Last_Name"}, ["B", "A"]),
    "nothing": ("Leads", {"word": "nothing"}, []),
}
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "bad": ("Leads", {"criteria": "(Nowhere:equals:x)"}, "INVALID_QUERY"),
    "missing": ("Leads", {}, "EXPECTED_PARAM_MISSING"),
}


@pytest.fixture(scope="module")
def leads(rich_org):
    rich_org.client().insert(
        "Leads",
        {
            "Last_Name": "A", "Company": "Salt & Pepper (Inc), + 50%", "Phone": "+1 650-555-0100",
            "Met_At": "2024-02-29T10:15:30+05:30", "Fee": 10.5, "Skills": ["Lisp"],
            "Email": "a@acme.example",
        },
        {"Last_Name": "B", "Email": "b+c@acme.example", "Mobile": "1 650 555 0199"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(rich_org, sdk, leads):
    asked = {
        name: {"module": module, "params": params}
        for name, (module, params, _) in (*SEARCHES.items(), *REFUSED.items())
    }
    return drive("search", sdk, rich_org, searches=asked)


@pytest.mark.parametrize("name", SEARCHES)
def test_records_are_found_and_counted(found, name):
    search, count = found[name]["search"], found[name]["count"]
    expected = SEARCHES[name][2]
    if expected:
        assert (search["status"], search["is"]) == (200, "ResponseWrapper")
        assert [one["Last_Name"] for one in search["content"]["data"]] == expected
    else:
        assert (search["status"], search["is"]) == (204, "NoneType")
    assert (count["status"], count["is"]) == (200, "CountWrapper")
    total = 2 if "acme" in SEARCHES[name][1].values() else len(expected)
    assert count["content"]["count"] == total


def test_a_whole_record_is_read_and_info_tells_of_the_page(found):
    (record,) = found["escaped"]["search"]["content"]["data"]
    assert record["Skills"] == ["Lisp"]
    assert record["Met_At"] == "2024-02-29T04:45:30+00:00"
    assert record["Owner"]["email"]
    info = found["paged"]["search"]["content"]["info"]
    assert (info["page"], info["per_page"], info["count"]) == (2, 1, 1)
    assert info["more_records"] is False


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_of_the_sdks_own_class(found, name):
    search = found[name]["search"]
    assert (search["status"], search["is"]) == (400, "APIException")
    assert search["content"]["code"] == REFUSED[name][2]
