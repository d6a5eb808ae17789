"""Create Custom Fields: what is made, and what is refused (platform reference 2.3)."""

from __future__ import annotations

import pytest

from tests.setup.every_type import EVERY, SIMPLE

FIELDS = "/settings/fields"


def create(client, *items, module="Leads"):
    return client.post(f"{FIELDS}?module={module}", {"fields": list(items)})


def described(client, module="Leads"):
    found = client.get(FIELDS, params={"module": module, "type": "all"}).json()["fields"]
    return {one["api_name"]: one for one in found}


def test_a_text_is_made_written_and_read(client):
    answer = create(client, {"field_label": "Pet Name", "data_type": "text", "length": 20})
    assert answer.status_code == 201
    (entry,) = answer.json()["fields"]
    assert (entry["code"], entry["message"]) == ("SUCCESS", "field created")
    field = described(client)["Pet_Name"]
    assert (field["id"], field["length"]) == (entry["details"]["id"], 20)
    assert field["custom_field"] is True
    (made,) = client.insert("Leads", {"Last_Name": "L", "Pet_Name": "Rex"})
    assert client.record("Leads", made)["Pet_Name"] == "Rex"


def in_fives(items):
    return [items[start : start + 5] for start in range(0, len(items), 5)]


def test_every_type_is_made_written_and_read(client):
    for five in in_fives(EVERY):
        answer = create(client, *[one.body for one in five])
        assert answer.status_code == 201, answer.text
    fields = described(client)
    for one in EVERY:
        field = fields[one.name]
        assert field["data_type"] == one.body["data_type"]
        for key in ("length", "separator", "private", "tooltip"):
            assert key not in one.body or key == "private" or field[key] == one.body[key]
    written = {one.name: one.value for one in SIMPLE if one.value is not None}
    (made,) = client.insert("Leads", {"Last_Name": "L", **written})
    record = client.record("Leads", made)
    for one in SIMPLE:
        assert one.name not in record or record[one.name] == one.answered or not one.value, one.name
    assert record["A_Serial"] == "P7S"
    assert record["Pets"] == record["Goods"] == record["Fans"] == []
