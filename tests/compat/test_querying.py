"""The SDKs ask queries in COQL: joins, sums, nothing found, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow

QUERIES = {
    "joined": "select Last_Name, Sponsor, Sponsor.Account_Name, Skills, Met_At, Fee, Owner "
    "from Leads where Sponsor.Account_Name = 'Zylker' limit 1",
    "summed": "select SUM(Fee), COUNT(id) n from Leads where Last_Name is not null",
    "paged": "select Last_Name from Leads where id is not null order by Last_Name limit 1, 1",
    "nothing": "select id from Leads where Last_Name = 'Nobody'",
}
REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "clause": ("select id from Leads", "SYNTAX_ERROR", {"clause": "where"}),
    "token": (
        "select id, from Leads where id > 1",
        "SYNTAX_ERROR",
        {"line": 1, "column": 12, "near": "from"},
    ),
    "column": ("select No from Leads where id > 1", "INVALID_QUERY", {"column_name": "No"}),
    "limit": ("select id from Leads where id > 1 limit 2001", "LIMIT_EXCEEDED", {"limit": 2000}),
}


@pytest.fixture(scope="module")
def lead(rich_org):
    client = rich_org.client()
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    made = client.insert(
        "Leads",
        {
            "Last_Name": "A", "Fee": 10.5, "Sponsor": account, "Skills": ["Lisp", "Sales"],
            "Met_At": "2024-02-29T10:15:30+05:30",
        },
        {"Last_Name": "B", "Fee": 2},
    )  # fmt: skip
    return {"id": made[0], "account": account}


@pytest.fixture(scope="module")
def found(rich_org, sdk, lead):
    queries = {**QUERIES, **{name: query for name, (query, _, _) in REFUSED.items()}}
    return drive("query", sdk, rich_org, queries=queries)


def test_joined_columns_and_values_of_every_kind_are_read(found, lead):
    answer = found["joined"]
    assert (answer["status"], answer["is"]) == (200, "ResponseWrapper")
    (row,) = answer["content"]["data"]
    assert row["id"] == int(lead["id"])
    assert (row["Last_Name"], row["Sponsor.Account_Name"]) == ("A", "Zylker")
    assert (row["Sponsor"]["name"], row["Sponsor"]["id"]) == ("Zylker", lead["account"])
    assert row["Skills"] == ["Lisp", "Sales"]
    assert row["Fee"] == 10.5
    assert row["Owner"]["name"] == "Boyle"
    assert answer["content"]["info"]["more_records"] is False
    assert answer["content"]["info"]["count"] == 1


def test_sums_are_read(found):
    (row,) = found["summed"]["content"]["data"]
    assert (row["SUM(Fee)"], row["n"]) == (12.5, 2)


def test_a_window_is_read(found):
    assert [row["Last_Name"] for row in found["paged"]["content"]["data"]] == ["B"]


def test_nothing_is_found(found):
    assert (found["nothing"]["status"], found["nothing"]["is"]) == (204, "NoneType")


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_of_the_sdks_own_class(found, name):
    answer, (_, code, details) = found[name], REFUSED[name]
    assert (answer["status"], answer["is"]) == (400, "APIException")
    assert answer["content"]["code"] == code
    assert details.items() <= answer["content"]["details"].items()
