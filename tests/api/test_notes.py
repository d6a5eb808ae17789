"""Notes of a record: listed, added, changed, and what only notes of that record allow."""

from __future__ import annotations

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import client_of_org, error, fixture_of, set_values
from tests.api.relating import related, related_definitions
from tests.live import ADMIN, PEER, STANDARD
from tests.values import World

NOWHERE = "4150868000000225013"
NO_RECORD = error("INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1)

org = fixture_of(related_definitions)
client = client_of_org


@pytest.fixture
def lead(client):
    return client.insert("Leads", {"Last_Name": "L"})[0]


def add(client, record, *items, module="Leads"):
    return client.post(f"/{module}/{record}/Notes", {"data": list(items)})


def put(client, path, *items):
    return client.request("PUT", path, json={"data": list(items)})


def ids_of(answer):
    assert answer.status_code == 201, answer.text
    return [one["details"]["id"] for one in answer.json()["data"]]


@pytest.mark.parametrize("module", ["Leads", "Deals", "Tasks", "Site_Visits", "Appointments__s"])
def test_a_note_is_of_the_record_of_its_path(org, client, module):
    world = World(org, client)
    record = world.record(module)
    (other,) = client.insert("Accounts", {"Account_Name": "A"})
    (note,) = ids_of(add(client, record, {"Note_Content": "N"}, module=module))
    elsewhere = {"id": other, "module": {"api_name": "Accounts"}}
    (named,) = ids_of(
        add(client, record, {"Note_Content": "M", "Parent_Id": elsewhere}, module=module)
    )
    assert related(client, module, record, "Notes", "id") == [note, named]
    assert related(client, "Accounts", other, "Notes", "id") == []
    parent = client.record("Notes", note)["Parent_Id"]
    assert parent["module"] == {"api_name": module, "id": org.module_id(module)}
    assert parent["id"] == record


def test_the_answer_to_an_added_note_is_that_of_an_insert(client, lead):
    answer = add(client, lead, {"Note_Content": "N", "Note_Title": "T"})
    assert answer.status_code == 201
    (entry,) = answer.json()["data"]
    assert (entry["code"], entry["message"], entry["status"]) == (
        "SUCCESS",
        "record added",
        "success",
    )
    assert set(entry["details"]) == {
        "Modified_Time", "Modified_By", "Created_Time", "id", "Created_By",
    }  # fmt: skip


def test_notes_come_oldest_first_with_their_parents_in_short(client, lead):
    notes = ids_of(add(client, lead, *({"Note_Content": n} for n in "abc")))
    answer = client.get(f"/Leads/{lead}/Notes", params={"fields": "Note_Content,Parent_Id"}).json()
    parent = {"name": "L", "id": lead}
    assert answer["data"] == [
        {"Note_Content": n, "Parent_Id": parent, "id": one}
        for n, one in zip("abc", notes, strict=True)
    ]
    assert related(client, "Leads", lead, "Notes", "id", sort_order="desc") == notes[::-1]
    one = client.get(f"/Leads/{lead}/Notes/{notes[0]}").json()["data"][0]
    whole = client.record("Notes", notes[0])
    assert one == {**whole, "Parent_Id": parent}
    assert whole["Parent_Id"]["module"]["api_name"] == "Leads"


def test_all_notes_come_oldest_first_too(client, lead):
    notes = ids_of(add(client, lead, *({"Note_Content": n} for n in "abc")))
    asked = {"fields": "Note_Content", "ids": ",".join(notes)}
    found = client.get("/Notes", params=asked).json()
    assert [one["id"] for one in found["data"]] == notes
    assert found["info"]["sort_order"] == "asc"


def test_older_versions_name_the_parent_in_plain_text(client, lead):
    old = client.at("v2")
    (note,) = ids_of(add(old, lead, {"Note_Content": "N"}))
    (found,) = old.get(f"/Leads/{lead}/Notes").json()["data"]
    assert (found["id"], found["Parent_Id"], found["$se_module"]) == (note, lead, "Leads")
    plain = {"Note_Content": "M", "Parent_Id": lead, "se_module": "Leads"}
    (other,) = old.insert("Notes", plain)
    assert related(client, "Leads", lead, "Notes", "id") == [note, other]


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_notes_are_added_and_changed_in_every_version(client, lead, version):
    speaker = client.at(version)
    (note,) = ids_of(add(speaker, lead, {"Note_Content": "N"}))
    answer = put(speaker, f"/Leads/{lead}/Notes", {"id": note, "Note_Content": "M"})
    assert (answer.status_code, answer.json()["data"][0]["message"]) == (200, "record updated")
    assert client.record("Notes", note)["Note_Content"] == "M"


def test_notes_of_a_record_are_changed_each_on_its_own(client, lead):
    first, second = ids_of(add(client, lead, {"Note_Content": "a"}, {"Note_Content": "b"}))
    (other,) = client.insert("Leads", {"Last_Name": "O"})
    (foreign,) = ids_of(add(client, other, {"Note_Content": "c"}))
    answer = put(
        client,
        f"/Leads/{lead}/Notes",
        {"id": first, "Note_Title": "T", "Parent_Id": {"id": other}},
        {"id": foreign, "Note_Content": "x"},
        {"Note_Content": "x"},
        {"id": second, "Note_Content": None},
    )
    assert answer.status_code == 207
    good, *refused = answer.json()["data"]
    assert good["message"] == "record updated"
    assert [(one["code"], one["details"]["json_path"]) for one in refused] == [
        ("INVALID_DATA", "$.data[1].id"),
        ("MANDATORY_NOT_FOUND", "$.data[2].id"),
        ("MANDATORY_NOT_FOUND", "$.data[3].Note_Content"),
    ]
    shown = client.record("Notes", first)
    assert (shown["Note_Title"], shown["Note_Content"], shown["Parent_Id"]["id"]) == (
        "T",
        "a",
        lead,
    )
    assert client.record("Notes", foreign)["Note_Content"] == "c"
    assert client.record("Notes", second)["Note_Content"] == "b"


def test_one_note_is_changed_by_its_path(client, lead):
    first, second = ids_of(add(client, lead, {"Note_Content": "a"}, {"Note_Content": "b"}))
    path = f"/Leads/{lead}/Notes/{first}"
    answer = put(client, path, {"id": second, "Note_Content": "c"})
    assert answer.json()["data"][0]["details"]["id"] == first
    assert related(client, "Leads", lead, "Notes", "Note_Content") == ["c", "b"]
    assert put(client, path, {}, {}).json() == error(
        "INVALID_DATA", "invalid data", maximum_length=1, api_name="data", json_path="$.data"
    )


def test_a_note_without_content_is_refused_and_the_others_are_added(client, lead):
    answer = add(client, lead, {"Note_Title": "T"}, {"Note_Content": "N"}, "x")
    assert answer.status_code == 207
    assert [one["code"] for one in answer.json()["data"]] == [
        "MANDATORY_NOT_FOUND",
        "SUCCESS",
        "INVALID_DATA",
    ]
    assert related(client, "Leads", lead, "Notes", "Note_Content") == ["N"]


def test_a_note_is_an_activity_of_its_record_and_no_change(org, client, lead):
    set_values(org, "Leads", lead, Modified_Time=1_600_000_000, Last_Activity_Time=None)
    before = client.record("Leads", lead)
    add(client, lead, {})
    assert client.record("Leads", lead) == before
    add(client, lead, {"Note_Content": "N"})
    after = client.record("Leads", lead)
    assert before["Last_Activity_Time"] is None
    assert after["Last_Activity_Time"] is not None
    assert {**after, "Last_Activity_Time": None} == before


def gone(note):
    details = {"id": note}
    message = "record deleted"
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def test_notes_of_a_record_are_deleted_and_no_others(client, lead):
    first, second, third = ids_of(add(client, lead, *({"Note_Content": n} for n in "abc")))
    (other,) = client.insert("Leads", {"Last_Name": "O"})
    (foreign,) = ids_of(add(client, other, {"Note_Content": "c"}))
    path = f"/Leads/{lead}/Notes"
    asked = {"ids": f"{first},{foreign},{second},{first}"}
    answer = client.request("DELETE", path, params=asked)
    assert answer.status_code == 207
    assert answer.json()["data"] == [
        gone(first),
        error("INVALID_DATA", "record not deleted", id=foreign),
        gone(second),
        error("INVALID_DATA", "record not deleted", id=first),
    ]
    assert related(client, "Leads", lead, "Notes", "id") == [third]
    assert related(client, "Leads", other, "Notes", "id") == [foreign]
    assert client.get(f"/Notes/{first}").status_code == 204
    for note in (foreign, first, NOWHERE):
        answer = client.request("DELETE", f"{path}/{note}")
        assert (answer.status_code, answer.json()) == (
            400,
            error("INVALID_DATA", "record not deleted", resource_path_index=3),
        )
    assert client.request("DELETE", f"{path}/{third}").json() == {"data": [gone(third)]}
    assert related(client, "Leads", lead, "Notes", "id") == []


def test_notes_to_delete_must_be_named(client, lead):
    answer = client.request("DELETE", f"/Leads/{lead}/Notes")
    assert answer.json() == error(
        "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", param_name="ids"
    )


def test_notes_go_with_their_record_and_come_back_with_it(client, lead):
    (note,) = ids_of(add(client, lead, {"Note_Content": "a"}))
    assert client.request("DELETE", f"/Leads/{lead}").status_code == 200
    assert client.get(f"/Notes/{note}").status_code == 204
    restored = client.post(f"/settings/recycle_bin/{lead}/actions/restore")
    assert restored.status_code == 200, restored.text
    assert related(client, "Leads", lead, "Notes", "id") == [note]


def test_notes_of_a_record_that_is_not_there_are_refused(org, client, lead):
    (deleted,) = client.insert("Leads", {"Last_Name": "D"})
    assert client.request("DELETE", f"/Leads/{deleted}").status_code == 200
    for record in (NOWHERE, deleted):
        assert add(client, record, {"Note_Content": "N"}).json() == NO_RECORD
        path = f"/Leads/{record}/Notes"
        assert put(client, path, {"id": NOWHERE, "Note_Content": "N"}).json() == NO_RECORD
        assert client.get(path, params={"fields": "id"}).json() == NO_RECORD


def test_a_module_without_notes_has_no_such_list(org, client, lead):
    (note,) = ids_of(add(client, lead, {"Note_Content": "N"}))
    unknown = error(
        "INVALID_DATA", "the relation name given seems to be invalid", resource_path_index=2
    )
    for answer in (
        client.get(f"/Notes/{note}/Notes", params={"fields": "id"}),
        add(client, note, {"Note_Content": "N"}, module="Notes"),
        put(client, f"/Notes/{note}/Notes", {"id": note}),
    ):
        assert (answer.status_code, answer.json()) == (400, unknown)


def test_users_see_the_notes_that_they_own_of_records_that_they_see(org, client):
    known = org.org.catalogue.user_by_email
    owners = [{"id": str(known[one].id)} for one in (STANDARD, ADMIN)]
    lead, hidden = client.insert("Leads", *({"Last_Name": "L", "Owner": owner} for owner in owners))
    standard = org.client(STANDARD)
    (own,) = ids_of(add(standard, lead, {"Note_Content": "own"}))
    (theirs,) = ids_of(add(client, lead, {"Note_Content": "theirs"}))
    assert related(standard, "Leads", lead, "Notes", "id") == [own]
    assert related(client, "Leads", lead, "Notes", "id") == [own, theirs]
    assert add(standard, hidden, {"Note_Content": "N"}).json() == NO_RECORD
    answer = put(standard, f"/Leads/{lead}/Notes", {"id": theirs, "Note_Content": "x"})
    assert answer.json()["data"][0]["code"] == "INVALID_DATA"
    assert add(org.client(PEER), lead, {"Note_Content": "N"}).json() == NO_RECORD


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("ZohoCRM.modules.ALL", 201),
        ("ZohoCRM.modules.leads.ALL ZohoCRM.modules.notes.ALL", 201),
        ("ZohoCRM.modules.leads.CREATE ZohoCRM.modules.notes.CREATE", 201),
        ("ZohoCRM.modules.leads.ALL", 401),
        ("ZohoCRM.modules.notes.ALL", 401),
        ("ZohoCRM.modules.leads.READ ZohoCRM.modules.notes.ALL", 401),
    ],
)
def test_notes_need_the_scopes_of_both_modules(org, client, lead, scope, status):
    answer = add(org.client(scope=scope), lead, {"Note_Content": "N"})
    assert answer.status_code == status
