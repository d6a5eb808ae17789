"""Variables: made, changed and removed by each operation, with every check of their values."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live import STANDARD

PATH = "/settings/variables"


@pytest.fixture
def group(client):
    return client.get("/settings/variable_groups").json()["variable_groups"][0]


def variable(group, number=1, **more):
    return {
        "name": f"Variable {number}",
        "api_name": f"Variable{number}",
        "variable_group": {"id": group["id"]},
        "type": "text",
        "value": "red",
        **more,
    }


def post(client, *items):
    return client.post(PATH, {"variables": list(items)})


def made(client, *items):
    answer = post(client, *items)
    assert answer.status_code == 201, answer.text
    return [one["details"]["id"] for one in answer.json()["variables"]]


def values(client):
    answer = client.get(PATH)
    shown = answer.json()["variables"] if answer.status_code == 200 else []
    return {one["api_name"]: one["value"] for one in shown}


def test_there_is_one_group(client, group):
    assert {**group, "id": ""} == {
        "display_label": "General",
        "api_name": "General",
        "name": "General",
        "description": None,
        "id": "",
        "source": "crm",
    }
    for key in (group["id"], "General"):
        assert client.get(f"/settings/variable_groups/{key}").json() == {"variable_groups": [group]}
    assert client.get("/settings/variable_groups/Ghosts").status_code == 204


def test_a_variable_lives(client, group):
    assert client.get(PATH).status_code == 204
    answer = post(client, variable(group, description="Of the sea"))
    assert answer.status_code == 201
    (entry,) = answer.json()["variables"]
    assert (entry["code"], entry["message"]) == ("SUCCESS", "variable added")
    number = entry["details"]["id"]
    shown = {
        "api_name": "Variable1",
        "name": "Variable 1",
        "description": "Of the sea",
        "id": number,
        "source": "crm",
        "type": "text",
        "variable_group": {"api_name": "General", "name": "General", "id": group["id"]},
        "read_only": False,
        "value": "red",
    }
    for key in (number, "Variable1"):
        for asked in (group["id"], "General"):
            one = client.get(f"{PATH}/{key}", params={"group": asked})
            assert one.json() == {"variables": [shown]}
    assert client.get(PATH, params={"group": "General"}).json() == {"variables": [shown]}
    body = {"variables": [{"value": "blue", "description": None}]}
    changed = client.request("PUT", f"{PATH}/Variable1?group=General", json=body)
    assert changed.json()["variables"][0]["message"] == "variable updated"
    body = {"variables": [{"id": number, "name": "First", "api_name": "First"}]}
    assert client.request("PUT", PATH, json=body).status_code == 201
    (one,) = client.get(PATH).json()["variables"]
    changed = {"value": "blue", "description": None, "name": "First", "api_name": "First"}
    assert one == {**shown, **changed}
    gone = client.request("DELETE", f"{PATH}/{number}").json()["variables"]
    assert (gone[0]["message"], gone[0]["details"]) == ("variable deleted", {"id": number})
    assert client.get(PATH).status_code == 204
    assert client.get(f"{PATH}/{number}?group=General").status_code == 204


def test_several_are_deleted_each_on_its_own(client, group):
    first, second = made(client, variable(group, 1), variable(group, 2))
    answer = client.request("DELETE", f"{PATH}?ids={first},7,{second}")
    assert answer.status_code == 207
    told = [(one["code"], one["message"]) for one in answer.json()["variables"]]
    good = ("SUCCESS", "variable deleted")
    assert told == [good, ("INVALID_DATA", "variable not deleted"), good]
    assert answer.json()["variables"][1]["details"] == {"id": "7"}
    assert values(client) == {}


GOOD = [
    ("text", "a", "a"),
    ("integer", 33, 33),
    ("integer", "33", 33),
    ("long", 123456789012345, "123456789012345"),
    ("percent", 12.5, 12.5),
    ("double", "1.25", 1.25),
    ("decimal", 2.0, 2),
    ("currency", 1000.01, 1000.01),
    ("date", "2024-02-29", "2024-02-29"),
    ("datetime", "2024-02-29T10:00:00+00:00", "2024-02-29T02:00:00-08:00"),
    ("email", "a@b.co", "a@b.co"),
    ("phone", "+49 30 123", "+49 30 123"),
    ("website", "acme.com", "acme.com"),
    ("url", "https://acme.com", "https://acme.com"),
    ("checkbox", True, True),
    ("checkbox", "false", False),
    ("textarea", "a\nb", "a\nb"),
    ("text", None, None),
]
BAD: list[tuple[str, Any, str, dict[str, Any]]] = [
    ("integer", "many", "INVALID_DATA", {"expected_data_type": "integer"}),
    ("integer", 2.5, "INVALID_DATA", {"expected_data_type": "integer"}),
    ("integer", 12345678901, "INVALID_DATA", {"maximum_length": 9}),
    ("text", 5, "INVALID_DATA", {"expected_data_type": "text"}),
    ("text", "x" * 256, "INVALID_DATA", {"maximum_length": 255}),
    ("date", "2024-02-30", "INVALID_DATA", {"expected_data_type": "date"}),
    ("email", "nobody", "PATTERN_NOT_MATCHED", {}),
    ("checkbox", "maybe", "INVALID_DATA", {"expected_data_type": "boolean"}),
    ("double", "1e5", "INVALID_DATA", {"expected_data_type": "double"}),
]


def test_values_are_of_their_type(client, group):
    items = [
        variable(group, number, type=kind, value=given)
        for number, (kind, given, _) in enumerate(GOOD)
    ]
    made(client, *items)
    shown = values(client)
    assert [shown[f"Variable{number}"] for number in range(len(GOOD))] == [one[2] for one in GOOD]
    kinds = {one["type"] for one in client.get(PATH).json()["variables"]}
    assert "decimal" not in kinds
    assert "url" not in kinds


def test_values_of_other_types_are_refused(client, group):
    items = [
        variable(group, number, type=kind, value=given)
        for number, (kind, given, _, _) in enumerate(BAD)
    ]
    answer = post(client, *items)
    assert answer.status_code == 400
    for number, (entry, one) in enumerate(zip(answer.json()["variables"], BAD, strict=True)):
        at = {"api_name": "value", "json_path": f"$.variables[{number}].value"}
        assert (entry["code"], entry["details"]) == (one[2], {**one[3], **at})
    assert values(client) == {}


def without(item, key):
    return {name: value for name, value in item.items() if name != key}


def test_each_item_is_refused_for_its_own_reason(client, group):
    good = variable(group, 1)
    cases = [
        (without(good, "name"), "MANDATORY_NOT_FOUND", "$.variables[0].name"),
        (without(good, "api_name"), "MANDATORY_NOT_FOUND", "$.variables[1].api_name"),
        (without(good, "type"), "MANDATORY_NOT_FOUND", "$.variables[2].type"),
        (without(good, "variable_group"), "MANDATORY_NOT_FOUND", "$.variables[3].variable_group"),
        ({**good, "variable_group": {}}, "MANDATORY_NOT_FOUND",
         "$.variables[4].variable_group.id"),
        ({**good, "variable_group": {"id": "5"}}, "INVALID_DATA",
         "$.variables[5].variable_group.id"),
        ({**good, "type": "colour"}, "INVALID_DATA", "$.variables[6].type"),
        ({**good, "api_name": "1st"}, "INVALID_DATA", "$.variables[7].api_name"),
        ({**good, "name": "n" * 51}, "INVALID_DATA", "$.variables[8].name"),
        ({**good, "name": 5}, "INVALID_DATA", "$.variables[9].name"),
        ({**good, "description": "d" * 251}, "INVALID_DATA", "$.variables[10].description"),
        (good, "SUCCESS", None),
        ({**good, "name": "Other"}, "DUPLICATE_DATA", "$.variables[12].api_name"),
        ({**good, "api_name": "Other"}, "DUPLICATE_DATA", "$.variables[13].name"),
    ]  # fmt: skip
    answer = post(client, *(item for item, _, _ in cases))
    assert answer.status_code == 207
    told = [(one["code"], one["details"].get("json_path")) for one in answer.json()["variables"]]
    assert told == [(code, path) for _, code, path in cases]
    clash = variable(group, 2, variable_group={"id": group["id"], "api_name": "Ghosts"})
    (entry,) = post(client, clash).json()["variables"]
    assert entry["code"] == "AMBIGUITY_DURING_PROCESSING"
    assert len(entry["details"]["ambiguity_due_to"]) == 2
    assert set(values(client)) == {"Variable1"}


def test_type_and_group_are_fixed(client, group):
    (number,) = made(client, variable(group))
    for change, code, key in (
        ({"type": "integer"}, "NOT_ALLOWED", "type"),
        ({"variable_group": {"id": "5"}}, "INVALID_DATA", "id"),
        ({"value": 5}, "INVALID_DATA", "value"),
    ):
        body = {"variables": [{"id": number, **change}]}
        (entry,) = client.request("PUT", PATH, json=body).json()["variables"]
        assert (entry["code"], entry["details"]["api_name"]) == (code, key)
    assert values(client) == {"Variable1": "red"}


def test_whole_requests_are_refused(org, client, group):
    (number,) = made(client, variable(group))
    one = {"variables": [{"value": "x"}]}
    cases = [
        (client.get(f"{PATH}/{number}"), "REQUIRED_PARAM_MISSING", {"param_name": "group"}),
        (client.get(f"{PATH}?group=5"), "INVALID_DATA", {"param_name": "group"}),
        (client.request("DELETE", PATH), "REQUIRED_PARAM_MISSING", {"param_name": "ids"}),
        (client.request("DELETE", f"{PATH}/9"), "INVALID_DATA", {"resource_path_index": 2}),
        (client.request("PUT", f"{PATH}/Ghost", json=one), "INVALID_DATA",
         {"resource_path_index": 2}),
        (client.post(PATH, {}), "MANDATORY_NOT_FOUND",
         {"api_name": "variables", "json_path": "$.variables"}),
        (client.post(PATH, {"variables": [{}] * 26}), "INVALID_DATA",
         {"maximum_length": 25, "api_name": "variables", "json_path": "$.variables"}),
    ]  # fmt: skip
    for answer, code, details in cases:
        assert answer.status_code == 400
        assert (answer.json()["code"], answer.json()["details"]) == (code, details)
    denied = org.client(STANDARD).post(PATH, {"variables": [variable(group, 2)]})
    assert (denied.status_code, denied.json()["code"]) == (403, "NO_PERMISSION")
    other = {"variables": [{"id": "5", "value": "x"}]}
    answer = client.request("PUT", f"{PATH}/{number}", json=other).json()
    assert answer["variables"][0]["code"] == "AMBIGUITY_DURING_PROCESSING"
    assert values(client) == {"Variable1": "red"}
