"""Search Records by criteria: which records each operator finds, by data type, and the refusals."""

from __future__ import annotations

import pytest

from tests.api.reading import client_of_org, error, fixture_of
from tests.compat.org import LEADS, rich_definitions
from tests.live import PEER

LATE = "2024-02-29T10:15:30+05:30"


def made():
    found = rich_definitions()
    more = [
        {"id": 951, "api_name": "Number", "data_type": "autonumber",
         "auto_number": {"prefix": "L-", "suffix": "", "start_number": 10}},
        {"id": 952, "api_name": "Grade", "data_type": "picklist",
         "pick_list_values": ["-None-", "Low", {"display_value": "High", "actual_value": "hi"}]},
    ]  # fmt: skip
    found.modules[0] = {**LEADS, "fields": [*LEADS["fields"], *more]}
    return found


org = fixture_of(made)
client = client_of_org


@pytest.fixture(scope="module")
def world(org, client):
    """Ids of the records; A and B have values, C is empty but for its company."""
    peer = str(org.org.catalogue.user_by_email[PEER].id)
    (sponsor,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    ids = client.insert(
        "Leads",
        {
            "Last_Name": "A", "First_Name": "Ann", "Company": "ABC", "Email": "sales@acme.example",
            "Phone": "+1 650-555-0100", "Website": "www.acme.example", "Description": "Two\nlines",
            "Rating": "Active", "Grade": "High", "No_of_Employees": 5, "Fee": 10.5, "Share": 1,
            "Weight": -0.25, "Serial": "0099", "Certain": True, "Born": "2001-02-03",
            "Met_At": LATE, "Skills": ["Lisp", "Sailing"], "Sponsor": {"id": sponsor},
        },
        {
            "Last_Name": "B", "Company": "ABC Inc (Ä), 50% \\ co", "Rating": "Acquired",
            "Grade": "Low", "No_of_Employees": 10, "Fee": 100, "Share": 99.5, "Weight": 3,
            "Serial": "1000", "Certain": False, "Born": "1999-01-01",
            "Met_At": "2024-03-01T00:00:00+05:30", "Skills": ["Sales"], "Owner": {"id": peer},
        },
        {"Last_Name": "C", "Company": "Beta"},
    )  # fmt: skip
    return {"sponsor": sponsor, "peer": peer, **dict(zip("ABC", ids, strict=True))}


#: Criteria, and the leads they find, newest first. {words} are ids.
CASES = [
    # text: equals finds what holds the value
    ("(Company:equals:abc)", "BA"),
    ("(Company:equals:BC INC)", "B"),
    (r"(Company:equals:\(ä\)\, 50% \\ c)", "B"),
    ("(Company:equals:%)", "B"),
    ("(Company:equals:_)", ""),
    ("Company:equals:Beta", "C"),
    ("(Company:not_equal:abc)", "CB"),
    ("(First_Name:not_equal:ann)", "CB"),
    ("(Company:starts_with:aBc)", "BA"),
    ("(Company:starts_with:inc)", ""),
    ("(Company:in:abc,BETA,x)", "CA"),
    (r"(Company:in:abc inc \(ä\)\, 50% \\ co,x)", "B"),
    ("(First_Name:equals:${EMPTY})", "CB"),
    ("(First_Name:not_equal:${EMPTY})", "A"),
    ("(Company:EQUALS:beta)", "C"),
    # e-mail, phone, website, text area, full name
    ("(Email:equals:@acme)", "A"),
    ("(Email:in:SALES@acme.example)", "A"),
    ("(Phone:equals:555-0100)", "A"),
    ("(Phone:starts_with:+1)", "A"),
    ("(Website:equals:acme)", "A"),
    ("(Description:equals:two\nLINES)", "A"),
    ("(Description:starts_with:two)", "A"),
    ("(Full_Name:equals:ann a)", "A"),
    # pick lists: the whole value, or what it is called inside
    ("(Rating:equals:active)", "A"),
    ("(Rating:equals:Acti)", ""),
    ("(Rating:not_equal:Active)", "CB"),
    ("(Rating:in:Active,Acquired)", "BA"),
    ("(Grade:equals:hi)", "A"),
    ("(Grade:equals:-None-)", "C"),
    ("(Grade:in:-None-,Low)", "CB"),
    ("(Grade:not_equal:-None-)", "BA"),
    ("(Number:equals:L-10)", "A"),
    ("(Number:equals:L-1)", ""),
    ("(Number:in:L-10,l-11)", "BA"),
    # multi-select pick lists: any chosen value
    ("(Skills:equals:lisp)", "A"),
    ("(Skills:equals:Sail)", ""),
    ("(Skills:starts_with:sa)", "BA"),
    ("(Skills:in:Lisp,Sales)", "BA"),
    ("(Skills:not_equal:Lisp)", "CB"),
    ("(Skills:equals:${EMPTY})", "C"),
    # lookups by id
    ("(Sponsor:equals:{sponsor})", "A"),
    ("(Sponsor.id:equals:{sponsor})", "A"),
    ("(Sponsor:not_equal:{sponsor})", "CB"),
    ("(Sponsor:in:{sponsor},1)", "A"),
    ("(Sponsor:equals:${EMPTY})", "CB"),
    ("(Owner:equals:{peer})", "B"),
    ("(Owner.id:not_equal:{peer})", "CA"),
    ("(id:equals:{B})", "B"),
    ("(id:in:{A},{C},1)", "CA"),
    # check boxes: one that was never given is false
    ("(Certain:equals:true)", "A"),
    ("(Certain:equals:False)", "CB"),
    ("(Certain:not_equal:true)", "CB"),
    ("(Certain:not_equal:false)", "A"),
    ("(Certain:equals:${EMPTY})", ""),
    # numbers
    ("(No_of_Employees:equals:5)", "A"),
    ("(No_of_Employees:not_equal:5)", "CB"),
    ("(No_of_Employees:greater_than:5)", "B"),
    ("(No_of_Employees:greater_equal:5)", "BA"),
    ("(No_of_Employees:less_than:10)", "A"),
    ("(No_of_Employees:less_equal:10)", "BA"),
    ("(No_of_Employees:between:5,9)", "A"),
    ("(No_of_Employees:in:5,11)", "A"),
    ("(Fee:equals:10.50)", "A"),
    ("(Fee:equals:10.501)", ""),
    ("(Fee:not_equal:10.501)", "CBA"),
    ("(Fee:greater_than:10.499)", "BA"),
    ("(Fee:greater_equal:10.501)", "B"),
    ("(Fee:less_than:10.501)", "A"),
    ("(Fee:less_equal:10.499)", ""),
    ("(Fee:in:10.501,100)", "B"),
    ("(Share:between:1,99.5)", "BA"),
    ("(Weight:less_than:-0.2)", "A"),
    ("(Serial:equals:99)", "A"),
    ("(Serial:greater_than:99)", "B"),
    ("(Serial:in:1000,99)", "BA"),
    # days and moments
    ("(Born:equals:2001-02-03)", "A"),
    ("(Born:not_equal:2001-02-03)", "CB"),
    ("(Born:less_than:2001-02-03)", "B"),
    ("(Born:between:1999-01-01,2001-02-03)", "BA"),
    ("(Born:in:1999-01-01,2000-01-01)", "B"),
    ("(Born:equals:${EMPTY})", "C"),
    (f"(Met_At:equals:{LATE})", "A"),
    (f"(Met_At:equals:{LATE.replace('+', ' ')})", "A"),
    (f"(Met_At:greater_than:{LATE})", "B"),
    ("(Met_At:between:2024-02-28T20:45:30-08:00,2024-02-29T10:30:00-08:00)", "BA"),
    ("(Met_At:equals:2024-02-28)", "A"),
    (f"(Met_At:in:{LATE},2024-02-29)", "BA"),
    ("(Created_Time:greater_than:2024-01-01T00:00:00+00:00)", "CBA"),
    # and, or, groups
    ("((Company:equals:abc)and(Rating:equals:Active))", "A"),
    ("(Company:equals:beta)or(Rating:equals:Active)", "CA"),
    ("(Company:equals:beta) OR (Fee:equals:100) AND (Rating:equals:Active)", "C"),
    ("((Company:equals:beta)or(Fee:equals:100))and(Rating:equals:Acquired)", "B"),
    ("((Company:equals:abc) and ((Fee:equals:100) or (Fee:equals:10.5)))", "BA"),
]


@pytest.mark.parametrize(("criteria", "expected"), CASES, ids=[one for one, _ in CASES])
def test_criteria_find_records(client, world, criteria, expected):
    text = criteria.replace("${EMPTY}", "${{EMPTY}}").format_map(world)
    answer = client.get("/Leads/search", params={"criteria": text})
    assert answer.status_code == (200 if expected else 204), answer.text
    found = answer.json()["data"] if expected else []
    assert "".join(one["Last_Name"] for one in found) == expected
    counted = client.get("/Leads/actions/count", params={"criteria": text})
    assert counted.json() == {"count": len(expected)}


def refused(reason, **details):
    return error("INVALID_QUERY", "Invalid query formed", reason=reason, **details)


def unavailable(name):
    return refused("the field is not available for search", api_name=name)


def bad_operator(name, operator):
    return refused("invalid operator found", operator=operator, api_name=name)


def bad_value(name, value, expected):
    return refused(
        "Please check the value of the field",
        api_name=name,
        value=value,
        expected_data_type=expected,
    )


REFUSALS = [
    ("(Nowhere:equals:x)", unavailable("Nowhere")),
    ("(company:equals:x)", unavailable("company")),
    ("(Company.id:equals:1)", unavailable("Company.id")),
    ("(Story:equals:x)", unavailable("Story")),
    ("(Languages_Known:equals:x)", unavailable("Languages_Known")),
    ("(Interests:equals:1)", unavailable("Interests")),
    ("(Fans:equals:1)", unavailable("Fans")),
    ("(Tag:equals:x)", unavailable("Tag")),
    ("(Record_Image:equals:x)", unavailable("Record_Image")),
    ("($approval_state:equals:approved)", unavailable("$approval_state")),
    ("(Company:less_than:x)", bad_operator("Company", "less_than")),
    ("(Company:like:x)", bad_operator("Company", "like")),
    ("(Company:between:a,b)", bad_operator("Company", "between")),
    ("(Description:in:x,y)", bad_operator("Description", "in")),
    ("(Rating:starts_with:A)", bad_operator("Rating", "starts_with")),
    ("(Number:starts_with:L)", bad_operator("Number", "starts_with")),
    ("(Skills:between:a,b)", bad_operator("Skills", "between")),
    ("(Owner:starts_with:1)", bad_operator("Owner", "starts_with")),
    ("(Certain:in:true)", bad_operator("Certain", "in")),
    ("(Born:starts_with:2001)", bad_operator("Born", "starts_with")),
    ("(Fee:starts_with:1)", bad_operator("Fee", "starts_with")),
    ("(id:greater_than:1)", bad_operator("id", "greater_than")),
    ("(Company:equals:)", bad_value("Company", "", "text")),
    ("(Company:in:a,,b)", bad_value("Company", "a,,b", "text")),
    ("(No_of_Employees:equals:5.5)", bad_value("No_of_Employees", "5.5", "integer")),
    ("(No_of_Employees:between:5)", bad_value("No_of_Employees", "5", "integer")),
    ("(No_of_Employees:between:5,6,7)", bad_value("No_of_Employees", "5,6,7", "integer")),
    ("(No_of_Employees:in:5,x)", bad_value("No_of_Employees", "5,x", "integer")),
    (f"(No_of_Employees:equals:{'9' * 30})", bad_value("No_of_Employees", "9" * 30, "integer")),
    ("(Fee:equals:NaN)", bad_value("Fee", "NaN", "double")),
    ("(Fee:equals:1e5)", bad_value("Fee", "1e5", "double")),
    (f"(Fee:equals:{'9' * 30})", bad_value("Fee", "9" * 30, "double")),
    ("(Serial:equals:x)", bad_value("Serial", "x", "bigint")),
    ("(Certain:equals:yes)", bad_value("Certain", "yes", "boolean")),
    ("(Born:equals:2001-02-30)", bad_value("Born", "2001-02-30", "date")),
    (f"(Born:equals:{LATE})", bad_value("Born", LATE, "date")),
    ("(Met_At:equals:noon)", bad_value("Met_At", "noon", "datetime")),
    ("(Met_At:greater_than:9999-12-31)", bad_value("Met_At", "9999-12-31", "datetime")),
    ("(Owner:equals:Pia)", bad_value("Owner", "Pia", "bigint")),
    ("(id:equals:x)", bad_value("id", "x", "bigint")),
    ("(Company:equals:x)and(Nowhere:equals:1)", unavailable("Nowhere")),
    ("(Fee:like:1)and(Nowhere:equals:1)", bad_operator("Fee", "like")),
    ("(Company:equals:x", refused("a parenthesis is not closed")),
    ("Company", refused("field:operator:value is expected")),
    ("a:equals:" + "x" * 3000, refused("more than 3000 characters")),
    ("(" * 3000, refused("field:operator:value is expected")),
    (
        f"(No_of_Employees:in:{','.join(map(str, range(101)))})",
        error(
            "INVALID_QUERY",
            'Only 100 values are allowed in "IN" criteria',
            param_name="criteria",
        ),
    ),
    (
        "and".join(["(Company:equals:x)"] * 16),
        error("CRITERIA_LIMIT_EXCEEDED", "no of criterium that can be given exceed the limit 15"),
    ),
]


@pytest.mark.parametrize("path", ["/Leads/search", "/Leads/actions/count"])
@pytest.mark.parametrize(("criteria", "body"), REFUSALS, ids=[one[:60] for one, _ in REFUSALS])
def test_criteria_that_are_not_good_are_refused(client, path, criteria, body):
    answer = client.get(path, params={"criteria": criteria})
    assert (answer.status_code, answer.json()) == (400, body)


def test_a_hundred_values_and_fifteen_terms_are_taken(client, world):
    values = ",".join(map(str, range(100)))
    one = f"(No_of_Employees:in:{values})"
    answer = client.get("/Leads/search", params={"criteria": "and".join([one] * 9)})
    assert [record["Last_Name"] for record in answer.json()["data"]] == ["B", "A"]
    answer = client.get("/Leads/search", params={"criteria": "and".join(["(Fee:equals:100)"] * 15)})
    assert [record["Last_Name"] for record in answer.json()["data"]] == ["B"]


def test_a_bare_ampersand_in_criteria_is_part_of_the_value(client):
    client.insert("Accounts", {"Account_Name": "Salt & Pepper&Co"}, {"Account_Name": "Salt"})
    path = "/Accounts/search?criteria=(Account_Name:equals:Salt & Pepper&Co)&fields=Account_Name&"
    records = client.get(path).json()["data"]
    assert [set(record) for record in records] == [{"Account_Name", "id"}]
    assert records[0]["Account_Name"] == "Salt & Pepper&Co"
