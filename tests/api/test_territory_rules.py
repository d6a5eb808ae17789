"""Criteria by which records come to territories, when either changes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.api.people import made, post, put
from tests.live import definitions

PATH = "/settings/territories"
ROOT = "territories"


@pytest.fixture
def org(make):
    return make(definitions(frozenset({"territories"})))


def leaf(name: str, value: Any, comparator: str = "equal") -> dict[str, Any]:
    return {"comparator": comparator, "field": {"api_name": name}, "value": value}


def add(client, name, above=None, **more):
    parent = {} if above is None else {"reporting_to": {"id": above}}
    return made(post(client, PATH, ROOT, {"name": name, **parent, **more}))


def names(client, module, record):
    found = client.record(module, record)
    entries = found["Territory"] if module == "Deals" else found["Territories"]
    return sorted(one["name"] for one in entries or ())


def in_time(tell, expected):
    deadline = time.monotonic() + 30
    while (found := tell()) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found == expected


def test_records_come_to_territories_as_they_are_written(org, client):
    world = add(client, "World")
    add(client, "Graz", world, account_rule_criteria=leaf("Billing_City", "Graz"))
    either = {"group_operator": "OR",
              "group": [leaf("Billing_City", "Graz"), leaf("Billing_City", "Wien")]}  # fmt: skip
    austria = add(client, "Austria", world, account_rule_criteria=either)
    one, two, three = client.insert(
        "Accounts",
        {"Account_Name": "A", "Billing_City": "Graz"},
        {"Account_Name": "B", "Billing_City": "Wien"},
        {"Account_Name": "C"},
    )
    assert names(client, "Accounts", one) == ["Austria", "Graz"]
    assert names(client, "Accounts", two) == ["Austria"]
    assert names(client, "Accounts", three) == []
    body = {"data": [{"id": one, "Billing_City": "Wien"}, {"id": two, "Billing_City": "Rome"}]}
    assert client.request("PUT", "/Accounts", json=body).status_code == 200
    assert names(client, "Accounts", one) == ["Austria"]
    assert names(client, "Accounts", two) == []
    found = client.get(f"/Accounts?fields=Account_Name&territory_id={austria}").json()["data"]
    assert [entry["id"] for entry in found] == [one]
    # What the system assigned, nobody takes away; what somebody assigned, no rule does.
    item = {"data": [{"Territories": [{"id": austria}]}]}
    refused = client.post(f"/Accounts/{one}/actions/remove_territories", item)
    assert refused.json()["data"][0]["code"] == "NOT_ALLOWED"
    client.post(f"/Accounts/{three}/actions/assign_territories", item)
    client.request("PUT", "/Accounts", json={"data": [{"id": three, "Billing_City": "Rome"}]})
    assert names(client, "Accounts", three) == ["Austria"]
    shown = client.get(f"{PATH}/{austria}?include=account_rule_criteria").json()[ROOT][0]
    told = [one["value"] for one in shown["account_rule_criteria"]["group"]]
    assert (shown["account_rule_criteria"]["group_operator"], told) == ("OR", ["Graz", "Wien"])


def test_a_deal_is_in_one_territory(org, client):
    world = add(client, "World")
    rule = leaf("Stage", "Qualification")
    add(client, "First", world, deal_rule_criteria=rule)
    add(client, "Second", world, deal_rule_criteria=rule)
    (deal,) = client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification"})
    assert names(client, "Deals", deal) == ["First"]


def test_records_follow_when_rules_change(org, client):
    world = add(client, "World")
    leads = client.insert("Leads", *({"Last_Name": "L", "City": "Graz"} for _ in range(100)))
    leads += client.insert("Leads", *({"Last_Name": "L", "City": "Graz"} for _ in range(100)))
    leads += client.insert("Leads", {"Last_Name": "L", "City": "Graz"})
    (other,) = client.insert("Leads", {"Last_Name": "O", "City": "Wien"})
    graz = add(client, "Graz", world, lead_rule_criteria=leaf("City", "Graz"))

    def count():
        found = org.fetch("SELECT COUNT(*) FROM {_record_territories} WHERE territory = $1",
                          int(graz))  # fmt: skip
        return found[0][0]

    in_time(count, 201)
    assert names(client, "Leads", leads[-1]) == ["Graz"]
    put(client, f"{PATH}/{graz}", ROOT, {"lead_rule_criteria": leaf("City", "Wien")})
    # On the way there one of those from before may be the only one, too.
    in_time(lambda: (count(), names(client, "Leads", other)), (1, ["Graz"]))
    put(client, f"{PATH}/{graz}", ROOT, {"lead_rule_criteria": None})
    in_time(count, 0)
    put(client, f"{PATH}/{graz}", ROOT, {"description": "No rule changes"})
    assert org.fetch("SELECT COUNT(*) FROM {_jobs}")[0][0] == 3


def test_a_new_owner_brings_a_record_elsewhere(org, client):
    world = add(client, "World")
    users = org.org.catalogue.users
    one, two = str(users[0].id), str(users[1].id)
    add(client, "Theirs", world, account_rule_criteria=leaf("Owner", {"id": two}))
    (account,) = client.insert("Accounts", {"Account_Name": "A", "Owner": {"id": one}})
    assert names(client, "Accounts", account) == []
    body = {"owner": {"id": two}}
    client.post(f"/Accounts/{account}/actions/change_owner", body)
    assert names(client, "Accounts", account) == ["Theirs"]
