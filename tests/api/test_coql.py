"""What queries answer: columns, joins, lookups by version, windows, views, users, who sees what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.api.querying import ask, refusal, rows, values
from tests.compat.org import LEADS, rich_definitions
from tests.live import ADMIN, PEER, STANDARD, close_clients, make_org, restricting

NAMED = ["v7", "v8"]
SECOND = "from Contacts where Last_Name = 'Second'"


def made():
    found = restricting(rich_definitions())
    standard = found.profiles[1]
    more = [
        {"id": 951, "api_name": "Illness", "data_type": "text", "hipaa": True},
        {"id": 952, "api_name": "Secret", "data_type": "text", "hidden_from": [standard.id]},
    ]
    found.modules[0] = {**LEADS, "fields": [*LEADS["fields"], *more]}
    denied = {"Crm_Implied_View_Cases", "Crm_Implied_View_Vendors"}
    found.profiles[1] = replace(standard, denied=standard.denied | denied)
    return found


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    yield make_org(request.getfixturevalue(f"{request.param}_live"), made())
    close_clients()


@pytest.fixture(scope="module")
def client(org):
    return org.client()


@pytest.fixture(scope="module")
def ids(org, client):
    """Ids of records by a short name: `own` ones are the standard user's, others are not."""
    own = {"Owner": {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}}
    other, mine = client.insert(
        "Accounts",
        {"Account_Name": "Zylker", "Industry": "Ships"},
        {"Account_Name": "Acme", **own},
    )
    child = {"id": mine, "Parent_Account": {"id": other}}
    assert client.request("PUT", "/Accounts", json={"data": [child]}).status_code == 200
    first, second = client.insert(
        "Contacts",
        {"Last_Name": "First", "Account_Name": other, **own},
        {"Last_Name": "Second", "Account_Name": mine, **own},
    )
    lead, beside = client.insert(
        "Leads",
        {
            "Last_Name": "O'Neil", "Illness": "cold", "Secret": "s", "Skills": ["Lisp", "Sales"],
            "Fee": 10.5, "Sponsor": other, **own,
        },
        {"Last_Name": "Dole", "Fee": 20},
    )  # fmt: skip
    (task, unseen) = client.insert(
        "Tasks",
        {"Subject": "T", "What_Id": other, "$se_module": "Accounts", **own},
        {"Subject": "U", "What_Id": mine, "$se_module": "Accounts", **own},
    )
    return {
        "other": other, "mine": mine, "first": first, "second": second, "lead": lead,
        "beside": beside, "task": task, "unseen": unseen,
    }  # fmt: skip


def test_rows_have_their_columns_by_the_names_asked_for(client, ids):
    (row,) = rows(
        client,
        "select Account_Name.Parent_Account.Account_Name as 'its parent', Last_Name name, "
        "Account_Name.Industry, Account_Name.id from Contacts where Last_Name = 'Second'",
    )
    assert list(row.items()) == [
        ("its parent", "Zylker"),
        ("name", "Second"),
        ("Account_Name.Industry", None),
        ("Account_Name.id", ids["mine"]),
        ("id", ids["second"]),
    ]


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_lookups_have_names_from_v7_on(org, client, ids, version):
    query = "select Account_Name, Owner, id from Contacts where Last_Name = First"
    (row,) = rows(client.at(version), query)
    owner = str(org.org.catalogue.user_by_email[STANDARD].id)
    account, user = {"id": ids["other"]}, {"id": owner}
    if version in NAMED:
        account, user = {"name": "Zylker", **account}, {"name": "Dard", **user}
    assert row == {"Account_Name": account, "Owner": user, "id": ids["first"]}


def test_lookups_to_any_module_tell_of_it_where_asked(org, client, ids):
    query = "select {} from Tasks where Subject = 'T'"
    assert rows(client, query.format("What_Id")) == [
        {"What_Id": {"id": ids["other"]}, "id": ids["task"]}
    ]
    (row,) = rows(
        client,
        query.format("What_Id, What_Id.module.api_name, 'What_Id->Accounts.Account_Name' as a"),
    )
    module = {"api_name": "Accounts", "id": org.module_id("Accounts")}
    assert row["What_Id"] == {"module": module, "id": ids["other"]}
    assert (row["What_Id.module.api_name"], row["a"]) == ("Accounts", "Zylker")
    found = "select id from Tasks where 'What_Id->Accounts.Account_Name' = 'zylker'"
    assert values(client, found, "id") == [ids["task"]]
    by_module = "select id from Tasks where What_Id.module.api_name = 'Contacts'"
    assert rows(client, by_module) == []


