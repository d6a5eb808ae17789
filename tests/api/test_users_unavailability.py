"""Times in which users are away."""

from __future__ import annotations

from typing import Any

from tests.api.people import NOWHERE, done, entry, made, post, put, role
from tests.live import PEER, STANDARD

PATH = "/settings/users_unavailability"
ROOT = "users_unavailability"
AWAY = {"from": "2030-01-01T09:00:00+00:00", "to": "2030-01-03T09:00:00+00:00"}
SAVED = "Unavailability Hours saved successfully"


def user(org, email=STANDARD):
    return str(org.org.catalogue.user_by_email[email].id)


def listed(client, **query):
    answer = client.get(PATH, params=query)
    return [one["id"] for one in answer.json()[ROOT]] if answer.content else []


def test_times_are_kept(org, client):
    stan = user(org)
    number = made(post(client, PATH, ROOT, {**AWAY, "user": {"id": stan}, "comments": "Hills"}))
    (shown,) = client.get(f"{PATH}/{number}").json()[ROOT]
    assert shown["user"]["name"] == "Stan Dard"
    assert shown["user"]["zuid"]
    assert (shown["from"], shown["comments"]) == ("2030-01-01T01:00:00-08:00", "Hills")
    assert (shown["all_day"], shown["service"]) == (False, None)
    answer = put(client, f"{PATH}/{number}", ROOT, {"all_day": True, "comments": None})
    assert answer.json() == {ROOT: [done(number, SAVED)]}
    put(client, PATH, ROOT, {"id": number, "to": "2030-01-04T09:00:00+00:00"})
    (shown,) = client.get(f"{PATH}/{number}").json()[ROOT]
    assert (shown["all_day"], shown["comments"]) == (True, None)
    assert shown["to"] == "2030-01-04T01:00:00-08:00"
    own = made(post(client, PATH, ROOT, AWAY))
    assert listed(client) == [number, own]
    assert listed(client, role_ids=role(org)) == [number]
    assert listed(client, role_ids=role(org, "CEO")) == [own]
    assert (
        client.get(f"{PATH}?include_inner_details=user.status").json()[ROOT][0]["user"]["status"]
        == "active"
    )
    gone = client.request("DELETE", f"{PATH}/{number}")
    assert gone.json() == {ROOT: [done(number, SAVED)]}
    assert client.get(f"{PATH}/{number}").status_code == 204
    again = client.request("DELETE", f"{PATH}/{number}")
    assert (again.status_code, again.json()["details"]) == (400, {"resource_path_index": 2})


def test_users_say_for_themselves_alone(org, client):
    stan = org.client(STANDARD)
    own = made(post(stan, PATH, ROOT, AWAY))
    assert stan.request("DELETE", f"{PATH}/{own}").status_code == 200
    for answer in (
        post(stan, PATH, ROOT, {**AWAY, "user": {"id": user(org, PEER)}}),
        put(stan, PATH, ROOT, {"id": made(post(client, PATH, ROOT, AWAY)), "all_day": True}),
    ):
        assert answer.status_code == 403
        assert answer.json()["details"] == {"permissions": ["Crm_Implied_Manage_Users"]}


def test_a_wrong_time_is_refused(client):
    cases: list[tuple[dict[str, Any], str]] = [
        ({"from": None}, "MANDATORY_NOT_FOUND"),
        ({"to": None}, "MANDATORY_NOT_FOUND"),
        ({"from": "soon"}, "INVALID_DATA"),
        ({"to": AWAY["from"], "from": AWAY["to"]}, "INVALID_DATA"),
        ({"comments": "x" * 251}, "INVALID_DATA"),
        ({"user": {"id": NOWHERE}}, "INVALID_DATA"),
    ]
    for changes, code in cases:
        answer = post(client, PATH, ROOT, AWAY | changes)
        assert (answer.status_code, entry(answer)["code"]) == (400, code), changes
    assert entry(put(client, PATH, ROOT, {"id": NOWHERE}))["code"] == "INVALID_DATA"
    assert listed(client) == []
