"""Mass Update, Mass Delete and Mass Convert: at once for named records, by a job for a view's."""

from __future__ import annotations

import time

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.errors.catalogue import CATALOGUE
from tests.gauges import every_type
from tests.live import STANDARD, close_clients, make_org

NOWHERE = "4150868000000225013"
LEADS = 250
DEAL = {"Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2030-01-01"}


@pytest.fixture(params=DATABASES)
def org(request):
    yield make_org(request.getfixturevalue(f"{request.param}_live"), every_type())
    close_clients()


@pytest.fixture
def client(org):
    return org.client()


def view(org, name="ALLVIEWS", module="Leads"):
    views = org.org.catalogue.module_by_name[module].custom_views
    return str(next(one.id for one in views if one.system_name == name))


def leads(client, count=3, **more):
    ids: list[str] = []
    while len(ids) < count:
        items = [{"Last_Name": f"L{n}", **more} for n in range(min(100, count - len(ids)))]
        ids += client.insert("Leads", *items)
    return ids


def finished(client, path):
    """The status document of a job that came to its end."""
    for _ in range(200):
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        (found,) = answer.json()["data"]
        if found["Status"] == "COMPLETED":
            return found
        assert found["Status"] in {"SCHEDULED", "RUNNING"}
        time.sleep(0.05)
    pytest.fail("the job never ended")


def test_named_records_are_updated_at_once(org, client):
    ids = leads(client)
    answer = client.post(
        "/Leads/actions/mass_update", {"data": [{"City": "Rome"}], "ids": [*ids, NOWHERE, "x"]}
    )
    assert answer.status_code == 207
    entries = answer.json()["data"]
    assert [one["code"] for one in entries] == ["SUCCESS"] * 3 + ["INVALID_DATA"] * 2
    assert [one["details"]["id"] for one in entries[:4]] == [*ids, NOWHERE]
    # `id` of details is always one: the SDKs read it as a number.
    assert entries[4]["details"] == {"api_name": "ids", "json_path": "$.ids[4]"}
    assert entries[0]["message"] == "record updated"
    assert {client.record("Leads", one)["City"] for one in ids} == {"Rome"}
    sources = org.fetch("SELECT DISTINCT source FROM {_history}")
    assert [row[0] for row in sources] == ["mass_update"]


def test_a_bad_value_fails_each_record(client):
    ids = leads(client, 2)
    answer = client.post(
        "/Leads/actions/mass_update", {"data": [{"No_of_Employees": "many"}], "ids": ids}
    )
    assert answer.status_code == 400
    assert {one["details"]["json_path"] for one in answer.json()["data"]} == {
        "$.data[0].No_of_Employees"
    }


@pytest.mark.parametrize(("over_write", "after"), [(False, ["Red", "Blue"]), (True, ["Blue"])])
def test_values_of_a_multi_select_are_added_unless_told(client, over_write, after):
    (made,) = client.insert("Gauges", {"Name": "G", "Colours": ["Red"]})
    client.post(
        "/Gauges/actions/mass_update",
        {"data": [{"Colours": ["Blue"]}], "ids": [made], "over_write": over_write},
    )
    assert client.record("Gauges", made)["Colours"] == after


def test_three_fields_of_a_deal_are_updated(client):
    deal = {"Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2030-01-01"}
    (made,) = client.insert("Deals", deal)
    change = {"Amount": 5, "Next_Step": "N", "Lead_Source": "Cold Call"}
    answer = client.post("/Deals/actions/mass_update", {"data": [change], "ids": [made]})
    assert answer.status_code == 200
    record = client.record("Deals", made)
    assert {key: record[key] for key in change} == change
    answer = client.post(
        "/Deals/actions/mass_update", {"data": [{**change, "Type": "T"}], "ids": [made]}
    )
    assert answer.json()["data"][0]["details"]["limit"] == 3


def test_a_job_updates_every_record_of_a_view_once(org, client):
    ids = leads(client, LEADS)
    answer = client.post(
        "/Leads/actions/mass_update", {"data": [{"City": "Oslo"}], "cvid": view(org)}
    )
    (entry,) = answer.json()["data"]
    assert (answer.status_code, entry["message"]) == (200, "mass update scheduled successfully")
    found = finished(client, f"/Leads/actions/mass_update?job_id={entry['details']['job_id']}")
    assert found == {
        "Status": "COMPLETED", "Failed_Count": 0, "Updated_Count": LEADS, "Not_Updated_Count": 0,
        "Total_Count": LEADS,
    }  # fmt: skip
    rows = org.fetch("SELECT record, COUNT(*) FROM {_history} GROUP BY record")
    assert sorted(str(row[0]) for row in rows) == sorted(ids)
    assert {row[1] for row in rows} == {1}
    assert org.fetch("SELECT COUNT(*) FROM {_job_items}")[0][0] == 0


