"""Filters of the recycle bin: what each comparison finds, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.api.deleting import BIN, deleting_definitions, gone, in_bin
from tests.api.reading import error, fixture_of
from tests.live import ADMIN, PEER

#: What is in the bin: its name, its module, who deleted it. Each an hour after the one before.
KEPT = (
    ("Ann Lee", "Leads", ADMIN),
    ("Bob", "Leads", PEER),
    ("Annex 50%", "Products", ADMIN),
    (None, "Notes", ADMIN),
    ("ÄNNE", "Vendors", ADMIN),
)
_FIELDS = {"Leads": "Last_Name", "Products": "Product_Name", "Vendors": "Vendor_Name"}

org = fixture_of(deleting_definitions)


@pytest.fixture(scope="module", autouse=True)
def kept(org):
    """The ids of what is in the bin, in the order of `KEPT`."""
    ids = []
    parent = {
        "id": org.client().insert("Leads", {"Last_Name": "P"})[0],
        "module": {"api_name": "Leads"},
    }
    for number, (name, module, who) in enumerate(KEPT):
        org.live.clock.offset = number * 3600
        client = org.client(who)
        if module == "Notes":
            made = client.insert(module, {"Note_Content": "C", "Parent_Id": parent})
        else:
            made = client.insert(module, {_FIELDS[module]: name})
        ids += made
        gone(client, module, ids[-1])
    return ids


@pytest.fixture
def client(org):
    return org.client()


def leaf(field, comparator, value):
    return {"field": {"api_name": field}, "comparator": comparator, "value": value}


def both(*leaves, **more):
    return {"group_operator": "AND", "group": list(leaves), **more}


NAME, BY, MODULE, TIME = "display_name", "deleted_by", "module", "deleted_time"
#: Filter -> places in `KEPT`; a moment is that of a place.
FOUND = [
    (leaf(NAME, "equal", "bob"), {1}),
    (leaf(NAME, "equal", "änne"), {4}),
    (leaf(NAME, "not_equal", "Bob"), {0, 2, 3, 4}),
    (leaf(NAME, "contains", "NN"), {0, 2, 4}),
    (leaf(NAME, "contains", "50%"), {2}),
    (leaf(NAME, "contains", "_"), set()),
    (leaf(NAME, "not_contains", "nn"), {1, 3}),
    (leaf(NAME, "starts_with", "ann"), {0, 2}),
    (leaf(NAME, "ends_with", "Lee"), {0}),
    (leaf(MODULE, "equal", "Leads"), {0, 1}),
    (leaf(MODULE, "equal", {"api_name": "Products"}), {2}),
    (leaf(MODULE, "not_equal", "Leads"), {2, 3, 4}),
    (leaf(BY, "equal", "patricia boyle"), {0, 2, 3, 4}),
    (leaf(BY, "equal", {"name": "Pia Peer"}), {1}),
    (leaf(BY, "not_equal", "Pia Peer"), {0, 2, 3, 4}),
    (leaf(BY, "contains", "peer"), {1}),
    (leaf(BY, "not_contains", "p"), set()),
    (leaf(BY, "starts_with", "pi"), {1}),
    (leaf(BY, "ends_with", "Boyle"), {0, 2, 3, 4}),
    (leaf(BY, "equal", "Nobody"), set()),
    (leaf(TIME, "equal", 2), {2}),
    (leaf(TIME, "not_equal", 2), {0, 1, 3, 4}),
    (leaf(TIME, "greater_than", 2), {3, 4}),
    (leaf(TIME, "less_than", 2), {0, 1}),
    (both(leaf(NAME, "starts_with", "Ann"), leaf(MODULE, "equal", "Leads")), {0}),
    (both(leaf(TIME, "greater_than", 0), leaf(TIME, "less_than", 3)), {1, 2}),
    (both(), {0, 1, 2, 3, 4}),
    (both(leaf(NAME, "equal", "Bob"), group_operator="and"), {1}),
    ({"group": [leaf(NAME, "equal", "Bob")]}, {1}),
]


@pytest.fixture(scope="module")
def moments(org, kept):
    """When each was deleted."""
    shown = org.client().get(BIN).json()["recycle_bin"]
    times = {one["id"]: one["deleted_time"] for one in shown}
    return [times[one] for one in kept]


def timed(criteria, moments):
    """The filter with moments for places."""
    if "group" in criteria:
        return {**criteria, "group": [timed(one, moments) for one in criteria["group"]]}
    if isinstance(criteria["value"], int):
        return {**criteria, "value": moments[criteria["value"]]}
    return criteria


@pytest.mark.parametrize(("criteria", "places"), FOUND, ids=[json.dumps(one) for one, _ in FOUND])
def test_a_filter_finds(client, kept, moments, criteria, places):
    filters = json.dumps(timed(criteria, moments))
    assert set(in_bin(client, filters=filters)) == {kept[one] for one in places}
    counted = client.get(f"{BIN}/actions/count", params={"filters": filters}).json()
    assert counted == {"count": len(places)}


def test_users_and_modules_are_found_by_their_ids(org, client, kept):
    peer = str(org.org.catalogue.user_by_email[PEER].id)
    for value in (peer, {"id": peer}):
        assert in_bin(client, filters=json.dumps(leaf(BY, "equal", value))) == [kept[1]]
    leads = org.module_id("Leads")
    for value in (leads, {"id": leads}):
        found = in_bin(client, filters=json.dumps(leaf(MODULE, "equal", value)))
        assert set(found) == set(kept[:2])


def test_a_day_counts_whole(client, org, kept):
    found = in_bin(client, filters=json.dumps(leaf(TIME, "less_than", "${TODAY}")))
    rest = in_bin(client, filters=json.dumps(leaf(TIME, "greater_than", "${YESTERDAY}")))
    assert set(found) | set(rest) == set(kept)
    assert not set(found) & set(rest)


def at(path, name):
    return {"api_name": name, "json_path": path, "param_name": "filters"}


OPERATOR = "The given group operator not supported. Only 'AND' operator is supported"
FIELD = "The given api_name seems to be invalid"
COMPARATOR = "Please provide a valid comparator"
VALUE = "Please provide a valid value"
UNREADABLE = (400, error("INVALID_DATA", "invalid data", param_name="filters"))


def wrong(status, message, path, name):
    return status, error("INVALID_DATA", message, **at(path, name))


REFUSED = [
    ("{", UNREADABLE),
    ("[]", UNREADABLE),
    ("5", UNREADABLE),
    ("[" * 5000, UNREADABLE),
    ('{"group":5}', UNREADABLE),
    ('{"group":[5]}', UNREADABLE),
    (
        both(leaf(NAME, "equal", "A"), group_operator="OR"),
        wrong(403, OPERATOR, "$.group_operator", "group_operator"),
    ),
    (leaf("owner", "equal", "A"), wrong(403, FIELD, "$.field.api_name", "api_name")),
    ({"comparator": "equal"}, wrong(403, FIELD, "$.field.api_name", "api_name")),
    (
        both(leaf(NAME, "equal", "A"), both(leaf(NAME, "equal", "A"))),
        wrong(403, FIELD, "$.group[1].field.api_name", "api_name"),
    ),
    (leaf(NAME, "between", "A"), wrong(400, COMPARATOR, "$.comparator", "comparator")),
    (leaf(NAME, None, "A"), wrong(400, COMPARATOR, "$.comparator", "comparator")),
    (leaf(MODULE, "contains", "Leads"), wrong(400, COMPARATOR, "$.comparator", "comparator")),
    (
        both(leaf(TIME, "starts_with", "2024")),
        wrong(400, COMPARATOR, "$.group[0].comparator", "comparator"),
    ),
    (leaf(NAME, "equal", 5), wrong(400, VALUE, "$.value", "value")),
    (leaf(NAME, "equal", None), wrong(400, VALUE, "$.value", "value")),
    (leaf(NAME, "contains", ""), wrong(400, VALUE, "$.value", "value")),
    (leaf(MODULE, "equal", "Nowhere"), wrong(400, VALUE, "$.value", "value")),
    (leaf(MODULE, "equal", {}), wrong(400, VALUE, "$.value", "value")),
    (leaf(BY, "equal", []), wrong(400, VALUE, "$.value", "value")),
    (leaf(TIME, "equal", "soon"), wrong(400, VALUE, "$.value", "value")),
    (leaf(TIME, "equal", {}), wrong(400, VALUE, "$.value", "value")),
    (
        both(*[leaf(NAME, "equal", "A")] * 16),
        (
            400,
            error(
                "CRITERIA_LIMIT_EXCEEDED", "no of criterium that can be given exceed the limit 15"
            ),
        ),
    ),
]


@pytest.mark.parametrize("method", ["list", "count", "delete"])
@pytest.mark.parametrize(("criteria", "expected"), REFUSED)
def test_filters_that_are_not_good_are_refused(client, kept, method, criteria, expected):
    params = {"filters": criteria if isinstance(criteria, str) else json.dumps(criteria)}
    path = f"{BIN}/actions/count" if method == "count" else BIN
    answer = client.request("DELETE" if method == "delete" else "GET", path, params=params)
    assert (answer.status_code, answer.json()) == expected
    assert set(in_bin(client)) == set(kept)


IN_A_BODY = [one for one in REFUSED if isinstance(one[0], dict)]


@pytest.mark.parametrize(("criteria", "expected"), [*IN_A_BODY, ([], UNREADABLE), (5, UNREADABLE)])
def test_filters_of_a_body_that_are_not_good_are_refused(client, kept, criteria, expected):
    answer = client.post(f"{BIN}/actions/restore", {"filters": criteria})
    assert (answer.status_code, answer.json()) == expected
    assert set(in_bin(client)) == set(kept)
