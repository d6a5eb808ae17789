"""Pages and page tokens: how far they reach, what they are bound to, how long they live."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crmstead.model.version import BY_NAME
from crmstead.query.list_params import parse_list_params
from crmstead.store.page_tokens import Cursor, PageTokens
from tests.api.deleting import gone
from tests.api.reading import error, fixture_of, listed
from tests.live import ADMIN, PEER, ZONE, definitions, make_org

DAY = 24 * 60 * 60
#: More than `page` alone reaches, by less than a page.
COUNT = 2_050
ASKED = {"fields": "Last_Name", "per_page": "200"}
ANEW = {"Cache-Control": "no-cache"}

INVALID = error("INVALID_DATA", "invalid data", param_name="page_token")
EXPIRED = error(
    "EXPIRED_VALUE",
    "Page token expired",
    api_name="page_token",
    json_path="$.query.page_token",
)
BOUND = error(
    "TOKEN_BOUND_DATA_MISMATCH",
    "The page_token given seems to be invalid or input param is added or altered or deleted",
    param_name="page_token",
)
PASSED = error(
    "PAGINATION_LIMIT_EXCEEDED",
    "You can only get upto 100000 records using page_token param",
    param_name="page_token",
)

org = fixture_of(definitions)


@pytest.fixture
def client(org):
    # A client of its own for each test: one that turns the clock ends all access tokens.
    return org.client()


@pytest.fixture(scope="module")
def leads(org):
    """Ids of the leads, newest first."""
    client = org.client()
    ids = []
    for start in range(0, COUNT, 100):
        numbers = range(start, min(start + 100, COUNT))
        ids += client.insert("Leads", *({"Last_Name": f"Lead {number}"} for number in numbers))
    return list(reversed(ids))


@pytest.fixture
def clock(org):
    """The server's clock, set right afterwards."""
    yield org.live.clock
    org.live.clock.offset = 0


def ask(client, module="Leads", **params):
    """Ask for a page that is read now: that of a kept reply has a token of some seconds ago."""
    return client.get(f"/{module}", params={**ASKED, **params}, headers=ANEW)


