"""Change Owner, of one record and of many, with what is related to them."""

from __future__ import annotations

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import error, fixture_of, set_values
from tests.gauges import GONE, IDLE, every_type
from tests.live import ADMIN, PEER, STANDARD

NOWHERE = "4150868000000225013"
UNKNOWN = "the id given seems to be invalid"
INVALID = "the owner id given is invalid"
SOON, PAST = "2090-01-01T10:00:00+00:00", "2024-01-01T10:00:00+00:00"

org = fixture_of(every_type)


@pytest.fixture
def client(org):
    return org.client()


@pytest.fixture
def users(org):
    known = org.org.catalogue.user_by_email
    return {email: str(known[email].id) for email in (ADMIN, STANDARD, PEER, IDLE, GONE)}


@pytest.fixture
def account(client):
    return client.insert("Accounts", {"Account_Name": "A"})[0]


def change(client, body, record=None, module="Accounts"):
    path = f"/{module}/{record}" if record else f"/{module}"
    return client.post(f"{path}/actions/change_owner", body)


def owner_of(client, module, record):
    return client.record(module, record)["Owner"]["id"]


def done(record):
    return {
        "code": "SUCCESS",
        "details": {"id": record},
        "message": "owner is successfully updated",
        "status": "success",
    }


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
@pytest.mark.parametrize("notify", [{}, {"notify": True}, {"notify": None}])
def test_the_owner_of_a_record_is_changed_in_every_version(client, account, users, version, notify):
    body = {"owner": {"id": users[PEER]}, **notify}
    answer = change(client.at(version), body, account)
    assert (answer.status_code, answer.json()) == (200, {"data": [done(account)]})
    assert owner_of(client, "Accounts", account) == users[PEER]


def test_the_owners_of_many_records_are_changed(client, users):
    records = client.insert("Leads", *[{"Last_Name": "L"}] * 3)
    body = {"ids": [records[0], int(records[1]), records[2]], "owner": {"id": int(users[PEER])}}
    answer = change(client, body, module="Leads")
    assert (answer.status_code, answer.json()) == (200, {"data": [done(one) for one in records]})
    assert {owner_of(client, "Leads", one) for one in records} == {users[PEER]}


def test_it_is_a_change_of_the_record_and_told_in_its_timeline(org, client, account, users):
    before = client.record("Accounts", account)
    org.live.clock.offset += 60
    for _ in range(2):
        change(client, {"owner": {"id": users[PEER]}}, account)
    after = client.record("Accounts", account)
    assert after["Modified_Time"] > before["Modified_Time"]
    told = org.fetch("SELECT action, body FROM {_history} WHERE record = $1", int(account))
    pair = f"[{users[ADMIN]},{users[PEER]}]"
    assert told == [("owner_assigned", f'{{"fields":{{"Owner":{pair}}}}}')]


def test_who_gives_a_record_away_may_lose_sight_of_it(org, users):
    standard = org.client(STANDARD)
    (lead,) = standard.insert("Leads", {"Last_Name": "L"})
    assert change(standard, {"owner": {"id": users[PEER]}}, lead, "Leads").status_code == 200
    assert standard.get(f"/Leads/{lead}").status_code == 204
    assert change(standard, {"owner": {"id": users[PEER]}}, lead, "Leads").status_code == 400


# Related records


@pytest.fixture
def family(client, account):
    """An account with records of each module that may follow it, open ones and others."""
    of = {"Account_Name": {"id": account}}
    about = {"What_Id": {"id": account}, "$se_module": "Accounts"}
    call = {"Call_Type": "Outbound", "Subject": "C", "Call_Duration": "10:00", **about}
    event = {"Event_Title": "E", **about}
    made = {
        ("Contacts", "open"): {"Last_Name": "C", **of},
        ("Deals", "open"): {"Deal_Name": "D", "Stage": "Qualification", **of},
        ("Deals", "closed"): {"Deal_Name": "D", "Stage": "Closed Won", **of},
        ("Tasks", "open"): {"Subject": "T", **about},
        ("Tasks", "closed"): {"Subject": "T", "Status": "Completed", **about},
        ("Events", "open"): {**event, "Start_DateTime": SOON, "End_DateTime": SOON},
        ("Events", "closed"): {**event, "Start_DateTime": PAST, "End_DateTime": PAST},
        ("Calls", "open"): {**call, "Call_Start_Time": SOON, "Outgoing_Call_Status": "Scheduled"},
        ("Calls", "closed"): {**call, "Call_Start_Time": PAST},
    }
    return {key: client.insert(key[0], item)[0] for key, item in made.items()}


