"""A custom module with one field of every data type: made over HTTP, lived in through the SDKs.

The SDK writes and reads a record with a value in each, changes each field and deletes it, while
another client keeps writing and reading records of the module.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.compat.sdk import drive
from tests.images import png
from tests.live import PEER, LiveOrg, close_clients, make_org
from tests.setup.asking import create, described
from tests.setup.every_type import EVERY, SIMPLE, in_fives

pytestmark = pytest.mark.slow

MODULE = "Ships"
#: Read under another form than they are sent: moments in UTC, rows with more of themselves.
OTHERWISE = {"A_Moment"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh(request) -> Iterator[LiveOrg]:
    """An org without anything, over each database in turn."""
    yield make_org(request.getfixturevalue(f"{request.param}_live"))
    close_clients()


def make_module(client):
    profiles = client.get("/settings/profiles").json()["profiles"]
    item = {
        "plural_label": MODULE,
        "singular_label": "Ship",
        "profiles": [{"id": one["id"]} for one in profiles],
    }
    answer = client.post("/settings/modules", {"modules": [item]})
    assert answer.status_code == 201, answer.text


def pointed_to(org, client):
    """Return values for fields that lead to other records, by name."""
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    (product,) = client.insert("Products", {"Product_Name": "Sail"})
    uploads = [
        client.upload("/files", (name, content)).json()["data"][0]["details"]["id"]
        for name, content in (("a.txt", b"text"), ("a.png", png()))
    ]
    user = org.org.catalogue.user_by_email[PEER].id
    return {
        "A_Company": int(account),
        "A_User": user,
        "Goods": [{"Products": int(product)}],
        "Fans": [user],
        "Pets": [{"Pet": "Rex", "Kind": "Dog"}],
        "Papers": uploads[:1],
        "Faces": uploads[1:],
    }


def living(client, over):
    """Write and read records of the module until told to stop; return how many."""
    count = 0
    while not over.is_set():
        (made,) = client.insert(MODULE, {"Name": f"Ship {count}"})
        assert client.record(MODULE, made)["Name"] == f"Ship {count}"
        listed = client.get(f"/{MODULE}", params={"fields": "Name,Owner"})
        assert listed.status_code == 200, listed.text
        count += 1
    return count


@pytest.mark.parametrize("sdk", ["7", "8"])
def test_a_field_of_every_type_lives_with_the_sdk(fresh, sdk):
    client = fresh.client()
    if MODULE not in fresh.org.catalogue.module_by_name:
        make_module(client)
    over = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(living, fresh.client(), over)
        try:
            found, made = shaped(fresh, client, sdk)
        finally:
            over.set()
        assert other.result() > 0
    check(found, made)
    left = described(client, MODULE)
    assert not {one.name for one in EVERY} & left.keys()
    assert left["By_SDK"]["length"] == 20
    client.request("DELETE", f"/settings/fields/{left['By_SDK']['id']}?module={MODULE}")


def shaped(org, client, sdk):
    for five in in_fives(EVERY):
        answer = create(client, *[one.body for one in five], module=MODULE)
        assert answer.status_code == 201, answer.text
    fields = described(client, MODULE)
    values = {one.name: one.value for one in SIMPLE if one.value is not None}
    values |= pointed_to(org, client)
    values["A_Long_Number"] = int(values["A_Long_Number"])
    ids = [int(fields[one.name]["id"]) for one in EVERY]
    given = {"module": MODULE, "values": values, "ids": ids}
    return drive("shape", sdk, org, **given), values


def check(found, values):
    assert found["created"]["is"] == "ActionWrapper"
    record = found["read"]["content"]["data"][0]
    plain = {one.name for one in SIMPLE if one.value is not None} - OTHERWISE
    assert {name: record[name] for name in plain} == {name: values[name] for name in plain}
    assert record["A_Moment"] == "2024-05-06T17:00:00+00:00"
    assert re.fullmatch("P[0-9]+S", record["A_Serial"])
    assert record["A_Company"]["id"] == values["A_Company"]
    assert record["A_User"]["id"] == values["A_User"]
    assert [one["Products"]["id"] for one in record["Goods"]] == [values["Goods"][0]["Products"]]
    assert [one["User"]["id"] for one in record["Fans"]] == values["Fans"]
    assert [(one["Pet"], one["Kind"]) for one in record["Pets"]] == [("Rex", "Dog")]
    assert [one["file_name__s"] for one in record["Papers"]] == ["a.txt"]
    assert len(record["Faces"]) == 1
    for root, message in (("changed", "field updated"), ("deleted", "field deleted")):
        for one in found[root]:
            (entry,) = one["content"]["fields"]
            assert (one["is"], entry["message"]) == ("ActionWrapper", message)
    (entry,) = found["added"]["content"]["fields"]
    assert (found["added"]["status"], entry["message"]) == (201, "field created")
