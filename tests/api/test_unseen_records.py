"""What users learn of records they do not see, and may do with those they are shown for less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.model.data_sharing import (
    DataSharing,
    GroupSource,
    Shared,
    SharingRule,
    UserGroup,
)
from crmstead.model.ids import metadata_id
from tests.api.reading import client_of_org, error, fixture_of, listed
from tests.live import ADMIN, PEER, STANDARD, definitions

BLIND = "blind@acme.test"


def sharing():
    """Return an org whose accounts all may read, and whose Roman leads are the peer's, too."""
    made = definitions()
    standard, peer = made.users[1:]
    group = UserGroup(
        id=metadata_id(made.org.id, "group", "G"),
        name="Travellers",
        sources=(GroupSource(type="users", source=peer.id),),
    )
    made.user_groups.append(group)
    made.data_sharing.append(
        DataSharing(
            id=metadata_id(made.org.id, "module", "Accounts"),
            module="Accounts",
            share_type="public_read_only",
        )
    )
    for name, value in (("Rome", "Rome"), ("Lost", None)):
        # The second is about a field that is there no more.
        field = "City" if value else "Gone"
        made.sharing_rules.append(
            SharingRule(
                id=metadata_id(made.org.id, "rule", name),
                name=name,
                module="Leads",
                type="Criteria_Based",
                shared_to=Shared(type="groups", resource=group.id),
                criteria={"field": {"api_name": field}, "comparator": "equal", "value": value},
            )
        )
    blind = replace(
        made.profiles[1],
        id=metadata_id(made.org.id, "profile", "Blind"),
        name="Blind",
        denied=made.profiles[1].denied | {"Crm_Implied_View_Contacts", "Crm_Implied_View_Accounts"},
    )
    made.profiles.append(blind)
    number = metadata_id(made.org.id, "user", BLIND)
    made.users.append(replace(standard, id=number, zuid="9", email=BLIND, profile=blind.id))
    return made


org = fixture_of(sharing)
client = client_of_org


@pytest.fixture(scope="module")
def clients(org):
    return {email: org.client(email) for email in (ADMIN, STANDARD, PEER, BLIND)}


def owner(org, email):
    return {"id": str(org.org.catalogue.user_by_email[email].id)}


