"""Random queries answer what a plain reading of them answers, in both databases."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, every_type
from tests.live import ADMIN, PEER, STANDARD, close_clients, make_org
from tests.properties.criteria import FIELDS, STORED
from tests.properties.strategies import modest, thorough
from tests.values import World

NEITHER = {"is null", "is not null"}
EQUALITY = {"=", "!=", "in", "not in"} | NEITHER
LIKE = EQUALITY | {"like", "not like"}
ORDERED = EQUALITY | {"<", "<=", ">", ">=", "between", "not between"}
#: Path -> operators, how two values compare, values that queries name.
NAMES = ["Zylker", "ACME", "Zyl", "nobody"]
PATHS: dict[str, tuple[set[str], Callable[[Any], Any], list[str]]] = {
    name: (
        {"=": {"="}, "text": LIKE, "number": ORDERED, "choice": EQUALITY}[kind],
        FIELDS[name].read,
        FIELDS[name].values,
    )
    for name, kind in {
        "Line": "text", "Mail": "text", "Phone": "text", "Site": "text", "Colour": "text",
        "Colours": "text", "Count": "number", "Long": "number", "Ratio": "number",
        "Price": "number", "Agreed": "=", "Day": "number", "Moment": "number",
        "Account": "choice", "Keeper": "choice",
    }.items()
} | {
    "Account.Account_Name": (LIKE, str.lower, NAMES),
    "Account.Parent_Account.Account_Name": (LIKE, str.lower, NAMES),
    "Account.Employees": (ORDERED, int, ["5", "50", "7"]),
    "Account.id": (EQUALITY, int, []),
    "Keeper.last_name": (LIKE, str.lower, ["Boyle", "DARD", "e"]),
    "Keeper.role.name": (LIKE, str.lower, ["CEO", "manager", "an"]),
}  # fmt: skip
#: Paths that a list may be sorted and grouped by.
SORTED = sorted(set(PATHS) - {"Colours", "Long", "Agreed"})
GROUPED = ["Colour", "Day", "Count", "Agreed", "Account.Account_Name", "Keeper.role.name"]
NUMBERS = ["Count", "Long", "Ratio", "Price"]
LIKES = {
    "contains": "%{}%",
    "starts_with": "{}%",
    "ends_with": "%{}",
}
#: What each comparison means of a value and those that it is compared with.
SIGNS: dict[str, Callable[[Any, list[Any]], bool]] = {
    "=": lambda own, asked: own == asked[0],
    "<": lambda own, asked: own < asked[0],
    "<=": lambda own, asked: own <= asked[0],
    ">": lambda own, asked: own > asked[0],
    ">=": lambda own, asked: own >= asked[0],
    "in": lambda own, asked: own in asked,
    "between": lambda own, asked: asked[0] <= own <= asked[1],
}
HOLDING: dict[str, Callable[[Any, list[Any]], bool]] = {
    "contains": lambda own, asked: asked[0] in own,
    "starts_with": lambda own, asked: own.startswith(asked[0]),
    "ends_with": lambda own, asked: own.endswith(asked[0]),
}
#: Records that are kept at most.
MOST = 200


class Queried:
    """The org with accounts below one another, its records as they were sent, what they say."""

    def __init__(self, org: Any) -> None:
        self.world = World(org)
        self.records: dict[str, dict[str, Any]] = {}
        accounts = self.world.client.insert(
            "Accounts", *({"Account_Name": name} for name in ("Zylker", "Acme"))
        )
        users = [self.world.user(email) for email in (ADMIN, STANDARD, PEER)]
        self.ids = {"Account": accounts, "Keeper": users}
        above, below = self.ids["Account"]
        self.accounts: dict[Any, dict[str, Any]] = {
            above: {"Account_Name": "Zylker", "Employees": 50, "Parent_Account": None},
            below: {"Account_Name": "Acme", "Employees": 5, "Parent_Account": above},
        }
        for key, values in self.accounts.items():
            changed = {"id": key, **values}
            answer = self.world.client.request("PUT", "/Accounts", json={"data": [changed]})
            assert answer.status_code == 200, answer.text
        self.users = dict(
            zip(
                self.ids["Keeper"],
                (("Boyle", "CEO"), ("Dard", "Manager"), ("Peer", "Manager")),
                strict=True,
            )
        )

    def add(self, items: list[dict[str, Any]]) -> None:
        """Keep further records."""
        items = items[: MOST - len(self.records)]
        if items:
            made = self.world.client.insert(MODULE, *({"Name": "G", **one} for one in items))
            self.records.update(zip(made, items, strict=True))

    def said(self, record: dict[str, Any], path: str) -> Any:
        """Return what a record was sent, or what it looks up was, by a path."""
        first, *rest = path.split(".")
        value = record.get(first)
        if not rest or value is None or rest == ["id"]:
            return value
        if first == "Keeper":
            return self.users[value][0 if rest == ["last_name"] else 1]
        for step in rest:
            value = None if value is None else self.accounts[value][step]
        return value

    def named(self, path: str) -> list[str]:
        """Return values that queries compare a path with."""
        return PATHS[path][2] or self.ids[path.partition(".")[0]]

    def ask(self, query: str) -> list[dict[str, Any]]:
        """Return the rows of a query, of which there must not be more."""
        answer = self.world.client.post("/coql", {"select_query": query})
        assert answer.status_code in (200, 204), (answer.text, query)
        return answer.json()["data"] if answer.content else []


@pytest.fixture(scope="module", params=DATABASES)
def queried(request):
    definitions = every_type()
    yield Queried(make_org(request.getfixturevalue(f"{request.param}_live"), definitions))
    close_clients()


def items(queried: Queried) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Records with any of the fields."""
    held = {
        name: st.sampled_from(STORED.get(name) or FIELDS[name].values or queried.ids[name])
        for name in FIELDS
    }
    held["Colours"] = st.lists(held["Colours"], unique=True, max_size=3)
    return st.lists(st.fixed_dictionaries({}, optional=held), max_size=6)


