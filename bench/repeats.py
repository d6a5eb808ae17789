"""Reads that are asked again while nothing is written: the replies that the server keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bench.cases import ANEW, Case
from bench.client import Request

#: How many requests a round makes of each, and how many of a case's they are, over and over.
_COUNT = 1500
_ASKED = 10
_TITLES = {
    "list": "asked again: list 200 records, first page",
    "gzip": "… the same, gzip",
    "deepest": "… 100,000 deep by token",
    "search_lookup": "… search by a lookup, 10 records",
    "get": "… get one lead with its subform",
}


def repeated_cases(cases: Sequence[Case]) -> list[Case]:
    """Return reads among some cases as clients make them that do not ask to be answered anew."""
    known = {case.key: case for case in cases}
    return [
        replace(
            known[key],
            key=f"{key}_again",
            title=title,
            requests=[_plain(request) for request in known[key].requests[:_ASKED]],
            count=_COUNT,
            yardstick=None,
            raw_of=known[key].raw_of or key,
        )
        for key, title in _TITLES.items()
    ]


def _plain(request: Request) -> Request:
    kept = {name: value for name, value in request.headers.items() if name not in ANEW}
    return replace(request, headers=kept)
