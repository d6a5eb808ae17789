"""Searches, counts and custom views choose what a plain reading of their criteria chooses."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, every_type
from tests.live import ADMIN, PEER, STANDARD, ZONE, close_clients, make_org
from tests.properties.criteria import (
    DAYS,
    FIELDS,
    HELD,
    NOT_EMPTY,
    ONE_DAY,
    SPECIAL,
    STORED,
    Reader,
    viewed,
    written,
)
from tests.properties.strategies import modest, thorough
from tests.values import World

VIEW = 4_000_000_000_003_001
#: As many as one page shows.
MOST = 200
#: Operators of several values.
SEVERAL = frozenset({"in", "not_in", "between", "not_between"})


class Kept:
    """The org, and its records as they were sent."""

    def __init__(self, org: Any) -> None:
        self.world = World(org)
        self.records: dict[str, dict[str, Any]] = {}
        accounts = self.world.client.insert(
            "Accounts", *({"Account_Name": name} for name in ("Zylker", "Acme"))
        )
        users = [self.world.user(email) for email in (ADMIN, STANDARD, PEER)]
        self.ids = {"Account": accounts, "Keeper": users}
        self.reader = Reader(self.now(), users[0])
        periods = [bounds(self.reader.today) for bounds in SPECIAL.values()]
        edges = {edge for period in periods for edge in (period[0], period[1] + ONE_DAY)}
        days = sorted(edge - away * ONE_DAY for edge in edges for away in (0, 1))
        midnight = datetime.time(tzinfo=ZoneInfo(ZONE))
        self.near = {
            "Day": list(dict.fromkeys(day.isoformat() for day in days)),
            "Moment": [
                (datetime.datetime.combine(edge, midnight) - away).isoformat()
                for edge in sorted(edges)
                for away in (datetime.timedelta(0), datetime.timedelta(seconds=1))
            ],
        }

    def fill(self) -> None:
        """Keep a record without values, and others that have each value of each field."""
        lists = {name: self.held(name) for name in FIELDS}
        lists["Colours"] = [[value] for value in lists["Colours"]]
        items = [
            {name: values[place] for name, values in lists.items() if place < len(values)}
            for place in range(1 + max(map(len, lists.values())))
        ]
        for start in range(0, len(items), 100):
            self.add(items[start : start + 100])

    def now(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.world.org.live.clock.seconds(), datetime.UTC)

    def values(self, name: str) -> list[str]:
        """Return values that criteria name."""
        special = {"Day": [*SPECIAL], "Moment": [*SPECIAL, *DAYS], "Keeper": ["${CURRENTUSER}"]}
        return [*(FIELDS[name].values or self.ids[name]), *special.get(name, ())]

    def held(self, name: str) -> list[Any]:
        """Return values that records have."""
        known = STORED.get(name) or FIELDS[name].values or self.ids[name]
        return [*known, *self.near.get(name, ())]

    def add(self, items: list[dict[str, Any]]) -> None:
        items = items[: MOST - len(self.records)]
        if items:
            sent = [{"Name": "G", **item} for item in items]
            made = self.world.client.insert(MODULE, *sent)
            self.records.update(zip(made, items, strict=True))

    def found(self, path: str, **params: str) -> set[str]:
        answer = self.world.client.get(path, params={**params, "fields": "id", "per_page": MOST})
        assert answer.status_code in (200, 204), (answer.text, params)
        return {one["id"] for one in answer.json()["data"]} if answer.content else set()

    def count(self, **params: str) -> int:
        """Return how many records there are as both ways to ask for it say."""
        path = f"/{MODULE}/actions/count"
        found = self.world.client.get(path, params=params).json()["count"]
        assert self.world.client.post(path, params).json()["count"] == found
        return int(found)

    def chosen(self, tree: Any, held: frozenset[str]) -> set[str]:
        """Return the records that criteria mean."""
        return {key for key, one in self.records.items() if self.reader.chooses(tree, one, held)}


@pytest.fixture(scope="module", params=DATABASES)
def kept(request):
    definitions = every_type()
    view = {"id": VIEW, "name": "Drawn", "criteria": None}
    definitions.modules[-1] = {**definitions.modules[-1], "custom_views": [view]}
    live = request.getfixturevalue(f"{request.param}_live")
    # It is noon where the org is, so that no day ends while the tests run.
    now = datetime.datetime.fromtimestamp(live.clock.seconds(), ZoneInfo(ZONE))
    live.clock.offset += (12 - now.hour) % 24 * 60 * 60
    kept = Kept(make_org(live, definitions))
    kept.fill()
    yield kept
    live.clock.offset = 0
    close_clients()


def items(kept: Kept) -> st.SearchStrategy[list[dict[str, Any]]]:
    stored = {name: st.sampled_from(kept.held(name)) for name in FIELDS}
    stored["Colours"] = st.lists(stored["Colours"], unique=True, max_size=3)
    return st.lists(st.fixed_dictionaries({}, optional=stored), max_size=6)


def terms(kept: Kept, operators: Callable[[str], frozenset[str]]) -> st.SearchStrategy[Any]:
    """Terms as (field, operator, values); no value stands for an empty field."""

    def of(name: str) -> st.SearchStrategy[Any]:
        value = st.sampled_from(kept.values(name))
        field = st.just(name)

        def among(*words: str) -> st.SearchStrategy[str]:
            return st.sampled_from(sorted(set(words) & operators(name)))

        plain = st.sampled_from(sorted(operators(name) - SEVERAL))
        ways = [
            st.tuples(field, plain, value.map(lambda one: [one])),
            st.tuples(field, among("equals", "not_equal"), st.just([])),
        ]
        if "in" in operators(name):
            listed = st.lists(value, min_size=1, max_size=4)
            ways.append(st.tuples(field, among("in", "not_in"), listed))
        if "between" in operators(name):
            pair = st.lists(value, min_size=2, max_size=2)
            ways.append(st.tuples(field, among("between", "not_between"), pair))
        if name == "Moment":
            now = among("less_than", "less_equal", "greater_than", "greater_equal")
            ways.append(st.tuples(field, now, st.just(["${NOW}"])))
        if name != "Agreed" and "not_in" in operators(name):
            ways.append(st.tuples(field, among("equals", "not_equal"), st.just([NOT_EMPTY])))
        return st.one_of(ways)

    return st.sampled_from(sorted(FIELDS)).flatmap(of)


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Terms joined as {"and" or "or": parts}."""

    def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some = st.lists(parts, min_size=2, max_size=3)
        return st.sampled_from(["and", "or"]).flatmap(lambda word: some.map(lambda of: {word: of}))

    return st.recursive(leaves, joined, max_leaves=8)


