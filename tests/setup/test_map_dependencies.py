"""Dependencies between pick lists of a layout (platform reference 2.9)."""

from __future__ import annotations

import pytest

from tests.setup.asking import create_one, delete, described


@pytest.fixture
def lists(client):
    """Make pick lists of continents, countries and cities; return their ids by name."""
    names = {"Continent": "ab", "Land": "cde", "Big City": "xy"}
    return {
        name: create_one(
            client,
            name,
            data_type="picklist",
            pick_list_values=[{"display_value": one, "actual_value": one} for one in letters],
        )
        for name, letters in names.items()
    }


@pytest.fixture
def path(org, client):
    layout = org.org.catalogue.module_by_name["Leads"].layouts[0].id
    return f"/settings/layouts/{layout}/map_dependency"


def item(parent, child, **maps):
    return {
        "parent": {"api_name": parent},
        "child": {"api_name": child},
        "pick_list_values": [
            {"actual_value": value, "maps": [{"actual_value": one} for one in others]}
            for value, others in maps.items()
        ],
    }


def send(client, method, path, one):
    return client.request(method, f"{path}?module=Leads", json={"map_dependency": [one]})


def outcome(answer):
    (entry,) = answer.json()["map_dependency"]
    return answer.status_code, entry["code"], entry["details"].get("json_path")


def test_a_dependency_is_made_read_changed_and_deleted(client, lists, path):
    assert client.get(f"{path}?module=Leads").status_code == 204
    made = send(client, "POST", path, item("Continent", "Land", a="cd", b="e"))
    assert made.status_code == 201, made.text
    (entry,) = made.json()["map_dependency"]
    assert entry["message"] == "map dependency created"
    number = entry["details"]["id"]
    listed = client.get(f"{path}?module=Leads").json()
    assert listed["info"]["count"] == 1
    assert listed["map_dependency"][0]["parent"] == {
        "api_name": "Continent",
        "id": lists["Continent"],
    }
    assert listed["map_dependency"][0]["sub_module"] is None

    def maps():
        (found,) = client.get(f"{path}/{number}?module=Leads").json()["map_dependency"]
        return {
            one["actual_value"]: [other["actual_value"] for other in one["maps"]]
            for one in found["pick_list_values"]
        }

    assert maps() == {"a": ["c", "d"], "b": ["e"]}
    change = {
        "pick_list_values": [
            {"actual_value": "a", "maps": [{"actual_value": "c", "_delete": True}]},
            {"actual_value": "b", "maps": [{"actual_value": "d"}]},
        ]
    }
    assert send(client, "PUT", f"{path}/{number}", change).status_code == 200
    assert maps() == {"a": ["d"], "b": ["e", "d"]}
    assert delete(client, lists["Land"]).json()["code"] == "NOT_ALLOWED"
    gone = client.request("DELETE", f"{path}/{number}?module=Leads")
    assert gone.json()["map_dependency"][0]["message"] == "map dependency deleted"
    assert client.get(f"{path}/{number}?module=Leads").status_code == 204
    assert delete(client, lists["Land"]).status_code == 200


def test_what_cannot_depend_is_refused(client, lists, path):
    at = "$.map_dependency[0]"
    send(client, "POST", path, item("Continent", "Land", a="c"))
    cases = [
        (item("Continent", "Land", a="c"), "MAPPING_EXISTS", f"{at}.child"),
        (item("Land", "Continent", c="a"), "NOT_ALLOWED", f"{at}.child"),
        (item("Land", "Land", c="c"), "AMBIGUITY_DURING_PROCESSING", None),
        (item("Land", "Company", c="c"), "INVALID_DATA", f"{at}.child.api_name"),
        (item("Land", "Nowhere", c="c"), "INVALID_DATA", f"{at}.child.api_name"),
        (
            item("Land", "Big_City", c="z"),
            "INVALID_DATA",
            f"{at}.pick_list_values[0].maps[0].actual_value",
        ),
        (item("Land", "Big_City"), "MANDATORY_NOT_FOUND", f"{at}.pick_list_values"),
        ({}, "MANDATORY_NOT_FOUND", f"{at}.parent"),
    ]
    for one, code, place in cases:
        assert outcome(send(client, "POST", path, one)) == (400, code, place)
    assert send(client, "POST", path, item("Land", "Big_City", c="xy")).status_code == 201
    nowhere = "/settings/layouts/1/map_dependency?module=Leads"
    assert client.get(nowhere).json()["code"] == "INVALID_DATA"
    assert client.get(path).json()["details"] == {"param": "module"}
    assert "Big_City" in described(client)
