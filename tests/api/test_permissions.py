"""Permissions of profiles that actions ask for beside those of their path's module."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from tests.live import STANDARD, close_clients, definitions, make_org

DEAL = {"Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2030-01-01"}


@pytest.fixture(scope="module", params=DATABASES)
def live_server(request):
    yield request.getfixturevalue(f"{request.param}_live")
    close_clients()


def org_without(live_server, permission):
    """An org whose profile Standard lacks a permission."""
    made = definitions()
    made.profiles = [
        one if one.administrator else replace(one, denied=one.denied | {permission})
        for one in made.profiles
    ]
    return make_org(live_server, made)


OWNER = {"owner": {"id": "1"}}
ACTIONS = [
    ("Crm_Implied_Mass_Update", "mass_update", {"data": [{"City": "C"}], "ids": ["1"]}),
    ("Crm_Implied_Mass_Delete", "mass_delete", {"ids": ["1"]}),
    ("Crm_Implied_Change_Owner", "change_owner", {"ids": ["1"], **OWNER}),
    ("Crm_Implied_Change_Owner", "mass_change_owner", {"cvid": "1", **OWNER}),
]


@pytest.mark.parametrize(("permission", "action", "body"), ACTIONS)
def test_actions_on_many_have_permissions_of_their_own(live_server, permission, action, body):
    org = org_without(live_server, permission)
    answer = org.client(STANDARD).post(f"/Leads/actions/{action}", body)
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "code": "NO_PERMISSION",
            "details": {"permissions": [permission]},
            "message": "Permission denied",
            "status": "error",
        },
    )
    # An administrator has every permission.
    assert org.client().post(f"/Leads/actions/{action}", body).status_code == 400


def test_who_may_not_delete_merges_nothing(live_server):
    org = org_without(live_server, "Crm_Implied_Delete_Leads")
    client = org.client(STANDARD)
    master, other = client.insert("Leads", {"Last_Name": "M"}, {"Last_Name": "O"})
    body = {"merge": [{"data": [{"id": other, "_fields": []}]}]}
    answer = client.post(f"/Leads/{master}/actions/merge", body)
    assert (answer.status_code, answer.json()["details"]) == (
        403, {"permissions": ["Crm_Implied_Delete_Leads"]},
    )  # fmt: skip
    assert client.get(f"/Leads/{other}").status_code == 200


@pytest.mark.parametrize(
    ("module", "place"),
    [("Contacts", "Contacts"), ("Accounts", "Accounts"), ("Deals", "Deals")],
)
def test_a_lead_becomes_nothing_that_its_caller_may_not_make(live_server, module, place):
    permission = f"Crm_Implied_Create_{module}"
    org = org_without(live_server, permission)
    client = org.client(STANDARD)
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Company": "Made by nobody"})
    answer = client.post(f"/Leads/{lead}/actions/convert", {"data": [{"Deals": DEAL}]})
    (found,) = answer.json()["data"]
    assert (answer.status_code, found["code"], found["message"]) == (
        403, "NO_PERMISSION", "Permission denied",
    )  # fmt: skip
    assert found["details"]["permissions"] == [permission]
    assert found["details"]["json_path"] == f"$.data[0].{place}"
    assert client.record("Leads", lead)["Converted__s"] is False
    for name in {"Contacts", "Accounts", "Deals"} - {module}:
        assert org.client().get(f"/{name}", params={"fields": "id"}).status_code == 204


def test_a_quote_becomes_nothing_that_its_caller_may_not_make(live_server):
    org = org_without(live_server, "Crm_Implied_Create_Invoices")
    client = org.client(STANDARD)
    (product,) = client.insert("Products", {"Product_Name": "P"})
    line = {"Product_Name": {"id": product}, "Quantity": 1}
    (quote,) = client.insert("Quotes", {"Subject": "Q", "Quoted_Items": [line]})
    into = {"convert_to": [{"module": {"api_name": "Invoices"}}]}
    answer = client.post(f"/Quotes/{quote}/actions/convert", {"data": [into]})
    (found,) = answer.json()["data"]
    assert (answer.status_code, found["details"]) == (
        403, {"permissions": ["Crm_Implied_Create_Invoices"]},
    )  # fmt: skip