@pytest.mark.parametrize(
    "asked",
    [
        [],
        ["Contacts"],
        ["Tasks", "Events"],
        ["Tasks", "Events", "Calls", "Contacts", "Deals", "Deals"],
    ],
)
def test_open_related_records_follow_where_their_module_is_named(
    client, account, users, family, asked
):
    body = {
        "owner": {"id": users[PEER]},
        "related_modules": [{"api_name": name} for name in asked],
    }
    assert change(client, body, account).status_code == 200
    followed = {key for key, one in family.items() if owner_of(client, key[0], one) == users[PEER]}
    assert followed == {(name, "open") for name in asked}


def test_a_module_may_be_named_by_its_id(org, client, account, users, family):
    both = {"api_name": "Contacts", "id": org.module_id("Contacts")}
    for entry in (both, {"id": org.module_id("Deals")}):
        change(client, {"owner": {"id": users[PEER]}, "related_modules": [entry]}, account)
    for name in ("Contacts", "Deals"):
        assert owner_of(client, name, family[name, "open"]) == users[PEER]


def test_related_records_of_other_accounts_and_locked_ones_stay(org, client, account, users):
    (other,) = client.insert("Accounts", {"Account_Name": "B"})
    contacts = client.insert(
        "Contacts",
        {"Last_Name": "C", "Account_Name": {"id": account}},
        {"Last_Name": "C", "Account_Name": {"id": account}},
        {"Last_Name": "C", "Account_Name": {"id": other}},
    )
    set_values(org, "Contacts", contacts[1], Locked__s=True)
    body = {"owner": {"id": users[PEER]}, "related_modules": [{"api_name": "Contacts"}]}
    change(client, body, account)
    owners = [owner_of(client, "Contacts", one) for one in contacts]
    assert owners == [users[PEER], users[ADMIN], users[ADMIN]]


def test_nothing_follows_a_record_that_is_refused(org, client, account, users, family):
    set_values(org, "Accounts", account, Locked__s=True)
    body = {
        "ids": [account],
        "owner": {"id": users[PEER]},
        "related_modules": [{"api_name": "Contacts"}],
    }
    assert change(client, body).status_code == 400
    assert owner_of(client, "Contacts", family["Contacts", "open"]) == users[ADMIN]


# What is refused


def owned(path="id", **details):
    where = "$.owner" if path == "owner" else f"$.owner.{path}"
    return {**details, "api_name": path, "json_path": where}


def related(name, index=0, **details):
    return {**details, "api_name": name, "json_path": f"$.related_modules[{index}].{name}"}


MANDATORY = "required field not found"


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        ({}, error("MANDATORY_NOT_FOUND", MANDATORY, **owned("owner"))),
        ({"owner": {}}, error("MANDATORY_NOT_FOUND", MANDATORY, **owned())),
        ({"owner": "1"},
         error("INVALID_DATA", "invalid data", **owned("owner", expected_data_type="jsonobject"))),
        ({"owner": {"id": []}},
         error("INVALID_DATA", "invalid data", **owned(expected_data_type="bigint"))),
        ({"owner": {"id": "x"}}, error("INVALID_DATA", INVALID, **owned())),
        ({"owner": {"id": NOWHERE}},
         error("INVALID_DATA", INVALID, **owned(owner_status="not_crm_user"))),
        ({"owner": IDLE}, error("INVALID_DATA", INVALID, **owned(owner_status="inactive"))),
        ({"owner": GONE}, error("INVALID_DATA", INVALID, **owned(owner_status="deleted"))),
        ({"owner": PEER, "notify": "yes"},
         error("INVALID_DATA", "invalid data", expected_data_type="boolean", api_name="notify",
               json_path="$.notify")),
        ({"owner": PEER, "related_modules": {}},
         error("INVALID_DATA", "invalid data", expected_data_type="jsonarray",
               api_name="related_modules", json_path="$.related_modules")),
        ({"owner": PEER, "related_modules": [5]},
         error("INVALID_DATA", "invalid data", expected_data_type="jsonobject",
               api_name="related_modules", json_path="$.related_modules[0]")),
        ({"owner": PEER, "related_modules": [{}]},
         error("EXPECTED_FIELD_MISSING", "Expected field missing",
               expected_fields=[related("api_name"), related("id")])),
        ({"owner": PEER, "related_modules": [{"api_name": "Tasks"}, {"api_name": "Leads"}]},
         error("NOT_SUPPORTED", "The requested operation is not supported",
               **related("api_name", 1))),
        ({"owner": PEER, "related_modules": [{"api_name": 5}]},
         error("NOT_SUPPORTED", "The requested operation is not supported",
               **related("api_name"))),
        ({"owner": PEER, "related_modules": [{"id": NOWHERE}]},
         error("INVALID_DATA", UNKNOWN, **related("id"))),
        ({"owner": PEER, "related_modules": [{"id": True}]},
         error("INVALID_DATA", "invalid data", **related("id", expected_data_type="bigint"))),
    ],
)  # fmt: skip
def test_bad_requests_are_refused(client, account, users, body, entry):
    if isinstance(body.get("owner"), str) and body["owner"] in users:
        body = {**body, "owner": {"id": users[body["owner"]]}}
    for record, more in ((account, {}), (None, {"ids": [account]})):
        answer = change(client, {**body, **more}, record)
        assert (answer.status_code, answer.json()) == (400, entry)
    assert owner_of(client, "Accounts", account) == users[ADMIN]