def terms(queried: Queried) -> st.SearchStrategy[Any]:
    """Comparisons as (path, operator, values)."""

    def of(path: str) -> st.SearchStrategy[Any]:
        value = st.sampled_from(queried.named(path))

        def values(operator: str) -> st.SearchStrategy[Any]:
            if operator in NEITHER:
                return st.just([])
            if operator.endswith("between"):
                return st.lists(value, min_size=2, max_size=2)
            if operator.endswith("in"):
                return st.lists(value, min_size=1, max_size=3)
            if operator == "like":
                return st.tuples(st.sampled_from(sorted(LIKES)), value)
            if operator == "not like":
                return st.tuples(st.just("contains"), value)
            return st.lists(value, min_size=1, max_size=1)

        operators = st.sampled_from(sorted(PATHS[path][0]))
        return operators.flatmap(
            lambda operator: values(operator).map(lambda drawn: (path, operator, drawn))
        )

    return st.sampled_from(sorted(PATHS)).flatmap(of)


def trees(queried: Queried) -> st.SearchStrategy[Any]:
    def joined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.tuples(parts, st.sampled_from(["and", "OR"]), parts).map(list)

    return st.recursive(terms(queried), joined, max_leaves=8)


def quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def written(tree: Any) -> str:
    """Return criteria as a query has them."""
    if isinstance(tree, list):
        left, word, right = tree
        return f"({written(left)} {word} {written(right)})"
    path, operator, values = tree
    if operator in NEITHER:
        return f"{path} {operator}"
    if operator.endswith("between"):
        return f"{path} {operator} {quoted(values[0])} and {quoted(values[1])}"
    if operator.endswith("in"):
        return f"{path} {operator} ({', '.join(map(quoted, values))})"
    if operator.endswith("like"):
        where, value = values
        return f"{path} {operator} {quoted(LIKES[where].format(value))}"
    return f"{path} {operator} {quoted(values[0])}"


