"""Searches and custom views choose what a plain reading of their criteria chooses."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, every_type
from tests.live import ADMIN, PEER, STANDARD, close_clients, make_org
from tests.properties.strategies import modest, thorough
from tests.values import World

VIEW = 4_000_000_000_003_001
#: As many as one page shows.
MOST = 200

TEXTS = ["ab", "AB c", "b", "ä(b),x", "50% off", "a_b", "back\\slash", "ÄB"]
COLOURS = ["Red", "Green", "Reddish", 'Qu"ote', "Blue, dark"]
NUMBERS = ["-3", "0", "5", "7", "12"]
DECIMALS = ["-1.25", "0", "0.5", "10", "99.99", "0.504", "10.001"]
DAYS = ["1999-12-31", "2000-01-01", "2024-02-29"]
MOMENTS = [
    "1999-12-31T23:59:59+00:00", "2000-01-01T05:29:59+05:30", "2024-02-29T12:00:00-08:00",
    "2024-02-29T20:00:00+00:00", "2024-02-29T12:00:01-08:00",
]  # fmt: skip
TEXT, CHOICE, MANY = ({"equals", "not_equal", "in"} | more for more in ({"starts_with"}, set(),
                      {"starts_with"}))  # fmt: skip
ORDERED = CHOICE | {"less_than", "less_equal", "greater_than", "greater_equal", "between"}


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


#: Field -> what may be compared with it, how two values compare, values, what a record holds.
FIELDS: dict[str, tuple[set[str], Callable[[Any], Any], list[str]]] = {
    "Line": (TEXT, str.lower, TEXTS),
    "Small": (TEXT - {"in"}, str.lower, TEXTS),
    "Mail": (TEXT, str.lower, ["ab@x.example", "AB@Y.example", "@x", "ab"]),
    "Phone": (TEXT, str.lower, ["+1 555", "1555", "5"]),
    "Site": (TEXT, str.lower, ["www.x.example", "x.example"]),
    "Colour": (CHOICE, str.lower, COLOURS),
    "Colours": (MANY, str.lower, COLOURS),
    "Count": (ORDERED, int, NUMBERS),
    "Long": (ORDERED, int, ["007", *NUMBERS]),
    "Ratio": (ORDERED, Decimal, DECIMALS),
    "Price": (ORDERED, Decimal, DECIMALS),
    "Agreed": ({"equals", "not_equal"}, bool, ["true", "FALSE"]),
    "Day": (ORDERED, str, DAYS),
    "Moment": (ORDERED, moment, MOMENTS),
    "Account": (CHOICE, int, []),
    "Keeper": (CHOICE, int, []),
}
HELD = {"Line", "Small", "Mail", "Phone", "Site"}
#: What a record may hold, where not each value that criteria name.
STORED: dict[str, list[Any]] = {
    "Mail": ["ab@x.example", "AB@Y.example"],
    "Count": [int(one) for one in NUMBERS],
    "Ratio": [-1.25, 0, 0.5, 10, 99.99],
    "Price": [-1.25, 0, 0.5, 10, 99.99],
    "Agreed": [True, False],
}
#: A search's operators in the words of a view; what a view has beside them.
COMPARATORS = {"equals": "equal"}
LIKES = {"contains", "starts_with", "ends_with"}


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

    def values(self, name: str) -> list[str]:
        return FIELDS[name][2] or self.ids[name]

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


@pytest.fixture(scope="module", params=DATABASES)
def kept(request):
    definitions = every_type()
    view = {"id": VIEW, "name": "Drawn", "criteria": None}
    definitions.modules[-1] = {**definitions.modules[-1], "custom_views": [view]}
    yield Kept(make_org(request.getfixturevalue(f"{request.param}_live"), definitions))
    close_clients()


def items(kept: Kept) -> st.SearchStrategy[list[dict[str, Any]]]:
    stored = {name: st.sampled_from(STORED.get(name) or kept.values(name)) for name in FIELDS}
    stored["Colours"] = st.lists(stored["Colours"], unique=True, max_size=3)
    return st.lists(st.fixed_dictionaries({}, optional=stored), max_size=6)


def terms(kept: Kept, more: Callable[[str], set[str]]) -> st.SearchStrategy[Any]:
    """Terms as (field, operator, values); no value stands for an empty field."""

    def of(name: str) -> st.SearchStrategy[Any]:
        value = st.sampled_from(kept.values(name))
        plain = st.sampled_from(sorted((FIELDS[name][0] | more(name)) - {"in", "between"}))
        listed = st.lists(value, min_size=1, max_size=4)
        ways = [st.tuples(st.just(name), plain, value.map(lambda one: [one]))]
        empty = st.sampled_from(["equals", "not_equal"])
        ways.append(st.tuples(st.just(name), empty, st.just([])))
        if "in" in FIELDS[name][0]:
            ways.append(st.tuples(st.just(name), st.just("in"), listed))
        if "between" in FIELDS[name][0]:
            pair = st.lists(value, min_size=2, max_size=2)
            ways.append(st.tuples(st.just(name), st.just("between"), pair))
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


def chosen(tree: Any, record: dict[str, Any], held: set[str]) -> Any:
    """Tell whether a record fulfils criteria; `held` fields need but hold a value to equal it."""
    if isinstance(tree, dict):
        ((word, parts),) = tree.items()
        return (all if word == "and" else any)(chosen(part, record, held) for part in parts)
    name, operator, values = tree
    given_value = record.get(name)
    read = FIELDS[name][1]
    if name == "Agreed":
        wanted = [one.lower() == "true" for one in values]
        if not values:
            return operator == "not_equal"
        return ([bool(given_value)] == wanted) is (operator == "equals")
    ours = given_value if isinstance(given_value, list) else [given_value]
    own = [read(str(one)) for one in ours if one is not None]
    asked = [read(one) for one in values]
    if not values:
        return bool(own) is (operator == "not_equal")
    if operator == "not_equal":
        return asked[0] not in own
    if operator == "equals" and name in held:
        operator = "contains"
    return any(PLAIN[operator](one, asked) for one in own)


PLAIN: dict[str, Callable[[Any, list[Any]], bool]] = {
    "equals": lambda own, asked: own == asked[0],
    "in": lambda own, asked: own in asked,
    "contains": lambda own, asked: asked[0] in own,
    "starts_with": lambda own, asked: own.startswith(asked[0]),
    "ends_with": lambda own, asked: own.endswith(asked[0]),
    "less_than": lambda own, asked: own < asked[0],
    "less_equal": lambda own, asked: own <= asked[0],
    "greater_than": lambda own, asked: own > asked[0],
    "greater_equal": lambda own, asked: own >= asked[0],
    "between": lambda own, asked: asked[0] <= own <= asked[1],
}


def written(tree: Any) -> Any:
    """Return criteria as a search takes them."""
    if isinstance(tree, dict):
        ((word, parts),) = tree.items()
        return "(" + word.join(map(written, parts)) + ")"
    name, operator, values = tree
    escaped = ["".join(f"\\{mark}" if mark in "(),\\" else mark for mark in one) for one in values]
    return f"({name}:{operator}:{','.join(escaped) if values else '${EMPTY}'})"


def viewed(tree: Any) -> dict[str, Any]:
    """Return criteria as a custom view has them."""
    if isinstance(tree, dict):
        ((word, parts),) = tree.items()
        return {"group_operator": word.upper(), "group": [viewed(part) for part in parts]}
    name, operator, values = tree
    several = operator in {"in", "between"}
    value = values if several else values[0] if values else "${EMPTY}"
    comparator = COMPARATORS.get(operator, operator)
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


@given(data=st.data())
@modest
def test_a_search_chooses_as_its_criteria_read(kept, data):
    kept.add(data.draw(items(kept)))
    for tree in data.draw(several(terms(kept, lambda name: set()))):
        expected = {key for key, one in kept.records.items() if chosen(tree, one, HELD)}
        assert kept.found(f"/{MODULE}/search", criteria=written(tree)) == expected, tree


@given(data=st.data())
@modest
def test_a_view_chooses_as_its_criteria_read(kept, data):
    kept.add(data.draw(items(kept)))
    own = HELD | {"Colour", "Colours"}
    known = kept.world.org.org.catalogue.view_by_id
    module, view = known[VIEW]
    for tree in data.draw(several(terms(kept, lambda name: LIKES if name in own else set()))):
        known[VIEW] = (module, replace(view, criteria=viewed(tree)))
        expected = {key for key, one in kept.records.items() if chosen(tree, one, set())}
        assert kept.found(f"/{MODULE}", cvid=str(VIEW)) == expected, tree


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
    operator = data.draw(st.sampled_from(sorted(FIELDS[field][0])))
    escaped = "".join(f"\\{mark}" if mark in "()\\" else mark for mark in text)
    text = f"({field}:{operator}:{escaped})".encode(errors="replace").decode()
    answer = kept.world.client.get(f"/{MODULE}/search", params={"criteria": text})
    assert answer.status_code in (200, 204, 400), answer.text