def page(client, **params):
    answer = ask(client, **params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [record["id"] for record in body["data"]], body["info"]


def token_of(client, **params):
    return page(client, **params)[1]["next_page_token"]


@pytest.mark.parametrize(
    ("number", "size", "first", "last"),
    [
        (1, 200, 0, 200),
        (2, 7, 7, 14),
        (10, 200, 1_800, 2_000),
        (20, 100, 1_900, 2_000),
        (14, 150, 1_950, 2_000),
        (2_000, 1, 1_999, 2_000),
        (1, 999, 0, 200),
    ],
)
def test_a_page_holds_its_part_of_the_first_2000(client, leads, number, size, first, last):
    found, info = page(client, page=number, per_page=size)
    assert found == leads[first:last]
    assert (info["page"], info["count"], info["per_page"]) == (
        number,
        last - first,
        min(size, 200),
    )
    assert info["more_records"] is True


@pytest.mark.parametrize(
    ("number", "size", "after"), [(1, 5, 5), (10, 200, 2_000), (14, 150, 2_000)]
)
def test_the_token_of_a_page_leads_to_the_next(client, leads, number, size, after):
    token = token_of(client, page=number, per_page=size)
    found, info = page(client, per_page=size, page_token=token)
    assert found == leads[after : after + size]
    assert (info["page"], info["count"]) == (1, len(found))


def test_a_first_page_has_no_page_before_it_and_the_last_none_behind(client, leads):
    _, first = page(client)
    assert (first["previous_page_token"], first["more_records"]) == (None, True)
    found, last = page(client, page_token=token_of(client, page=10))
    assert found == leads[2_000:]
    assert (last["next_page_token"], last["more_records"]) == (None, False)
    assert last["previous_page_token"] is not None


def test_a_page_that_is_all_there_is_has_no_tokens(client, leads):
    _, info = page(client, ids=leads[0])
    assert info["more_records"] is False
    assert info["next_page_token"] is info["previous_page_token"] is None
    assert info["page_token_expiry"] is None


def test_previous_tokens_lead_back_to_the_first_page(client, leads):
    _, info = page(client, per_page=10, page=4)
    for start in (20, 10, 0):
        found, info = page(client, per_page=10, page_token=info["previous_page_token"])
        assert found == leads[start : start + 10]
        assert info["more_records"] is True
    assert info["previous_page_token"] is None
    assert page(client, per_page=10, page_token=info["next_page_token"])[0] == leads[10:20]


@pytest.mark.parametrize("sort_by", ["id", "Created_Time", "Modified_Time"])
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
def test_tokens_walk_in_every_order_without_repeating_or_losing(client, leads, sort_by, sort_order):
    asked = {"sort_by": sort_by, "sort_order": sort_order}
    found, info = page(client, **asked)
    while info["next_page_token"]:
        more, info = page(client, page_token=info["next_page_token"], **asked)
        found += more
    expected = {"asc": list(reversed(leads)), "desc": leads}[sort_order]
    assert found == expected
    assert (info["sort_by"], info["sort_order"]) == (sort_by, sort_order)


def test_info_tells_when_its_tokens_end(org, client, leads):
    before = org.live.clock.seconds()
    _, info = page(client)
    ends = datetime.fromisoformat(info["page_token_expiry"])
    assert before + DAY <= ends.timestamp() <= org.live.clock.seconds() + DAY
    assert (
        ends.utcoffset()
        == datetime.fromisoformat(client.record("Leads", leads[0])["Created_Time"]).utcoffset()
    )


def test_a_token_may_be_used_again_and_by_another_access_token(org, client, leads):
    token = token_of(client)
    for one in (client, client, org.client(ADMIN), client.at("v5")):
        assert page(one, page_token=token)[0] == leads[200:400]


@pytest.mark.parametrize(
    ("before_end", "status"), [(DAY - 60, 200), (DAY + 60, 400), (30 * DAY, 400)]
)
def test_a_token_lives_for_a_day(org, client, leads, clock, before_end, status):
    token = token_of(client)
    clock.offset = before_end
    answer = ask(org.client(), page_token=token)
    assert answer.status_code == status
    assert answer.json().get("code") == {200: None, 400: "EXPIRED_VALUE"}[status]


def test_an_expired_token_is_told_before_altered_parameters(org, client, leads, clock):
    token = token_of(client)
    clock.offset = DAY + 60
    answer = ask(org.client(), page_token=token, per_page="7")
    assert (answer.status_code, answer.json()) == (400, EXPIRED)


def test_a_token_of_another_user_is_invalid_however_old(org, client, leads, clock):
    token = token_of(client)
    assert ask(org.client(PEER), page_token=token).json() == INVALID
    clock.offset = DAY + 60
    assert ask(org.client(PEER), page_token=token).json() == INVALID


def test_a_token_of_another_org_is_invalid(org, client, leads):
    other = make_org(org.live).client()
    other.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})
    answer = ask(client, per_page="1", page_token=token_of(other, per_page="1"))
    assert (answer.status_code, answer.json()) == (400, INVALID)


@pytest.mark.parametrize(
    "alter",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: token[1:],
        lambda token: token[:40] + ("A" if token[40] != "A" else "B") + token[41:],
        lambda token: ("A" if token[0] != "A" else "B") + token[1:],
        lambda token: token.swapcase(),
        lambda token: token[:24],
        lambda token: "c8582xx9e7c7",
        lambda token: "A" * len(token),
        lambda token: token + " " + token,
    ],
)
def test_an_altered_token_is_invalid(client, leads, alter):
    answer = ask(client, page_token=alter(token_of(client)))
    assert (answer.status_code, answer.json()) == (400, INVALID)


def tokens_of(org, params, keys=None):
    """The maker of an administrator's tokens for a list of leads."""
    catalogue = org.org.catalogue
    module, user = catalogue.module_by_name["Leads"], catalogue.user_by_email[ADMIN]
    checked = parse_list_params(params, catalogue, module, BY_NAME["v8"], ZoneInfo(ZONE))
    return PageTokens(keys or org.org.page_keys, org.org.id, user.id, module.id, checked.bound)


def test_a_token_signed_with_another_key_is_invalid(org, client, leads):
    cursor = Cursor(int(leads[0]), int(leads[0]), 1)
    now = org.live.clock.seconds()
    forged = tokens_of(org, ASKED, keys=(b"k" * 32,)).make(cursor, now)
    assert ask(client, page_token=forged).json() == INVALID
    genuine = tokens_of(org, ASKED).make(cursor, now)
    assert page(client, page_token=genuine)[0] == leads[1:201]


