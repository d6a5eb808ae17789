"""The timeline of a record: every change with its values, related records, pages, filters."""

from __future__ import annotations

import json

import pytest

from tests.api.reading import client_of_org, error, fixture_of
from tests.compat.org import rich_definitions
from tests.live import ADMIN, PEER, STANDARD
from tests.surface.scenarios import NOWHERE

DETAILS = ",".join(
    f"field_history.{name}"
    for name in ("data_type", "field_label", "enable_colour_code", "pick_list_values")
)

org = fixture_of(rich_definitions)
client = client_of_org


@pytest.fixture
def lead(client):
    (record,) = client.insert("Leads", {"Last_Name": "Smith", "Company": "Zylker"})
    return record


def update(client, module, record, **values):
    body = {"data": [{"id": record, **values}]}
    answer = client.request("PUT", f"/{module}", json=body)
    assert answer.status_code == 200, answer.text


def path(record, module="Leads"):
    return f"/{module}/{record}/__timeline"


def timeline(client, record, module="Leads", **params):
    answer = client.get(path(record, module), params=params)
    assert answer.status_code in (200, 204), answer.text
    return answer.json()["__timeline"] if answer.content else []


def changes(entry):
    """What an entry says was changed: field -> (old, new)."""
    return {
        one["api_name"]: (one["_value"]["old"], one["_value"]["new"])
        for one in entry["field_history"] or ()
    }


def user_id(org, email):
    return str(org.org.catalogue.user_by_email[email].id)


def test_a_new_record_was_added(org, client, lead):
    (entry,) = timeline(client, lead)
    created = client.record("Leads", lead)["Created_Time"]
    assert entry == {
        "done_by": {"name": "Patricia Boyle", "id": user_id(org, ADMIN)},
        "related_record": None,
        "automation_details": None,
        "record": {
            "module": {"api_name": "Leads", "id": org.module_id("Leads")},
            "name": "Smith",
            "id": lead,
        },
        "audited_time": created,
        "action": "added",
        "id": lead,
        "source": "crm_api",
        "field_history": None,
    }


def test_an_update_tells_old_and_new_values_and_who(org, client):
    user = org.client(STANDARD)
    (record,) = user.insert("Leads", {"Last_Name": "Smith"})
    update(user, "Leads", record, First_Name="Patricia", Last_Name="Boyle")
    latest, first = timeline(user, record)
    assert (latest["action"], first["action"]) == ("updated", "added")
    assert latest["done_by"]["id"] == user_id(org, STANDARD)
    found = changes(latest)
    assert found["First_Name"] == (None, "Patricia")
    assert found["Last_Name"] == ("Smith", "Boyle")
    assert latest["record"]["name"] == "Patricia Boyle"
    assert int(latest["id"]) != int(first["id"])


@pytest.mark.parametrize(
    ("field", "first", "second", "shown"),
    [
        ("City", "Rome", None, ("Rome", None)),
        ("No_of_Employees", 5, 6, ("5", "6")),
        ("Annual_Revenue", 10.5, 11, ("10.5", "11")),
        ("Email_Opt_Out", True, False, ("true", "false")),
        ("Born", "1996-07-05", "1997-07-05", ("1996-07-05", "1997-07-05")),
        ("Met_At", "2024-07-05T17:00:00-07:00", None, ("2024-07-05T17:00:00-07:00", None)),
        ("Skills", ["Lisp"], ["Lisp", "Sales"], ("Lisp", "Lisp, Sales")),
        ("Certain", True, False, ("true", "false")),
        ("Weight", 6.6, 7, ("6.6", "7")),
        ("Serial", "12345678901234567", "5", ("12345678901234567", "5")),
        ("Lead_Source", "Cold Call", "Chat", ("Cold Call", "Chat")),
    ],
)
def test_values_are_shown_as_text(client, field, first, second, shown):
    (record,) = client.insert("Leads", {"Last_Name": "L", field: first})
    update(client, "Leads", record, **{field: second})
    assert changes(timeline(client, record)[0])[field] == shown


