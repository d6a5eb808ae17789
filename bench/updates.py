"""The updates that are measured."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bench.cases import LEADS, Case, headers
from bench.client import Request
from bench.people import People

_RECORDS = 100
#: Sets of leads: requests that run at once change different ones.
_SETS = 16
#: Leads that are updated.
UPDATED = _SETS * _RECORDS
#: Fields that are given, ten for each lead.
_GIVEN = ("Company", "Website", "Industry", "No_of_Employees", "Annual_Revenue", "Lead_Status",
          "Phone", "Street", "City", "Description")  # fmt: skip


def update_case(token: str, leads: Sequence[int]) -> Case:
    """Return updating 100 leads, ten keys each; each set is given other values in turn."""
    people = People(5, leads)
    sets = [leads[place::_SETS][:_RECORDS] for place in range(_SETS)]
    bodies = [_body(people, one) for _ in range(2) for one in sets]
    bearer = headers(token)
    return Case(
        key="update",
        title="update 100 leads, 10 keys each",
        requests=[Request("PUT", LEADS, {}, bearer, body) for body in bodies],
        count=32,
        yardstick=[Request("PUT", "/leads", {}, bearer, body) for body in bodies],
        yardstick_count=8,
        other=_SETS,
    )


def _body(people: People, leads: Sequence[int]) -> bytes:
    items = []
    for lead in leads:
        made = people.lead(full=True)
        items.append({"id": str(lead), **{name: made[name] for name in _GIVEN}})
    return msgspec.json.encode({"data": items})
