"""Custom views: adding, changing, sorting, sharing and deleting them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.live import PEER, STANDARD, definitions

PATH = "/settings/custom_views"
LEADS = {"params": {"module": "Leads"}}
IN_ROME = {"comparator": "equal", "field": {"api_name": "City"}, "value": "Rome"}


def send(client, method, path, *items, module="Leads"):
    body = {"custom_views": list(items)} if items else None
    return client.request(method, PATH + path, params={"module": module}, json=body)


def entry_of(answer):
    content = answer.json()
    return content["custom_views"][0] if "custom_views" in content else content


def added(client, **item):
    answer = send(client, "POST", "", {"name": "Romans", **item})
    assert answer.status_code == 201, answer.text
    assert entry_of(answer)["message"] == "custom view created"
    return entry_of(answer)["details"]["id"]


def views(client):
    found = client.get(PATH, **LEADS).json()
    return {one["display_value"]: one for one in found["custom_views"]}, found["info"]


def view(client, number):
    return client.get(f"{PATH}/{number}", **LEADS)


def whole(client, number):
    (found,) = view(client, number).json()["custom_views"]
    return found


def listed(client, number, **params):
    answer = client.get("/Leads", params={"fields": "Last_Name", "cvid": number, **params})
    return answer, [one["Last_Name"] for one in answer.json().get("data", ())]


@pytest.fixture
def romans(client):
    client.insert(
        "Leads",
        {"Last_Name": "B", "City": "Rome", "Company": "Y"},
        {"Last_Name": "A", "City": "rome", "Company": "Z"},
        {"Last_Name": "C", "City": "Paris", "Company": "X"},
    )


@pytest.mark.usefixtures("romans")
def test_a_view_chooses_sorts_and_shows(org, client):
    group = {"group_operator": "or", "group": [IN_ROME, {**IN_ROME, "value": "Berlin"}]}
    number = added(
        client,
        criteria=group,
        fields=[{"api_name": "Last_Name"}, {"api_name": "City"}],
        sort_by={"api_name": "Last_Name"},
        sort_order="desc",
    )
    assert listed(client, number)[1] == ["B", "A"]
    query = client.get("/Leads", params={"fields": "Last_Name", "cvid": number, "per_page": 1})
    assert query.json()["info"]["more_records"] is True
    found = whole(client, number)
    assert [one["api_name"] for one in found["fields"]] == ["Last_Name", "City"]
    assert found["criteria"]["group_operator"] == "OR"
    assert found["criteria"]["group"][0]["type"] == "value"
    assert found["criteria"]["group"][0]["field"]["id"]
    assert (found["sort_by"]["api_name"], found["sort_order"]) == ("Last_Name", "desc")
    assert found["created_by"]["name"] == "Patricia Boyle"
    assert (found["modified_time"], found["system_defined"]) == (None, False)
    changes = {"display_value": "Romans of old", "criteria": None, "sort_by": None}
    assert entry_of(send(client, "PUT", f"/{number}", changes))["message"] == "custom view updated"
    assert sorted(listed(client, number)[1]) == ["A", "B", "C"]
    found = whole(client, number)
    assert (found["name"], found["sort_by"], found["sort_order"]) == ("Romans of old", None, None)
    assert found["modified_by"]["name"] == "Patricia Boyle"
    assert entry_of(send(client, "DELETE", f"/{number}"))["message"] == "custom view deleted"
    assert view(client, number).status_code == 204
    answer, _ = listed(client, number)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_DATA")


#: What a view is asked to be -> code and path of the refusal.
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"name": None}, "MANDATORY_NOT_FOUND", "name"),
    ({"name": "my leads"}, "DUPLICATE_DATA", "name"),
    ({"name": "x" * 101}, "INVALID_DATA", "name"),
    ({"criteria": "x"}, "INVALID_DATA", "criteria"),
    ({"criteria": {}}, "MANDATORY_NOT_FOUND", "criteria.field"),
    ({"criteria": {**IN_ROME, "comparator": None}}, "MANDATORY_NOT_FOUND", "criteria.comparator"),
    ({"criteria": {**IN_ROME, "comparator": "is"}}, "INVALID_DATA", "criteria.comparator"),
    (
        {"criteria": {**IN_ROME, "field": {"api_name": "Nowhere"}}},
        "INVALID_DATA",
        "criteria.field.api_name",
    ),
    ({"criteria": {**IN_ROME, "field": {"id": "1"}}}, "INVALID_DATA", "criteria.field.id"),
    (
        {"criteria": {"comparator": "equal", "field": {"api_name": "Tag"}, "value": "x"}},
        "INVALID_DATA",
        "criteria.field",
    ),
    (
        {
            "criteria": {
                "comparator": "less_than",
                "field": {"api_name": "Annual_Revenue"},
                "value": "much",
            }
        },
        "INVALID_DATA",
        "criteria.value",
    ),
    ({"criteria": {"group": [IN_ROME]}}, "MANDATORY_NOT_FOUND", "criteria.group_operator"),
    ({"criteria": {"group": [], "group_operator": "AND"}}, "INVALID_DATA", "criteria.group"),
    (
        {"criteria": {"group": [IN_ROME, 5], "group_operator": "AND"}},
        "INVALID_DATA",
        "criteria.group[1]",
    ),
    (
        {"criteria": {"group": [IN_ROME] * 26, "group_operator": "AND"}},
        "LIMIT_EXCEEDED",
        "criteria.group[25]",
    ),
    ({"fields": []}, "INVALID_DATA", "fields"),
    ({"fields": [{"api_name": "Nowhere"}]}, "INVALID_DATA", "fields[0].api_name"),
    ({"sort_by": {"api_name": "Tag"}}, "INVALID_DATA", "sort_by"),
    ({"sort_order": "up"}, "INVALID_DATA", "sort_order"),
    ({"access_type": "secret"}, "INVALID_DATA", "access_type"),
    ({"access_type": "shared"}, "DEPENDENT_FIELD_MISSING", "shared_to"),
    (
        {"access_type": "shared", "shared_to": [{"type": "roles", "id": "1"}]},
        "INVALID_DATA",
        "shared_to[0].id",
    ),
    (
        {"access_type": "shared", "shared_to": [{"type": "teams", "id": "1"}]},
        "INVALID_DATA",
        "shared_to[0].type",
    ),
    ({"default": "yes"}, "INVALID_DATA", "default"),
]


def test_what_makes_no_view_is_refused(org, client):
    before = org.org.catalogue
    for changes, code, path in REFUSED:
        entry = entry_of(send(client, "POST", "", {"name": "Romans", **changes}))
        shown = (entry["code"], entry["details"].get("json_path"))
        assert shown == (code, f"$.custom_views[0].{path}"), changes
    deep: Any = IN_ROME
    for _ in range(15):
        deep = {"group": [deep], "group_operator": "AND"}
    assert entry_of(send(client, "POST", "", {"name": "N", "criteria": deep}))["code"] == (
        "INVALID_DATA"
    )
    assert org.org.catalogue is before
    quoted = send(client, "POST", "", {"name": "N"}, module="Quoted_Items")
    assert quoted.json()["code"] == "NOT_SUPPORTED"
    assert send(client, "PUT", "/1", {"name": "N"}).json()["code"] == "INVALID_DATA"


def test_views_are_seen_by_those_who_are_to_see_them(make):
    made = definitions()
    # Whoever manages sees the records of the others, so that the views alone tell them apart.
    made.users[:] = [replace(one, role=made.roles[0].id) for one in made.users]
    org = make(made)
    theirs, peer, admin = (org.client(one) for one in (STANDARD, PEER, "patricia.boyle@acme.test"))
    peer_id = str(org.org.catalogue.user_by_email[PEER].id)
    mine = added(theirs)
    theirs.insert("Leads", {"Last_Name": "A"})
    where = [views(one)[0].get("Romans", {}).get("category") for one in (theirs, peer, admin)]
    assert where == ["created_by_me", None, "other_users_views"]
    assert listed(theirs, mine)[1] == listed(admin, mine)[1] == ["A"]
    assert listed(peer, mine)[0].json()["code"] == "INVALID_DATA"
    assert view(peer, mine).status_code == 204
    query = {"select_query": f"select Last_Name from Leads where cvid = {mine}"}
    assert peer.post("/coql", query).status_code in {400, 404}
    refused = send(peer, "PUT", f"/{mine}", {"name": "Mine"})
    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_DATA")
    shared = {"access_type": "shared", "shared_to": [{"type": "users", "id": peer_id}]}
    assert entry_of(send(theirs, "PUT", f"/{mine}", shared))["code"] == "SUCCESS"
    assert views(peer)[0]["Romans"]["category"] == "shared_with_me"
    (named,) = whole(peer, mine)["shared_to"]
    assert named == {"type": "users", "id": peer_id, "name": "Pia Peer", "subordinates": False}
    assert listed(peer, mine)[1] == ["A"]
    assert entry_of(send(peer, "PUT", f"/{mine}", {"name": "Ours"}))["code"] == "SUCCESS"
    assert entry_of(send(theirs, "PUT", f"/{mine}", {"locked": True}))["code"] == "SUCCESS"
    locked = send(peer, "PUT", f"/{mine}", {"name": "Theirs"})
    assert (locked.status_code, entry_of(locked)["code"]) == (403, "NO_PERMISSION")
    assert entry_of(send(theirs, "PUT", f"/{mine}", {"access_type": "public"}))["code"]
    assert views(peer)[0]["Ours"]["category"] == "public_views"
    assert whole(theirs, mine)["shared_to"] == []
    removed = send(peer, "DELETE", f"/{mine}")
    assert (removed.status_code, removed.json()["code"]) == (403, "NO_PERMISSION")
    assert entry_of(send(admin, "DELETE", f"/{mine}"))["code"] == "SUCCESS"


@pytest.mark.usefixtures("romans")
def test_views_are_sorted_one_and_many(client):
    system = views(client)[0]["All Leads"]["id"]
    own = added(client)
    by_name = {"sort_by": {"api_name": "Last_Name"}, "sort_order": "desc"}
    one = send(client, "PUT", f"/{system}/actions/change_sort", by_name)
    assert entry_of(one) == {
        "code": "SUCCESS",
        "details": {"id": system},
        "message": "custom view updated",
        "status": "success",
    }
    assert listed(client, system)[1] == ["C", "B", "A"]
    assert whole(client, system)["system_defined"] is True
    items = [
        {"id": system, "sort_by": {"api_name": "City"}},
        {"id": own, "sort_by": {"api_name": "Tag"}},
        {"id": own, "sort_order": "asc"},
        {"id": own, **by_name},
        {"id": own},
        {"id": "1", **by_name},
        by_name,
    ]
    many = send(client, "PUT", "/actions/change_sort", *items)
    assert many.status_code == 207
    assert [one["code"] for one in many.json()["custom_views"]] == [
        "SUCCESS", "INVALID_DATA", "SUCCESS", "DUPLICATE_DATA", "DUPLICATE_DATA", "INVALID_DATA",
        "MANDATORY_NOT_FOUND",
    ]  # fmt: skip
    assert listed(client, system)[1][0] == "C"
    none = entry_of(send(client, "PUT", f"/{own}/actions/change_sort", {}))
    assert none["details"] == {
        "expected_fields": [
            {"api_name": key, "json_path": f"$.custom_views[0].{key}"}
            for key in ("sort_by", "sort_order")
        ]
    }
    assert send(client, "PUT", "/actions/change_sort", *[by_name] * 101).status_code == 400


def test_the_default_can_be_another_one_and_then_stays(client):
    before, info = views(client)
    system = before["All Leads"]["id"]
    assert info["default"] == system
    refused = send(client, "DELETE", f"/{system}")
    assert (refused.status_code, refused.json()["code"]) == (400, "NOT_ALLOWED")
    assert entry_of(send(client, "PUT", f"/{system}", {"default": False}))["code"] == "INVALID_DATA"
    own = added(client, default=True, access_type="public", fields=[{"api_name": "City"}])
    assert views(client)[1]["default"] == own
    (module,) = client.get("/settings/modules/Leads").json()["modules"]
    assert (module["custom_view"]["id"], module["search_layout_fields"]) == (own, ["City"])
    assert whole(client, before["My Leads"]["id"])["fields"][0]["api_name"] == "Full_Name"
    assert send(client, "DELETE", f"/{own}").json()["code"] == "NOT_ALLOWED"
    assert entry_of(send(client, "PUT", f"/{system}", {"default": True}))["code"] == "SUCCESS"
    assert (whole(client, own)["default"], whole(client, system)["default"]) == (False, True)
    assert entry_of(send(client, "DELETE", f"/{own}"))["code"] == "SUCCESS"


@pytest.mark.usefixtures("romans")
def test_a_system_view_is_changed_in_place(client):
    number = views(client)[0]["My Leads"]["id"]
    changes = {"name": "My Romans", "criteria": IN_ROME, "fields": [{"api_name": "Company"}]}
    assert entry_of(send(client, "PUT", f"/{number}", changes))["code"] == "SUCCESS"
    found = whole(client, number)
    assert (found["name"], found["display_value"]) == ("My Leads", "My Romans")
    assert (found["system_name"], found["fields"][0]["api_name"]) == ("MYVIEWS", "Company")
    assert sorted(listed(client, number)[1]) == ["A", "B"]
    many = send(client, "PUT", "", {"id": number, "criteria": None}, {"name": "None"})
    assert [one["code"] for one in many.json()["custom_views"]] == [
        "SUCCESS", "MANDATORY_NOT_FOUND",
    ]  # fmt: skip
