"""The requests that are measured."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from bench.client import Request
from bench.org import VIEW
from bench.people import People

FIELDS = ("Last_Name", "Company", "Email", "Phone", "Lead_Source", "Annual_Revenue", "Owner",
          "Referred_By", "Created_Time", "Modified_Time")  # fmt: skip
_PER_PAGE = 200
_LIST = {"fields": ",".join(FIELDS), "per_page": str(_PER_PAGE)}
#: Offsets of the pages reached by token; 100,000 is as far as the API goes.
DEEP = 80_000
DEEPEST = 100_000 - _PER_PAGE
LEADS = "/crm/v8/Leads"
_BODIES = 5
_RECORDS = 100
#: Asks the server to read, whatever it still has of an earlier answer.
ANEW = {"Cache-Control": "no-cache"}


#: Makes a request and returns its decoded answer.
Ask = Callable[[Request], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An operation: what is requested, over and over in turn, and how often in one round."""

    key: str
    title: str
    requests: Sequence[Request]
    count: int
    #: What the same costs in the yardstick; None where it has no such operation.
    yardstick: Sequence[Request] | None = None
    yardstick_count: int = 0
    #: How far on stands a request that leaves the records otherwise than this one; 0 = any does.
    other: int = 0
    #: The case whose raw query this one shares.
    raw_of: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Tokens of users with different rights."""

    administrator: str
    middle: str
    deep: str


def headers(token: str, **more: str) -> dict[str, str]:
    """Return the headers of a user's request, which is to be answered anew."""
    return {"Authorization": f"Zoho-oauthtoken {token}", **ANEW, **more}


def page(token: str, *, gzip: bool = False, **params: str) -> Request:
    """Return a list request."""
    more = {"Accept-Encoding": "gzip"} if gzip else {}
    return Request("GET", LEADS, {**_LIST, **params}, headers(token, **more))


async def page_tokens(ask: Ask, token: str, offsets: Sequence[int]) -> dict[int, str]:
    """Walk the list as a client does, and return the tokens of the pages at some offsets.

    Where there are fewer leads than that, the last page stands for it.
    """
    found: dict[int, str] = {}
    following = ""
    for offset in range(_PER_PAGE, max(offsets) + 1, _PER_PAGE):
        asked = page(token, page_token=following) if following else page(token)
        info = (await ask(asked))["info"]
        if info["next_page_token"] is None:
            break
        following = info["next_page_token"]
        if offset in offsets:
            found[offset] = following
    return {offset: found.get(offset, following) for offset in offsets}


def list_cases(access: Access, tokens: Mapping[int, str]) -> list[Case]:
    """Return the lists."""
    admin = access.administrator
    first = [page(admin)]
    return [
        Case(
            key="list",
            title="list 200 records, 10 fields, first page",
            requests=first,
            count=300,
            yardstick=[Request("GET", "/leads", {"per_page": "200"}, headers(admin))],
            yardstick_count=40,
        ),
        Case(
            key="gzip",
            title="… the same, gzip",
            requests=[page(admin, gzip=True)],
            count=300,
            raw_of="list",
        ),
        Case(
            key="deep",
            title="… 80,000 deep by token",
            requests=[page(admin, page_token=tokens[DEEP])],
            count=300,
        ),
        Case(
            key="deepest",
            title="… 100,000 deep by token",
            requests=[page(admin, page_token=tokens[DEEPEST])],
            count=300,
        ),
        Case(
            key="sorted",
            title="… sorted by Modified_Time",
            requests=[page(admin, sort_by="Modified_Time")],
            count=250,
        ),
        Case(
            key="view",
            title="… custom view with 2 conditions",
            requests=[page(admin, cvid=str(VIEW))],
            count=120,
        ),
        Case(
            key="middle",
            title="… as a user who sees 9 %",
            requests=[page(access.middle)],
            count=120,
        ),
        Case(
            key="below",
            title="… as a user who sees 1 %",
            requests=[page(access.deep)],
            count=30,
        ),
    ]


def record_cases(token: str, leads: Sequence[int]) -> list[Case]:
    """Return reading and cloning of one record, given leads with visits."""
    bearer = headers(token)
    return [
        Case(
            key="get",
            title="get one lead with its subform",
            requests=[Request("GET", f"{LEADS}/{lead}", {}, bearer) for lead in leads],
            count=1500,
            yardstick=[Request("GET", f"/leads/{lead}", {}, bearer) for lead in leads],
            yardstick_count=150,
        ),
        Case(
            key="clone",
            title="clone a lead with its subform",
            requests=[
                Request("POST", f"{LEADS}/{lead}/actions/clone", {}, bearer, b'{"data":[{}]}')
                for lead in leads
            ],
            count=300,
            yardstick=[
                Request("POST", f"/leads/{lead}/clone", {}, bearer, b"{}") for lead in leads
            ],
            yardstick_count=80,
        ),
    ]


def insert_case(token: str, contacts: Sequence[int], owners: Sequence[int]) -> Case:
    """Return inserting 100 leads with 33 keys each."""
    people = People(4, contacts)
    bodies: list[bytes] = []
    for _ in range(_BODIES):
        leads: list[dict[str, Any]] = [people.lead(full=True) for _ in range(_RECORDS)]
        for number, lead in enumerate(leads):
            lead["Owner"] = {"id": str(owners[number % len(owners)])}
        bodies.append(msgspec.json.encode({"data": leads}))
    bearer = headers(token)
    return Case(
        key="insert",
        title="insert 100 leads of 33 keys",
        requests=[Request("POST", LEADS, {}, bearer, body) for body in bodies],
        count=24,
        yardstick=[Request("POST", "/leads", {}, bearer, body) for body in bodies],
        yardstick_count=6,
    )
