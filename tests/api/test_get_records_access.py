"""Who sees which records; notes; the united list of activities."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.model.ids import metadata_id
from crmstead.model.people import Role
from crmstead.model.version import VERSIONS
from tests.api.reading import client_of_org, error, fixture_of, listed, set_values
from tests.live import ADMIN, PEER, STANDARD, definitions

ALL = [one.name for one in VERSIONS]
#: Role Clerk below Manager, role Seller whose users share with each other.
CLERK, SELLER, RIVAL = "clerk@acme.test", "seller@acme.test", "rival@acme.test"
USERS = {"admin": ADMIN, "stan": STANDARD, "pia": PEER, "clerk": CLERK, "seller": SELLER,
         "rival": RIVAL}  # fmt: skip
#: Whose records each user sees, newest first.
SEEN = {
    "admin": "rival seller clerk pia stan admin",
    "stan": "clerk stan",
    "pia": "clerk pia",
    "clerk": "clerk",
    "seller": "rival seller",
    "rival": "rival seller",
}


def with_roles():
    made = definitions()
    ceo, manager = made.roles
    clerk = Role(
        id=metadata_id(made.org.id, "role", "Clerk"), name="Clerk", reporting_to=manager.id
    )
    seller = Role(
        id=metadata_id(made.org.id, "role", "Seller"),
        name="Seller",
        reporting_to=ceo.id,
        share_with_peers=True,
    )
    made.roles.extend((clerk, seller))
    standard = made.users[1]
    for email, role in ((CLERK, clerk), (SELLER, seller), (RIVAL, seller)):
        made.users.append(
            replace(
                standard,
                id=metadata_id(made.org.id, "user", email),
                zuid=str(metadata_id(made.org.id, "zuid", email)),
                email=email,
                role=role.id,
            )
        )
    denied = {"Crm_Implied_View_Calls"}
    made.profiles[1] = replace(made.profiles[1], denied=made.profiles[1].denied | denied)
    return made


org = fixture_of(with_roles)
client = client_of_org


def owned_by(org, values, name="Last_Name"):
    """Return one record for each user, named after and owned by the user."""
    known = org.org.catalogue.user_by_email
    return [
        {**values, name: user, "Owner": {"id": str(known[email].id)}}
        for user, email in USERS.items()
    ]


@pytest.fixture(scope="module")
def leads(org, client):
    return dict(zip(USERS, client.insert("Leads", *owned_by(org, {})), strict=True))


@pytest.mark.parametrize("user", USERS)
def test_a_user_lists_own_records_and_those_below(org, leads, user):
    client = org.client(USERS[user])
    assert " ".join(listed(client, "Leads", "Last_Name")) == SEEN[user]
    everything = ",".join(leads.values())
    assert " ".join(listed(client, "Leads", "Last_Name", ids=everything)) == SEEN[user]


@pytest.mark.parametrize("user", USERS)
def test_a_user_reads_the_same_records_by_their_ids(org, leads, user):
    client = org.client(USERS[user])
    answers = {owner: client.get(f"/Leads/{record}") for owner, record in leads.items()}
    seen = {owner for owner, answer in answers.items() if answer.status_code == 200}
    hidden = {owner for owner, answer in answers.items() if answer.status_code == 204}
    assert seen == set(SEEN[user].split())
    assert hidden == set(USERS) - seen


@pytest.mark.parametrize("user", USERS)
def test_views_and_pages_show_no_more(org, leads, user):
    client = org.client(USERS[user])
    views = org.org.catalogue.module_by_name["Leads"].custom_views
    cvid = str(next(view.id for view in views if view.name == "All Open Leads"))
    asked = {"fields": "Last_Name", "cvid": cvid, "per_page": 1}
    answer = client.get("/Leads", params=asked).json()
    found = answer["data"]
    while answer["info"]["more_records"]:
        token = answer["info"]["next_page_token"]
        answer = client.get("/Leads", params={**asked, "page_token": token}).json()
        found += answer["data"]
    assert " ".join(record["Last_Name"] for record in found) == SEEN[user]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(
    ("module", "values", "name"),
    [
        ("Products", {}, "Product_Name"),
        ("Vendors", {}, "Vendor_Name"),
        ("Solutions", {}, "Solution_Title"),
    ],
)
def test_everybody_sees_the_records_of_a_public_module(org, client, user, module, values, name):
    ids = client.insert(module, *owned_by(org, values, name))
    found = listed(org.client(USERS[user]), module, name, ids=",".join(ids))
    assert " ".join(found) == SEEN["admin"]


def test_a_record_given_away_is_seen_no_more(org, client):
    known = org.org.catalogue.user_by_email
    (record,) = client.insert(
        "Deals",
        {"Deal_Name": "A", "Stage": "Qualification", "Owner": {"id": str(known[STANDARD].id)}},
    )
    standard = org.client(STANDARD)
    assert standard.get(f"/Deals/{record}").status_code == 200
    set_values(org, "Deals", record, Owner=known[PEER].id)
    assert standard.get(f"/Deals/{record}").status_code == 204
    assert standard.get("/Deals", params={"fields": "id"}).status_code == 204


# Notes


def test_notes_are_listed_by_administrators_only(org, client):
    known = org.org.catalogue.user_by_email
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    parent = {"id": account, "module": {"api_name": "Accounts"}}
    note = {"Note_Content": "Hello", "Parent_Id": parent}
    own = {"Owner": {"id": str(known[STANDARD].id)}}
    (record,) = client.insert("Notes", {**note, **own})
    assert listed(client, "Notes", "Note_Content") == ["Hello"]
    answer = org.client(STANDARD).get("/Notes", params={"fields": "Note_Content"})
    message = "This API is supported only for admin users."
    assert (answer.status_code, answer.json()) == (403, error("NOT_SUPPORTED", message))
    assert org.client(STANDARD).record("Notes", record)["Note_Content"] == "Hello"


# Activities


TIMES = {
    "Start_DateTime": "2024-06-01T09:00:00+02:00",
    "End_DateTime": "2024-06-01T11:00:00+02:00",
}
CALL = {"Call_Type": "Inbound", "Call_Start_Time": TIMES["Start_DateTime"], "Call_Duration": "1:00"}


@pytest.fixture(scope="module")
def activities(org, client):
    """Two tasks, two events and two calls, in turn, oldest first: (module, id)."""
    owner = {"Owner": {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}}
    values = {
        "Tasks": {"Subject": "Caulk", "Due_Date": "2024-05-31"},
        "Events": {"Event_Title": "Regatta", **TIMES},
        "Calls": {"Subject": "Greet", **CALL},
    }
    return [
        (module, client.insert(module, {**given, **owner})[0])
        for _ in range(2)
        for module, given in values.items()
    ]


def newest_first(activities):
    return [(module, record) for module, record in reversed(activities)]


@pytest.mark.parametrize("version", ALL)
def test_activities_unite_tasks_events_and_calls(client, activities, version):
    older = client.at(version)
    answer = older.get("/Activities", params={"fields": "Activity_Type,Subject"})
    found = [(record["Activity_Type"], record["id"]) for record in answer.json()["data"]]
    assert found == newest_first(activities)
    assert answer.json()["info"]["count"] == 6


def test_activities_have_the_fields_that_each_has(client, activities):
    asked = {"fields": "Subject,Event_Title,Due_Date,Activity_Type"}
    records = client.get("/Activities", params=asked).json()["data"]
    kinds = {record["Activity_Type"]: record for record in records}
    assert kinds["Tasks"]["Due_Date"] == "2024-05-31"
    assert kinds["Tasks"]["Subject"] == "Caulk"
    assert kinds["Events"]["Event_Title"] == "Regatta"
    assert kinds["Calls"]["Subject"] == "Greet"
    assert set(kinds["Calls"]) == {"Subject", "Activity_Type", "id"}


@pytest.mark.parametrize("sort_order", ["asc", "desc"])
@pytest.mark.parametrize("sort_by", ["id", "Created_Time"])
@pytest.mark.parametrize("per_page", [1, 2, 4])
def test_activities_are_paged_like_one_list(client, activities, sort_order, sort_by, per_page):
    asked = {
        "fields": "id", "per_page": per_page, "sort_order": sort_order, "sort_by": sort_by,
    }  # fmt: skip
    answer = client.get("/Activities", params=asked).json()
    found = [record["id"] for record in answer["data"]]
    while answer["info"]["next_page_token"]:
        token = answer["info"]["next_page_token"]
        answer = client.get("/Activities", params={**asked, "page_token": token}).json()
        found += [record["id"] for record in answer["data"]]
    ids = [record for _, record in activities]
    assert found == {"asc": ids, "desc": list(reversed(ids))}[sort_order]
    second = client.get("/Activities", params={**asked, "page": 2}).json()["data"]
    assert [record["id"] for record in second] == found[per_page : 2 * per_page]


def test_previous_tokens_of_activities_lead_back(client, activities):
    asked = {"fields": "id", "per_page": 2}
    info = client.get("/Activities", params={**asked, "page": 3}).json()["info"]
    pages = []
    while info["previous_page_token"]:
        again = {**asked, "page_token": info["previous_page_token"]}
        answer = client.get("/Activities", params=again).json()
        pages.append([record["id"] for record in answer["data"]])
        info = answer["info"]
    ids = [record for _, record in newest_first(activities)]
    assert pages == [ids[2:4], ids[:2]]


def test_an_activity_is_read_by_its_id(client, activities):
    for module, record in activities:
        expected = client.record(module, record)
        assert client.record("Activities", record) == expected
    assert client.get("/Activities/1").status_code == 204


def test_activities_leave_out_the_modules_the_profile_may_not_view(org, activities):
    standard = org.client(STANDARD)
    answer = standard.get("/Activities", params={"fields": "Activity_Type"})
    found = [(record["Activity_Type"], record["id"]) for record in answer.json()["data"]]
    seen = [(module, record) for module, record in newest_first(activities) if module != "Calls"]
    assert found == seen
    call = next(record for module, record in activities if module == "Calls")
    assert standard.get(f"/Activities/{call}").status_code == 204


def test_activities_of_others_are_not_seen(org, activities):
    peer = org.client(PEER)
    assert peer.get("/Activities", params={"fields": "id"}).status_code == 204
    task = activities[0][1]
    assert peer.get(f"/Activities/{task}").status_code == 204


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("ZohoCRM.modules.activities.READ", 200),
        ("ZohoCRM.modules.tasks.READ", 200),
        ("ZohoCRM.modules.ALL", 200),
        ("ZohoCRM.modules.leads.READ", 401),
    ],
)
def test_activities_open_to_their_own_scope_and_to_any_of_theirs(org, activities, scope, status):
    client = org.client(scope=scope)
    assert client.get("/Activities", params={"fields": "id"}).status_code == status


def test_activities_are_never_written(client):
    answer = client.post("/Activities", {"data": [{"Subject": "Caulk"}]})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")
