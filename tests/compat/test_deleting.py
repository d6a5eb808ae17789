"""The SDKs delete records, read what is told of them, and work with the recycle bin."""

from __future__ import annotations

import pytest

from tests.api.deleting import NOWHERE
from tests.compat.sdk import drive
from tests.live import ADMIN

pytestmark = pytest.mark.slow

NAMES = ("A", "B", "C", "C")


@pytest.fixture(scope="module")
def leads(rich_org, sdk):
    made = rich_org.client().insert("Leads", *({"Last_Name": name} for name in NAMES))
    return [int(one) for one in made]


@pytest.fixture(scope="module")
def driven(rich_org, sdk, leads):
    later = "2090-01-01T00:00:00+00:00"
    given = {"nowhere": int(NOWHERE), "name": "C", "later": later}
    return drive("delete", sdk, rich_org, leads=leads, **given)


@pytest.fixture
def admin(rich_org):
    return {"id": rich_org.org.catalogue.user_by_email[ADMIN].id, "name": "Patricia Boyle"}


def entries(answer, wrapper="data"):
    """(code, id) of each entry; the SDKs leave ids of records as text, others as numbers."""
    found = answer["content"][wrapper]
    return [(one["code"], one["details"] and int(one["details"]["id"])) for one in found]


def among(shown, ids):
    return {one["id"]: one for one in shown if one["id"] in ids}


def test_one_record_is_deleted(driven, leads):
    answer = driven["one"]
    assert (answer["status"], answer["is"]) == (200, "ActionWrapper")
    assert entries(answer) == [("SUCCESS", leads[0])]
    assert answer["content"]["data"][0]["message"] == "record deleted"


def test_many_records_are_deleted_each_by_itself(driven, leads):
    answer = driven["many"]
    assert (answer["status"], answer["is"]) == (207, "ActionWrapper")
    done = [("SUCCESS", one) for one in leads[1:]]
    assert entries(answer) == [*done, ("INVALID_DATA", int(NOWHERE))]


def test_a_deleted_record_is_refused(driven):
    answer = driven["again"]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    assert (answer["content"]["code"], answer["content"]["message"]) == (
        "INVALID_DATA",
        "record not deleted",
    )


def test_deleted_records_are_told_with_their_names(driven, leads, admin):
    answer = driven["told"]
    assert (answer["status"], answer["is"]) == (200, "DeletedRecordsWrapper")
    mine = among(answer["content"]["data"], leads)
    assert [mine[one]["display_name"] for one in leads] == list(NAMES)
    for one in mine.values():
        assert one["type"] == "recycle"
        assert one["deleted_time"]
        for by in (one["deleted_by"], one["created_by"]):
            assert (by["id"], by["name"]) == (admin["id"], admin["name"])
    assert driven["nothing"] == 304


def test_the_bin_lists_them(driven, rich_org, leads, admin):
    answer = driven["bin"]
    assert (answer["status"], answer["is"]) == (200, "ResponseWrapper")
    mine = among(answer["content"]["recycle_bin"], leads)
    assert [mine[one]["display_name"] for one in leads] == list(NAMES)
    for one in mine.values():
        assert one["module"]["api_name"] == "Leads"
        assert one["module"]["id"] == int(rich_org.module_id("Leads"))
        assert (one["owner"]["id"], one["deleted_by"]["name"]) == (admin["id"], admin["name"])
        assert one["deleted_time"]
    assert answer["content"]["info"]["more_records"] is False


def test_the_bin_is_filtered_sorted_and_paged(driven, leads):
    content = driven["filtered"]["content"]
    assert [one["id"] for one in content["recycle_bin"]] == [leads[2]]
    info = {"per_page": 1, "count": 1, "page": 1, "more_records": True}
    assert {name: content["info"][name] for name in info} == info


def test_one_record_of_the_bin_is_read(driven, leads):
    answer = driven["record"]
    assert answer["is"] == "ResponseWrapper"
    assert [one["id"] for one in answer["content"]["recycle_bin"]] == [leads[0]]


def test_records_are_removed_for_good(driven, leads):
    assert entries(driven["removed"], "recycle_bin") == [("SUCCESS", leads[0])]
    again = driven["removed_again"]
    assert (again["status"], again["is"]) == (400, "APIException")
    assert again["content"]["message"] == "The id given seems to be invalid."
    many = driven["removed_many"]
    assert (many["status"], many["is"]) == (207, "ActionWrapper")
    assert entries(many, "recycle_bin") == [("SUCCESS", leads[1]), ("INVALID_DATA", int(NOWHERE))]


def test_a_removal_by_filter_is_scheduled(driven):
    answer = driven["scheduled"]
    assert (answer["status"], answer["is"]) == (202, "ActionWrapper")
    assert entries(answer, "recycle_bin") == [("SCHEDULED", {})]


def test_what_is_gone_for_good_is_told_without_names(driven, leads):
    mine = among(driven["permanent"]["content"]["data"], leads)
    assert set(mine) == set(leads)
    for one in mine.values():
        assert one["type"] == "permanent"
        assert (one["display_name"], one["deleted_by"], one["created_by"]) == (None, None, None)
