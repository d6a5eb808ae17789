"""The searches and counts that are measured."""

from __future__ import annotations

from collections.abc import Sequence

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


def count_case(token: str) -> Case:
    """Return counting all leads."""
    return Case(
        key="count",
        title="count the leads",
        requests=[Request("GET", f"{LEADS}/actions/count", {}, headers(token))],
        count=20,
    )
