"""What queries are refused for, word for word: grammar, columns, operators, values, limits."""

from __future__ import annotations

import pytest

from tests.api.querying import ask, refusal, rows
from tests.gauges import every_type
from tests.live import close_clients, make_org

LEADS = "select {} from Leads where id is not null {}"
SYNTAX, QUERY = "SYNTAX_ERROR", "INVALID_QUERY"
TOKEN, PARSE = "unexpected token", "error occured while parsing the query"


def leads(columns="Last_Name", rest=""):
    return LEADS.format(columns, rest)


def where(criteria):
    return f"select id from Gauges where {criteria}"


def nested(count):
    """Comparisons bracketed two by two."""
    found = "Count = 1"
    for _ in range(count - 1):
        found = f"({found}) or Count = 2"
    return found


def at(line, column, near):
    return (SYNTAX, TOKEN, {"line": line, "column": column, "near": near})


def near(text):
    return (SYNTAX, PARSE, {"near": text})


def limit(by, most):
    return ("LIMIT_EXCEEDED", "limit exceeded", {"by": by, "limit": most})


def column(name):
    return (QUERY, "column given seems to be invalid", {"column_name": name})


def unsupported(name):
    return (QUERY, "unsupported column", {"column_name": name})


def value(name, expected):
    details = {"column_name": name, "expected_data_type": expected}
    return (QUERY, "value given seems to be invalid for the column", details)


def operator(name, sign):
    details = {"reason": "invalid operator found", "column_name": name, "operator": sign}
    return (QUERY, "Invalid query formed", details)


def criteria(name, given, sign):
    details = {"cv_criteria": False, "column_name": name, "value": given, "operator": sign}
    return (QUERY, "unsupported column in criteria", details)