def test_a_job_leaves_what_may_not_change(org, client):
    ids = leads(client, 5)
    table = org.org.database.table("Leads")
    org.write(
        lambda transaction: transaction.execute(
            f'UPDATE {table} SET "Locked__s" = $1 WHERE id = {ids[0]}', (True,)
        )
    )
    answer = client.post(
        "/Leads/actions/mass_update", {"data": [{"City": "Oslo"}], "cvid": view(org)}
    )
    job = answer.json()["data"][0]["details"]["job_id"]
    found = finished(client, f"/Leads/actions/mass_update?job_id={job}")
    assert (found["Updated_Count"], found["Not_Updated_Count"]) == (4, 1)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Locked__s", True, "RECORD_LOCKED"),
        ("$approval_state", "approval_process_pending", "NOT_APPROVED"),
        ("$approval_state", "review_process_pending", "NOT_REVIEWED"),
        ("$approval_state", "merge_pending", "RECORD_LOCKED"),
    ],
)
def test_a_named_record_that_may_not_change_is_told_by_its_id(org, client, column, value, code):
    (lead,) = leads(client, 1)
    table = org.org.database.table("Leads")
    sql = f'UPDATE {table} SET "{column}" = $1 WHERE id = {lead}'
    org.write(lambda transaction: transaction.execute(sql, (value,)))
    body = {"data": [{"City": "Oslo"}], "ids": [lead]}
    (entry,) = client.post("/Leads/actions/mass_update", body).json()["data"]
    assert (entry["code"], entry["details"]["id"]) == (code, lead)
    declared = {
        key
        for cause in CATALOGUE.values()
        if (cause.code, cause.message) == (code, entry["message"])
        for key in cause.details
    }
    assert set(entry["details"]) <= declared


def test_a_job_is_on_what_its_caller_sees(org, client):
    leads(client, 3)
    stan = org.client(STANDARD)
    own = leads(stan, 2)
    answer = stan.post("/Leads/actions/mass_update", {"data": [{"City": "S"}], "cvid": view(org)})
    job = answer.json()["data"][0]["details"]["job_id"]
    path = f"/Leads/actions/mass_update?job_id={job}"
    assert finished(stan, path)["Total_Count"] == 2
    cities = [client.record("Leads", one)["City"] for one in own]
    assert cities == ["S", "S"]
    mine = client.post("/Leads/actions/mass_update", {"data": [{"City": "P"}], "cvid": view(org)})
    job = mine.json()["data"][0]["details"]["job_id"]
    # Jobs of others are not told of.
    assert stan.get(f"/Leads/actions/mass_update?job_id={job}").status_code == 400


def test_named_records_are_deleted_at_once(client):
    ids = leads(client, 3)
    answer = client.post(
        "/Leads/actions/mass_delete", {"ids": [ids[0], ids[1], ids[0], NOWHERE, "x"]}
    )
    entries = answer.json()["data"]
    assert (answer.status_code, [one["code"] for one in entries]) == (
        207, ["SUCCESS", "SUCCESS", *["INVALID_DATA"] * 3],
    )  # fmt: skip
    assert entries[4]["details"] == {"api_name": "ids", "json_path": "$.ids[4]"}
    assert entries[0]["message"] == "record is deleted"
    assert client.get(f"/Leads/{ids[0]}").status_code == 204
    assert client.get(f"/Leads/{ids[2]}").status_code == 200


def test_a_job_deletes_every_record_of_a_view(org, client):
    leads(client, LEADS)
    answer = client.post("/Leads/actions/mass_delete", {"cvid": view(org)})
    (entry,) = answer.json()["data"]
    assert entry["message"] == "mass delete scheduled successfully"
    found = finished(client, f"/Leads/actions/mass_delete?job_id={entry['details']['job_id']}")
    assert found == {
        "Status": "COMPLETED", "Total_Count": LEADS, "Deleted_Count": LEADS, "Failed_Count": 0,
    }  # fmt: skip
    assert client.get("/Leads", params={"fields": "Last_Name"}).status_code == 204
    assert client.get("/Leads/actions/count").json() == {"count": 0}


def test_leads_are_converted_by_a_job_each_on_its_own(org, client):
    good = leads(client, 3, Company="Many", Tag=[{"name": "hot"}])
    (taken,) = client.insert("Leads", {"Last_Name": "T"})
    client.post(f"/Leads/{taken}/actions/convert", {"data": [{}]})
    user = str(org.org.catalogue.user_by_email[STANDARD].id)
    body = {
        "ids": [*good, taken, NOWHERE],
        "assign_to": {"id": user},
        "Deals": DEAL,
        "carry_over_tags": [{"api_name": "Deals"}],
    }
    answer = client.post("/Leads/actions/mass_convert", body)
    content = answer.json()
    assert (answer.status_code, content["code"], content["message"]) == (
        202, "SCHEDULED", "Mass Convert scheduled successfully",
    )  # fmt: skip
    job = content["details"]["job_id"]
    assert finished(client, f"/Leads/actions/mass_convert?job_id={job}") == {
        "Status": "COMPLETED", "Failed_Count": 0, "Not_Converted_Count": 2, "Total_Count": 5,
        "Converted_Count": 3,
    }  # fmt: skip
    detail = client.record("Leads", good[0])["$converted_detail"]
    deal = client.record("Deals", detail["deal"])
    assert ([one["name"] for one in deal["Tag"]], deal["Owner"]["id"]) == (["hot"], user)


