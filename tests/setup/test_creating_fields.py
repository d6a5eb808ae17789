"""Create Custom Fields: what is made, and what is refused (platform reference 2.3)."""

from __future__ import annotations

from tests.setup.asking import create, described
from tests.setup.every_type import EVERY, SIMPLE, in_fives


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
