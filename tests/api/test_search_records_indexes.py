"""Searches by ids, lookups and times use the indexes that there are; by free text none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crmstead.query.plan import BASE, ColumnRef, ReadPlan, Selection, both
from crmstead.query.search_criteria import parse_criteria
from crmstead.query.searching import Searched, search_condition
from crmstead.query.special_values import Moment
from crmstead.store.rows import LIVE, NEWEST_FIRST
from tests.live import close_clients, definitions, make_org


@pytest.fixture(scope="module")
def org(sqlite_live):
    org = make_org(sqlite_live, definitions())
    org.client().insert("Contacts", {"Last_Name": "C"})
    yield org
    close_clients()


def access(org, criteria):
    """How the database says that it finds the contacts of some criteria."""
    module = org.org.catalogue.module_by_name["Contacts"]
    fields = Searched(module.by_name, {}, frozenset())
    moment = Moment(1_700_000_000, ZoneInfo("UTC"), 1)
    where = both(LIVE, search_condition(parse_criteria(criteria), fields, moment))
    selection = Selection("Contacts", (ColumnRef(BASE, "id"),))
    text, values = org.org.writer.write(ReadPlan(selection, where, NEWEST_FIRST, limit=201))
    rows = org.fetch(f"EXPLAIN QUERY PLAN {text}", *values)
    return next(row[3] for row in rows if " r" in row[3])


@pytest.mark.parametrize(
    ("criteria", "index"),
    [
        ("(id:equals:5)", "PRIMARY KEY"),
        ("(id:in:5,6)", "PRIMARY KEY"),
        ("(Account_Name:equals:5)", "Contacts_Account_Name"),
        ("(Account_Name:in:5,6)", "Contacts_Account_Name"),
        ("(Modified_Time:between:2024-01-01,2024-02-01)", "Contacts_Modified_Time"),
        ("(Created_Time:between:2024-01-01,2024-02-01)", "Contacts_Created_Time"),
        ("(Account_Name:equals:5)and(Last_Name:equals:x)", "Contacts_Account_Name"),
        ("(Last_Name:equals:x)", "SCAN"),
    ],
)
def test_a_search_uses_an_index_where_there_is_one(org, criteria, index):
    assert index in access(org, criteria)