def several(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Several terms, and terms joined."""
    alone, joined = st.lists(leaves, min_size=8, max_size=8), st.lists(trees(leaves), max_size=3)
    return st.builds(list.__add__, alone, joined)


def each(kept: Kept, name: str, operators: frozenset[str]) -> Iterator[Any]:
    """Yield a term for each value of a field and each operator."""
    for operator in sorted(operators):
        for value in kept.values(name):
            if operator in SEVERAL:
                other = kept.values(name)[-1]
                yield name, operator, [value, other]
                yield name, operator, [other, value]
            else:
                yield name, operator, [value]


@pytest.mark.parametrize("name", FIELDS)
def test_each_operator_compares_each_value_as_it_reads(kept, name):
    for tree in each(kept, name, FIELDS[name].operators):
        assert kept.found(f"/{MODULE}/search", criteria=written(tree)) == kept.chosen(tree, HELD)
    known = kept.world.org.org.catalogue.view_by_id
    module, view = known[VIEW]
    for tree in each(kept, name, FIELDS[name].of_view()):
        known[VIEW] = (module, replace(view, criteria=viewed(tree)))
        assert kept.found(f"/{MODULE}", cvid=str(VIEW)) == kept.chosen(tree, frozenset()), tree


@given(data=st.data())
@modest
def test_a_search_chooses_as_its_criteria_read(kept, data):
    kept.add(data.draw(items(kept)))
    for tree in data.draw(several(terms(kept, lambda name: FIELDS[name].operators))):
        expected, criteria = kept.chosen(tree, HELD), written(tree)
        assert kept.found(f"/{MODULE}/search", criteria=criteria) == expected, tree
        assert kept.count(criteria=criteria) == len(expected), tree


@given(data=st.data())
@modest
def test_a_view_chooses_as_its_criteria_read(kept, data):
    kept.add(data.draw(items(kept)))
    known = kept.world.org.org.catalogue.view_by_id
    module, view = known[VIEW]
    for tree in data.draw(several(terms(kept, lambda name: FIELDS[name].of_view()))):
        known[VIEW] = (module, replace(view, criteria=viewed(tree)))
        expected = kept.chosen(tree, frozenset())
        assert kept.found(f"/{MODULE}", cvid=str(VIEW)) == expected, tree
        assert kept.count(cvid=str(VIEW)) == len(expected), tree


_PIECES = st.sampled_from(
    [*FIELDS, "id", "Owner.id", ":", "(", ")", ",", "\\", "and", "or", "equals", "in", "between",
     "less_than", "starts_with", "${EMPTY}", "${TODAY}", "*", "'", '"', "\x00", "%", "9" * 30,
     "0001-01-01", "9999-12-31T23:59:59-14:00", "-", " "]
)  # fmt: skip
_HOSTILE = st.lists(_PIECES | st.text(max_size=5), max_size=12).map("".join)


@given(name=st.sampled_from(["criteria", "word", "email", "phone"]), text=_HOSTILE)
@thorough
def test_any_text_is_answered_or_refused(kept, name, text):
    text = text.encode(errors="replace").decode()
    for path in (f"/{MODULE}/search", f"/{MODULE}/actions/count"):
        answer = kept.world.client.get(path, params={name: text})
        assert answer.status_code in (200, 204, 400), answer.text


@given(field=st.sampled_from(sorted(FIELDS)), text=_HOSTILE, data=st.data())
@thorough
def test_any_value_is_answered_or_refused(kept, field, text, data):
    operator = data.draw(st.sampled_from(sorted(FIELDS[field].operators)))
    escaped = "".join(f"\\{mark}" if mark in "()\\" else mark for mark in text)
    text = f"({field}:{operator}:{escaped})".encode(errors="replace").decode()
    answer = kept.world.client.get(f"/{MODULE}/search", params={"criteria": text})
    assert answer.status_code in (200, 204, 400), answer.text