@pytest.fixture
def account(client):
    (record,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    return record


def test_what_all_may_read_is_changed_by_nobody_else(client, clients, account):
    reader = clients[STANDARD]
    shown = reader.record("Accounts", account)
    assert (shown["$sharing_permission"], shown["$editable"]) == ("read_only", False)
    body = {"data": [{"id": account, "Account_Name": "Mine"}]}
    (entry,) = reader.request("PUT", "/Accounts", json=body).json()["data"]
    assert entry["code"] == "AUTHORIZATION_FAILED"
    answer = reader.request("DELETE", f"/Accounts/{account}")
    assert answer.json()["data"] == [error("NO_PERMISSION", "permission denied", id=account)]
    assert client.record("Accounts", account)["Account_Name"] == "Zylker"


def test_what_may_only_be_read_gets_no_notes_nor_attachments(client, clients, account):
    note = {"data": [{"Note_Content": "N"}]}
    parent = {"id": account, "module": {"api_name": "Accounts"}}
    path = f"/Accounts/{account}/Attachments"
    denied = error("NO_PERMISSION", "permission denied", id=account)
    for answer in (
        clients[STANDARD].post(f"/Accounts/{account}/Notes", note),
        clients[STANDARD].post("/Notes", {"data": [{**note["data"][0], "Parent_Id": parent}]}),
        clients[STANDARD].upload(path, ("a.txt", b"a")),
        clients[STANDARD].post(f"{path}?attachmentUrl=https://a.test&title=A"),
    ):
        assert (answer.status_code, answer.json()) == (400, {"data": [denied]}), answer.text
    assert client.post(f"/Accounts/{account}/Notes", note).status_code == 201
    (attached,) = client.upload(path, ("a.txt", b"a")).json()["data"]
    removed = clients[STANDARD].request("DELETE", f"{path}/{attached['details']['id']}")
    assert removed.json() == {"data": [denied]}


def test_what_may_only_be_read_is_not_shared_on(org, clients, account):
    item = {"type": "private", "permission": "read_only",
            "shared_with": {"type": "users", **owner(org, BLIND)}}  # fmt: skip
    answer = clients[STANDARD].post(f"/Accounts/{account}/actions/share", {"share": [item]})
    assert answer.json() == error("NO_PERMISSION", "permission denied", id=account)


def test_what_is_shared_along_for_reading_is_not_changed(org, client, clients):
    (deal,) = client.insert(
        "Deals", {"Deal_Name": "D", "Stage": "Qualification", "Owner": owner(org, STANDARD)}
    )
    (task,) = client.insert(
        "Tasks", {"Subject": "T", "What_Id": {"id": deal}, "$se_module": "Deals"}
    )
    share = {"type": "private", "permission": "read_only", "share_related_records": True,
             "shared_with": {"type": "users", **owner(org, PEER)}}  # fmt: skip
    assert client.post(f"/Deals/{deal}/actions/share", {"share": [share]}).status_code == 201
    assert clients[PEER].record("Tasks", task)["$editable"] is False
    body = {"data": [{"id": task, "Subject": "U"}]}
    (entry,) = clients[PEER].request("PUT", "/Tasks", json=body).json()["data"]
    assert entry["code"] == "AUTHORIZATION_FAILED"


def test_a_rule_shares_what_meets_its_criteria_with_a_group(client, clients):
    roman, other = client.insert(
        "Leads", *({"Last_Name": "L", "City": c} for c in ("Rome", "Oslo"))
    )
    assert listed(clients[PEER], "Leads", "id", ids=f"{roman},{other}") == [roman]
    assert listed(clients[STANDARD], "Leads", "id", ids=f"{roman},{other}") == []
    body = {"data": [{"id": roman, "City": "Oslo"}]}
    assert client.request("PUT", "/Leads", json=body).status_code == 200
    assert listed(clients[PEER], "Leads", "id", ids=roman) == []


def test_a_record_is_shared_with_a_group(org, client, clients):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    group = org.org.catalogue.user_groups[0]
    share = {"type": "private", "permission": "read_write",
             "shared_with": {"type": "groups", "id": str(group.id)}}  # fmt: skip
    path = f"/Leads/{lead}/actions/share"
    assert client.post(path, {"share": [share]}).status_code == 201
    assert clients[PEER].record("Leads", lead)["$sharing_permission"] == "read_write"
    assert clients[STANDARD].get(f"/Leads/{lead}").status_code == 204
    (shown,) = client.get(path).json()["share"]
    told = {"name": "Travellers", "id": str(group.id), "type": "groups"}
    assert shown["shared_with"] == told
    for number, refused in ((group.id + 1, "invalid group Id"),):
        share["shared_with"] = {"type": "groups", "id": str(number)}
        (entry,) = client.post(path, {"share": [share]}).json()["share"]
        assert entry["message"] == refused


def test_shares_of_a_record_that_is_not_seen_are_not_told(org, client, clients):
    (account,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    (contact,) = client.insert(
        "Contacts",
        {"Last_Name": "C", "Account_Name": {"id": account}, "Owner": owner(org, STANDARD)},
    )
    share = {"type": "public", "permission": "read_only", "share_related_records": True}
    assert client.post(f"/Accounts/{account}/actions/share", {"share": [share]}).status_code == 201
    path = f"/Contacts/{contact}/actions/share"
    assert "Zylker" in client.get(path).text
    assert clients[BLIND].get(path).status_code in (204, 403)


# Records that are named by others


def test_participants_that_are_not_seen_are_not_told(org, client, clients):
    mine, theirs = client.insert(
        "Contacts",
        {"Last_Name": "Seen", "Owner": owner(org, STANDARD)},
        {"Last_Name": "Hidden"},
    )
    event = {
        "Event_Title": "E", "Owner": owner(org, STANDARD),
        "Start_DateTime": "2090-01-01T10:00:00Z", "End_DateTime": "2090-01-01T11:00:00Z",
        "Participants": [{"type": "contact", "participant": one} for one in (mine, theirs)],
    }  # fmt: skip
    (meeting,) = client.insert("Events", event)
    query = {"select_query": f"select Participants from Events where id = {meeting}"}
    for path in (f"/Events/{meeting}", f"/Events?fields=Participants&ids={meeting}"):
        for email, told in ((ADMIN, True), (STANDARD, False), (BLIND, False)):
            answer = clients[email].get(path)
            assert ("Hidden" in answer.text) == told, email
        assert "Seen" in clients[STANDARD].get(path).text
    for email, told in ((ADMIN, True), (STANDARD, False)):
        answer = clients[email].post("/coql", query)
        assert ("Hidden" in answer.text) == (told and answer.status_code == 200)
    body = {"data": [{"id": meeting, "Participants": event["Participants"][1:]}]}
    assert client.request("PUT", "/Events", json=body).status_code == 200
    path = f"/Events/{meeting}/__timeline"
    assert "Hidden" in client.get(path).text
    assert "Hidden" not in clients[STANDARD].get(path).text


def test_what_a_lead_became_is_told_to_those_who_see_it(org, client, clients):
    (lead,) = client.insert(
        "Leads", {"Last_Name": "L", "Company": "C", "Owner": owner(org, STANDARD)}
    )
    body = {"data": [{"assign_to": owner(org, ADMIN), "overwrite": True}]}
    answer = client.post(f"/Leads/{lead}/actions/convert", body)
    (entry,) = answer.json()["data"]
    contact = entry["details"]["Contacts"]["id"]
    assert client.record("Leads", lead)["$converted_detail"]["contact"] == contact
    shown = clients[STANDARD].record("Leads", lead)
    assert "contact" not in shown["$converted_detail"]
    assert shown["Converted_Contact"] is None
    assert contact not in clients[STANDARD].get(f"/Leads/{lead}").text


def test_a_timeline_names_no_record_that_is_not_seen(org, client, clients):
    first, second = client.insert("Contacts", {"Last_Name": "Hidden1"}, {"Last_Name": "Hidden2"})
    deal = {"Deal_Name": "D", "Stage": "Qualification", "Owner": owner(org, STANDARD)}
    (record,) = client.insert("Deals", {**deal, "Contact_Name": {"id": first}})
    body = {"data": [{"id": record, "Contact_Name": {"id": second}}]}
    assert client.request("PUT", "/Deals", json=body).status_code == 200
    path = f"/Deals/{record}/__timeline"
    assert "Hidden2" in client.get(path).text
    told = clients[STANDARD].get(path).text
    assert not any(one in told for one in ("Hidden1", "Hidden2", first, second))


def test_links_to_records_that_are_not_seen_are_left_out(org, client, clients):
    """Contacts of a deal: those alone that the caller sees."""
    mine, theirs = client.insert(
        "Contacts", {"Last_Name": "Seen", "Owner": owner(org, STANDARD)}, {"Last_Name": "Hidden"}
    )
    deal = {"Deal_Name": "D", "Stage": "Qualification", "Owner": owner(org, STANDARD)}
    (record,) = client.insert("Deals", deal)
    body = {"data": [{"Contact_Role": {"id": str(org.org.catalogue.contact_roles[0].id)}}]}
    for one in (mine, theirs):
        answer = client.request("PUT", f"/Deals/{record}/Contact_Roles/{one}", json=body)
        assert answer.status_code == 200, answer.text
    path = f"/Deals/{record}/Contact_Roles"
    told = clients[STANDARD].get(path, params={"fields": "Last_Name"}).json()["data"]
    assert [one["Last_Name"] for one in told] == ["Seen"]


def test_a_note_that_is_not_seen_is_deleted_by_nobody(org, client, clients):
    """Its record is the reader's, the note the administrator's."""
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Owner": owner(org, STANDARD)})
    (entry,) = client.post(f"/Leads/{lead}/Notes", {"data": [{"Note_Content": "N"}]}).json()["data"]
    note = entry["details"]["id"]
    unseen, unknown = (
        clients[STANDARD].request("DELETE", f"/Leads/{lead}/Notes/{one}").json()
        for one in (note, "1" * 19)
    )
    assert unseen == unknown
    assert client.record("Notes", note)["Note_Content"] == "N"
