"""Roll-up summaries: what they give for each function and kind of list, whatever happens."""

from __future__ import annotations

import pytest

from tests.live import STANDARD

FIELDS = "/settings/fields?module=Accounts"


def summary(label, related_list, function, of=None, **expression):
    parameters = [] if of is None else [{"api_name": of}]
    return {
        "field_label": label,
        "data_type": "rollup_summary",
        "rollup_summary": {
            "related_list": {"api_name": related_list},
            "expression": {"function": function, "function_parameters": parameters, **expression},
        },
    }


BIG = {"field": {"api_name": "Amount"}, "comparator": "greater_equal", "value": "100"}
SUMMARIES = [
    summary("Number", "Deals", "COUNT"),
    summary("Total", "Deals", "SUM", "Amount"),
    summary("Mean", "Deals", "AVERAGE", "Amount"),
    summary("Least", "Deals", "MIN", "Amount"),
    summary("Last", "Deals", "MAX", "Closing_Date"),
    summary("Big", "Deals", "COUNT", criteria=BIG),
    summary("Newest", "Deals", "RECENT", "Stage"),
    summary("Said", "Notes", "RECENT", "Created_Time"),
    summary("Size", "Contacts", "COUNT"),
]
NAMES = ("Number", "Total", "Mean", "Least", "Last", "Big", "Newest")


def create(client, *fields, path=FIELDS):
    made = []
    for start in range(0, len(fields), 5):
        answer = client.post(path, {"fields": list(fields[start : start + 5])})
        made += answer.json()["fields"]
    return made


@pytest.fixture
def summed(client):
    """A client of an org with summaries of accounts, an account and an empty one."""
    made = create(client, *SUMMARIES)
    assert {one["code"] for one in made} == {"SUCCESS"}, made
    return client, *client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "B"})


def deal(account, amount, day, stage="Qualification"):
    return {
        "Deal_Name": f"D{amount}",
        "Account_Name": {"id": account},
        "Amount": amount,
        "Closing_Date": f"2024-01-{day:02}",
        "Stage": stage,
    }


def shown(client, account, names=NAMES):
    record = client.record("Accounts", account)
    return tuple(record[name] for name in names)


def test_each_function_sums_up(summed):
    client, account, empty = summed
    assert shown(client, account) == (0, 0, None, None, None, 0, None)
    client.insert(
        "Deals",
        deal(account, 100.5, 3),
        deal(account, 50, 20),
        deal(account, 200.01, 10, "Closed Won"),
    )
    expected = (3, 350.51, 116.84, 50, "2024-01-20", 2, "Closed Won")
    assert shown(client, account) == expected
    assert shown(client, empty) == (0, 0, None, None, None, 0, None)
    listed = client.get("/Accounts", params={"fields": ",".join(NAMES), "sort_order": "asc"})
    rows = [tuple(one[name] for name in NAMES) for one in listed.json()["data"]]
    assert rows == [expected, shown(client, empty)]


def test_summaries_follow_whatever_happens(summed):
    client, account, other = summed
    first, second = client.insert("Deals", deal(account, 100, 1), deal(account, 10, 2))
    own = {"id": first, "Amount": 30, "Account_Name": {"id": other}}
    assert client.request("PUT", "/Deals", json={"data": [own]}).status_code == 200
    assert (shown(client, account)[:2], shown(client, other)[:2]) == ((1, 10), (1, 30))
    client.request("DELETE", f"/Deals/{second}")
    assert shown(client, account)[:2] == (0, 0)
    note = {"Note_Content": "x", "Parent_Id": {"id": account, "module": {"api_name": "Accounts"}}}
    client.insert("Notes", note)
    client.insert("Contacts", {"Last_Name": "C", "Account_Name": {"id": account}})
    (said,) = client.get("/Notes?fields=Created_Time").json()["data"]
    assert shown(client, account, ("Said", "Size")) == (said["Created_Time"], 1)


def test_all_who_see_a_record_see_its_summaries(org, summed):
    client, _, _ = summed
    mine = str(org.org.catalogue.user_by_email[STANDARD].id)
    (account,) = client.insert("Accounts", {"Account_Name": "C", "Owner": {"id": mine}})
    client.insert("Deals", deal(account, 70, 1))
    seen = org.client(STANDARD)
    assert seen.get("/Deals?fields=id").status_code == 204
    assert shown(seen, account)[:2] == (1, 70)


def test_lists_of_links_and_lines_are_summed_up(client):
    path = "/settings/fields?module=Products"
    made = create(
        client,
        summary("Interested", "Leads", "COUNT"),
        summary("Quoted", "Quotes", "SUM", "Grand_Total"),
        path=path,
    )
    assert {one["code"] for one in made} == {"SUCCESS"}, made
    sail, oar = client.insert("Products", {"Product_Name": "Sail"}, {"Product_Name": "Oar"})
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    linked = client.request("PUT", f"/Leads/{lead}/Products", json={"data": [{"id": sail}]})
    assert linked.status_code == 200, linked.text
    lines = [{"Product_Name": {"id": sail}, "Quantity": 2, "List_Price": 5}]
    client.insert("Quotes", {"Subject": "Q", "Quoted_Items": [*lines, *lines]})
    values = {
        one: [client.record("Products", one)[name] for name in ("Interested", "Quoted")]
        for one in (sail, oar)
    }
    assert values == {sail: [1, 20], oar: [0, 0]}


def test_what_sums_nothing_up_is_refused(client):
    cases = [
        summary("X", "Deals", "SUM", "Stage"),
        summary("X", "Deals", "MIN", "Stage"),
        summary("X", "Deals", "AVERAGE", "Ghost"),
        summary("X", "Deals", "RECENT", "Account_Name"),
        summary("X", "Deals", "COUNT", criteria={"field": {"api_name": "Ghost"}}),
    ]
    codes = [one["code"] for one in create(client, *cases)]
    assert codes == ["INVALID_DATA"] * len(cases)


def test_nothing_is_found_by_a_summary(summed):
    client, _, _ = summed
    fields = client.get(FIELDS).json()["fields"]
    number = next(one for one in fields if one["api_name"] == "Number")
    assert (number["filterable"], number["sortable"], number["read_only"]) == (False, False, True)
    answer = client.get("/Accounts/search", params={"criteria": "(Number:equals:1)"})
    assert answer.json()["code"] == "INVALID_QUERY"