GIVEN = {
    "fields": "Last_Name,Company",
    "per_page": "5",
    "sort_order": "desc",
    "converted": "false",
    "approved": "true",
    "include_child": "false",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": "Last_Name"},
        {"fields": "Company,Last_Name"},
        {"fields": "Last_Name,Company,Email"},
        {"per_page": "6"},
        {"per_page": None},
        {"sort_order": "asc"},
        {"sort_order": None},
        {"sort_by": "id"},
        {"converted": "both"},
        {"converted": None},
        {"approved": "both"},
        {"include_child": "true"},
        {"cvid": "{view}"},
        {"ids": "{lead}"},
    ],
)
def test_a_token_is_bound_to_its_parameters(org, client, leads, changes):
    token = token_of(client, **GIVEN)
    view = org.org.catalogue.module_by_name["Leads"].custom_views[0].id
    known = {"{view}": str(view), "{lead}": leads[0]}
    altered = {**GIVEN, **changes, "page_token": token}
    sent = {name: known.get(value, value) for name, value in altered.items() if value is not None}
    answer = client.get("/Leads", params=sent)
    assert (answer.status_code, answer.json()) == (400, BOUND)


def test_a_token_is_bound_to_its_module(client, leads):
    answer = ask(client, "Contacts", page_token=token_of(client))
    assert (answer.status_code, answer.json()) == (400, BOUND)


@pytest.mark.parametrize(
    "more",
    [{"unknown": "x"}, {"fields": " Last_Name , Company "}, {"fields": "Last_Name,Company,"}],
)
def test_a_token_is_not_bound_to_what_says_nothing(client, leads, more):
    token = token_of(client, **GIVEN)
    assert page(client, **{**GIVEN, **more, "page_token": token})[0] == leads[5:10]


def test_a_token_is_not_bound_to_the_header(client, leads):
    token = token_of(client)
    early = {"If-Modified-Since": "2020-01-01T00:00:00+00:00"}
    answer = client.get("/Leads", params={**ASKED, "page_token": token}, headers=early)
    assert [record["id"] for record in answer.json()["data"]] == leads[200:400]


# Inserting 100,000 records would take minutes, so these tokens are made for an offset near the
# limit: the offset is what the limit is held against, the cursor what is read from.


@pytest.mark.parametrize(("offset", "count"), [(99_800, 200), (99_990, 10), (99_999, 1)])
def test_a_walk_ends_at_100000_records(org, client, leads, offset, count):
    cursor = Cursor(int(leads[0]), int(leads[0]), offset)
    token = tokens_of(org, ASKED).make(cursor, org.live.clock.seconds())
    found, info = page(client, page_token=token)
    assert found == leads[1 : count + 1]
    assert info["more_records"] is True
    answer = ask(client, page_token=info["next_page_token"])
    assert (answer.status_code, answer.json()) == (400, PASSED)


def test_the_page_before_the_limit_is_still_reached(org, client, leads):
    cursor = Cursor(int(leads[400]), int(leads[400]), 99_999)
    token = tokens_of(org, ASKED).make(cursor, org.live.clock.seconds())
    _, info = page(client, page_token=token)
    found, _ = page(client, page_token=info["previous_page_token"])
    assert found == leads[201:401]


def test_a_page_beyond_the_end_is_empty(client, leads):
    assert ask(client, ids=leads[0], page=2).status_code == 204
    assert ask(client, "Deals").status_code == 204


def test_what_changes_during_a_walk_neither_repeats_nor_loses_records(org, client):
    ids = client.insert("Accounts", *({"Account_Name": f"A{number}"} for number in range(6)))
    newest = list(reversed(ids))
    asked = {"fields": "id", "per_page": 2}
    first = client.get("/Accounts", params=asked).json()
    client.insert("Accounts", {"Account_Name": "A6"})
    gone(client, "Accounts", newest[1])
    gone(client, "Accounts", newest[2])
    token = first["info"]["next_page_token"]
    second = client.get("/Accounts", params={**asked, "page_token": token}).json()
    assert [record["id"] for record in first["data"]] == newest[:2]
    assert [record["id"] for record in second["data"]] == newest[3:5]
    assert listed(client, "Accounts", "id", per_page=200)[1:] == [newest[0], *newest[3:]]
