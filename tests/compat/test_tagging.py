"""The SDKs make, change, merge and remove tags, and tag records with them."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def done(rich_org, sdk):
    client = rich_org.client()
    records = client.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})
    answers = drive("tag", sdk, rich_org, module="Leads", records=[int(one) for one in records])
    return answers, [[tag["name"] for tag in client.record("Leads", one)["Tag"]] for one in records]


def entries(done, name, root="tags"):
    answer = done[0][name]
    return answer["status"], [
        (one["code"], one["message"]) for one in answer["content"][root]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status", "count", "message"),
    [
        ("create", 201, 2, "tags created successfully"),
        ("update_many", 200, 1, "tags updated successfully"),
        ("update_one", 200, 1, "tags updated successfully"),
        ("merge", 200, 1, "tags merged successfully"),
        ("delete", 200, 1, "tags deleted successfully"),
    ],
)
def test_tags_are_kept(done, name, status, count, message):
    assert entries(done, name) == (status, [("SUCCESS", message)] * count)


@pytest.mark.parametrize("name", ["add_many", "add_one", "remove_many", "remove_one"])
def test_records_are_tagged(done, name):
    count = 2 if name.endswith("many") else 1
    message = "tags updated successfully"
    assert entries(done, name, "data") == (200, [("SUCCESS", message)] * count)


def test_counts_are_read_as_texts(done):
    content = done[0]["add_many"]["content"]
    assert (content["success_count"], content["locked_count"]) == ("2", "0")
    assert done[0]["count"]["content"]["count"] == "2"


def test_the_list_has_the_tags_with_their_makers(done):
    listed = done[0]["list"]["content"]
    made = {tag["name"]: tag for tag in listed["tags"]}
    assert made["Hot"]["color_code"] == "#F17574"
    assert made["Cold"]["color_code"] is None
    assert made["Hot"]["created_by"]["name"] == "Patricia Boyle"
    assert listed["info"]["count"] == len(listed["tags"])


def test_the_records_have_what_is_left(done):
    assert done[1] == [[], []]


@pytest.mark.parametrize(
    ("name", "message"), [("refused", "Invalid data"), ("gone", "tags not found")]
)
def test_a_refusal_is_the_sdks_exception(done, name, message):
    answer = done[0][name]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    assert (answer["content"]["code"], answer["content"]["message"]) == ("INVALID_DATA", message)