@pytest.fixture(scope="module")
def client(sqlite_live):
    yield make_org(sqlite_live, every_type()).client()
    close_clients()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select Last_Name from Leads", (SYNTAX, "missing clause", {"clause": "where"})),
        ("select Last_Name from Leads limit 2", (SYNTAX, "missing clause", {"clause": "where"})),
        ("select Last_Name", (SYNTAX, "missing clause", {"clause": "from"})),
        ("select Last_Name where id = 1", (SYNTAX, "missing clause", {"clause": "from"})),
        ("", (SYNTAX, "given coql query not supported", {})),
        ("delete from Leads", (SYNTAX, "given coql query not supported", {})),
        ("select City, FROM Leads where id = 1", at(1, 14, "FROM")),
        ("select City\nfrom Leads\n where = 1", at(3, 8, "=")),
        ("select * from Leads where id = 1", at(1, 8, "*")),
        (leads(rest="order Last_Name"), at(1, 56, "Last_Name")),
        (leads(rest="limit 1 limit 2"), at(1, 58, "limit")),
        (leads(rest=") order"), at(1, 50, ")")),
        (where("Count in ()"), at(1, 39, ")")),
        (where("Count = 1 and"), near("and")),
        (where("Count = 'x"), near("'x")),
        (where("(Count = 1"), near("1")),
        (where("Count = 1 and Count = 2 and Count = 3"), near("and")),
        (where("Count = 1 or Count = 2 and Count = 3"), near("and")),
        (where("Count <> 1"), (SYNTAX, "operator not supported", {"operator": "<>"})),
        (where("not Count = 1"), (SYNTAX, "operator not supported", {"operator": "not"})),
        (where("Line not 'x'"), (SYNTAX, "operator not supported", {"operator": "not"})),
        (where("Line has 'x'"), (SYNTAX, "operator not supported", {"operator": "has"})),
        (where("(" * 2000 + "Count = 1"), near("(")),
    ],
)
def test_what_is_not_grammar_is_refused_with_its_place(client, query, expected):
    assert refusal(client, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (leads("Nowhere"), column("Nowhere")),
        (leads("last_name"), column("last_name")),
        (leads("$converted"), column("$converted")),
        (leads("Last_Name.id"), column("Last_Name.id")),
        (leads("Owner.nothing"), column("Owner.nothing")),
        (leads("'Last_Name->Accounts.Account_Name'"), column("Last_Name->Accounts.Account_Name")),
        (leads("Last_Name", "order by Nowhere"), column("Nowhere")),
        (leads("COUNT(id)", "group by Nowhere"), column("Nowhere")),
        (where("Account.Nowhere = 1"), column("Account.Nowhere")),
        (leads("SUM(Last_Name)"), unsupported("Last_Name")),
        (leads("COUNT(Last_Name)"), unsupported("Last_Name")),
        (leads("SUM(Created_Time)"), unsupported("Created_Time")),
        ("select MAX(id) from Leads where id is not null", unsupported("id")),
        (where("id is not null order by Colours"), unsupported("Colours")),
        (where("id is not null order by Rich"), unsupported("Rich")),
        ("select COUNT(id) from Gauges where id > 1 group by Large", unsupported("Large")),
        (
            "select Parts from Gauges where id is not null",
            (QUERY, "data type not supported", {"column_name": "Parts", "data_type": "subform"}),
        ),
        (
            where("Goods = 1"),
            (
                QUERY,
                "data type not supported",
                {"column_name": "Goods", "data_type": "multiselectlookup"},
            ),
        ),
        (leads("City, COUNT(id)"), (QUERY, "Invalid query formed", {})),
        (leads("City", "order by COUNT(id)"), (QUERY, "Invalid query formed", {})),
        (leads("COUNT(id)", "order by City"), (QUERY, "Invalid query formed", {})),
        (leads("First_Name as ''"), ("INVALID_ALIAS", "alias name cannot be an empty string",
         {"column_name": "First_Name", "alias": ""})),
        (leads("First_Name Name, Last_Name as 'Name'"), (
            "DUPLICATE_ALIAS", "same alias cannot refer more than one column",
            {"referred_columns": ["First_Name", "Last_Name"], "alias": "Name"})),
        (leads("First_Name, First_Name as Other"), ("DUPLICATE_DATA", "duplicate select column",
         {"column_name": "First_Name"})),
        (leads("MAX(Annual_Revenue), MAX(Annual_Revenue) as m"), (
            "DUPLICATE_DATA", "duplicate aggregate function",
            {"column_name": "Annual_Revenue", "aggregate": "MAX"})),
        (leads("count(id)"), ("INVALID_DATA", "invalid data",
         {"reason": "unsupported aggregate function", "column": "count(id)"})),
        (
            "select id from Nowhere where id = 1",
            (QUERY, "Invalid query formed", {"module": "Nowhere"}),
        ),
        (
            "select id from Activities where id = 1",
            ("INVALID_MODULE", "the given module is not supported in api", {}),
        ),
        (
            "select id from Leads#7 where id = 1",
            (QUERY, "the cvid given seems to be invalid", {"cvid": "7"}),
        ),
    ],
)  # fmt: skip
def test_columns_that_are_not_good_are_refused(client, query, expected):
    assert refusal(client, query) == expected


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        ("Count = 'many'", value("Count", "integer")),
        ("Count = 1.5", value("Count", "integer")),
        ("Price > abc", value("Price", "double")),
        ("Day = '2024-02-30'", value("Day", "date")),
        ("Moment < 'soon'", value("Moment", "datetime")),
        ("Agreed = maybe", value("Agreed", "boolean")),
        ("Account = 'Zylker'", value("Account", "bigint")),
        ("id in (1, x)", value("id", "bigint")),
        ("Count between 1 and x", value("Count", "integer")),
        ("Account in (select Name from Gauges where id > 1)", value("Account", "jsonobject")),
        ("Line > 'a'", operator("Line", ">")),
        ("Line between 'a' and 'b'", operator("Line", "between")),
        ("Line not like 'a%'", operator("Line", "not like")),
        ("Count like '1%'", operator("Count", "like")),
        ("Agreed != true", operator("Agreed", "!=")),
        ("Agreed is null", operator("Agreed", "is null")),
        ("Account < 5", operator("Account", "<")),
        ("Account like 'a'", operator("Account", "like")),
        ("Small = 'a'", criteria("Small", "a", "=")),
        ("Consent is null", criteria("Consent", "", "is null")),
        ("Sum > 5", criteria("Sum", "5", ">")),
    ],
)
def test_comparisons_that_are_not_good_are_refused(client, criterion, expected):
    assert refusal(client, where(criterion)) == expected


