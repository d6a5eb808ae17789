"""The searches and counts that are measured."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bench.cases import FIELDS, LEADS, Case, headers
from bench.client import Request

_NAMED = {"fields": ",".join(FIELDS)}
#: One lead in 24 has the name, one in 8 of those that name a city is in it.
_NAME, _CITY = "Hopper", "Reno"


def search_cases(token: str, contacts: Sequence[int], emails: Sequence[str]) -> list[Case]:
    """Return searches, given contacts that leads look up and addresses of leads.

    By a lookup an index finds some ten leads; words have an index of their own; text that a
    field has to hold is looked for in lead after lead.
    """
    bearer = headers(token)

    def search(**needle: str) -> Request:
        return Request("GET", f"{LEADS}/search", {**_NAMED, **needle}, bearer)

    texts = f"((Last_Name:equals:{_NAME})and(City:equals:{_CITY}))"
    beside = Request("GET", "/leads/search", {"last_name": _NAME, "city": _CITY}, bearer)
    return [
        Case(
            key="search",
            title="search by two texts, 200 records",
            requests=[search(criteria=texts)],
            count=30,
            yardstick=[beside],
            yardstick_count=10,
        ),
        Case(
            key="search_word",
            title="… by a word, 200 records",
            requests=[search(word=_NAME)],
            count=60,
        ),
        Case(
            key="search_lookup",
            title="… by a lookup, 10 records",
            requests=[search(criteria=f"(Referred_By:equals:{one})") for one in contacts],
            count=600,
        ),
        Case(
            key="search_email",
            title="… by an e-mail address, 1 record",
            requests=[search(email=email) for email in emails],
            count=10,
        ),
    ]


def query_cases(token: str) -> list[Case]:
    """Return queries in COQL with a join: one that chooses by what it reads, one that only shows.

    The first looks through the leads for what the contacts they look up are called.
    """
    columns = f"{', '.join(FIELDS)}, Referred_By.Last_Name, Referred_By.Email"

    def query(where: str) -> Request:
        text = f"select {columns} from Leads where {where} order by id desc limit 200"
        body = msgspec.json.encode({"select_query": text})
        return Request("POST", "/crm/v8/coql", {}, headers(token), body)

    return [
        Case(
            key="coql",
            title="COQL choosing by a join, 200 records",
            requests=[query(f"Referred_By.Last_Name = '{_NAME}' and City = '{_CITY}'")],
            count=30,
        ),
        Case(
            key="coql_shown",
            title="… showing a join, 200 records of 12 columns",
            requests=[query("Annual_Revenue > 1000")],
            count=200,
        ),
    ]


def count_case(token: str) -> Case:
    """Return counting all leads."""
    return Case(
        key="count",
        title="count the leads",
        requests=[Request("GET", f"{LEADS}/actions/count", {}, headers(token))],
        count=20,
    )
