"""The SDKs walk through 2,500 records: by page to 2,000, by page token to the end."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow

COUNT = 2_500
BY_PAGE = 10
PER_PAGE = 200


@pytest.fixture(scope="module")
def leads(rich_org):
    """Ids of the leads, newest first."""
    client = rich_org.client()
    ids = []
    for start in range(0, COUNT, 100):
        ids += client.insert(
            "Leads", *({"Last_Name": f"Lead {number}"} for number in range(start, start + 100))
        )
    return [int(one) for one in reversed(ids)]


@pytest.fixture(scope="module")
def walked(rich_org, sdk, leads):
    return drive("page", sdk, rich_org, pages=BY_PAGE)


def test_each_record_comes_once_newest_first(walked, leads):
    assert [record for record, _ in walked["leads"]] == leads
    names = [name for _, name in walked["leads"]]
    assert names == [f"Lead {number}" for number in reversed(range(COUNT))]


def test_info_tells_how_far_the_walk_is(walked):
    infos = walked["infos"]
    assert [info["count"] for info in infos] == [PER_PAGE] * 12 + [100]
    assert [info["page"] for info in infos] == [*range(1, BY_PAGE + 1), 1, 1, 1]
    assert [info["more_records"] for info in infos] == [True] * 12 + [False]
    assert {info["per_page"] for info in infos} == {PER_PAGE}
    assert {(info["sort_by"], info["sort_order"]) for info in infos} == {("id", "desc")}
    assert infos[0]["previous_page_token"] is None
    assert infos[-1]["next_page_token"] is None


def test_a_page_beyond_2000_is_refused_in_the_sdks_own_class(walked):
    beyond = walked["beyond"]
    assert (beyond["status"], beyond["is"]) == (400, "APIException")
    assert beyond["content"]["code"] == "DISCRETE_PAGINATION_LIMIT_EXCEEDED"
    assert beyond["content"]["details"] == {"limit": 2000}


def test_the_previous_page_is_the_one_before_the_last(walked, leads):
    assert walked["back"] == leads[2_200:2_400]