VALUES = ", ".join(str(number) for number in range(101))
SIX_JOINS = (
    "((Account_Name.Parent_Account.Industry = 'a' and Owner.last_name = 'b') and "
    "(Created_By.last_name = 'c' and Modified_By.last_name = 'd')) and "
    "Reporting_To.Last_Name = 'e'"
)
NAMES = [
    "Last_Name", "First_Name", "Company", "Email", "City", "State", "Country", "Phone",
    "Mobile", "Fax", "Website",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (leads(rest="limit 2001"), limit("limit", 2000)),
        (leads(rest="limit 200 offset 99801"), limit("offset", 100_000)),
        (leads(", ".join(f"City c{number}" for number in range(51))), limit("select_column", 50)),
        (where(nested(26)), limit("criteria", 25)),
        (where(f"Count in ({VALUES})"), limit("in_values", 100)),
        (leads(rest=f"order by {', '.join(NAMES)}"), limit("order_by", 10)),
        (leads("COUNT(id)", f"group by {', '.join(NAMES[:5])}"), limit("group_by", 4)),
        (
            leads(", ".join(f"COUNT(id) c{number}" for number in range(6))),
            limit("aggregate", 5),
        ),
        (
            "select Reporting_To.Account_Name.Parent_Account.Industry from Contacts where id > 1",
            limit("joins", 2),
        ),
        (
            f"select id from Contacts where {SIX_JOINS}",
            limit("joins", 5),
        ),
        (
            leads(rest="limit -3"),
            ("INVALID_DATA", "limit should be greater than 0", {}),
        ),
        (leads(rest="limit s"), (QUERY, "limit given seems to be invalid", {"limit": "s"})),
        (leads(rest="limit 1.5"), (QUERY, "limit given seems to be invalid", {"limit": "1.5"})),
        (leads(rest="limit x, 5"), (QUERY, "offset given seems to be invalid", {"offset": "x"})),
    ],
)
def test_more_than_there_may_be_is_refused(client, query, expected):
    assert refusal(client, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        leads(rest="limit 2000"),
        leads(rest="limit 200 offset 99800"),
        where(nested(25)),
        where(f"Count in ({VALUES.removesuffix(', 100')})"),
        leads(rest=f"order by {', '.join(NAMES[:10])}"),
        "select Account_Name.Parent_Account.Account_Name from Contacts where id > 1",
        "SELECT id FROM leads WHERE (id IS NOT NULL) ORDER BY id DESC",
    ],
)
def test_as_much_as_there_may_be_is_answered(client, query):
    assert rows(client, query) == []


@pytest.mark.parametrize(
    ("body", "code", "details"),
    [
        ({}, "MANDATORY_NOT_FOUND", {"api_name": "select_query"}),
        (
            {"select_query": 5},
            "INVALID_DATA",
            {"expected_data_type": "text", "api_name": "select_query",
             "json_path": "$.select_query"},
        ),
        (
            {"select_query": leads(), "include_meta": "fields"},
            "INVALID_DATA",
            {"expected_data_type": "jsonarray", "api_name": "include_meta",
             "json_path": "$.include_meta"},
        ),
        (
            {"select_query": leads(), "include_meta": [5]},
            "INVALID_DATA",
            {"expected_data_type": "text", "api_name": "include_meta",
             "json_path": "$.include_meta[0]", "supported_values": ["fields"]},
        ),
        (
            {"select_query": leads(), "include_meta": ["fields", "views"]},
            "INVALID_DATA",
            {"api_name": "include_meta", "json_path": "$.include_meta[1]",
             "supported_values": ["fields"]},
        ),
    ],
)  # fmt: skip
def test_a_body_that_is_not_good_is_refused(client, body, code, details):
    answer = client.post("/coql", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["details"] == details


def test_a_subquery_has_one_column_and_for_a_comparison_one_row(client):
    client.insert("Gauges", {"Name": "A", "Line": "a", "Count": 1}, {"Name": "B", "Line": "b"})
    inner = "(select Name from Gauges where Name in ('A', 'B'))"
    answer = ask(client, where("Line in (select Line, Name from Gauges where id > 1)"))
    assert answer.json()["details"] == {"sub_query_sequence": 0, "column_name": ["Line", "Name"]}
    answer = ask(client, where(f"Line = 'a' or (Name in {inner} and Name = {inner})"))
    assert answer.json()["details"] == {"sub_query_sequence": 1, "operator": "="}
    one = "(select Count from Gauges where Name = 'A')"
    assert len(rows(client, where(f"Price = {one} or Count = {one}"))) == 1
    assert rows(client, where("Count = (select Count from Gauges where Name = 'C')")) == []
