"""Composite requests of which all is kept or nothing, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.composing import ROOT, codes, compose, entries, lead, part, statuses
from tests.images import png
from tests.live import definitions

MESSAGE = (
    "the transaction was rolled back since another sub request in the same transaction failed."
)
FAILURES = {
    "refused by its operation": part("POST", "/Leads", body={"data": [{}]}),
    "unknown module": part("GET", "/Nothings?fields=id"),
    "not supported": part("POST", "/Leads/@{1:$.data[0].details.id}/actions/clone"),
    "refers to nothing": part("PUT", "/Leads/@{1:$.data[0].nothing}", body=lead()),
    "too many records": part("GET", "/Leads", params={"fields": "id", "per_page": 26}),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_nothing_is_kept_where_one_request_fails(client, failure):
    (record,) = client.insert("Leads", {"Last_Name": "Old"})
    answer = compose(
        client,
        part("POST", "/Leads", "1", body=lead("New")),
        part("PUT", f"/Leads/{record}", body=lead("Changed")),
        FAILURES[failure],
        part("DELETE", f"/Leads/{record}"),
        rollback_on_fail=True,
    )
    assert answer.status_code == 400
    found = entries(answer)
    back = {"rollbacked_by_sub_request_index": 2}
    for index, code in ((0, "ROLLBACK_PERFORMED"), (1, "ROLLBACK_PERFORMED"), (3, None)):
        assert found[index] == {
            "code": code or "PROCESSING_STOPPED",
            "details": back,
            "message": MESSAGE,
            "status": "error",
        }
    assert found[2]["code"] not in {"ROLLBACK_PERFORMED", "PROCESSING_STOPPED"}
    leads = client.get("/Leads?fields=Last_Name").json()["data"]
    assert [one["Last_Name"] for one in leads] == ["Old"]
    assert client.get(f"/Leads/{record}/__timeline").status_code == 200
    assert client.get("/Leads/search?word=New").status_code == 204


def test_the_request_that_failed_tells_why(client):
    answer = compose(
        client, part("POST", "/Leads", body=lead()), FAILURES["refused by its operation"],
        rollback_on_fail=True,
    )  # fmt: skip
    response = entries(answer)[1]["details"]["response"]
    assert response["status_code"] == 400
    assert response["body"]["data"][0]["code"] == "MANDATORY_NOT_FOUND"


def test_a_request_that_is_wrong_in_itself_stops_all_before_any_is_run(client):
    answer = compose(
        client,
        part("POST", "/Leads", "a", body=lead()),
        {"method": "GET", "uri": "crm/v8/Leads"},
        {"method": "NONE", "uri": "/crm/v8/Leads"},
        rollback_on_fail=True,
    )
    assert answer.status_code == 400
    assert codes(answer) == ["PROCESSING_STOPPED", "INVALID_DATA", "INVALID_DATA"]
    assert entries(answer)[0]["details"] == {"rollbacked_by_sub_request_index": 1}
    assert client.get("/Leads?fields=id").status_code == 204


def test_what_an_earlier_request_wrote_is_seen_by_later_ones_and_by_nobody_else(client):
    answer = compose(
        client,
        part("POST", "/Leads", "1", body=lead("Zebra")),
        part("GET", "/Leads?fields=Last_Name"),
        part("GET", "/Leads/search?word=zebra&fields=Last_Name"),
        part("GET", "/Leads/actions/count"),
        part("GET", "/Nothings?fields=id"),
        rollback_on_fail=True,
    )
    assert codes(answer)[:4] == ["ROLLBACK_PERFORMED"] * 4
    assert client.get("/Leads?fields=id").status_code == 204
    kept = compose(
        client,
        part("POST", "/Leads", "1", body=lead("Zebra")),
        part("GET", "/Leads?fields=Last_Name"),
        part("GET", "/Leads/search?word=zebra&fields=Last_Name"),
        part("GET", "/Leads/actions/count"),
        rollback_on_fail=True,
    )
    found = [entry["details"]["response"] for entry in entries(kept)]
    assert [one["status_code"] for one in found] == [201, 200, 200, 200]
    assert found[2]["body"]["data"][0]["Last_Name"] == "Zebra"
    assert found[3]["body"] == {"count": 1}
    assert client.get("/Leads/search?word=zebra").status_code == 200


def test_without_rollback_each_stands_for_itself(client):
    answer = compose(
        client,
        part("POST", "/Leads", body=lead("Kept")),
        FAILURES["refused by its operation"],
        rollback_on_fail=False,
    )
    assert (answer.status_code, statuses(answer)) == (200, [201, 400])
    assert client.get("/Leads?fields=id").json()["info"]["count"] == 1


def test_many_kinds_of_writes_are_kept_as_one(client):
    account, contact = (
        client.insert("Accounts", {"Account_Name": "A"})[0],
        client.insert("Contacts", {"Last_Name": "C"})[0],
    )
    answer = compose(
        client,
        part("POST", "/Leads", "new", body=lead("Gone", Company="G")),
        part("POST", "/Leads/@{new:$.data[0].details.id}/actions/convert", body={"data": [{}]}),
        part(
            "POST", f"/Accounts/{account}/Notes",
            body={"data": [{"Note_Title": "T", "Note_Content": "N"}]},
        ),
        part("POST", f"/Accounts/{account}/actions/add_tags", body={"tags": [{"name": "Hot"}]}),
        part(
            "POST", "/Contacts/upsert",
            body={"data": [{"id": contact, "Last_Name": "D", "Email": "d@e.test"}]},
        ),
        rollback_on_fail=True,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert statuses(answer) == [201, 200, 201, 200, 200]
    assert client.record("Accounts", account)["Tag"][0]["name"] == "Hot"
    assert client.record("Contacts", contact)["Last_Name"] == "D"


def test_a_photo_is_taken_away_with_all_or_not_at_all(client):
    (record,) = client.insert("Leads", {"Last_Name": "L"})
    photo = client.upload(f"/Leads/{record}/photo", ("p.png", png(10, 10)))
    assert photo.status_code == 200, photo.text
    take = part("DELETE", f"/Leads/{record}/photo")
    refused = compose(client, take, FAILURES["unknown module"], rollback_on_fail=True)
    assert refused.status_code == 400
    assert client.get(f"/Leads/{record}/photo").status_code == 200
    assert statuses(compose(client, take, rollback_on_fail=True)) == [200]
    assert client.get(f"/Leads/{record}/photo").status_code == 204


def test_a_taken_unique_value_is_the_documented_error(make):
    made = definitions()
    field = {"api_name": "Mark", "data_type": "text", "length": 50, "id": 951}
    made.modules.append(
        {"api_name": "Leads", "fields": [{**field, "unique_case_sensitive": False}]}
    )
    client = make(made).client()
    answer = compose(
        client,
        part("POST", "/Leads", body=lead(Mark="one")),
        part("POST", "/Leads", body=lead(Mark="one")),
        rollback_on_fail=True,
    )
    assert codes(answer) == ["ROLLBACK_PERFORMED", "SUCCESS"]
    body = entries(answer)[1]["details"]["response"]["body"]
    assert body["data"][0]["code"] == "DUPLICATE_DATA"
    assert client.get("/Leads?fields=id").status_code == 204


def test_clients_that_write_the_same_at_once_get_one_winner(make):
    """On PostgreSQL their transactions meet: who comes second waits, and is told."""
    made = definitions()
    field = {"api_name": "Mark", "data_type": "text", "length": 50, "id": 951}
    made.modules.append(
        {"api_name": "Leads", "fields": [{**field, "unique_case_sensitive": False}]}
    )
    org = make(made)
    clients = [org.client() for _ in range(4)]

    def write(number: int) -> list[int]:
        answers = [
            compose(
                clients[number],
                part("POST", "/Accounts", body={"data": [{"Account_Name": f"A{number}"}]}),
                part("POST", "/Leads", body=lead(Mark=f"m{turn}")),
                rollback_on_fail=True,
            )
            for turn in range(6)
        ]
        return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(4) as threads:
        found = [status for part_ in threads.map(write, range(4)) for status in part_]
    assert sorted(found) == [200] * 6 + [400] * 18
    assert clients[0].get("/Leads?fields=id").json()["info"]["count"] == 6
    assert clients[0].get("/Accounts?fields=id").json()["info"]["count"] == 6


def test_metadata_that_is_taken_back_is_nowhere_left(client):
    def names() -> list[str]:
        return [one["name"] for one in client.get("/settings/tags?module=Leads").json()["tags"]]

    tag = part("POST", "/settings/tags?module=Leads", body={"tags": [{"name": "Fresh"}]})
    refused = compose(client, tag, FAILURES["unknown module"], rollback_on_fail=True)
    assert (refused.status_code, names()) == (400, [])
    kept = compose(client, tag, part("GET", "/settings/tags?module=Leads"), rollback_on_fail=True)
    assert kept.json()[ROOT][1]["details"]["response"]["body"]["tags"][0]["name"] == "Fresh"
    assert names() == ["Fresh"]
