"""One request for every row of COQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.surface.scenarios import NOWHERE, Scenario


def asked(query: Any, **more: Any) -> Scenario:
    """Return the request of a query."""
    return lambda world: world.client.post("/coql", {"select_query": query, **more})


def leads(columns: str = "Last_Name", where: str = "id is not null", rest: str = "") -> Scenario:
    """Return the request of a query of leads."""
    return asked(f"select {columns} from Leads where {where} {rest}")


def _two_leads(world: Any) -> Any:
    world.client.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})
    query = leads(where="Last_Name = (select Last_Name from Leads where id is not null)")
    return query(world)


SCENARIOS: Mapping[str, Scenario] = {
    "COQL_CLAUSE_MISSING": asked("select Last_Name from Leads"),
    "COQL_TOKEN": asked("select Last_Name, from Leads where id is not null"),
    "COQL_PARSE": leads(where="City = 'a' and City = 'b' or City = 'c'"),
    "COQL_OPERATOR_UNKNOWN": leads(where="not Last_Name = 'a'"),
    "COQL_NO_SELECT": asked("update Leads set Last_Name = 'a'"),
    "COQL_COLUMN_UNKNOWN": leads("Testing"),
    "COQL_COLUMN_UNSUPPORTED": leads("SUM(Last_Name)"),
    "COQL_TYPE_UNSUPPORTED": asked("select Parts from Gauges where id is not null"),
    "COQL_VALUE": leads(where="No_of_Employees = 'many'"),
    "COQL_OPERATOR": leads(where="First_Name > 'a'"),
    "COQL_NOT_IN_CRITERIA": asked(
        "select id from Events where Participants != '${EMPTY}'",
    ),
    "COQL_ALIAS_IS_COLUMN": leads("Last_Name, First_Name as Last_Name"),
    "COQL_LIMIT_INVALID": leads(rest="limit s"),
    "COQL_OFFSET_INVALID": leads(rest="limit 1 offset -1"),
    "COQL_SUBQUERY_ROWS": _two_leads,
    "COQL_SUBQUERY_COLUMNS": leads(
        where="Last_Name in (select Last_Name, Annual_Revenue from Leads where id is not null)"
    ),
    "COQL_VIEW_UNKNOWN": asked(f"select id from Leads#{NOWHERE} where id is not null"),
    "COQL_INVALID": leads("City, COUNT(id)"),
    "COQL_MODULE_UNKNOWN": asked("select id from Foo where id is not null"),
    "COQL_MODULE_UNSUPPORTED": asked("select id from Activities where id is not null"),
    "COQL_ALIAS_EMPTY": leads("First_Name as ''"),
    "COQL_ALIAS_TWICE": leads("First_Name as Name, Last_Name as Name"),
    "COQL_COLUMN_TWICE": leads("First_Name, First_Name"),
    "COQL_AGGREGATE_TWICE": leads("MAX(Annual_Revenue), MAX(Annual_Revenue)"),
    "COQL_AGGREGATE_UNKNOWN": leads("TestFunction(Last_Name)"),
    "COQL_QUERY_MISSING": lambda world: world.client.post("/coql", {}),
    "COQL_BODY_INVALID": asked("select", include_meta="fields"),
    "COQL_LIMIT_ZERO": leads(rest="limit 0"),
    "COQL_LIMIT_EXCEEDED": leads(rest="limit 2001"),
}