@pytest.mark.parametrize(
    ("window", "found", "more"),
    [
        ("", ["O'Neil", "Dole"], False),
        ("limit 1", ["O'Neil"], True),
        ("limit 1, 1", ["Dole"], False),
        ("limit 1 offset 1", ["Dole"], False),
        ("order by Last_Name limit 1", ["Dole"], True),
        ("order by Fee desc, Last_Name offset 1", ["O'Neil"], False),
    ],
)
def test_a_window_is_cut_out_and_tells_whether_more_follows(client, ids, window, found, more):
    query = f"select Last_Name from Leads where !Leads.Last_Name is not null {window}"
    answer = ask(client, query).json()
    assert [row["Last_Name"] for row in answer["data"]] == found
    assert answer["info"] == {"count": len(found), "more_records": more}


def test_nothing_is_found_where_nothing_is(client, ids):
    answer = ask(client, "select id from Leads where Last_Name = 'Nobody' limit 5")
    assert (answer.status_code, answer.content) == (204, b"")
    assert rows(client, "select id from Leads where id is not null limit 5 offset 100") == []


@pytest.mark.parametrize(
    ("criteria", "found"),
    [
        (r"Last_Name = 'O\'Neil'", ["lead"]),
        ("Last_Name = 'O''Neil'", ["lead"]),
        ('Last_Name = "o\'neil"', ["lead"]),
        ("Last_Name like '%\\'%'", ["lead"]),
        ("Last_Name like 'd_le'", []),
        ("Last_Name = dole", ["beside"]),
        ("Skills = 'Sales;Lisp'", ["lead"]),
        ("Skills = 'Sales;Sailing'", []),
        ("Skills in ('Sailing', 'Lisp')", ["lead"]),
        ("Skills is null", ["beside"]),
        ("Skills != '${EMPTY}'", ["lead"]),
        ("Fee between 10.5 and 11", ["lead"]),
        ("Created_Time = ${TODAY}", ["lead", "beside"]),
        ("Created_Time < 2020-01-01T00:00:00+05:30", []),
        ("Sponsor.Account_Name = 'Zylker' and (Fee > 1 or Fee is null)", ["lead"]),
        ("Owner = '${CURRENTUSER}'", ["beside"]),
        ("Owner.profile.name = 'Standard'", ["lead"]),
        ("Owner.role.name not in ('CEO')", ["lead"]),
        ("Fee > (select AVG(Fee) from Leads where id > 1)", ["beside"]),
        ("Fee = (select MIN(Fee) from Leads where id > 1)", ["lead"]),
        ("Created_Time >= (select MAX(Created_Time) from Leads where id > 1)", ["lead", "beside"]),
        ("Last_Name = (select Last_Name from Leads where Fee = 20)", ["beside"]),
        ("Sponsor = (select id from Accounts where Account_Name = 'Zylker')", ["lead"]),
        (
            "Sponsor not in (select id from Accounts where Account_Name = 'Acme')",
            ["lead", "beside"],
        ),
    ],
)
def test_criteria_choose(client, ids, criteria, found):
    query = f"select id from Leads where {criteria}"
    assert values(client, query, "id") == [ids[one] for one in found]


def test_sums_and_groups(client, ids):
    query = "select SUM(Fee), AVG(Fee) a, COUNT(id), MAX(Created_Time) from Leads where id > 1"
    (row,) = rows(client, query)
    assert (row["SUM(Fee)"], row["a"], row["COUNT(id)"]) == (30.5, 15.25, 2)
    assert row["MAX(Created_Time)"].endswith(("-07:00", "-08:00"))
    assert list(row) == ["SUM(Fee)", "a", "COUNT(id)", "MAX(Created_Time)"]
    grouped = rows(
        client,
        "select Sponsor, COUNT(id) n from Leads where id > 1 group by Sponsor order by n, Sponsor",
    )
    sponsor = {"name": "Zylker", "id": ids["other"]}
    assert grouped == [{"Sponsor": sponsor, "n": 1}, {"Sponsor": None, "n": 1}]


def test_sums_are_exact_beyond_sixty_three_bits(client):
    client.insert("Deals", *({"Deal_Name": "D", "Stage": "Qualification", "Amount": one}
                             for one in [9_000_000_000_000_000] * 20))  # fmt: skip
    (row,) = rows(client, "select SUM(Amount), AVG(Amount) from Deals where Deal_Name = 'D'")
    assert row == {"SUM(Amount)": 180_000_000_000_000_000, "AVG(Amount)": 9e15}


