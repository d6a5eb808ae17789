"""Sharing records: with whom, what it shows to whom, and what they may do then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.model.ids import metadata_id
from crmstead.model.people import Role
from tests.api.reading import client_of_org, error, fixture_of, listed
from tests.live import ADMIN, PEER, STANDARD, LiveServer, definitions, make_org
from tests.surface.scenarios import NOWHERE

#: Role Clerk beside Manager; profile without a right to leads.
CLERK, BLIND, IDLE = "clerk@acme.test", "blind@acme.test", "idle@acme.test"
SUCCESS = {
    "code": "SUCCESS",
    "details": {},
    "message": "record will be shared successfully",
    "status": "success",
}


def people():
    made = definitions()
    ceo = made.roles[0]
    clerk = Role(id=metadata_id(made.org.id, "role", "Clerk"), name="Clerk", reporting_to=ceo.id)
    made.roles.append(clerk)
    standard = made.users[1]
    profile = made.profiles[1]
    blind = replace(
        profile,
        id=metadata_id(made.org.id, "profile", "Blind"),
        name="Blind",
        denied=profile.denied | {"Crm_Implied_View_Leads"},
    )
    made.profiles.append(blind)
    for email, changes in (
        (CLERK, {"role": clerk.id}),
        (BLIND, {"profile": blind.id}),
        (IDLE, {"status": "inactive"}),
    ):
        number = metadata_id(made.org.id, "user", email)
        zuid = str(metadata_id(made.org.id, "zuid", email))
        made.users.append(replace(standard, id=number, zuid=zuid, email=email, **changes))
    return made


org = fixture_of(people)
client = client_of_org


@pytest.fixture(scope="module")
def clients(org):
    return {email: org.client(email) for email in (ADMIN, STANDARD, PEER, CLERK)}


@pytest.fixture
def lead(client):
    (record,) = client.insert("Leads", {"Last_Name": "Smith", "Company": "Zylker"})
    return record


def user(org, email):
    return {"type": "users", "id": str(org.org.catalogue.user_by_email[email].id)}


def role(org, name):
    found = next(one for one in org.org.catalogue.roles if one.name == name)
    return {"type": "roles", "id": str(found.id)}


def item(target, permission="read_only", **more):
    return {"type": "private", "shared_with": target, "permission": permission, **more}


EVERYBODY = {"type": "public", "permission": "read_only"}


def path(record, module="Leads"):
    return f"/{module}/{record}/actions/share"


def share(client, record, *items, module="Leads", method="POST"):
    return client.request(method, path(record, module), json={"share": list(items)})


def shared(client, record, *items, **more):
    answer = share(client, record, *items, **more)
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"share": [SUCCESS] * len(items)}


def seen(client, record, module="Leads"):
    return client.get(f"/{module}/{record}").status_code == 200


def who_sees(clients, record, module="Leads"):
    return {email for email, one in clients.items() if seen(one, record, module)}


@pytest.mark.parametrize(
    ("with_whom", "others"),
    [
        (lambda org: item(user(org, STANDARD)), {STANDARD}),
        (lambda org: item(role(org, "Clerk")), {CLERK}),
        (lambda org: item(role(org, "Manager")), {STANDARD, PEER}),
        (lambda org: EVERYBODY, {STANDARD, PEER, CLERK}),
        (lambda org: {"user": {"id": user(org, PEER)["id"]}}, {PEER}),
        (lambda org: item({"id": user(org, PEER)["id"]}), {PEER}),
    ],
    ids=["user", "role", "role of two", "everybody", "older form", "without type"],
)
def test_a_record_is_shown_to_those_it_is_shared_with_until_it_is_not(
    org, client, clients, lead, with_whom, others
):
    assert who_sees(clients, lead) == {ADMIN}
    shared(client, lead, with_whom(org))
    assert who_sees(clients, lead) == {ADMIN, *others}
    answer = client.request("DELETE", path(lead))
    revoked = {**SUCCESS, "details": {"id": lead}, "message": "Sharing Revoked"}
    assert (answer.status_code, answer.json()) == (200, {"share": revoked})
    assert who_sees(clients, lead) == {ADMIN}
    again = client.request("DELETE", path(lead))
    message = "No sharing through this record is available to revoke."
    assert (again.status_code, again.json()) == (400, error("BAD_REQUEST", message))


def test_a_shared_record_is_found_wherever_records_are_read(org, client, clients, lead):
    word = f"Find{lead}"
    client.request("PUT", "/Leads", json={"data": [{"id": lead, "Company": word}]})
    reader = clients[STANDARD]

    def found():
        search = reader.get(f"/Leads/search?criteria=(Company:equals:{word})")
        words = reader.get(f"/Leads/search?word={word}")
        count = reader.get(f"/Leads/actions/count?criteria=(Company:equals:{word})").json()
        return (
            listed(reader, "Leads", "Company", ids=lead),
            [one["id"] for one in search.json()["data"]] if search.content else [],
            [one["id"] for one in words.json()["data"]] if words.content else [],
            count["count"],
            reader.get(f"/Leads/{lead}/__timeline").status_code,
        )

    assert found() == ([], [], [], 0, 400)
    shared(client, lead, item(user(org, STANDARD)))
    assert found() == ([word], [lead], [lead], 1, 200)
    clone = reader.clone("Leads", lead)
    assert clone.status_code == 201
    (account,) = client.insert("Accounts", {"Account_Name": "Hidden"})
    contact = {"Last_Name": "C", "Account_Name": {"id": account}}
    assert reader.post("/Contacts", {"data": [contact]}).status_code == 400
    shared(client, account, item(user(org, STANDARD)), module="Accounts")
    assert reader.post("/Contacts", {"data": [contact]}).status_code == 201


@pytest.mark.parametrize(
    ("permission", "editable", "updates", "deletes"),
    [
        ("read_only", False, 400, 400),
        ("read_write", True, 200, 400),
        ("full_access", True, 200, 200),
    ],
)
def test_a_share_lets_do_what_it_allows(org, clients, lead, permission, editable, updates, deletes):
    client = clients[ADMIN]
    shared(client, lead, item(user(org, STANDARD), permission))
    reader = clients[STANDARD]
    whole = reader.record("Leads", lead)
    assert (whole["$sharing_permission"], whole["$editable"]) == (permission, editable)
    own = client.record("Leads", lead)
    assert (own["$sharing_permission"], own["$editable"]) == ("full_access", True)
    body = {"data": [{"id": lead, "City": "Rome"}]}
    assert reader.request("PUT", "/Leads", json=body).status_code == updates
    assert reader.request("PUT", f"/Leads/{lead}", json=body).status_code == updates
    assert client.record("Leads", lead)["City"] == ("Rome" if updates == 200 else None)
    assert reader.request("DELETE", f"/Leads?ids={lead}").status_code == deletes


def test_an_update_of_what_is_shared_for_reading_is_refused_in_its_words(
    org, client, clients, lead
):
    shared(client, lead, item(user(org, STANDARD)))
    answer = clients[STANDARD].request("PUT", "/Leads", json={"data": [{"id": lead}]})
    (entry,) = answer.json()["data"]
    assert entry == error(
        "AUTHORIZATION_FAILED",
        "User does not have sufficient privilege to perform this action",
        api_name="id",
        json_path="$.data[0].id",
    )


def test_the_strongest_of_several_shares_counts(org, client, clients, lead):
    shared(client, lead, item(user(org, STANDARD)), item(role(org, "Manager"), "full_access"))
    assert clients[STANDARD].record("Leads", lead)["$sharing_permission"] == "full_access"
    assert clients[PEER].record("Leads", lead)["$sharing_permission"] == "full_access"


def test_who_owns_a_record_owes_nothing_to_its_shares(org, client, clients, lead):
    shared(client, lead, item(user(org, STANDARD)))
    owner = {"id": user(org, STANDARD)["id"]}
    client.request("PUT", "/Leads", json={"data": [{"id": lead, "Owner": owner}]})
    whole = clients[STANDARD].record("Leads", lead)
    assert (whole["$sharing_permission"], whole["$editable"]) == ("full_access", True)


@pytest.mark.parametrize("related", [True, False])
def test_what_is_related_is_shared_if_that_is_asked_for(org, client, clients, related):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Account_Name": {"id": account}})
    (task,) = client.insert(
        "Tasks", {"Subject": "T", "What_Id": {"id": account}, "$se_module": "Accounts"}
    )
    parent = {"id": account, "module": {"api_name": "Accounts"}}
    (note,) = client.insert("Notes", {"Note_Content": "N", "Parent_Id": parent})
    (other,) = client.insert("Contacts", {"Last_Name": "Other"})
    asked = item(user(org, STANDARD), "read_write", share_related_records=related)
    shared(client, account, asked, module="Accounts")
    reader = clients[STANDARD]
    records = {"Contacts": contact, "Tasks": task, "Notes": note}
    assert seen(reader, account, "Accounts")
    assert {seen(reader, record, module) for module, record in records.items()} == {related}
    assert not seen(reader, other, "Contacts")
    if related:
        assert reader.record("Contacts", contact)["$sharing_permission"] == "read_write"
        body = {"data": [{"id": contact, "Department": "D"}]}
        assert reader.request("PUT", "/Contacts", json=body).status_code == 200
        (one,) = client.get(path(contact, "Contacts")).json()["share"]
        assert one["shared_through"] == {
            "module": {"name": "Accounts", "id": org.module_id("Accounts")},
            "name": "A",
            "id": account,
        }


def test_what_is_shared_is_told(org, client, lead):
    assert client.get(path(lead)).status_code == 204
    shared(client, lead, item(user(org, STANDARD), "read_write", share_related_records=True))
    shared(client, lead, item(role(org, "Clerk")))
    admin = org.org.catalogue.user_by_email[ADMIN]
    by = {"name": "Patricia Boyle", "id": str(admin.id), "zuid": admin.zuid}
    through = {
        "module": {"name": "Leads", "id": org.module_id("Leads")},
        "name": "Smith",
        "id": lead,
    }
    zuid = org.org.catalogue.user_by_email[STANDARD].zuid
    found = client.get(path(lead)).json()["share"]
    times = [one.pop("shared_time") for one in found]
    assert all(len(time) == 25 for time in times)
    whole = [
        {
            "shared_with": {"name": "Stan Dard", **user(org, STANDARD), "zuid": zuid},
            "share_related_records": True,
            "shared_through": through,
            "permission": "read_write",
            "type": "private",
            "shared_by": by,
        },
        {
            "shared_with": {"name": "Clerk", **role(org, "Clerk")},
            "share_related_records": False,
            "shared_through": through,
            "permission": "read_only",
            "type": "private",
            "shared_by": by,
        },
    ]
    assert found == whole
    short = client.get(path(lead), params={"view": "summary"}).json()["share"]
    assert [set(one) for one in short] == [set(whole[0]) - {"shared_by"}] * 2
    one = client.get(path(lead), params={"sharedTo": user(org, STANDARD)["id"]}).json()["share"]
    assert [share["permission"] for share in one] == ["read_write"]
    for other in (user(org, PEER)["id"], NOWHERE):
        assert client.get(path(lead), params={"sharedTo": other}).status_code == 204
    assert client.get(path(lead), params={"sharedTo": "me"}).status_code == 400


def test_an_update_of_shares_replaces_them_all(org, client, clients, lead):
    shared(client, lead, item(user(org, STANDARD)), item(user(org, CLERK)))
    shared(client, lead, item(user(org, STANDARD), "full_access"), method="PUT")
    assert who_sees(clients, lead) == {ADMIN, STANDARD}
    assert clients[STANDARD].record("Leads", lead)["$sharing_permission"] == "full_access"
    shared(client, lead, EVERYBODY, method="PUT")
    assert who_sees(clients, lead) == {ADMIN, STANDARD, PEER, CLERK}
    (one,) = client.get(path(lead)).json()["share"]
    assert (one["type"], one["shared_with"]) == ("public", None)
    bad = share(client, lead, item(user(org, STANDARD), "all"), method="PUT")
    assert bad.status_code == 400
    assert who_sees(clients, lead) == {ADMIN, STANDARD, PEER, CLERK}


@pytest.mark.parametrize(
    ("made", "code", "message", "where"),
    [
        (lambda org: 5, "INVALID_DATA", "invalid data", "$.share[1]"),
        (lambda org: {}, "MANDATORY_NOT_FOUND", "required field not found", "$.share[1].type"),
        (lambda org: {"type": "private", "shared_with": user(org, PEER)}, "MANDATORY_NOT_FOUND",
         "required field not found", "$.share[1].permission"),
        (lambda org: {"type": "private", "permission": "read_only"}, "MANDATORY_NOT_FOUND",
         "required field not found", "$.share[1].shared_with"),
        (lambda org: item({"type": "users"}), "MANDATORY_NOT_FOUND",
         "required field not found", "$.share[1].shared_with.id"),
        (lambda org: item(user(org, PEER), "all"), "INVALID_DATA", "invalid data",
         "$.share[1].permission"),
        (lambda org: {**item(user(org, PEER)), "type": "secret"}, "INVALID_DATA", "invalid data",
         "$.share[1].type"),
        (lambda org: item(5), "INVALID_DATA", "invalid data", "$.share[1].shared_with"),
        (lambda org: item({**user(org, PEER), "type": "cats"}), "INVALID_DATA", "invalid data",
         "$.share[1].shared_with.type"),
        (lambda org: item(user(org, PEER), share_related_records="yes"), "INVALID_DATA",
         "invalid data", "$.share[1].share_related_records"),
        (lambda org: item({"type": "users", "id": NOWHERE}), "INVALID_DATA", "invalid user Id",
         "$.share[1].shared_with.id"),
        (lambda org: item({"type": "users", "id": "x"}), "INVALID_DATA", "invalid user Id",
         "$.share[1].shared_with.id"),
        (lambda org: item(user(org, IDLE)), "INVALID_DATA", "invalid user Id",
         "$.share[1].shared_with.id"),
        (lambda org: item({"type": "roles", "id": NOWHERE}), "INVALID_DATA", "invalid role Id",
         "$.share[1].shared_with.id"),
        (lambda org: item({"type": "groups", "id": NOWHERE}), "INVALID_DATA", "invalid group Id",
         "$.share[1].shared_with.id"),
        (lambda org: item(user(org, ADMIN)), "INVALID_DATA", "cannot share to the user",
         "$.share[1].shared_with"),
        (lambda org: item(user(org, BLIND)), "INVALID_DATA", "cannot share to the user",
         "$.share[1].shared_with"),
        (lambda org: item(user(org, STANDARD)), "INVALID_DATA", "cannot share to the user",
         "$.share[1].shared_with"),
    ],
)  # fmt: skip
def test_an_item_that_is_refused_stands_alone(org, clients, lead, made, code, message, where):
    client = clients[ADMIN]
    answer = share(client, lead, item(user(org, STANDARD)), made(org))
    assert answer.status_code == 207
    good, bad = answer.json()["share"]
    assert good == SUCCESS
    assert (bad["code"], bad["message"], bad["details"]["json_path"]) == (code, message, where)
    assert who_sees(clients, lead) == {ADMIN, STANDARD}
    alone = share(client, lead, made(org))
    assert alone.status_code == 400


@pytest.mark.parametrize(
    ("request_of", "status", "code"),
    [
        (lambda client, lead: client.post(path(lead), {}), 400, "INVALID_DATA"),
        (lambda client, lead: client.post(path(lead), {"share": []}), 400, "INVALID_DATA"),
        (lambda client, lead: client.post(path(lead)), 400, "INVALID_DATA"),
        (lambda client, lead: share(client, lead, EVERYBODY, EVERYBODY), 400,
         "AMBIGUITY_DURING_PROCESSING"),
        (lambda client, lead: share(client, NOWHERE, EVERYBODY), 400, "INVALID_DATA"),
        (lambda client, lead: client.get(path(NOWHERE)), 400, "INVALID_DATA"),
        (lambda client, lead: client.request("DELETE", path(NOWHERE)), 400, "INVALID_DATA"),
        (lambda client, lead: client.get(path(lead), params={"view": "x"}), 400,
         "PATTERN_NOT_MATCHED"),
        (lambda client, lead: client.get(path(lead, "Tasks")), 403, "NOT_ALLOWED"),
    ],
)  # fmt: skip
def test_requests_that_are_refused_whole(clients, client, lead, request_of, status, code):
    answer = request_of(client, lead)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert who_sees(clients, lead) == {ADMIN}


def test_who_sees_a_record_by_a_share_shares_it_with_nobody(org, client, clients, lead):
    shared(client, lead, item(user(org, STANDARD), "full_access"))
    answer = share(clients[STANDARD], lead, item(user(org, PEER)))
    message = "Shared record cannot be shared to other users"
    assert (answer.status_code, answer.json()) == (403, error("INVALID_DATA", message))
    assert clients[STANDARD].request("DELETE", path(lead)).status_code == 403
    assert clients[STANDARD].get(path(lead)).status_code == 200


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("ZohoCRM.share.all", 201),
        ("ZohoCRM.share.leads.CREATE", 201),
        ("ZohoCRM.share.Leads.ALL", 201),
        ("ZohoCRM.share.leads.READ", 401),
        ("ZohoCRM.share.contacts.ALL", 401),
        ("ZohoCRM.modules.ALL", 401),
    ],
)
def test_sharing_wants_a_scope_of_its_own(org, lead, scope, status):
    answer = share(org.client(scope=scope), lead, item(user(org, STANDARD)))
    assert answer.status_code == status


def test_an_org_without_shares_pays_nothing_for_them(org, monkeypatch):
    own = make_org(org.live, people())
    client, reader = own.client(), own.client(STANDARD)
    one, two = client.insert("Leads", {"Last_Name": "One"}, {"Last_Name": "Two"})
    for record in (one, two):
        shared(client, record, item(user(own, STANDARD)))
    for record, left in ((one, {"Leads"}), (two, set())):
        assert "Leads" in own.org.catalogue.sharing_of
        client.request("DELETE", path(record))
        assert set(own.org.catalogue.sharing_of) == left
    statements = []
    write = own.org.writer.write

    def recorded(_, plan):
        text, values = write(plan)
        statements.append(text)
        return text, values

    monkeypatch.setattr(type(own.org.writer), "write", recorded)
    assert reader.get("/Leads?fields=Last_Name").status_code == 204
    assert statements
    assert not [text for text in statements if "_record_shares" in text]


def test_servers_of_one_database_tell_each_other_of_shares(postgresql_server, postgresql_live):
    org = make_org(postgresql_live, people())
    client, reader = org.client(), org.client(STANDARD)
    other = LiveServer(database=postgresql_server).start()
    try:
        elsewhere = type(client)(other.url, reader.token)
        (record,) = client.insert("Leads", {"Last_Name": "L"})
        assert not seen(elsewhere, record)
        shared(client, record, item(user(org, STANDARD)))
        assert seen(elsewhere, record)
        assert seen(reader, record)
        client.request("DELETE", path(record))
        assert not seen(elsewhere, record)
    finally:
        other.stop()
