"""The straight-line check stores what the careful one stores, and leaves the rest to it."""

from __future__ import annotations

import dataclasses
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.decimal import scale
from crmstead.fieldtypes.integer import Integer
from crmstead.fieldtypes.registry import type_of
from crmstead.fieldtypes.values import value_names
from crmstead.records.write import straight as module_under_test
from crmstead.records.write.checker import Checker
from crmstead.records.write.straight import StraightChecks
from tests.live import definitions

ZONE = ZoneInfo("Asia/Kolkata")
LEADS = definitions().catalogue(1).module_by_name["Leads"]
#: A field of each kind, with the limits and the values that it has in some module.
FIELDS = {
    f"{field.kind}_{field.length}_{field.decimal_place}": dataclasses.replace(
        field, api_name=f"{field.kind}_{field.length}_{field.decimal_place}", column=None
    )
    for module in definitions().catalogue(1).modules
    for name, field in Checker(module).fields.items()
    if name in Checker(module).plain or name in Checker(module).references
}
PARSERS = {name: type_of(field.kind).parser(field) for name, field in FIELDS.items()}
CHECKER = Checker(LEADS)
NAMES = sorted(FIELDS)
CHOICES = sorted({one for field in FIELDS.values() for one in value_names(field)})
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.text(max_size=300),
    st.sampled_from(["a@b.com", " padded ", "", "+1 555", "www.example.com", "-None-", "\x00"]),
    st.sampled_from(CHOICES),
    st.decimals(allow_nan=False, allow_infinity=False, places=None),
    st.decimals(-(10**9), 10**9, places=3),
    st.dates().map(str),
    st.sampled_from(["2025-02-30", "2025-1-1", "２０２５-01-01", "2025-01-01\n", "20250101  "]),
    st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}+05:30"),
    st.emails(),
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.one_of(
                st.integers(-1, 10**20).map(str),
                st.integers(),
                st.text(max_size=3),
                st.sampled_from(["", " 12 ", "9223372036854775807", "9223372036854775808", "１２"]),
                st.none(),
                st.lists(st.integers(), max_size=1),
            ),
            "name": st.text(max_size=3),
        },
    ),
    st.lists(st.one_of(st.integers(), st.text(max_size=4), st.sampled_from(CHOICES)), max_size=3),
)


def careful(item):
    """Return what the careful way stores, None where it refuses."""
    kept = {}
    try:
        for name, value in item.items():
            kept[name] = None if value is None else PARSERS[name](value, ZONE)
    except RecordError:
        return None
    return kept


@settings(deadline=None, max_examples=1000)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3))
def test_both_ways_agree_on_every_item(item):
    checks = StraightChecks(FIELDS, PARSERS, {})
    assert checks._compile(tuple(item)).parse(item, ZONE) == careful(item)


@given(st.decimals(-(10**12), 10**12, places=4))
def test_decimals_are_scaled_by_the_fields_rule(value):
    revenue = LEADS.by_name["Annual_Revenue"]
    assert type_of(revenue.kind).parser(revenue)(value, ZONE) == scale(value, revenue)


def test_a_parser_of_its_own_is_not_passed_by():
    class Even(Integer):
        def parser(self, field):
            number = super().parser(field)
            return lambda given, zone: number(given, zone) // 2 * 2

    field = LEADS.by_name["No_of_Employees"]
    assert Integer().plainly_good(field) is not None
    assert Even().plainly_good(field) is None


def test_unknown_keys_and_fields_of_other_kinds_are_left_out():
    item = {"Nobody": 1, "Tag": ["a"], "Company": "Zylker", 'x"]': "}"}
    made = CHECKER.straight._compile(tuple(item))
    assert made.parse(item, ZONE) == {"Company": "Zylker"}
    assert [field.api_name for field in made.special] == ["Tag"]


def test_what_points_to_records_is_read_and_left_to_be_looked_for():
    quotes = Checker(definitions().catalogue(1).module_by_name["Quotes"])
    item = {"Subject": "a", "Account_Name": {"id": "12"}, "Owner": {"id": "7"}}
    made = quotes.straight._compile(tuple(item))
    assert made.parse(item, ZONE) == {"Subject": "a", "Account_Name": 12, "Owner": 7}
    assert [field.api_name for field in made.special] == ["Account_Name", "Owner"]
    assert made.lookups == (("Account_Name", "Accounts"),)
    assert not made.reaching
    assert quotes.straight._compile(("Subject", "Quoted_Items")).reaching


def test_only_keys_that_keep_coming_are_compiled(monkeypatch):
    monkeypatch.setattr(module_under_test, "_MOST_COMPILED", 2)
    checks = StraightChecks(CHECKER.fields, CHECKER.plain, CHECKER.references)
    first = [checks.find({"Company": "a"}) for _ in range(60)]
    assert first[0] is None
    assert first[-1] is not None
    for name in ("City", "State", "Country"):
        assert [checks.find({name: "a"}) for _ in range(60)][-1] is not None
    assert len(checks._compiled) <= 2


@pytest.mark.parametrize("count", [1, 60])
def test_records_pointed_to_are_looked_for_once_compiled(client, count):
    [contact] = client.insert("Contacts", {"Last_Name": "Ruth"})
    deal = {"Deal_Name": "a", "Stage": "Qualification", "Contact_Name": {"id": contact}}
    owner = client.get("/users?type=CurrentUser").json()["users"][0]["id"]
    good = {**deal, "Owner": {"id": owner}}
    for _ in range(count):
        client.insert("Deals", good)
    items = [good, {**good, "Contact_Name": {"id": "1"}}, {**good, "Owner": {"id": "2"}}, good]
    answers = client.post("/Deals", {"data": items}).json()["data"]
    assert [one["code"] for one in answers] == [
        "SUCCESS",
        "INVALID_DATA",
        "INVALID_DATA",
        "SUCCESS",
    ]
    assert answers[1]["details"] == {
        "api_name": "id",
        "json_path": "$.data[1].Contact_Name.id",
    }
    assert answers[2]["details"] == {"api_name": "id", "json_path": "$.data[2].Owner.id"}


@pytest.mark.parametrize("count", [1, 60])
def test_errors_are_the_same_once_compiled(client, count):
    item = {"Last_Name": "Boyle", "Company": "Zylker", "No_of_Employees": 5}
    for _ in range(count):
        client.insert("Leads", item)
    refused = client.post("/Leads", {"data": [{**item, "No_of_Employees": "5"}]})
    assert refused.json()["data"][0]["details"] == {
        "expected_data_type": "integer",
        "api_name": "No_of_Employees",
        "json_path": "$.data[0].No_of_Employees",
    }