def test_a_custom_view_narrows_a_query(org, client, ids):
    views = org.org.catalogue.module_by_name["Leads"].custom_views
    view = next(one.id for one in views if one.name == "My Leads")
    query = f"select id from Leads#{view} where id is not null"
    assert values(client, query, "id") == [ids["beside"]]
    assert values(org.client(STANDARD), query, "id") == [ids["lead"]]


def test_users_are_queried_as_a_module(org, client):
    query = "select email, role, role.id, profile.name from users where first_name = 'stan'"
    catalogue = org.org.catalogue
    user = catalogue.user_by_email[STANDARD]
    assert rows(client, query) == [
        {
            "email": STANDARD,
            "role": "Manager",
            "role.id": str(user.role),
            "profile.name": "Standard",
            "id": str(user.id),
        }
    ]
    counted = "select profile, COUNT(id) from Users where status = 'active' group by profile"
    assert [row["COUNT(id)"] for row in rows(client, counted)] == [1, 2]


def test_rows_and_territories_are_read(org, client, ids):
    territory = org.org.catalogue.territories[0]
    assigned = {"data": [{"id": ids["mine"], "Territories": [{"id": str(territory.id)}]}]}
    answer = client.post("/Accounts/actions/assign_territories", assigned)
    assert answer.status_code == 200, answer.text
    shown = "select Territories from Accounts where Account_Name = 'Acme'"
    assert values(client, shown, "Territories") == [
        [{"name": territory.name, "id": str(territory.id)}]
    ]
    assert values(client, "select Skills from Leads where id > 1", "Skills") == [
        ["Lisp", "Sales"],
        [],
    ]
    code, _, details = refusal(client, "select id from Accounts where Territories = 1")
    assert (code, details["column_name"]) == ("INVALID_QUERY", "Territories")


def test_include_meta_tells_of_the_fields(client, ids):
    query = "select Last_Name, Sponsor.Industry from Leads where Fee > 15"
    answer = ask(client, query, include_meta=["fields"]).json()
    assert list(answer) == ["data", "fields", "info"]
    assert list(answer["fields"]) == ["Last_Name", "Sponsor.Industry"]
    field = answer["fields"]["Last_Name"]
    assert (field["api_name"], field["data_type"], field["required"]) == ("Last_Name", "text", True)
    assert {"table_name", "column_name", "lucene_colname", "generated_type"} <= set(field)
    assert answer["fields"]["Sponsor.Industry"]["data_type"] == "picklist"


def test_what_is_in_the_bin_is_not_there(client):
    account, kept = client.insert(
        "Accounts", {"Account_Name": "Gone", "Industry": "Oil"}, {"Account_Name": "Kept"}
    )
    (contact,) = client.insert("Contacts", {"Last_Name": "Left", "Account_Name": account})
    assert client.request("DELETE", f"/Accounts/{account}").status_code == 200
    assert rows(client, "select id from Accounts where Account_Name = 'Gone'") == []
    joined = "select Account_Name.Industry i from Contacts where Last_Name = 'Left'"
    assert rows(client, joined) == [{"i": None, "id": contact}]
    assert rows(client, "select id from Contacts where Account_Name.Industry = 'Oil'") == []
    assert client.request("DELETE", f"/Contacts/{contact}").status_code == 200
    assert client.request("DELETE", f"/Accounts/{kept}").status_code == 200


# Who sees what


def test_a_user_finds_only_what_the_user_sees(org, ids):
    standard = org.client(STANDARD)
    assert values(standard, "select id from Leads where id > 1", "id") == [ids["lead"]]
    assert values(standard, "select COUNT(id) from Leads where id > 1", "COUNT(id)") == [1]
    peer = org.client(PEER)
    assert rows(peer, "select id from Leads where id > 1") == []
    assert values(peer, "select COUNT(id) from Contacts where id > 1", "COUNT(id)") == [0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (
            "select Account_Name a, Account_Name.Industry n from Contacts where Last_Name = First",
            {"a": None, "n": None},
        ),
        (
            "select Account_Name.Parent_Account p, Account_Name.Parent_Account.Industry n "
            + SECOND,
            {"p": None, "n": None},
        ),
        ("select What_Id, 'What_Id->Accounts.Account_Name' n from Tasks where Subject = 'T'",
         {"What_Id": None, "n": None}),
        ("select What_Id.id w, What_Id.module.api_name m from Tasks where Subject = 'T'",
         {"w": None, "m": "Accounts"}),
    ],
)  # fmt: skip
def test_records_that_a_user_does_not_see_read_as_nothing(org, ids, query, found):
    (row,) = rows(org.client(STANDARD), query)
    del row["id"]
    assert row == found


