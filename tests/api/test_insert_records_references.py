"""Insert Records, values that point elsewhere: records, users, links."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import (
    GONE,
    IDLE,
    MODULE,
    gauges_over,
    invalid,
    missing,
    refused,
    unknown,
)
from tests.live import ADMIN, PEER, STANDARD, make_org
from tests.naming import named

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


# Lookups


@pytest.mark.parametrize(
    "form",
    [
        lambda number: {"id": number},
        lambda number: {"id": int(number)},
        lambda number: {"id": number, "name": "Not its name"},
        lambda number: number,
        int,
    ],
    ids=["object", "number-in-object", "with-a-name", "text", "number"],
)
def test_a_lookup_is_taken_in_several_forms_and_shown_in_one(gauges, form):
    kept = gauges.keep(Account=form(gauges.account))
    assert kept["Account"] == {"name": "Zylker", "id": gauges.account}


@pytest.mark.parametrize("nothing", [None, "", {"id": None}, {"id": ""}])
def test_a_lookup_may_point_nowhere(gauges, nothing):
    assert gauges.keep(Account=nothing)["Account"] is None


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        (True, invalid("Account", ".Account", expected_data_type="jsonobject")),
        ([], invalid("Account", ".Account", expected_data_type="jsonobject")),
        (1.5, invalid("Account", ".Account", expected_data_type="jsonobject")),
        ({}, missing("id", ".Account.id")),
        ({"name": "Zylker"}, missing("id", ".Account.id")),
        ({"id": True}, invalid("id", ".Account.id", expected_data_type="bigint")),
        ({"id": ["1"]}, invalid("id", ".Account.id", expected_data_type="bigint")),
        ({"id": "abc"}, unknown("id", ".Account.id")),
        ({"id": "-1"}, unknown("id", ".Account.id")),
        ({"id": NOWHERE}, unknown("id", ".Account.id")),
        ({"id": "9" * 19}, unknown("id", ".Account.id")),
        ({"id": 10**30}, unknown("id", ".Account.id")),
        ("abc", unknown("Account", ".Account")),
        (NOWHERE, unknown("id", ".Account.id")),
    ],
    ids=named,
)
def test_a_lookup_is_refused(gauges, value, entry):
    assert gauges.answer({"Name": "G", "Account": value}) == entry


def test_a_lookup_does_not_reach_a_record_of_another_module(gauges):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "L"})
    assert gauges.answer({"Name": "G", "Account": {"id": lead}}) == unknown("id", ".Account.id")


def test_a_lookup_does_not_reach_a_record_that_the_caller_does_not_see(gauges):
    item = {"data": [{"Name": "G", "Account": {"id": gauges.account}}]}
    answer = gauges.org.client(STANDARD).post(f"/{MODULE}", item)
    assert answer.status_code == 400
    assert answer.json()["data"] == [unknown("id", ".Account.id")]


# Users


def test_a_user_is_shown_with_name_and_address(gauges):
    peer = gauges.user(PEER)
    kept = gauges.keep(Keeper={"id": peer}, Owner=peer)
    assert kept["Keeper"] == kept["Owner"] == {"name": "Pia Peer", "id": peer, "email": PEER}


def test_the_caller_owns_what_no_owner_is_given_for(gauges):
    assert gauges.keep()["Owner"]["email"] == ADMIN
    assert gauges.keep(Owner=None)["Owner"]["email"] == ADMIN


@pytest.mark.parametrize("field", ["Owner", "Keeper"])
@pytest.mark.parametrize(("email", "status"), [(IDLE, "inactive"), (GONE, "deleted")])
def test_a_user_who_is_not_active_is_refused(gauges, field, email, status):
    entry = gauges.answer({"Name": "G", field: {"id": gauges.user(email)}})
    assert entry == unknown("id", f".{field}.id", user_status=status)


def test_an_unknown_user_is_refused(gauges):
    assert gauges.answer({"Name": "G", "Owner": NOWHERE}) == unknown("id", ".Owner.id")


# Lookups to several modules


def test_a_multi_module_lookup_is_shown_with_its_module(gauges):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "Boyle"})
    shown = {
        "module": {"api_name": "Leads", "id": gauges.org.module_id("Leads")},
        "name": "Boyle",
        "id": lead,
    }
    by_name = gauges.keep(Concerns={"id": lead, "module": {"api_name": "Leads"}})
    by_id = gauges.keep(Concerns={"id": lead, "module": {"id": gauges.org.module_id("Leads")}})
    assert by_name["Concerns"] == by_id["Concerns"] == shown


NOT_THERE = "the given module name is not exist in multimodulelookup"


@pytest.mark.parametrize("module", ["Accounts", "Nowhere", "leads"])
def test_a_multi_module_lookup_reaches_its_modules_alone(gauges, module):
    value = {"id": gauges.account, "module": {"api_name": module}}
    assert gauges.answer({"Name": "G", "Concerns": value}) == refused(
        "INVALID_DATA", NOT_THERE, "module", ".Concerns.module"
    )


@pytest.mark.parametrize("module", [{}, None, {"api_name": None}, 5])
def test_a_multi_module_lookup_needs_its_module(gauges, module):
    entry = gauges.answer({"Name": "G", "Concerns": {"id": NOWHERE, "module": module}})
    assert entry == {
        "code": "EXPECTED_FIELD_MISSING",
        "details": {
            "expected_fields": [
                {"api_name": "api_name", "json_path": "$.data[0].Concerns.module.api_name"},
                {"api_name": "id", "json_path": "$.data[0].Concerns.module.id"},
            ]
        },
        "message": "Expected field missing",
        "status": "error",
    }


def test_a_multi_module_lookup_needs_a_record_that_exists(gauges):
    value = {"id": NOWHERE, "module": {"api_name": "Leads"}}
    entry = gauges.answer({"Name": "G", "Concerns": value})
    assert entry == unknown("id", ".Concerns.id")


def test_a_multi_module_lookup_may_point_nowhere(gauges):
    assert gauges.keep(Concerns=None)["Concerns"] is None


# Multi-select lookups


def test_links_are_read_back_in_their_order(gauges):
    goods = gauges.client.insert("Products", {"Product_Name": "A"}, {"Product_Name": "B"})
    kept = gauges.keep(Goods=[{"Products": {"id": one}} for one in reversed(goods)])
    assert [link["Products"]["id"] for link in kept["Goods"]] == goods[::-1]
    assert [link["Products"]["name"] for link in kept["Goods"]] == ["B", "A"]


def test_users_are_linked(gauges):
    kept = gauges.keep(Crew=[{"User": {"id": gauges.user(PEER)}}, {"User": gauges.user(ADMIN)}])
    assert [link["User"]["email"] for link in kept["Crew"]] == [PEER, ADMIN]


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize(
    ("links", "entry"),
    [
        ("Red", lambda field, name: (field, f".{field}", "jsonarray")),
        ({}, lambda field, name: (field, f".{field}", "jsonarray")),
        ([5], lambda field, name: (field, f".{field}[0]", "jsonobject")),
        ([None], lambda field, name: (field, f".{field}[0]", "jsonobject")),
        ([[]], lambda field, name: (field, f".{field}[0]", "jsonobject")),
    ],
    ids=named,
)
def test_links_of_another_type_are_refused(gauges, field, name, links, entry):
    named, place, kind = entry(field, name)
    answer = gauges.answer({"Name": "G", field: links})
    assert answer == invalid(named, place, expected_data_type=kind)


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize("link", [{}, {"Else": {"id": "1"}}, {"id": "1"}], ids=named)
def test_a_link_without_its_lookup_is_refused(gauges, field, name, link):
    answer = gauges.answer({"Name": "G", field: [link]})
    assert answer == missing(name, f".{field}[0].{name}")


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize(
    ("value", "entry"),
    [
        (None, missing),
        ({"id": None}, missing),
        ({}, lambda name, at: missing("id", f"{at}.id")),
        ({"name": "x"}, lambda name, at: missing("id", f"{at}.id")),
        ({"id": NOWHERE}, lambda name, at: unknown("id", f"{at}.id")),
        (NOWHERE, lambda name, at: unknown("id", f"{at}.id")),
        (True, lambda name, at: invalid(name, at, expected_data_type="jsonobject")),
    ],
    ids=named,
)
def test_a_link_that_points_nowhere_is_refused(gauges, field, name, value, entry):
    before = gauges.count()
    answer = gauges.answer({"Name": "G", field: [{name: value}]})
    assert answer == entry(name, f".{field}[0].{name}")
    assert gauges.count() == before


def test_a_link_to_an_inactive_user_is_refused(gauges):
    entry = gauges.answer({"Name": "G", "Crew": [{"User": {"id": gauges.user(IDLE)}}]})
    assert entry == unknown("id", ".Crew[0].User.id", user_status="inactive")


def test_the_same_link_twice_is_refused(gauges):
    (good,) = gauges.client.insert("Products", {"Product_Name": "A"})
    links = [{"Products": {"id": good}}, {"Products": good}]
    assert gauges.answer({"Name": "G", "Goods": links}) == refused(
        "DUPLICATE_LINKING_DATA",
        "duplicate association",
        "Goods",
        ".Goods[1]",
        linking_fields=["Gauges", "Products"],
    )


def test_a_link_to_a_locked_record_is_refused(gauges):
    (good,) = gauges.client.insert("Products", {"Product_Name": "Locked"})
    table = gauges.org.org.database.table("Products")
    text = f'UPDATE {table} SET "Locked__s" = $1 WHERE id = $2'
    gauges.org.write(lambda transaction: transaction.execute(text, (True, int(good))))
    assert gauges.answer({"Name": "G", "Goods": [{"Products": good}]}) == refused(
        "RECORD_LOCKED",
        "Sorry, you cannot perform this operation as the record is locked.",
        "id",
        ".Goods[0].Products.id",
        action="record_locking",
    )


def test_more_than_a_hundred_links_are_refused(gauges):
    links = [{"Products": {"id": NOWHERE}}] * 101
    assert gauges.answer({"Name": "G", "Goods": links}) == refused(
        "LIMIT_EXCEEDED", "limit exceeded", "Goods", ".Goods", limit=100
    )


def test_another_orgs_records_are_not_reached(gauges):
    other = make_org(gauges.org.live).client()
    answer = other.post("/Contacts", {"data": [{"Last_Name": "C", "Account_Name": gauges.account}]})
    assert answer.json()["data"] == [unknown("id", ".Account_Name.id")]