def chosen(queried: Queried, tree: Any, record: dict[str, Any]) -> bool:
    """Tell whether a record fulfils criteria."""
    if isinstance(tree, list):
        left, word, right = tree
        both = (chosen(queried, left, record), chosen(queried, right, record))
        return all(both) if word == "and" else any(both)
    path, operator, values = tree
    read, said = PATHS[path][1], queried.said(record, path)
    if path == "Agreed":
        return bool(said) is (values[0].lower() == "true")
    ours = said if isinstance(said, list) else [said]
    own = [read(str(one)) for one in ours if one is not None]
    if operator in NEITHER:
        return bool(own) is (operator == "is not null")
    plain = operator.removeprefix("not ").replace("!=", "=")
    if plain == "like":
        means, asked = HOLDING[values[0]], [values[1].lower()]
    else:
        means, asked = SIGNS[plain], [read(one) for one in values]
    return any(means(one, asked) for one in own) is (plain == operator)


def found(queried: Queried, tree: Any) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in queried.records.items() if chosen(queried, tree, one[1])]


def sorted_by(queried: Queried, records: list[Any], keys: list[tuple[str, bool]]) -> list[Any]:
    """Return records in an order that empty values end, whichever way it goes."""
    records = sorted(records, key=lambda one: int(one[0]))
    for path, descending in reversed(keys):
        read = str if PATHS[path][1] is str.lower else PATHS[path][1]

        def value(one: Any, path: str = path, read: Callable[[Any], Any] = read) -> Any:
            return read(str(queried.said(one[1], path)))

        held = [one for one in records if queried.said(one[1], path) is not None]
        empty = [one for one in records if queried.said(one[1], path) is None]
        records = sorted(held, key=value, reverse=descending) + empty
    return records


@given(data=st.data())
@modest
def test_a_query_chooses_as_its_criteria_read(queried, data):
    queried.add(data.draw(items(queried)))
    for tree in data.draw(st.lists(trees(queried), min_size=8, max_size=8)):
        rows = queried.ask(
            "select id, Account.Parent_Account.Account_Name, Keeper.last_name as keeper "
            f"from {MODULE} where {written(tree)}"
        )
        expected = found(queried, tree)
        assert [row["id"] for row in rows] == [key for key, _ in sorted(expected)], tree
        for row in rows:
            record = queried.records[row["id"]]
            above = queried.said(record, "Account.Parent_Account.Account_Name")
            assert row["Account.Parent_Account.Account_Name"] == above
            keeper = queried.said(record, "Keeper.last_name")
            # Without a user the record's field is empty, and with it what the user is called.
            assert row["keeper"] == keeper


@given(data=st.data())
@modest
def test_a_query_sorts_and_cuts_as_it_reads(queried, data):
    queried.add(data.draw(items(queried)))
    keys = data.draw(
        st.lists(
            st.tuples(st.sampled_from(SORTED), st.booleans()),
            min_size=1,
            max_size=3,
            unique_by=lambda key: key[0].removesuffix(".id"),
        )
    )
    tree = data.draw(trees(queried))
    limit, offset = data.draw(st.tuples(st.integers(1, 30), st.integers(0, 20)))
    order = ", ".join(f"{path} {'desc' if down else 'asc'}" for path, down in keys)
    query = f"select id from {MODULE} where {written(tree)} order by {order}"
    expected = [one for one, _ in sorted_by(queried, found(queried, tree), keys)]
    window = data.draw(st.sampled_from(["limit {1}, {0}", "limit {0} offset {1}"]))
    answer = queried.world.client.post(
        "/coql", {"select_query": f"{query} {window.format(limit, offset)}"}
    )
    cut = expected[offset : offset + limit]
    rows = answer.json()["data"] if answer.content else []
    assert [row["id"] for row in rows] == cut, query
    if rows:
        more = len(expected) > offset + limit
        assert answer.json()["info"] == {"count": len(cut), "more_records": more}


def number(value: Any, field: str) -> Any:
    if value is None:
        return None
    return int(value) if field in {"Count", "Long"} else Decimal(str(value))


def aggregated(function: str, values: list[Any]) -> Any:
    """Return a function over values that are not empty."""
    if function == "COUNT":
        return len(values)
    if not values:
        return None
    if function == "AVG":
        return float(sum(map(Decimal, values)) / len(values))
    if function == "SUM":
        return sum(values)
    return min(values) if function == "MIN" else max(values)