@pytest.mark.parametrize(
    "criteria",
    [
        "Account_Name = {other}",
        "Account_Name.id in ({other})",
        "Account_Name.Account_Name like 'z%'",
        "Account_Name.Parent_Account.Industry = 'Ships'",
        "Account_Name.Parent_Account is not null",
        "Account_Name in (select id from Accounts where Account_Name = 'Zylker')",
        "Account_Name in (select Parent_Account from Accounts where id > 1)",
    ],
)
def test_no_comparison_tells_of_what_a_user_does_not_see(org, client, ids, criteria):
    query = f"select id from Contacts where {criteria.format_map(ids)}"
    assert rows(client, query)
    assert rows(org.client(STANDARD), query) == []


def test_groups_and_orders_tell_nothing_either(org, ids):
    standard = org.client(STANDARD)
    query = "select Account_Name, COUNT(id) from Contacts where id > 1 group by Account_Name"
    found = [row["Account_Name"] for row in rows(standard, query)]
    assert found == [{"name": "Acme", "id": ids["mine"]}, None]
    counted = "select COUNT(Account_Name) n from Contacts where id > 1"
    assert values(standard, counted, "n") == [1]
    ordered = "select Last_Name from Contacts where id > 1 order by Account_Name.Account_Name"
    assert values(standard, ordered, "Last_Name") == ["Second", "First"]


@pytest.mark.parametrize("query", [
    "select Secret from Leads where id > 1",
    "select id from Leads where Secret = 's'",
    "select id from Leads where id > 1 order by Secret",
    "select COUNT(id) from Leads where id > 1 group by Secret",
    "select id from Leads where Last_Name in (select Secret from Leads where id > 1)",
])  # fmt: skip
def test_a_hidden_field_is_not_there(org, client, ids, query):
    expected = ("INVALID_QUERY", "column given seems to be invalid", {"column_name": "Secret"})
    assert refusal(org.client(STANDARD), query) == expected
    assert ask(client, query).status_code in (200, 204)


def test_health_data_is_neither_shown_nor_compared(client, ids):
    query = "select Illness from Leads where Last_Name like 'O%'"
    assert values(client, query, "Illness") == [None]
    _, message, _ = refusal(client, "select id from Leads where Illness = 'cold'")
    assert message == "unsupported column in criteria"
    for query in (
        "select id from Leads where id > 1 order by Illness",
        "select COUNT(id) from Leads where id > 1 group by Illness",
        "select id from Leads where Last_Name in (select Illness from Leads where id > 1)",
    ):
        assert refusal(client, query)[1] == "unsupported column", query


def test_a_profile_without_the_right_to_a_module_is_refused(org, client, ids):
    query = "select Subject, Account_Name from Cases where id > 1"
    answer = ask(org.client(STANDARD), query)
    assert (answer.status_code, answer.json()["code"]) == (403, "NO_PERMISSION")
    assert answer.json()["details"] == {"permissions": ["Crm_Implied_View_Cases"]}
    assert ask(client, query).status_code == 204


@pytest.mark.parametrize(
    ("scope", "query", "status"),
    [
        ("ZohoCRM.coql.READ ZohoCRM.modules.READ", "select id from Leads where id > 1", 200),
        ("ZohoCRM.coql.READ ZohoCRM.modules.leads.READ", "select id from Leads where id > 1", 200),
        ("ZohoCRM.modules.ALL", "select id from Leads where id > 1", 401),
        ("ZohoCRM.coql.READ", "select id from Leads where id > 1", 401),
        ("ZohoCRM.coql.READ ZohoCRM.modules.leads.READ", "select id from Deals where id > 1", 401),
        (
            "ZohoCRM.coql.READ ZohoCRM.modules.leads.READ",
            "select Sponsor.Industry from Leads where id > 1",
            401,
        ),
        (
            "ZohoCRM.coql.READ ZohoCRM.modules.leads.READ",
            "select id from Leads where Sponsor in (select id from Accounts where id > 1)",
            401,
        ),
    ],
)
def test_scopes_of_every_module_that_is_read_are_needed(org, ids, scope, query, status):
    answer = ask(org.client(ADMIN, scope), query)
    assert answer.status_code == status, answer.text
    if status == 401:
        assert answer.json()["code"] == "OAUTH_SCOPE_MISMATCH"


def test_include_meta_needs_the_scope_of_fields(org, ids):
    client = org.client(ADMIN, "ZohoCRM.coql.READ ZohoCRM.modules.READ")
    answer = ask(client, "select id from Leads where id > 1", include_meta=["fields"])
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
