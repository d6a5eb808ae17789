"""Queries that are kept ready: who asks, in which version and at which time still counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.access.caller import caller_of
from crmstead.model.version import BY_NAME
from crmstead.records.coql.preparing import Kept
from crmstead.records.coql.schema import Rights
from tests.api.querying import ask, rows, values
from tests.live import ADMIN, STANDARD, close_clients, make_org

QUERY = "select Last_Name, Owner from Leads where Last_Name is not null"
DAY = 24 * 3600


@pytest.fixture
def org(sqlite_live):
    yield make_org(sqlite_live)
    sqlite_live.clock.offset = 0
    close_clients()


@pytest.fixture
def leads(org):
    own = {"Owner": {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}}
    return org.client().insert("Leads", {"Last_Name": "Own", **own}, {"Last_Name": "Other"})


def kept(org, user: str = ADMIN) -> Kept:
    catalogue = org.org.catalogue
    caller = caller_of(catalogue, catalogue.user_by_email[user], 0)
    return Kept(Rights(org.org, caller, lambda _: True), BY_NAME["v8"])


def test_each_user_is_answered_what_that_user_sees(org, leads):
    for _ in range(2):
        assert values(org.client(), QUERY, "id") == leads
        assert values(org.client(STANDARD), QUERY, "id") == leads[:1]


def test_each_version_is_answered_in_its_own_form(org, leads):
    client = org.client()
    for _ in range(2):
        assert "name" in rows(client, QUERY)[0]["Owner"]
        assert "name" not in rows(client.at("v6"), QUERY)[0]["Owner"]


def test_a_token_of_fewer_scopes_is_refused_what_another_one_was_answered(org, leads):
    assert values(org.client(), QUERY, "id") == leads
    narrow = org.client(scope="ZohoCRM.coql.READ,ZohoCRM.modules.contacts.READ")
    answer = ask(narrow, QUERY)
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


def test_today_is_another_day_tomorrow(org, leads):
    query = "select id from Leads where Created_Time = ${TODAY}"
    assert values(org.client(), query, "id") == leads
    org.live.clock.offset += DAY
    assert values(org.client(), query, "id") == []


def test_another_subquery_answer_is_another_query(org, leads):
    client = org.client()
    most = "(select MAX(Annual_Revenue) from Leads where id > 1)"
    query = f"select id from Leads where Annual_Revenue = {most}"
    for revenue in (10, 20):
        richest = client.insert("Leads", {"Last_Name": "Rich", "Annual_Revenue": revenue})
        assert values(client, query, "id") == richest


def test_what_a_changed_profile_reads_is_not_kept_for_the_one_before(org, leads):
    """A caller of other metadata may not decide what is kept with these."""
    rows(org.client(), QUERY)
    current = kept(org)
    (prepared,) = org.org.compiled["queries"].values()
    current.keep("text", prepared)
    assert current.find("text") is not None
    caller = current.rights.caller
    changed = replace(caller, profile=replace(caller.profile))
    before = replace(current, rights=replace(current.rights, caller=changed))
    before.keep("another text", prepared)
    assert before.find("another text") is None


def test_no_more_are_kept_than_a_client_can_do_harm_with(org, leads, monkeypatch):
    monkeypatch.setattr("crmstead.records.coql.preparing._MOST", 3)
    client = org.client()
    for limit in range(1, 10):
        assert len(values(client, f"{QUERY} limit {limit}", "id")) == min(limit, 2)
        assert len(org.org.compiled["queries"]) <= 3