def test_tags_are_told_as_they_were_and_as_they_are(client):
    (record,) = client.insert("Leads", {"Last_Name": "L", "Tag": [{"name": "Hot"}]})
    known = client.record("Leads", record)["Tag"][0]["id"]
    names = [{"name": "Big"}, {"name": "New"}]
    client.post(f"/Leads/{record}/actions/add_tags", {"tags": names})
    client.post(f"/Leads/{record}/actions/remove_tags", {"tags": names[1:]})
    update(client, "Leads", record, Tag=[{"id": known}, {"name": "Cold"}])
    update(client, "Leads", record, Tag=[{"name": "hot"}, {"name": "cold"}])
    update(client, "Leads", record, Tag=None)
    found = [(one["action"], changes(one).get("Tag")) for one in timeline(client, record)]
    assert found == [
        ("updated", ("Hot, Cold", None)),
        ("updated", None),
        ("updated", ("Hot, Big", "Hot, Cold")),
        ("tag_removed", ("New", None)),
        ("tag_added", (None, "Big, New")),
        ("added", None),
    ]


def test_users_and_lookups_are_shown_by_name(org, client, lead):
    one, two = client.insert("Accounts", {"Account_Name": "One"}, {"Account_Name": "Two"})
    update(client, "Leads", lead, Sponsor={"id": one}, Buddy={"id": user_id(org, PEER)})
    update(client, "Leads", lead, Sponsor={"id": two}, Owner={"id": user_id(org, STANDARD)})
    second, first, _ = timeline(client, lead)
    assert changes(first)["Sponsor"] == (None, "One")
    assert changes(first)["Buddy"] == (None, "Pia Peer")
    assert changes(second)["Sponsor"] == ("One", "Two")
    assert changes(second)["Owner"] == ("Patricia Boyle", "Stan Dard")


def test_a_lookup_to_any_module_is_shown_by_name(client, lead):
    (task,) = client.insert("Tasks", {"Subject": "T"})
    update(client, "Tasks", task, What_Id={"id": lead}, **{"$se_module": "Leads"})
    latest = timeline(client, task, "Tasks")[0]
    assert changes(latest)["What_Id"] == (None, "Smith")


def test_details_come_when_they_are_asked_for(org, client, lead):
    update(client, "Leads", lead, Lead_Source="Chat")
    plain = timeline(client, lead)[0]
    (one,) = plain["field_history"]
    field = org.org.catalogue.module_by_name["Leads"].by_name["Lead_Source"]
    value = {"new": "Chat", "old": None}
    assert one == {
        "api_name": "Lead_Source",
        "_value": value,
        "id": str(field.id),
        "pick_list_values": [],
    }
    asked = f"{DETAILS},done_by.type__s,done_by.profile,nowhere"
    full = timeline(client, lead, include_inner_details=asked)[0]
    (one,) = full["field_history"]
    assert (one["field_label"], one["data_type"], one["enable_colour_code"]) == (
        "Lead Source", "picklist", False,
    )  # fmt: skip
    listed = {entry["actual_value"]: entry["type"] for entry in one["pick_list_values"]}
    assert listed["Cold Call"] == "used"
    assert full["done_by"]["type__s"] == "regular user"
    assert full["done_by"]["profile"]["name"] == "Administrator"
    typed = timeline(client, lead, include="extension,type", include_timeline_type="signals")[0]
    assert (typed["type"], typed["extension"]) == ("timeline", None)
    assert "type" not in plain


def test_notes_and_activities_show_with_their_record(org, client, lead):
    parent = {"id": lead, "module": {"api_name": "Leads"}}
    (note,) = client.insert("Notes", {"Note_Content": "N", "Note_Title": "T", "Parent_Id": parent})
    (task,) = client.insert(
        "Tasks", {"Subject": "Call back", "What_Id": {"id": lead}, "$se_module": "Leads"}
    )
    client.insert("Tasks", {"Subject": "Elsewhere"})
    update(client, "Tasks", task, Status="Completed")
    found = timeline(client, lead)
    assert [(one["record"]["module"]["api_name"], one["action"]) for one in found] == [
        ("Tasks", "updated"), ("Tasks", "added"), ("Notes", "added"), ("Leads", "added"),
    ]  # fmt: skip
    assert [one["record"]["id"] for one in found] == [task, task, note, lead]
    assert found[0]["record"]["name"] == "Call back"
    assert "Status" in changes(found[0])
    expected = {
        "module": {"api_name": "Leads", "id": org.module_id("Leads")},
        "name": "Smith",
        "id": lead,
    }
    assert [one["related_record"] for one in found] == [expected, expected, expected, None]


