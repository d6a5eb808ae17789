"""The SDKs drive timeline, sharing, locking, duplicate check preference and blueprint."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.live import STANDARD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def driven(rich_org, sdk):
    client = rich_org.client()
    (record,) = client.insert("Leads", {"Last_Name": "Smith", "Lead_Source": "Chat"})
    client.request("PUT", "/Leads", json={"data": [{"id": record, "Lead_Source": "Cold Call"}]})
    user = rich_org.org.catalogue.user_by_email[STANDARD].id
    found = drive("collaborate", sdk, rich_org, record=int(record), user=user)
    # The next SDK configures the same module of the same org.
    settings = "/settings/record_locking_configurations?module=Leads"
    (one,) = client.get(settings).json()["record_locking_configurations"]
    client.request("DELETE", f"{settings}&ids={one['id']}")
    return found | {"record": int(record), "user": user}


def item(answer, key):
    """The one entry of an answer."""
    (found,) = answer["content"][key]
    return found


@pytest.mark.parametrize(
    ("step", "key", "status", "message"),
    [
        ("configured", "record_locking_configurations", 201,
         "record locking configuration created successfully"),
        ("locked", "data", 201, "record added"),
        ("changed", "data", 200, "relation updated"),
        ("unlocked", "data", 200, "relation removed"),
    ],
)  # fmt: skip
def test_a_record_is_locked_and_unlocked(driven, step, key, status, message):
    answer = driven["locking"][step]
    assert answer["status"] == status
    entry = item(answer, key)
    assert (entry["code"], entry["message"]) == ("SUCCESS", message)


def test_locks_and_configurations_are_read(driven):
    found = driven["locking"]
    configuration = item(found["configurations"], "record_locking_configurations")
    assert (configuration["lock_type"], configuration["restricted_actions"]) == (
        "manual", ["update"],
    )  # fmt: skip
    number = int(item(found["locked"], "data")["details"]["id"])
    for step in ("locks", "lock"):
        assert (found[step]["status"], found[step]["is"]) == (200, "ResponseWrapper")
        assert item(found[step], "data")["id"] == number


def test_a_record_is_shared_and_not_any_more(driven):
    found = driven["sharing"]
    for step, status in (("shared", 201), ("updated", 201)):
        assert found[step]["status"] == status
        entry = item(found[step], "share")
        assert (entry["code"], entry["message"]) == (
            "SUCCESS", "record will be shared successfully",
        )  # fmt: skip
    one = item(found["shares"], "share")
    assert (one["permission"], one["type"], one["share_related_records"]) == (
        "read_write", "private", True,
    )  # fmt: skip
    assert one["shared_with"]["id"] == driven["user"]
    revoked = found["revoked"]["content"]["share"]
    assert (revoked["message"], revoked["details"]) == (
        "Sharing Revoked", {"id": str(driven["record"])},
    )  # fmt: skip
    assert (found["again"]["status"], found["again"]["is"]) == (400, "APIException")
    assert found["again"]["content"]["code"] == "BAD_REQUEST"


def test_the_timeline_is_read_and_paged(driven):
    found = driven["timeline"]
    entries = found["whole"]["content"]["timeline"]
    actions = [entry["action"] for entry in entries]
    assert actions == [
        "sharing_revoked",
        "shared",
        "shared",
        "unlocked",
        "locked",
        "updated",
        "added",
    ]
    updated = entries[5]
    (change,) = updated["field_history"]
    assert (change["api_name"], change["data_type"]) == ("Lead_Source", "picklist")
    assert change["value"] == {"old": "Chat", "new": "Cold Call"}
    assert updated["record"]["id"] == driven["record"]
    assert updated["done_by"]["name"] == "Patricia Boyle"
    page = found["page"]["content"]
    assert (len(page["timeline"]), page["info"]["more_records"]) == (1, True)
    assert page["info"]["next_page_token"]
    assert found["refused"]["content"]["code"] == "INVALID_DATA"


@pytest.mark.parametrize("step", ["created", "updated", "deleted"])
def test_the_duplicate_check_preference_is_kept(driven, step):
    answer = driven["preference"][step]
    assert answer["status"] == 200
    assert answer["content"]["duplicate_check_preference"]["code"] == "SUCCESS"


def test_the_duplicate_check_preference_is_read(driven):
    found = driven["preference"]
    assert found["read"]["content"]["duplicate_check_preference"]["type"] == "converted_records"
    assert found["gone"] == 204


@pytest.mark.parametrize("step", ["read", "updated"])
def test_a_record_is_in_no_process(driven, step):
    answer = driven["blueprint"][step]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    assert answer["content"]["code"] == "RECORD_NOT_IN_PROCESS"