@given(data=st.data())
@modest
def test_groups_are_summed_up_as_they_read(queried, data):
    queried.add(data.draw(items(queried)))
    paths = data.draw(st.lists(st.sampled_from(GROUPED), max_size=3, unique=True))
    function = st.tuples(
        st.sampled_from(["SUM", "MIN", "MAX", "AVG", "COUNT"]), st.sampled_from(NUMBERS)
    )
    functions = data.draw(st.lists(function, min_size=1, max_size=4, unique=True))
    tree = data.draw(trees(queried))
    columns = ", ".join((*paths, *(f"{name}({field})" for name, field in functions)))
    group = f" group by {', '.join(paths)}" if paths else ""
    query = f"select {columns} from {MODULE} where {written(tree)}{group} limit 2000"
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for _, record in found(queried, tree):
        key = tuple(
            bool(record.get(path)) if path == "Agreed" else queried.said(record, path)
            for path in paths
        )
        groups.setdefault(key, []).append(record)
    if not paths and not groups:
        groups[()] = []
    expected = {
        key: [
            aggregated(
                name, [number(one[field], field) for one in records if one.get(field) is not None]
            )
            for name, field in functions
        ]
        for key, records in groups.items()
    }
    answered = {}
    for row in queried.ask(query):
        assert "id" not in row
        key = tuple(row[path] for path in paths)
        assert key not in answered, query
        answered[key] = [row[f"{name}({field})"] for name, field in functions]
    assert answered.keys() == expected.keys(), query
    for key, values in answered.items():
        for (name, field), value, ours in zip(functions, values, expected[key], strict=True):
            given_value = value if name in {"COUNT", "AVG"} else number(value, field)
            assert given_value == ours, (query, key, name, field)


@given(data=st.data())
@modest
def test_subqueries_choose_as_they_read(queried, data):
    queried.add(data.draw(items(queried)))
    inner, outer = data.draw(trees(queried)), data.draw(terms(queried))
    path = data.draw(st.sampled_from(["Line", "Count", "Price", "Account", "Colour", "Day"]))
    word = data.draw(st.sampled_from(["in", "not in"]))
    folded = str.lower if PATHS[path][1] is str.lower else lambda one: one
    held = [queried.said(one, path) for _, one in found(queried, inner)]
    among = {folded(one) for one in held if one is not None}
    expected = []
    for key, record in found(queried, outer):
        said = queried.said(record, path)
        if ((said is not None) and folded(said) in among) is (word == "in"):
            expected.append(key)
    rows = queried.ask(
        f"select id from {MODULE} where ({path} {word} (select {path} from {MODULE} "
        f"where {written(inner)})) and {written(outer)}"
    )
    assert [row["id"] for row in rows] == sorted(expected)


_PIECES = st.sampled_from(
    ["select", "from", "where", "and", "or", "not", "in", "like", "between", "is", "null", "as",
     "group by", "order by", "limit", "offset", "(", ")", ",", ".", "->", "!", "#", "=", "<>",
     "'", '"', "\\", "%", "${EMPTY}", "${", "9" * 30, "-1", "1.5", "2024-13-45", "\x00", "\n",
     "COUNT(", "SUM(", MODULE, "Users", *PATHS]
)  # fmt: skip
_HOSTILE = st.lists(_PIECES | st.text(max_size=4), max_size=25).map(" ".join)


@given(text=_HOSTILE, begun=st.sampled_from(["", "select id from Gauges where ", "select "]))
@thorough
def test_any_text_is_answered_or_refused(queried, text, begun):
    query = begun + text.encode(errors="replace").decode()
    answer = queried.world.client.post("/coql", {"select_query": query})
    assert answer.status_code in (200, 204, 400), answer.text


@given(data=st.data(), text=st.text(max_size=12))
@thorough
def test_any_value_is_answered_or_refused(queried, data, text):
    path = data.draw(st.sampled_from(sorted(PATHS)))
    operator = data.draw(st.sampled_from(["=", "!=", ">", "<=", "like"]))
    value = quoted(text.encode(errors="replace").decode())
    query = f"select id from {MODULE} where {path} {operator} {value}"
    answer = queried.world.client.post("/coql", {"select_query": query})
    assert answer.status_code in (200, 204, 400), answer.text
