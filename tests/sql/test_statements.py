"""Every kind of request, over both databases: none makes a statement that breaks a rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from crmstead.api.surface import SURFACE
from crmstead.databases.registry import DATABASES
from tests.live import PEER, STANDARD, Client, LiveOrg, LiveServer, close_clients, make_org
from tests.sql.recorder import Recorded, recording
from tests.values import RECORD_MODULES, World

#: What lists are asked for, beside their fields.
_LISTS: tuple[dict[str, Any], ...] = (
    {},
    {"per_page": 2, "sort_by": "Modified_Time", "sort_order": "asc"},
    {"sort_by": "Created_Time", "page": 2, "per_page": 1},
    {"approved": "both", "converted": "both"},
    {"ids": "1,2,3"},
)
_SEARCHES: tuple[dict[str, Any], ...] = (
    {"word": "last"},
    {"email": "a@b.test"},
    {"phone": "123"},
    {"criteria": "((Last_Name:starts_with:L)and(Company:equals:x))"},
    {"criteria": "(Created_Time:greater_than:2020-01-01T00:00:00+00:00)", "sort_by": "Company"},
)


_QUERIES = (
    """select Account_Name.Parent_Account.Account_Name, Owner.role.name from Contacts
    where Account_Name.Industry = 'x' order by Account_Name.Account_Name desc limit 5, 5""",
    """select Industry, SUM(Annual_Revenue), AVG(Employees), MIN(Created_Time) from Accounts
    where Account_Name like 'a%' group by Industry order by COUNT(id) desc""",
    "select id from Contacts where Account_Name in (select id from Accounts where id > 1)",
    "select id from Leads where Company not in (select Account_Name from Accounts where id > 1)",
    "select id from Leads where Annual_Revenue > (select MAX(Amount) from Deals where id > 1)",
    "select email from Users where Reporting_To.last_name is null",
    "select What_Id, 'What_Id->Accounts.Account_Name' from Tasks where What_Id is null",
)


@pytest.fixture(scope="module", params=DATABASES)
def recorded_org(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Recorded, LiveOrg]]:
    """A fresh org of a fresh server, whose statements are recorded from its first on."""
    if request.param == "sqlite":
        where: dict[str, Any] = {"data": tmp_path_factory.mktemp("data")}
    else:
        where = {"database": request.getfixturevalue("postgresql_server")}
    with recording() as recorded:
        live = LiveServer(**where).start()
        try:
            yield recorded, make_org(live)
        finally:
            live.stop()
            close_clients()


def ask(client: Client, method: str, path: str, **more: Any) -> Any:
    """Ask, whatever the answer; a failure of the server's is none of them."""
    answer = client.request(method, path, **more)
    assert answer.status_code < 500, f"{method} {path}: {answer.text}"
    return answer.json() if answer.content else {}


def use_records(org: LiveOrg, client: Client) -> None:
    """Insert, clone, read and list records of every module."""
    world = World(org)
    for module in RECORD_MODULES:
        for item in (world.least(module), {**world.full(module), "Tag": ["one", "two"]}):
            made = ask(client, "POST", f"/{module}", json={"data": [item, {}]})["data"][0]
            if "id" not in made.get("details", {}):
                continue
            record = made["details"]["id"]
            ask(client, "GET", f"/{module}/{record}")
            ask(client, "POST", f"/{module}/{record}/actions/clone")
        for params in _LISTS:
            ask(client, "GET", f"/{module}", params={"fields": "id,Owner,Tag", **params})
        ask(client, "GET", f"/{module}/actions/count")
    for params in _SEARCHES:
        ask(client, "GET", "/Leads/search", params=params)


def run_queries(client: Client) -> None:
    for query in _QUERIES:
        answer = client.post("/coql", {"select_query": query})
        assert answer.status_code in {200, 204}, answer.text


def walk_pages(client: Client) -> None:
    params: dict[str, Any] = {"fields": "Last_Name", "per_page": 1}
    for _ in range(4):
        info = ask(client, "GET", "/Leads", params=params)["info"]
        if not info["more_records"]:
            break
        params["page_token"] = info["next_page_token"]
    for view in ask(client, "GET", "/settings/custom_views", params={"module": "Leads"})[
        "custom_views"
    ]:
        ask(client, "GET", "/Leads", params={"fields": "Company", "cvid": view["id"]})


def read_everything(client: Client) -> None:
    """Ask every GET path there is, with an id where one is wanted."""
    params = {"module": "Leads", "type": "AllUsers", "fields": "Last_Name"}
    ids: dict[str, str] = {}
    for route in sorted(SURFACE, key=lambda route: route.path.count("{")):
        if route.method != "GET":
            continue
        above = route.path.partition("/{id}")[0]
        names: dict[str, str] = defaultdict(lambda: "1")
        names |= {
            "module": "Leads",
            "module_name": "Leads",
            "feature_api_name": "custom_field",
            "record_id": ids.get("{module}", "1"),
            "id": ids.get(above, "1"),
            "related_list": "Products",
        }
        content = ask(client, "GET", f"/{route.path.format_map(names)}", params=params)
        found = re.search(r'"id": ?"(\d+)"', str(content).replace("'", '"'))
        if found:
            ids.setdefault(route.path, found[1])


def test_no_statement_breaks_a_rule(recorded_org: tuple[Recorded, LiveOrg]):
    recorded, org = recorded_org
    for user in (None, STANDARD, PEER):
        client = org.client() if user is None else org.client(user)
        use_records(org, client)
        run_queries(client)
        walk_pages(client)
        read_everything(client)
    statements = recorded.statements[org.live.dialect]
    kinds = {statement.split()[0].strip(";") for statement in statements}
    assert {"SELECT", "INSERT", "UPDATE", "CREATE", "BEGIN", "COMMIT"} <= kinds
    assert len(statements) > 200
    assert recorded.failures() == []


def test_the_statements_of_tests_are_left_out_and_no_others(
    recorded_org: tuple[Recorded, LiveOrg],
):
    recorded, org = recorded_org
    org.fetch("SELECT * FROM {_meta}")
    org.client().insert("Campaigns", {"Campaign_Name": "x"})
    statements = recorded.statements[org.live.dialect]
    assert any(one.startswith("INSERT") and '"Campaigns"' in one for one in statements)
    assert not any("*" in one and "_meta" in one for one in statements)


def test_a_broken_rule_is_told_with_its_statement_and_database():
    recorded = Recorded()
    recorded.statements["sqlite"] = {'SELECT "a" FROM "t"', 'SELECT * FROM "t"'}
    recorded.statements["postgresql"] = {'SELECT "a" FROM "t"', 'SELECT "a" FROM "s"."t"'}
    assert recorded.failures() == [
        'postgresql: unqualified table: SELECT "a" FROM "t"',
        'sqlite: SELECT *: SELECT * FROM "t"',
    ]
