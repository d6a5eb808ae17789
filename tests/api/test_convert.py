"""Convert Lead with its options, and Inventory Conversion: what becomes of a record."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import gauges_over
from tests.live import PEER, STANDARD
from tests.naming import named

NOWHERE = "4150868000000225013"
DEAL = {"Deal_Name": "Big", "Closing_Date": "2030-01-01", "Stage": "Qualification"}


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def keep(gauges, module, **values):
    (made,) = gauges.client.insert(module, values)
    return made


def convert(gauges, record, module="Leads", version="v8", client=None, **item):
    client = client or gauges.client
    answer = client.at(version).post(f"/{module}/{record}/actions/convert", {"data": [item]})
    return answer.status_code, answer.json()


def became(gauges, record, **item):
    status, content = convert(gauges, record, **item)
    assert status == 200, content
    return content["data"][0]["details"]


def entry(gauges, record, **item):
    status, content = convert(gauges, record, **item)
    assert status == 400, content
    return content["data"][0]


# Leads


def test_a_lead_becomes_a_contact_an_account_and_a_deal(gauges):
    lead = keep(
        gauges, "Leads", First_Name="Ada", Last_Name="Byron", Company="Engines", Email="ada@e.co",
        Phone="123", City="London", Lead_Source="Cold Call", Annual_Revenue=12.5, Rating="Active",
        Owner=gauges.user(PEER),
    )  # fmt: skip
    made = became(gauges, lead, Deals=DEAL)
    assert list(made) == ["Contacts", "Deals", "Accounts"]
    names = {module: one["name"] for module, one in made.items()}
    assert names == {"Contacts": "Ada Byron", "Deals": "Big", "Accounts": "Engines"}
    contact = gauges.client.record("Contacts", made["Contacts"]["id"])
    account = gauges.client.record("Accounts", made["Accounts"]["id"])
    deal = gauges.client.record("Deals", made["Deals"]["id"])
    assert (contact["Email"], contact["Mailing_City"], contact["Owner"]["name"]) == (
        "ada@e.co", "London", "Pia Peer",
    )  # fmt: skip
    assert contact["Account_Name"]["id"] == made["Accounts"]["id"]
    assert (account["Phone"], account["Billing_City"]) == ("123", "London")
    assert (account["Annual_Revenue"], account["Rating"]) == (12.5, "Active")
    assert deal["Account_Name"]["id"] == made["Accounts"]["id"]
    assert deal["Contact_Name"]["id"] == made["Contacts"]["id"]
    assert (deal["Lead_Source"], deal["Stage"]) == ("Cold Call", "Qualification")
    record = gauges.client.record("Leads", lead)
    assert record["Converted__s"] is True
    assert record["Converted_Deal"]["id"] == made["Deals"]["id"]
    assert record["$converted_detail"]["contact"] == made["Contacts"]["id"]
    listed = gauges.client.get("/Leads", params={"fields": "Last_Name", "ids": lead})
    assert listed.status_code == 204


def test_without_company_and_deal_there_is_a_contact_alone(gauges):
    lead = keep(gauges, "Leads", Last_Name="Alone")
    made = became(gauges, lead)
    assert (made["Accounts"], made["Deals"]) == (None, None)
    assert made["Contacts"]["name"] == "Alone"
    assert gauges.client.record("Leads", lead)["Converted_Account"] is None


def test_v2_answers_bare_ids(gauges):
    lead = keep(gauges, "Leads", Last_Name="Old")
    status, content = convert(gauges, lead, version="v2")
    (details,) = content["data"]
    assert (status, list(details)) == (200, ["Contacts", "Deals", "Accounts"])
    assert gauges.client.record("Contacts", details["Contacts"])["Last_Name"] == "Old"


def test_who_is_there_already_is_found(gauges):
    account = keep(gauges, "Accounts", Account_Name="Found Inc")
    contact = keep(gauges, "Contacts", Last_Name="There", Email="there@found.co")
    lead = keep(gauges, "Leads", Last_Name="Other", Email="THERE@found.co", Company="found inc")
    made = became(gauges, lead)
    assert (made["Contacts"]["id"], made["Accounts"]["id"]) == (contact, account)
    # It had no account, and is otherwise as it was.
    record = gauges.client.record("Contacts", contact)
    assert (record["Account_Name"]["id"], record["Last_Name"]) == (account, "There")


def test_a_namesake_is_found_within_the_account_alone(gauges):
    account = keep(gauges, "Accounts", Account_Name="Namesake Ltd")
    inside = keep(
        gauges, "Contacts", First_Name="J", Last_Name="Smith", Account_Name={"id": account}
    )
    keep(gauges, "Contacts", First_Name="J", Last_Name="Smith")
    lead = keep(gauges, "Leads", First_Name="j", Last_Name="smith", Company="Namesake Ltd")
    assert became(gauges, lead)["Contacts"]["id"] == inside
    other = keep(gauges, "Leads", First_Name="j", Last_Name="smith")
    assert became(gauges, other)["Contacts"]["name"] == "j smith"


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_account_of_a_contact_is_replaced_where_that_is_asked_for(gauges, overwrite):
    old = keep(gauges, "Accounts", Account_Name="Old one")
    new = keep(gauges, "Accounts", Account_Name="New one")
    contact = keep(gauges, "Contacts", Last_Name="Moves", Account_Name={"id": old})
    lead = keep(gauges, "Leads", Last_Name="Moves")
    became(gauges, lead, overwrite=overwrite, Contacts={"id": contact}, Accounts={"id": new})
    kept = gauges.client.record("Contacts", contact)["Account_Name"]["id"]
    assert kept == (new if overwrite else old)


def test_ids_may_be_bare_texts_and_an_owner_may_be_named(gauges):
    account = keep(gauges, "Accounts", Account_Name="Bare")
    lead = keep(gauges, "Leads", Last_Name="Assigned")
    made = became(gauges, lead, Accounts=account, assign_to={"id": gauges.user(STANDARD)})
    assert made["Accounts"]["id"] == account
    record = gauges.client.record("Contacts", made["Contacts"]["id"])
    assert record["Owner"]["name"] == "Stan Dard"


def test_tags_go_along_where_they_are_named(gauges):
    lead = keep(gauges, "Leads", Last_Name="Tagged", Company="T", Tag=[{"name": "hot"}])
    made = became(gauges, lead, carry_over_tags={"Contacts": ["hot"], "Accounts": ["big", "hot"]})
    tags = {
        module: [one["name"] for one in gauges.client.record(module, made[module]["id"])["Tag"]]
        for module in ("Contacts", "Accounts")
    }
    assert tags == {"Contacts": ["hot"], "Accounts": ["big", "hot"]}


def test_notes_and_activities_follow(gauges):
    lead = keep(gauges, "Leads", Last_Name="Busy", Company="Bees")
    parent = {"module": {"api_name": "Leads"}, "id": lead}
    note = keep(gauges, "Notes", Note_Content="N", Parent_Id=parent)
    task = keep(gauges, "Tasks", Subject="T", What_Id=lead, **{"$se_module": "Leads"})
    made = became(gauges, lead, Deals=DEAL)
    shown = gauges.client.record("Notes", note)["Parent_Id"]
    assert (shown["module"]["api_name"], shown["id"]) == ("Contacts", made["Contacts"]["id"])
    record = gauges.client.record("Tasks", task)
    assert record["Who_Id"]["id"] == made["Contacts"]["id"]
    assert record["What_Id"]["id"] == made["Deals"]["id"]
    assert record["$se_module"] == "Deals"


def test_campaigns_and_products_follow(gauges):
    first, second = (keep(gauges, "Campaigns", Campaign_Name=name) for name in ("One", "Two"))
    product = keep(gauges, "Products", Product_Name="P")
    contact = keep(gauges, "Contacts", Last_Name="Member", Email="member@of.co")
    lead = keep(gauges, "Leads", Last_Name="Member", Email="member@of.co")
    linked = [
        (f"/Leads/{lead}/Campaigns/{first}", {"Member_Status": "Invited"}),
        (f"/Leads/{lead}/Campaigns/{second}", {"Member_Status": "Sent"}),
        (f"/Contacts/{contact}/Campaigns/{second}", {"Member_Status": "Responded"}),
        (f"/Leads/{lead}/Products/{product}", {}),
    ]
    for path, values in linked:
        answer = gauges.client.request("PUT", path, json={"data": [values]})
        assert answer.status_code == 200, answer.text
    assert became(gauges, lead)["Contacts"]["id"] == contact
    asked = {"fields": "id", "sort_by": "id", "sort_order": "asc"}
    campaigns = gauges.client.get(f"/Contacts/{contact}/Campaigns", params=asked).json()["data"]
    assert [(one["id"], one["Member_Status"]) for one in campaigns] == [
        (first, "Invited"), (second, "Responded"),
    ]  # fmt: skip
    products = gauges.client.get(f"/Contacts/{contact}/Products", params=asked).json()["data"]
    assert [one["id"] for one in products] == [product]
    assert gauges.client.get(f"/Campaigns/{first}/Leads", params=asked).status_code == 204
    assert (gauges.count("_Campaigns_Leads"), gauges.count("_Products_Leads")) == (0, 0)


def test_tags_are_added_to_who_is_there_already(gauges):
    account = keep(gauges, "Accounts", Account_Name="Tagged Ltd", Tag=[{"name": "a"}])
    contact = keep(gauges, "Contacts", Last_Name="Tagged", Tag=[{"name": "b"}, {"name": "hot"}])
    lead = keep(gauges, "Leads", Last_Name="Tagged", Tag=[{"name": "hot"}])
    there = {"Contacts": {"id": contact}, "Accounts": {"id": account}}
    tags = {"Contacts": ["hot"], "Accounts": ["hot"]}
    became(gauges, lead, **there, carry_over_tags=tags)
    for module, record, expected in (
        ("Contacts", contact, ["b", "hot"]), ("Accounts", account, ["a", "hot"]),
    ):  # fmt: skip
        shown = gauges.client.record(module, record)["Tag"]
        assert [one["name"] for one in shown] == expected


def test_a_record_that_is_there_gets_no_more_than_ten_tags(gauges):
    many = [{"name": f"t{number}"} for number in range(10)]
    contact = keep(gauges, "Contacts", Last_Name="Full", Tag=many)
    lead = keep(gauges, "Leads", Last_Name="Full")
    there = {"Contacts": {"id": contact}}
    found = entry(gauges, lead, **there, carry_over_tags={"Contacts": ["one more"]})
    assert (found["code"], found["details"]["json_path"]) == (
        "LIMIT_EXCEEDED", "$.data[0].carry_over_tags.Contacts",
    )  # fmt: skip
    assert gauges.client.record("Leads", lead)["Converted__s"] is False


@pytest.mark.parametrize(
    ("item", "code", "path"),
    [
        ({"Deals": {"Deal_Name": "D"}}, "MANDATORY_NOT_FOUND", "Deals.Stage"),
        ({"Deals": {**DEAL, "Stage": "Nowhere"}}, "MAPPING_MISMATCH", "Deals.Stage"),
        ({"Deals": {**DEAL, "Amount": "much"}}, "INVALID_DATA", "Deals.Amount"),
        ({"Deals": []}, "INVALID_DATA", "Deals"),
        ({"Contacts": {"id": NOWHERE}}, "INVALID_DATA", "Contacts.id"),
        ({"Accounts": "x"}, "INVALID_DATA", "Accounts"),
        ({"assign_to": {"id": NOWHERE}}, "INVALID_DATA", "assign_to.id"),
        ({"carry_over_tags": {"Leads": []}}, "INVALID_DATA", "carry_over_tags.Leads"),
        ({"carry_over_tags": {"Deals": [5]}}, "INVALID_DATA", "carry_over_tags.Deals[0]"),
        (
            {"move_attachments_to": {"api_name": "Notes"}},
            "INVALID_DATA",
            "move_attachments_to.api_name",
        ),
    ],
    ids=named,
)
def test_what_is_wrong_leaves_the_lead_and_everything_else(gauges, item, code, path):
    lead = keep(gauges, "Leads", Last_Name="Stays", Company=f"Never made {path}")
    before = [gauges.count(name) for name in ("Contacts", "Accounts", "Deals")]
    found = entry(gauges, lead, **item)
    assert (found["code"], found["details"]["json_path"]) == (code, f"$.data[0].{path}")
    assert [gauges.count(name) for name in ("Contacts", "Accounts", "Deals")] == before
    assert gauges.client.record("Leads", lead)["Converted__s"] is False


def test_a_converted_lead_is_not_converted_again_or_changed(gauges):
    lead = keep(gauges, "Leads", Last_Name="Done")
    became(gauges, lead)
    status, content = convert(gauges, lead)
    assert (status, content["code"], content["details"]) == (
        400, "ID_ALREADY_CONVERTED", {"resource_path_index": 1},
    )  # fmt: skip
    path = f"/Leads/{lead}"
    answer = gauges.client.request("PUT", path, json={"data": [{"City": "C"}]})
    assert answer.status_code == 400
    answer = gauges.client.request("PUT", path, json={"data": [{"Tag": [{"name": "t"}]}]})
    assert answer.status_code == 200


def test_only_leads_quotes_and_orders_are_converted(gauges):
    account = keep(gauges, "Accounts", Account_Name="A")
    status, content = convert(gauges, account, module="Accounts")
    assert (status, content["code"]) == (400, "INVALID_MODULE")


def test_options_tell_who_is_there_already(gauges):
    assert (
        gauges.client.get(
            f"/Leads/{keep(gauges, 'Leads', Last_Name='Nobody knows')}/__conversion_options"
        ).status_code
        == 204
    )
    account = keep(gauges, "Accounts", Account_Name="Options Inc", Phone="7")
    lead = keep(gauges, "Leads", Last_Name="O", Company="options inc")
    answer = gauges.client.get(f"/Leads/{lead}/__conversion_options")
    found = answer.json()["__conversion_options"]
    assert found["module_preference"]["api_name"] == "Accounts"
    assert (found["Contacts"], found["Accounts"][0]["id"]) == (None, account)
    assert found["Accounts"][0]["Phone"] == "7"
    (value,) = found["preference_field_matched_value"]["Accounts"]
    assert (value["field"]["api_name"], value["matched_lead_value"]) == (
        "Account_Name", "options inc",
    )  # fmt: skip


def test_v2_accepts_a_conversion_that_failed(gauges):
    lead = keep(gauges, "Leads", Last_Name="Stays")
    status, content = convert(gauges, lead, version="v2", Deals={"Deal_Name": "D"})
    (found,) = content["data"]
    assert (status, found["code"], found["details"]) == (
        202, "MANDATORY_NOT_FOUND", {"api_name": "Stage"},
    )  # fmt: skip


# Quotes and orders


def quote(gauges, **more):
    product = keep(gauges, "Products", Product_Name="P", Unit_Price=10)
    lines = [
        {"Product_Name": product, "Quantity": 2, "Discount": 5},
        {"Product_Name": product, "Quantity": 3, "Description": "D"},
    ]
    return keep(gauges, "Quotes", Subject="S", Quoted_Items=lines, Adjustment=1, **more)


def test_a_quote_becomes_an_order_and_that_an_invoice(gauges):
    account = keep(gauges, "Accounts", Account_Name="Buyer")
    source = quote(gauges, Account_Name={"id": account}, Billing_City="Rome")
    target = {"module": {"api_name": "Sales_Orders"}, "carry_over_tags": ["t"]}
    status, content = convert(gauges, source, module="Quotes", convert_to=[target])
    assert status == 200, content
    made = content["data"][0]["details"]["Sales_Orders"]
    order = gauges.client.record("Sales_Orders", made["id"])
    assert (order["Subject"], order["Billing_City"], order["Grand_Total"]) == ("S", "Rome", 46)
    assert order["Account_Name"]["id"] == account
    assert order["Quote_Name"]["id"] == source
    assert [one["Quantity"] for one in order["Ordered_Items"]] == [2, 3]
    assert [one["name"] for one in order["Tag"]] == ["t"]
    invoices = {"module": {"api_name": "Invoices"}}
    status, content = convert(gauges, made["id"], module="Sales_Orders", convert_to=[invoices])
    invoice = gauges.client.record("Invoices", content["data"][0]["details"]["Invoices"]["id"])
    assert (status, invoice["Grand_Total"]) == (200, 46)
    assert invoice["Sales_Order"]["id"] == made["id"]
    status, content = convert(gauges, source, module="Quotes", convert_to=[target])
    assert (status, content["code"]) == (400, "ID_ALREADY_CONVERTED")


@pytest.mark.parametrize(("asked", "tags"), [(True, ["q", "r"]), (False, []), (["q"], ["q"])])
def test_tags_of_a_quote_go_along_where_that_is_asked_for(gauges, asked, tags):
    source = quote(gauges, Tag=[{"name": "q"}, {"name": "r"}])
    target = {"module": {"api_name": "Invoices"}, "carry_over_tags": asked}
    _, content = convert(gauges, source, module="Quotes", convert_to=[target])
    made = content["data"][0]["details"]["Invoices"]
    assert [one["name"] for one in gauges.client.record("Invoices", made["id"])["Tag"]] == tags


def test_an_order_becomes_no_quote(gauges):
    source = quote(gauges)
    target = {"module": {"api_name": "Purchase_Orders"}}
    status, content = convert(gauges, source, module="Quotes", convert_to=[target])
    (found,) = content["data"]
    assert (status, found["details"]["supported_values"]) == (400, ["Sales_Orders", "Invoices"])
