"""Delete Records: by ids and by path, what is refused, and what goes with a record."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.api.deleting import (
    NOWHERE,
    READER,
    delete,
    deleting_definitions,
    gone,
    in_bin,
    restored,
)
from tests.api.reading import error, listed, set_values, shared_org
from tests.gauges import upload
from tests.live import ADMIN, PEER, STANDARD
from tests.values import LINE_ITEMS, RECORD_MODULES, World

NOT_FOUND = "record not deleted"


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    for made in shared_org(request, deleting_definitions()):
        upload(made, "file1", "image1")
        yield made


@pytest.fixture(scope="module")
def client(org):
    return org.client()


@pytest.fixture
def leads(client):
    """Five leads."""
    return client.insert("Leads", *({"Last_Name": name} for name in "ABCDE"))


def done(record):
    return {
        "code": "SUCCESS",
        "details": {"id": record},
        "message": "record deleted",
        "status": "success",
    }


def test_records_are_deleted_in_the_order_given(client, leads):
    asked = [leads[3], leads[1], leads[4]]
    answer = delete(client, "Leads", *asked)
    assert (answer.status_code, answer.json()) == (200, {"data": [done(one) for one in asked]})
    assert set(leads) & set(listed(client, "Leads", "id")) == {leads[0], leads[2]}


@pytest.mark.parametrize("trigger", ["true", "false", "True", "False"])
def test_one_record_is_deleted_by_its_path(client, leads, trigger):
    answer = client.request("DELETE", f"/Leads/{leads[0]}?wf_trigger={trigger}")
    assert (answer.status_code, answer.json()) == (200, {"data": [done(leads[0])]})
    assert client.get(f"/Leads/{leads[0]}").status_code == 204


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_each_id_stands_alone(client, leads, version):
    gone(client, "Leads", leads[1])
    answer = delete(client.at(version), "Leads", NOWHERE, leads[0], leads[1], leads[0])
    assert answer.status_code == 207
    refused = [error("INVALID_DATA", NOT_FOUND, id=one) for one in (NOWHERE, leads[1], leads[0])]
    assert answer.json()["data"] == [refused[0], done(leads[0]), *refused[1:]]


@pytest.mark.parametrize(
    ("version", "status"), [("v2", 202), ("v2.1", 202), ("v3", 400), ("v7", 400), ("v8", 400)]
)
def test_where_nothing_is_deleted_the_status_says_so(client, version, status):
    answer = delete(client.at(version), "Leads", NOWHERE)
    assert answer.status_code == status
    assert answer.json() == {"data": [error("INVALID_DATA", NOT_FOUND, id=NOWHERE)]}


@pytest.mark.parametrize("which", ["unknown", "deleted", "other module", "too great"])
def test_a_path_to_no_record_is_refused_bare(client, leads, which):
    gone(client, "Leads", leads[0])
    account = client.insert("Accounts", {"Account_Name": "A"})[0]
    record = {
        "unknown": NOWHERE,
        "deleted": leads[0],
        "other module": account,
        "too great": "9" * 19,
    }[which]
    answer = client.request("DELETE", f"/Leads/{record}")
    expected = error("INVALID_DATA", NOT_FOUND, resource_path_index=1)
    assert (answer.status_code, answer.json()) == (400, expected)


UNREADABLE = error(
    "UNABLE_TO_PARSE_DATA_TYPE", "either the request body or parameters is in wrong format"
)
MISSING = error(
    "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", param_name="ids"
)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, MISSING),
        ({"ids": ""}, MISSING),
        ({"ids": " , "}, MISSING),
        ({"ids": "abc"}, UNREADABLE),
        ({"ids": f"{NOWHERE},-1"}, UNREADABLE),
        ({"ids": f"{NOWHERE},{'9' * 19}"}, UNREADABLE),
        (
            {"ids": ",".join([NOWHERE] * 101)},
            error("LIMIT_EXCEEDED", "limit exceeded", limit=100, param_name="ids"),
        ),
        (
            {"ids": NOWHERE, "wf_trigger": "maybe"},
            error(
                "PATTERN_NOT_MATCHED",
                "Please check whether the input values are correct",
                param_name="wf_trigger",
            ),
        ),
    ],
)
@pytest.mark.parametrize("version", ["v2", "v8"])
def test_parameters_that_are_not_good_are_refused(client, leads, params, expected, version):
    if "ids" in params and params["ids"].startswith(NOWHERE):
        params = {**params, "ids": f"{leads[0]},{params['ids']}"}
    answer = client.at(version).request("DELETE", "/Leads", params=params)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert client.get(f"/Leads/{leads[0]}").status_code == 200


def test_a_hundred_records_are_deleted_at_once(client):
    ids = client.insert("Leads", *({"Last_Name": str(one)} for one in range(100)))
    assert len(delete(client, "Leads", *ids).json()["data"]) == 100
    assert not set(ids) & set(listed(client, "Leads", "id"))


LOCKED = ("RECORD_LOCKED", "You cannot perform this operation as the record is locked.")
UNAPPROVED = ("NOT_APPROVED", "cannot delete record that is not approved yet")
IN_REVIEW = ("NOT_REVIEWED", "cannot delete record that is not reviewed yet")
PENDING = {"$approval_state": "approval_process_pending"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (PENDING, UNAPPROVED),
        ({"$approval_state": "review_process_pending"}, IN_REVIEW),
        ({"$approval_state": "merge_pending"}, LOCKED),
        ({"Locked__s": True}, LOCKED),
        ({"Locked__s": True, **PENDING}, UNAPPROVED),
    ],
)
@pytest.mark.parametrize("by_path", [False, True])
def test_a_record_that_is_held_is_not_deleted(org, client, leads, values, expected, by_path):
    set_values(org, "Leads", leads[0], **values)
    if by_path:
        answer = client.request("DELETE", f"/Leads/{leads[0]}")
    else:
        answer = delete(client, "Leads", leads[0])
    details = {"action": "record_locking"} if expected is LOCKED else {}
    refused = error(*expected, **details, id=leads[0])
    assert (answer.status_code, answer.json()) == (400, {"data": [refused]})
    assert client.get(f"/Leads/{leads[0]}").status_code == 200


def test_a_converted_lead_is_deleted(org, client, leads):
    set_values(org, "Leads", leads[0], Converted__s=True)
    gone(client, "Leads", leads[0])


@pytest.mark.parametrize("by_path", [False, True])
def test_a_record_that_the_caller_does_not_see_is_not_deleted(org, client, leads, by_path):
    peers = org.client(PEER).insert("Leads", {"Last_Name": "Theirs"})[0]
    mine = org.client(STANDARD)
    own = mine.insert("Leads", {"Last_Name": "Mine"})[0]
    if by_path:
        answer = mine.request("DELETE", f"/Leads/{peers}")
        refused = error("INVALID_DATA", "record not deleted", resource_path_index=1)
        assert (answer.status_code, answer.json()) == (400, refused)
    else:
        refused = error("INVALID_DATA", "record not deleted", id=peers)
        answer = delete(mine, "Leads", peers, own)
        assert (answer.status_code, answer.json()["data"]) == (207, [refused, done(own)])
    assert client.get(f"/Leads/{peers}").status_code == 200


def test_a_profile_without_the_right_deletes_nothing(org, client, leads):
    reader = org.client(READER)
    for answer in (
        delete(reader, "Leads", leads[0]),
        reader.request("DELETE", f"/Leads/{leads[0]}"),
    ):
        refused = error(
            "NO_PERMISSION", "Permission denied to delete", permissions=["Crm_Implied_Delete_Leads"]
        )
        assert (answer.status_code, answer.json()) == (403, refused)
    assert client.get(f"/Leads/{leads[0]}").status_code == 200


@pytest.mark.parametrize("module", ["Activities", "Attachments", "Quoted_Items", "Documents"])
def test_modules_that_delete_nothing_by_themselves(client, module):
    answer = delete(client, module, NOWHERE)
    refused = error(
        "INVALID_MODULE", "The given module is not supported in API", resource_path_index=0
    )
    assert (answer.status_code, answer.json()) == (400, refused)


@pytest.mark.parametrize("module", RECORD_MODULES)
def test_a_record_of_every_module_goes_and_comes_back_as_it_was(org, client, module):
    world = World(org, client)
    (record,) = client.insert(module, world.full(module))
    before = client.record(module, record)
    gone(client, module, record)
    assert client.get(f"/{module}/{record}").status_code == 204
    assert in_bin(client, ids=record) == [record]
    restored(client, record)
    after = client.record(module, record)
    for one in (before, after):
        one.pop("Modified_Time", None)
    assert after == before


def test_rows_go_with_their_record(client, org):
    world = World(org, client)
    for module, lines in LINE_ITEMS.items():
        (record,) = client.insert(module, world.full(module))
        listing = "Purchased_Items" if lines == "Purchase_Items" else lines
        own = [row["id"] for row in client.record(module, record)[listing]]
        assert own
        gone(client, module, record)
        assert not set(own) & set(listed(client, lines, "id"))
        restored(client, record)
        assert set(own) <= set(listed(client, lines, "id"))


@pytest.fixture
def account(client):
    """An account with what points to it: a contact, a task, a note."""
    (made,) = client.insert("Accounts", {"Account_Name": "Zylker"})
    return made


def pointing(client, account):
    """Records that point to an account by a lookup, an any-module lookup, a related task."""
    return {
        ("Contacts", "Account_Name"): client.insert(
            "Contacts", {"Last_Name": "C", "Account_Name": account}
        )[0],
        ("Tasks", "What_Id"): client.insert(
            "Tasks", {"Subject": "T", "What_Id": account, "$se_module": "Accounts"}
        )[0],
        ("Leads", "Sponsor"): client.insert("Leads", {"Last_Name": "L", "Sponsor": account})[0],
        ("Site_Visits", "Customer"): client.insert(
            "Site_Visits", {"Name": "V", "Customer": account}
        )[0],
    }


def test_lookups_to_a_record_are_empty_while_it_is_in_the_bin(client, account):
    holders = pointing(client, account)
    full = {"name": "Zylker", "id": account}

    def shown():
        whole = {key: client.record(key[0], one)[key[1]] for key, one in holders.items()}
        lists = {
            key: client.get(f"/{key[0]}", params={"fields": key[1], "ids": one}).json()["data"][0][
                key[1]
            ]
            for key, one in holders.items()
        }
        assert whole == lists
        return list(whole.values())

    assert shown() == [full] * 4
    gone(client, "Accounts", account)
    assert shown() == [None] * 4
    restored(client, account)
    assert shown() == [full] * 4


def test_links_to_a_record_are_not_shown_while_it_is_in_the_bin(client):
    sail, oar = client.insert("Products", {"Product_Name": "Sail"}, {"Product_Name": "Oar"})
    (lead,) = client.insert(
        "Leads", {"Last_Name": "L", "Interests": [{"Products": sail}, {"Products": oar}]}
    )

    def interests():
        return [one["Products"]["id"] for one in client.record("Leads", lead)["Interests"]]

    gone(client, "Products", sail)
    assert interests() == [oar]
    restored(client, sail)
    assert interests() == [sail, oar]


def note(client, module, record, title="N"):
    parent = {"id": record, "module": {"api_name": module}}
    item = {"Note_Title": title, "Note_Content": "C", "Parent_Id": parent}
    return client.insert("Notes", item)[0]


def test_notes_go_and_come_back_with_their_record_and_are_not_told_of(client, leads):
    kept, other = note(client, "Leads", leads[0]), note(client, "Leads", leads[1])
    gone(client, "Leads", leads[0])
    assert client.get(f"/Notes/{kept}").status_code == 204
    assert client.get(f"/Notes/{other}").status_code == 200
    assert in_bin(client, ids=f"{kept},{leads[0]}") == [leads[0]]
    restored(client, leads[0])
    assert client.record("Notes", kept)["Parent_Id"]["id"] == leads[0]


def test_a_note_deleted_by_itself_stays_deleted(client, leads):
    mine = note(client, "Leads", leads[0])
    gone(client, "Notes", mine)
    gone(client, "Leads", leads[0])
    restored(client, leads[0])
    assert client.get(f"/Notes/{mine}").status_code == 204
    restored(client, mine)
    assert client.record("Notes", mine)["Parent_Id"]["id"] == leads[0]


def test_a_note_is_not_found_under_a_deleted_record(client, leads):
    mine = note(client, "Leads", leads[0])
    gone(client, "Leads", leads[0])
    answer = delete(client, "Notes", mine)
    assert answer.json()["data"] == [error("INVALID_DATA", NOT_FOUND, id=mine)]


def test_a_search_and_a_count_pass_over_what_is_deleted(client):
    ids = client.insert("Leads", {"Last_Name": "Quetzal"}, {"Last_Name": "Quetzal"})
    gone(client, "Leads", ids[0])
    for params in ({"word": "quetzal"}, {"criteria": "(Last_Name:equals:Quetzal)"}):
        found = client.get("/Leads/search", params=params).json()["data"]
        assert [one["id"] for one in found] == [ids[1]]
        assert client.get("/Leads/actions/count", params=params).json() == {"count": 1}
    restored(client, ids[0])
    for params in ({"word": "quetzal"}, {"criteria": "(Last_Name:equals:Quetzal)"}):
        found = client.get("/Leads/search", params=params).json()["data"]
        assert {one["id"] for one in found} == set(ids)


def test_a_record_in_the_bin_holds_no_unique_value(client):
    (first,) = client.insert("Vendors", {"Vendor_Name": "A", "Code": "One", "Other": "x"})
    gone(client, "Vendors", first)
    (second,) = client.insert("Vendors", {"Vendor_Name": "B", "Code": "ONE ", "Other": "y"})
    gone(client, "Vendors", second)
    client.insert("Vendors", {"Vendor_Name": "C", "Code": "one"})


def test_the_timeline_is_told(org, client, leads):
    gone(client, "Leads", leads[0])
    restored(client, leads[0])
    found = org.fetch(
        "SELECT action, done_by FROM {_history} WHERE record = $1 ORDER BY id", int(leads[0])
    )
    admin = org.org.catalogue.user_by_email[ADMIN].id
    assert [tuple(row) for row in found] == [("deleted", admin), ("restored", admin)]
