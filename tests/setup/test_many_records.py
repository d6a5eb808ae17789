"""Fields of a module with many records come, change and go while others read and write."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.setup.asking import change, create, create_one, delete, error_of

COUNT = 5_000


@pytest.fixture
def many(client):
    """Insert leads with numbers as their companies; return the ids, the oldest first."""
    return [
        made
        for start in range(0, COUNT, 100)
        for made in client.insert(
            "Leads",
            *({"Last_Name": f"L{one}", "Company": f"C{one}"} for one in range(start, start + 100)),
        )
    ]


def reading(client, over, first):
    count = 0
    while not over.is_set():
        for path in (
            "/Leads?fields=Company&per_page=20",
            f"/Leads/{first}",
            "/Leads/actions/count",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, answer.text
            count += 1
    return count


def writing(client, over):
    made: list[str] = []
    while not over.is_set():
        made += client.insert("Leads", {"Last_Name": "New", "Company": f"N{len(made)}"})
    return made


def test_readers_and_writers_go_on(org, client, many):
    over = threading.Event()
    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(reading, org.client(), over, many[0]) for _ in range(2)]
        writer = pool.submit(writing, org.client(), over)
        try:
            live(client, many)
        finally:
            over.set()
        assert all(one.result() > 0 for one in readers)
        made = writer.result()
    assert client.get("/Leads/actions/count").json()["count"] == COUNT + len(made)
    assert client.record("Leads", many[-1])["Company"] == f"C{COUNT - 1}"


def live(client, many):
    """Make fields of several kinds, fill one, make it unique, number all, and delete them."""
    text = create_one(client, "Code")
    flag = create_one(client, "Flag", data_type="boolean")
    fresh = create_one(client, "Fresh", unique={"case_sensitive": False})
    lookup = {"module": {"api_name": "Accounts"}, "display_label": "Its Leads"}
    account = create_one(client, "Account", data_type="lookup", lookup=lookup)
    assert client.record("Leads", many[0])["Flag"] is False
    for start in (0, COUNT - 100):
        items = [
            {"id": made, "Code": f"code {start + place}"}
            for place, made in enumerate(many[start : start + 100])
        ]
        answer = client.request("PUT", "/Leads", json={"data": items})
        assert answer.status_code == 200
    double = {"data": [{"Code": "CODE 0"}]}
    assert client.request("PUT", f"/Leads/{many[500]}", json=double).status_code == 200
    unique = {"id": text, "unique": {"case_sensitive": False}}
    assert error_of(change(client, unique)) == ("DUPLICATE_DATA", "$.fields[0].unique")
    client.request("PUT", f"/Leads/{many[500]}", json={"data": [{"Code": None}]})
    assert change(client, unique).status_code == 200
    for place in (0, COUNT - 1):
        again = client.post("/Leads", {"data": [{"Last_Name": "A", "Code": f"Code {place}"}]})
        assert again.json()["data"][0]["details"]["id"] == many[place]
    for field in (text, flag, fresh, account):
        assert delete(client, field).status_code == 200


def test_fields_that_are_asked_for_at_once_are_one_field(org, client):
    """Of two requests for one name the first makes the field, of its type; the other is refused."""
    client.insert("Leads", {"Last_Name": "L"})
    bodies = (
        ({"data_type": "text", "unique": {"case_sensitive": False}}, "word"),
        ({"data_type": "integer"}, 5),
    )
    clients = [org.client() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for number in range(5):
            label = f"Once {number}"
            answers = list(
                pool.map(
                    lambda place, label=label: create(
                        clients[place], {"field_label": label, **bodies[place % 2][0]}
                    ),
                    range(4),
                )
            )
            codes = sorted(one.json()["fields"][0]["code"] for one in answers)
            assert codes == ["DUPLICATE_DATA"] * 3 + ["SUCCESS"]
            made = next(one for one in range(4) if answers[one].status_code == 201)
            value, name = bodies[made % 2][1], label.replace(" ", "_")
            (lead,) = client.insert("Leads", {"Last_Name": "L", name: value})
            assert client.record("Leads", lead)[name] == value
            delete(client, answers[made].json()["fields"][0]["details"]["id"])
