"""Taxes of the org: added, changed, ordered and removed by one operation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import STANDARD

PATH = "/org/taxes"


def put(client, *taxes, **more):
    body = {"org_taxes": {"taxes": list(taxes), **more}}
    return client.request("PUT", PATH, json=body)


def taxes(client):
    answer = client.get(PATH)
    return answer.json()["org_taxes"]["taxes"] if answer.status_code == 200 else []


@pytest.fixture
def known(client):
    """Ids of two taxes by their names."""
    answer = put(client, {"name": "Sales Tax", "value": 19}, {"name": "Vat", "value": 7.5})
    assert answer.status_code == 200, answer.text
    return {one["name"]: one["id"] for one in taxes(client)}


def test_taxes_are_added(client, known):
    assert taxes(client) == [
        {"id": known["Sales Tax"], "name": "Sales Tax", "display_label": "Sales Tax",
         "value": 19, "sequence_number": 1},
        {"id": known["Vat"], "name": "Vat", "display_label": "Vat", "value": 7.5,
         "sequence_number": 2},
    ]  # fmt: skip
    answer = put(client, {"name": "Toll", "display_label": "Toll of roads", "value": 1})
    entry = answer.json()["org_taxes"]
    assert (entry["code"], entry["message"], entry["status"]) == (
        "SUCCESS", "tax added", "success",
    )  # fmt: skip
    one = client.get(f"{PATH}/{entry['details']['id']}").json()["org_taxes"]["taxes"]
    assert (one[0]["display_label"], one[0]["sequence_number"]) == ("Toll of roads", 3)


def test_taxes_are_changed_ordered_and_removed(client, known):
    answer = put(client, {"id": known["Vat"], "value": 8, "sequence_number": 1})
    assert answer.json()["org_taxes"] == {
        "code": "SUCCESS", "details": {"id": known["Vat"]}, "message": "tax updated",
        "status": "success",
    }  # fmt: skip
    order = [(one["name"], one["value"], one["sequence_number"]) for one in taxes(client)]
    assert order == [("Vat", 8, 1), ("Sales Tax", 19, 2)]
    answer = put(client, {"id": known["Vat"], "_delete": True})
    assert answer.json()["org_taxes"]["message"] == "tax deleted"
    assert [(one["name"], one["sequence_number"]) for one in taxes(client)] == [("Sales Tax", 1)]
    put(client, {"id": known["Sales Tax"], "_delete": True})
    assert client.get(PATH).status_code == 204


def test_preferences_are_told_as_they_were_set(client, known):
    preference = {"auto_populate_tax": True, "modify_tax_rates": False}
    assert put(client, preference={"auto_populate_tax": True}).status_code == 200
    assert client.get(PATH).json()["org_taxes"]["preference"] == preference


def test_products_bear_new_taxes_which_stay_then(client, known):
    tax = {"id": known["Vat"]}
    (product,) = client.insert("Products", {"Product_Name": "Sail", "Tax": [tax]})
    assert client.record("Products", product)["Tax"] == [
        {"id": known["Vat"], "value": "Vat - 7.5 %"}
    ]
    answer = put(client, {"name": "New", "value": 1}, {"id": known["Vat"], "_delete": True})
    entry = answer.json()["org_taxes"]
    assert answer.status_code == 400
    assert (entry["code"], entry["message"]) == ("ALREADY_USED", "tax not deleted")
    assert {one["name"] for one in taxes(client)} == {"Sales Tax", "Vat"}


def test_what_is_wrong_changes_nothing(org, client, known):
    before = taxes(client)
    good = {"name": "Good", "value": 1}
    for wrong, code, message, path in (
        ({"value": 1}, "MANDATORY_NOT_FOUND", "required field not found", "name"),
        ({"name": "A"}, "MANDATORY_NOT_FOUND", "required field not found", "value"),
        ({"name": "A", "value": "x"}, "INVALID_DATA", "invalid data", "value"),
        ({"name": "A", "value": -1}, "INVALID_DATA", "invalid data", "value"),
        ({"name": 5, "value": 1}, "INVALID_DATA", "invalid data", "name"),
        ({"name": "vat", "value": 1}, "DUPLICATE_DATA", "duplicate data", "name"),
        ({"id": "5", "value": 1}, "INVALID_DATA", "Given ID does not exist", "id"),
        ({"name": "A", "value": 1, "sequence_number": 0}, "INVALID_DATA",
         "Sequence number out of range", "sequence_number"),
        ({"name": "A", "value": 1, "sequence_number": 9}, "INVALID_DATA",
         "Sequence number out of range", "sequence_number"),
    ):  # fmt: skip
        answer = put(client, good, wrong)
        entry = answer.json()["org_taxes"]
        assert answer.status_code == 400
        assert (entry["code"], entry["message"]) == (code, message)
        assert entry["details"]["json_path"] == f"$.org_taxes.taxes[1].{path}"
    twice = put(client, {**good, "sequence_number": 1}, {"id": known["Vat"], "sequence_number": 1})
    message = "Sequence number cannot be repeated in same request"
    assert twice.json()["org_taxes"]["message"] == message
    bodies: list[dict[str, Any]] = [{}, {"org_taxes": []}, {"org_taxes": {}}]
    for body in bodies:
        assert client.request("PUT", PATH, json=body).status_code == 400
    denied = put(org.client(STANDARD), good)
    assert (denied.status_code, denied.json()["code"]) == (403, "NO_PERMISSION")
    assert taxes(client) == before