def test_a_lead_that_cannot_be_converted_fails_alone(org, client):
    good = leads(client, 2)
    user = str(org.org.catalogue.user_by_email[STANDARD].id)
    body = {"ids": good, "assign_to": {"id": user}, "Deals": {**DEAL, "Amount": "much"}}
    job = client.post("/Leads/actions/mass_convert", body).json()["details"]["job_id"]
    found = finished(client, f"/Leads/actions/mass_convert?job_id={job}")
    assert (found["Failed_Count"], found["Converted_Count"]) == (2, 0)
    assert org.fetch("SELECT COUNT(*) FROM {Contacts}")[0][0] == 0


@pytest.mark.parametrize(
    ("body", "code", "path"),
    [
        ({}, "MANDATORY_NOT_FOUND", "$.ids"),
        ({"ids": ["1"] * 51}, "LIMIT_EXCEEDED", "$.ids"),
        ({"ids": ["x"]}, "INVALID_DATA", "$.ids[0]"),
        ({"ids": ["1"]}, "MANDATORY_NOT_FOUND", "$.assign_to"),
        ({"ids": ["1"], "assign_to": {"id": NOWHERE}}, "INVALID_DATA", "$.assign_to.id"),
        (
            {"ids": ["1"], "assign_to": {"id": NOWHERE}, "Deals": {"Deal_Name": "D"}},
            "MANDATORY_NOT_FOUND",
            "$.Deals.Stage",
        ),
    ],
)
def test_orders_of_conversions_are_checked_at_once(client, body, code, path):
    answer = client.post("/Leads/actions/mass_convert", body)
    content = answer.json()
    assert (answer.status_code, content["code"]) == (400, code)
    assert content["details"]["json_path"] == path


def test_records_of_a_view_get_another_owner(org, client):
    leads(client, 3, City="Rome")
    rome, oslo = leads(client, 2, City="Rome"), leads(client, 2, City="Oslo")
    user = str(org.org.catalogue.user_by_email[STANDARD].id)
    body = {
        "cvid": view(org),
        "owner": {"id": user},
        "criteria": {"field": {"api_name": "City"}, "comparator": "equal", "value": "Rome"},
    }
    answer = client.post("/Leads/actions/mass_change_owner", body)
    (entry,) = answer.json()["data"]
    assert (answer.status_code, entry["code"], entry["message"]) == (
        202, "SCHEDULED", "change owner is successfully scheduled",
    )  # fmt: skip
    path = f"/Leads/actions/mass_change_owner?job_id={entry['details']['job_id']}"
    assert finished(client, path)["Updated_Count"] == 5
    owners = [client.record("Leads", one)["Owner"]["id"] == user for one in (*rome, *oslo)]
    assert owners == [True, True, False, False]
    assert client.get(f"/Leads/actions/mass_change_owner?job_id={NOWHERE}").status_code == 204


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"cvid": None}, "$.cvid"),
        ({"owner": None}, "$.owner"),
        ({"owner": {"id": NOWHERE}}, "$.owner.id"),
        ({"criteria": []}, "$.criteria"),
        ({"criteria": {"field": {"api_name": "City"}}}, "$.criteria.comparator"),
        (
            {"criteria": {"field": {"api_name": "No"}, "comparator": "equal", "value": 1}},
            "$.criteria.field.api_name",
        ),
    ],
)
def test_orders_of_owners_are_checked_at_once(org, client, change, path):
    user = str(org.org.catalogue.user_by_email[STANDARD].id)
    body = {"cvid": view(org), "owner": {"id": user}, **change}
    answer = client.post("/Leads/actions/mass_change_owner", body)
    content = answer.json()
    assert (answer.status_code, content["details"]["json_path"]) == (400, path)


@pytest.mark.parametrize(
    ("action", "wrapped"),
    [("mass_update", True), ("mass_delete", False), ("mass_change_owner", False)],
)
def test_orders_without_records_are_refused_in_the_form_of_their_page(client, action, wrapped):
    answer = client.post(f"/Leads/actions/{action}", {"data": [{"City": "C"}]})
    content = answer.json()
    assert (answer.status_code, "data" in content) == (400, wrapped)
    (entry,) = content["data"] if wrapped else [content]
    assert (entry["code"], entry["details"]["api_name"]) == ("MANDATORY_NOT_FOUND", "cvid")
