"""Every kind of relation finds its records by an index, but the one that looks into entries."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crmstead.query.plan import BASE, ColumnRef, ReadPlan, Selection, both
from crmstead.query.special_values import Moment
from crmstead.records.related.related import ensure_related
from crmstead.records.related.relations import relations_of
from crmstead.store.rows import LIVE, NEWEST_FIRST
from crmstead.store.schema import ensure_tables
from tests.api.relating import related_definitions
from tests.live import close_clients, make_org


@pytest.fixture(scope="module")
def org(sqlite_live):
    yield make_org(sqlite_live, related_definitions())
    close_clients()


def steps(org, module, name):
    """How the database says that it finds the records of a related list, step by step."""
    of = org.org.catalogue.module_by_name[module]
    relations = relations_of(org.org, of, name)
    assert relations is not None
    (relation,) = relations

    async def tables():
        await ensure_tables(org.org, of)
        await ensure_related(org.org, [relation])

    org.live.run(tables())
    where = both(LIVE, relation.condition(5, Moment(1_700_000_000, ZoneInfo("UTC"), 1)))
    selection = Selection(relation.module.api_name, (ColumnRef(BASE, "id"),))
    text, values = org.org.writer.write(ReadPlan(selection, where, NEWEST_FIRST, limit=201))
    return [row[3] for row in org.fetch(f"EXPLAIN QUERY PLAN {text}", *values)]


@pytest.mark.parametrize(
    ("module", "name", "expected"),
    [
        ("Accounts", "Contacts", ["r USING INDEX Contacts_Account_Name (Account_Name=?)"]),
        ("Accounts", "Site_Visits", ["r USING INDEX Site_Visits_Customer (Customer=?)"]),
        ("Accounts", "Notes", ["r USING INDEX Notes_Parent_Id (Parent_Id=?)"]),
        ("Accounts", "Attachments", ["r USING INDEX Attachments_Parent_Id (Parent_Id=?)"]),
        ("Accounts", "Tasks", ["r USING INDEX Tasks_What_Id (What_Id=?)"]),
        ("Contacts", "Calls", ["r USING INDEX Calls_Who_Id (Who_Id=?)"]),
        (
            "Products",
            "Quotes",
            [
                "r USING INTEGER PRIMARY KEY (rowid=?)",
                "x USING COVERING INDEX Quoted_Items_Product_Name (Product_Name=?)",
            ],
        ),
        (
            "Campaigns",
            "Leads",
            [
                "r USING INTEGER PRIMARY KEY (rowid=?)",
                "x USING INDEX _Campaigns_Leads_Campaigns (Campaigns=?)",
            ],
        ),
        (
            "Leads",
            "Campaigns",
            [
                "r USING INTEGER PRIMARY KEY (rowid=?)",
                "x USING INDEX _Campaigns_Leads_Leads (Leads=?)",
            ],
        ),
        (
            "Products",
            "Leads_Interests",
            [
                "r USING INTEGER PRIMARY KEY (rowid=?)",
                "x USING INDEX LeadsXProducts_Products (Products=?)",
            ],
        ),
        (
            "Deals",
            "Contact_Roles",
            [
                "r USING INTEGER PRIMARY KEY (rowid=?)",
                "x USING INDEX _Deals_Contacts_Deals (Deals=?)",
            ],
        ),
        (
            "Contacts",
            "Vendors",
            ["r USING INTEGER PRIMARY KEY (rowid=?)", "x USING INTEGER PRIMARY KEY (rowid=?)"],
        ),
    ],
)
def test_a_related_list_is_found_by_index(org, module, name, expected):
    found = steps(org, module, name)
    assert not any(step.startswith(("SCAN r", "SCAN x")) for step in found), found
    for step in expected:
        assert f"SEARCH {step}" in found


def test_meetings_of_the_invited_are_looked_for_in_all_meetings(org):
    assert any(step.startswith("SCAN r") for step in steps(org, "Leads", "Invited_Events"))