def test_a_module_named_twice_over_is_ambiguous(org, client, account, users):
    entry = {"api_name": "Tasks", "id": org.module_id("Calls")}
    answer = change(client, {"owner": {"id": users[PEER]}, "related_modules": [entry]}, account)
    assert answer.json()["code"] == "AMBIGUITY_DURING_PROCESSING"
    due = [related("api_name"), related("id")]
    assert answer.json()["details"] == {"ambiguity_due_to": due}


@pytest.mark.parametrize(
    ("ids", "entry"),
    [
        (None, error("MANDATORY_NOT_FOUND", MANDATORY, api_name="ids", json_path="$.ids")),
        ([], error("INVALID_DATA", "invalid data", expected_data_type="jsonarray",
                   api_name="ids", json_path="$.ids")),
        (["1"] * 501, error("LIMIT_EXCEEDED", "limit exceeded", limit=500, api_name="ids",
                            json_path="$.ids")),
    ],
)  # fmt: skip
def test_records_have_to_be_named(client, users, ids, entry):
    answer = change(client, {"ids": ids, "owner": {"id": users[PEER]}})
    assert (answer.status_code, answer.json()) == (400, entry)


def test_each_record_stands_alone(org, client, users):
    good, locked, converted = client.insert("Leads", *[{"Last_Name": "L"}] * 3)
    set_values(org, "Leads", locked, Locked__s=True)
    set_values(org, "Leads", converted, Converted__s=True)
    body = {"ids": [NOWHERE, good, locked, converted], "owner": {"id": users[PEER]}}
    answer = change(client, body, module="Leads")
    assert answer.status_code == 207
    entries = answer.json()["data"]
    assert entries[0] == error("INVALID_DATA", UNKNOWN, api_name="ids", json_path="$.ids[0]")
    assert entries[1] == done(good)
    assert entries[2]["code"] == "RECORD_LOCKED"
    assert entries[2]["details"] == {"id": locked, "action": "record_locking"}
    assert entries[3]["details"]["json_path"] == "$.ids[3]"
    assert owner_of(client, "Leads", locked) == users[ADMIN]


def test_a_record_of_the_path_is_refused_whole(org, client, account, users):
    body = {"owner": {"id": users[PEER]}}
    answer = change(client, body, NOWHERE)
    assert answer.json() == error("INVALID_DATA", UNKNOWN, resource_path_index=1)
    set_values(org, "Accounts", account, Locked__s=True)
    assert change(client, body, account).json()["code"] == "RECORD_LOCKED"


def test_records_without_an_owner_of_their_own_are_refused(client, users):
    answer = change(client, {"owner": {"id": users[PEER]}}, NOWHERE, "Notes")
    assert (answer.status_code, answer.json()) == (
        400,
        error("NOT_SUPPORTED", "The requested operation is not supported", resource_path_index=0),
    )


@pytest.mark.parametrize("scope", ["change_owner.CREATE", "change_owner.accounts.ALL"])
def test_scopes(org, account, users, scope):
    client = org.client(scope=f"ZohoCRM.{scope}")
    assert change(client, {"owner": {"id": users[PEER]}}, account).status_code == 200


def test_a_scope_of_the_module_is_not_enough(org, account, users):
    client = org.client(scope="ZohoCRM.modules.ALL")
    assert change(client, {"owner": {"id": users[PEER]}}, account).status_code == 401