def test_a_contact_has_the_activities_that_name_it(client):
    (contact,) = client.insert("Contacts", {"Last_Name": "C"})
    client.insert("Tasks", {"Subject": "T", "Who_Id": {"id": contact}})
    found = timeline(client, contact, "Contacts")
    assert [one["record"]["module"]["api_name"] for one in found] == ["Tasks", "Contacts"]


def test_others_see_neither_the_timeline_nor_what_they_may_not(org, client, lead):
    refused = error(
        "INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1
    )
    user = org.client(STANDARD)
    for who, record in ((user, lead), (client, NOWHERE), (client, "1" * 19)):
        answer = who.get(path(record))
        assert (answer.status_code, answer.json()) == (400, refused)
    update(client, "Leads", lead, Owner={"id": user_id(org, STANDARD)})
    parent = {"id": lead, "module": {"api_name": "Leads"}}
    client.insert("Notes", {"Note_Content": "N", "Parent_Id": parent})
    names = [one["record"]["module"]["api_name"] for one in timeline(user, lead)]
    assert names == ["Leads", "Leads"]
    assert len(timeline(client, lead)) == 3


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 200])
def test_pages_by_token_are_the_whole_there_and_back(client, lead, order, size):
    for number in range(6):
        update(client, "Leads", lead, City=str(number))
    whole = [one["id"] for one in timeline(client, lead, sort_order=order, sort_by="audited_time")]
    assert len(whole) == 7
    assert (whole[0] == lead) == (order == "asc")
    pages, asked, infos = [], {"per_page": size}, []
    while True:
        answer = client.get(path(lead), params={"sort_order": order, **asked}).json()
        pages.append([one["id"] for one in answer["__timeline"]])
        infos.append(answer["info"])
        if not answer["info"]["more_records"]:
            break
        asked = {"page_token": answer["info"]["next_page_token"]}
    assert [number for page in pages for number in page] == whole
    assert {len(page) for page in pages[:-1]} <= {size}
    assert [info["count"] for info in infos] == [len(page) for page in pages]
    assert {info["per_page"] for info in infos} == {size}
    assert ["page" in info for info in infos] == [True, *[False] * (len(infos) - 1)]
    back: list[list[str]] = []
    while token := answer["info"]["previous_page_token"]:
        answer = client.get(path(lead), params={"sort_order": order, "page_token": token}).json()
        back.insert(0, [one["id"] for one in answer["__timeline"]])
    assert back == pages[:-1]
    numbered = [
        one["id"]
        for page in range(1, len(pages) + 1)
        for one in timeline(client, lead, sort_order=order, per_page=size, page=page)
    ]
    assert numbered == whole


def leaf(name, comparator, value):
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


def group(operator, *parts):
    return {"group_operator": operator, "group": list(parts)}


@pytest.fixture(scope="module")
def busy(org, client):
    """A lead of Stan with a note and a task, changed by two users."""
    owner = {"id": user_id(org, STANDARD)}
    (record,) = client.insert("Leads", {"Last_Name": "Busy", "Owner": owner})
    user = org.client(STANDARD)
    update(user, "Leads", record, City="Rome")
    parent = {"id": record, "module": {"api_name": "Leads"}}
    client.insert("Notes", {"Note_Content": "N", "Parent_Id": parent})
    user.insert("Tasks", {"Subject": "T", "What_Id": {"id": record}, "$se_module": "Leads"})
    return record


