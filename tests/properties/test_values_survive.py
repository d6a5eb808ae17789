"""What is inserted is read back, and what is cloned equals its source, whatever the values are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, every_type, upload
from tests.live import close_clients, make_org
from tests.properties.strategies import decoded, encoded, item_of, modest, normal
from tests.values import World, writable

#: What the page excludes from a clone, and what a clone may not share.
NOT_CLONED = {"fileupload", "imageupload"}
#: To whose values an update adds.
ADDED_TO = NOT_CLONED | {"subform", "multiselectlookup", "multiuserlookup"}


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    org = make_org(request.getfixturevalue(f"{request.param}_live"), every_type())
    upload(org, "file1", "image1")
    yield World(org)
    close_clients()


def fields_of(world):
    return writable(world.module(MODULE))


def sent(world, path, body):
    answer = world.client.post(path, encoded(body))
    assert answer.status_code == 201, answer.text
    made = answer.json()["data"][0]["details"]["id"]
    return decoded(world.client.get(f"/{MODULE}/{made}"))["data"][0]


def shown(fields, item):
    """A record's values, in the form in which both sides can be compared."""
    return {
        one.api_name: rows(item[one.api_name])
        if one.kind == "subform"
        else normal(one, item[one.api_name])
        for one in fields
        if one.api_name in item
    }


def rows(value):
    return [
        {key: inner for key, inner in row.items() if key in {"Part", "Weight", "Made"} and inner}
        for row in value
    ]


@given(data=st.data())
@modest
def test_what_is_inserted_is_read_back(world, data):
    fields = fields_of(world)
    item = data.draw(item_of(world, fields))
    record = sent(world, f"/{MODULE}", {"data": [item]})
    given_fields = [one for one in fields if one.api_name in item]
    assert shown(given_fields, record) == shown(given_fields, item)


@given(data=st.data())
@modest
def test_many_at_once_are_read_back_each(world, data):
    fields = fields_of(world)
    items = data.draw(st.lists(item_of(world, fields), min_size=2, max_size=6))
    answer = world.client.post(f"/{MODULE}", encoded({"data": items}))
    assert answer.status_code == 201, answer.text
    ids = [entry["details"]["id"] for entry in answer.json()["data"]]
    records = [decoded(world.client.get(f"/{MODULE}/{one}"))["data"][0] for one in ids]
    assert [
        shown([one for one in fields if one.api_name in item], record)
        for item, record in zip(items, records, strict=True)
    ] == [shown([one for one in fields if one.api_name in item], item) for item in items]


@given(data=st.data())
@modest
def test_a_clone_equals_its_source(world, data):
    fields = [one for one in fields_of(world) if one.kind not in NOT_CLONED and not one.unique]
    source = sent(world, f"/{MODULE}", {"data": [data.draw(item_of(world, fields))]})
    clone = sent(world, f"/{MODULE}/{source['id']}/actions/clone", {})
    assert shown(fields, clone) == shown(fields, source)


@given(data=st.data())
@modest
def test_a_clone_has_what_its_body_overrides(world, data):
    fields = [one for one in fields_of(world) if one.kind not in NOT_CLONED and not one.unique]
    source = sent(world, f"/{MODULE}", {"data": [data.draw(item_of(world, fields))]})
    changes = data.draw(item_of(world, fields))
    clone = sent(world, f"/{MODULE}/{source['id']}/actions/clone", {"data": [changes]})
    changed = [one for one in fields if one.api_name in changes]
    assert shown(changed, clone) == shown(changed, changes)
    kept = [one for one in fields if one.api_name not in changes]
    assert shown(kept, clone) == shown(kept, source)


@given(data=st.data())
@modest
def test_an_update_changes_what_it_gives_and_nothing_else(world, data):
    fields = [one for one in fields_of(world) if one.kind not in ADDED_TO]
    source = sent(world, f"/{MODULE}", {"data": [data.draw(item_of(world, fields))]})
    changes = data.draw(item_of(world, fields))
    path = f"/{MODULE}/{source['id']}"
    answer = world.client.request("PUT", path, content=encoded({"data": [changes]}))
    assert answer.status_code == 200, answer.text
    record = decoded(world.client.get(path))["data"][0]
    changed = [one for one in fields if one.api_name in changes]
    assert shown(changed, record) == shown(changed, changes)
    kept = [one for one in fields if one.api_name not in changes]
    assert shown(kept, record) == shown(kept, source)