NOTES = leaf("record.module.api_name", "equal", "Notes")
LONG_AGO = ["2001-01-01T00:00:00+00:00", "2001-02-01T00:00:00+00:00"]
ALWAYS = ["2001-01-01T00:00:00+00:00", "2090-02-01T00:00:00+00:00"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (NOTES, "Notes"),
        (leaf("record.module.api_name", "in", ["Notes", "Tasks"]), "Tasks Notes"),
        (leaf("record.module.api_name", "equal", "Nowhere"), ""),
        (leaf("source", "equal", "crm_api"), "Tasks Notes Leads Leads"),
        (leaf("source", "in", ["crm_ui"]), ""),
        (leaf("done_by.id", "equal", STANDARD), "Tasks Leads"),
        (leaf("done_by.id", "in", [STANDARD, NOWHERE]), "Tasks Leads"),
        (leaf("audited_time", "between", LONG_AGO), ""),
        (leaf("audited_time", "between", ALWAYS), "Tasks Notes Leads Leads"),
        (group("AND", NOTES, leaf("source", "equal", "crm_api")), "Notes"),
        (group("and", NOTES, leaf("source", "equal", "crm_ui")), ""),
        (group("OR", NOTES, leaf("done_by.id", "equal", STANDARD)), "Tasks Notes Leads"),
    ],
)
def test_filters_leave_what_meets_them(org, client, busy, filters, found):
    text = json.dumps(filters).replace(STANDARD, user_id(org, STANDARD))
    entries = timeline(client, busy, filters=text)
    assert " ".join(one["record"]["module"]["api_name"] for one in entries) == found


@pytest.mark.parametrize(
    "filters",
    [
        "x", "[]", "5", "{}", "null", '{"group": []}',
        json.dumps(leaf("nowhere", "equal", "x")),
        json.dumps(leaf("source", "contains", "x")),
        json.dumps(leaf("source", "equal", {})),
        json.dumps(leaf("source", "in", "x")),
        json.dumps(leaf("done_by.id", "equal", "me")),
        json.dumps(leaf("audited_time", "equal", "2024-01-01T00:00:00+00:00")),
        json.dumps(leaf("audited_time", "between", ["2024-01-01T00:00:00+00:00"])),
        json.dumps(leaf("audited_time", "between", ["yesterday", 5])),
        json.dumps(group("XOR", NOTES)),
        json.dumps(group("AND")),
        json.dumps(group(5, NOTES)),
        json.dumps({"field": "source", "comparator": "equal", "value": "x"}),
        '{"group_operator":"AND","group":[' * 9 + "5" + "]}" * 9,
    ],
)  # fmt: skip
def test_filters_that_are_none_are_refused(client, lead, filters):
    answer = client.get(path(lead), params={"filters": filters})
    expected = error(
        "INVALID_DATA", "the relation name given seems to be invalid", param_name="filters"
    )
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"per_page": 0}, "INVALID_DATA"),
        ({"page": "x"}, "INVALID_DATA"),
        ({"page": 11}, "DISCRETE_PAGINATION_LIMIT_EXCEEDED"),
        ({"sort_by": "id"}, "PATTERN_NOT_MATCHED"),
        ({"sort_order": "up"}, "PATTERN_NOT_MATCHED"),
        ({"include_timeline_type": "signals"}, "REQUIRED_PARAM_MISSING"),
        ({"page_token": "x"}, "INVALID_DATA"),
        ({"page_token": "x", "page": 1}, "AMBIGUITY_DURING_PROCESSING"),
        ({"page_token": "x", "per_page": 1}, "AMBIGUITY_DURING_PROCESSING"),
    ],
)
def test_parameters_that_are_none_are_refused(client, lead, params, code):
    answer = client.get(path(lead), params=params)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_token_opens_the_timeline_it_was_made_for_alone(org, client, lead):
    update(client, "Leads", lead, City="Rome")
    (other,) = client.insert("Leads", {"Last_Name": "Other"})
    info = client.get(path(lead), params={"per_page": 1}).json()["info"]
    asked = {"page_token": info["next_page_token"]}
    assert client.get(path(lead), params=asked).status_code == 200
    assert client.get(path(other), params=asked).json()["code"] == "TOKEN_BOUND_DATA_MISMATCH"
    turned = client.get(path(lead), params={**asked, "sort_order": "asc"})
    assert turned.json()["code"] == "TOKEN_BOUND_DATA_MISMATCH"
    assert org.client(PEER).get(path(lead), params=asked).status_code == 400


def test_rows_and_pseudo_modules_have_no_timeline(client):
    for module in ("Activities", "Quoted_Items"):
        answer = client.get(f"/{module}/{NOWHERE}/__timeline")
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")
