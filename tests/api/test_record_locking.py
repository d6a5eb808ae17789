"""Record locking: configurations, locks by hand and by rule, and what a lock shows."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.locking import EXCEPT_EXCLUDED, LockingConfiguration
from tests.api.reading import error, shared_org
from tests.live import STANDARD, definitions
from tests.surface.scenarios import NOWHERE

ROOT = "record_locking_configurations"
SETTINGS = f"/settings/{ROOT}"
FIELDS = "Locked_By__s,Locked_For__s,Locked_Reason__s,Lock_Source__s,Locked_Time__s,Nowhere"
ACME = {"comparator": "equal", "field": {"api_name": "Company"}, "value": "Acme"}
BIG = {"comparator": "greater_equal", "field": {"api_name": "Annual_Revenue"}, "value": 10.5}


@pytest.fixture
def client(org):
    return org.client()


def configure(client, module="Leads", **item):
    answer = client.post(f"{SETTINGS}?module={module}", {ROOT: [{"lock_type": "manual", **item}]})
    assert answer.status_code == 201, answer.text
    (entry,) = answer.json()[ROOT]
    assert entry["message"] == "record locking configuration created successfully"
    return entry["details"]["id"]


def put(client, path, item, module="Leads"):
    return client.request("PUT", f"{path}?module={module}", json={ROOT: [item]})


def locks_path(record, module="Leads"):
    return f"/{module}/{record}/Locking_Information__s"


def lock(client, record, reason="R", module="Leads"):
    return client.post(locks_path(record, module), {"data": [{"Locked_Reason__s": reason}]})


def lock_id(client, record, module="Leads"):
    answer = client.get(f"{locks_path(record, module)}?fields=id")
    return answer.json()["data"][0]["id"] if answer.content else None


def state(client, record, module="Leads"):
    shown = client.record(module, record)
    return shown["Locked__s"], shown["$locked_for_me"]


@pytest.fixture
def lead(client):
    (record,) = client.insert("Leads", {"Last_Name": "Smith", "Company": "Zylker"})
    return record


# Locks


def test_a_record_is_locked_shown_changed_and_unlocked(org, client, lead):
    configuration = configure(client)
    assert state(client, lead) == (False, False)
    before = client.record("Leads", lead)["Modified_Time"]
    answer = lock(client, lead, " deal in progress ")
    assert answer.status_code == 201
    (entry,) = answer.json()["data"]
    assert (entry["code"], entry["message"]) == ("SUCCESS", "record added")
    assert set(entry["details"]) == {
        "Modified_Time", "Modified_By", "Created_Time", "id", "Created_By",
    }  # fmt: skip
    number = entry["details"]["id"]
    assert state(client, lead) == (True, True)
    assert client.record("Leads", lead)["Modified_Time"] == before
    answer = client.get(f"{locks_path(lead)}?fields={FIELDS}")
    (shown,) = answer.json()["data"]
    user = org.org.catalogue.user_by_email["patricia.boyle@acme.test"]
    assert shown == {
        "Locked_By__s": {"name": "Patricia Boyle", "id": str(user.id)},
        "Locked_For__s": {
            "module": {"api_name": "Leads", "id": org.module_id("Leads")},
            "name": "Smith",
            "id": lead,
        },
        "Locked_Reason__s": "deal in progress",
        "Lock_Source__s": "Manual",
        "Locked_Time__s": entry["details"]["Created_Time"],
        "$editable": True,
        "$sharing_permission": "full_access",
        "$field_states": None,
        "$zia_visions": None,
        "id": number,
    }
    assert answer.json()["info"] == {
        "per_page": 200, "count": 1, "page": 1, "more_records": False,
    }  # fmt: skip
    one = f"{locks_path(lead)}/{number}"
    (whole,) = client.get(one).json()["data"]
    assert whole["Record_Locking_Configuration_Id__s"] == configuration
    assert whole["Record_Locking_Rule_Id__s"] is None
    changed = client.request("PUT", one, json={"data": [{"Locked_Reason__s": "other"}]})
    assert changed.status_code == 200
    success = {"code": "SUCCESS", "details": {"id": number}, "status": "success"}
    assert changed.json() == {"data": [{**success, "message": "relation updated"}]}
    assert client.get(one).json()["data"][0]["Locked_Reason__s"] == "other"
    removed = client.request("DELETE", one)
    assert removed.status_code == 200
    assert removed.json() == {"data": [{**success, "message": "relation removed"}]}
    assert state(client, lead) == (False, False)
    assert client.get(f"{locks_path(lead)}?fields=id").status_code == 204
    assert lock(client, lead).status_code == 201


@pytest.mark.parametrize(
    ("item", "code", "details"),
    [
        ({}, "MANDATORY_NOT_FOUND", {}),
        ({"Locked_Reason__s": None}, "MANDATORY_NOT_FOUND", {}),
        ({"Locked_Reason__s": " "}, "MANDATORY_NOT_FOUND", {}),
        ({"Locked_Reason__s": 5}, "INVALID_DATA", {"expected_data_type": "text"}),
        ({"Locked_Reason__s": "x" * 3001}, "INVALID_DATA", {"maximum_length": 3000}),
    ],
)
def test_a_reason_that_is_none_locks_nothing(client, lead, item, code, details):
    configure(client)
    answer = client.post(locks_path(lead), {"data": [item]})
    assert answer.status_code == 400
    (entry,) = answer.json()["data"]
    assert entry["code"] == code
    at = {"api_name": "Locked_Reason__s", "json_path": "$.data[0].Locked_Reason__s"}
    assert entry["details"] == {**details, **at}
    assert state(client, lead) == (False, False)


def test_what_has_no_lock_is_refused_by_its_place_in_the_path(client, lead):
    configure(client)
    (other,) = client.insert("Leads", {"Last_Name": "Other"})
    lock(client, other)
    number = lock_id(client, other)
    body = {"data": [{"Locked_Reason__s": "R"}]}
    related = error(
        "INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1
    )
    own = error("INVALID_DATA", "the id given seems to be invalid", resource_path_index=3)
    for record, expected in ((NOWHERE, related), (lead, own)):
        path = f"{locks_path(record)}/{number}"
        for method, content in (("GET", None), ("PUT", body), ("DELETE", None)):
            answer = client.request(method, path, json=content)
            assert (answer.status_code, answer.json()) == (400, expected)
    assert lock_id(client, other) == number
    missing = client.get(locks_path(lead))
    assert missing.json()["details"] == {"param_name": "fields"}
    assert client.get(f"{locks_path(other)}?fields=id&page=2").status_code == 204
    assert client.get(f"{locks_path(other)}?fields=id&ids={NOWHERE}").status_code == 204
    assert client.get(f"{locks_path(other)}?fields=id&ids={number}").status_code == 200
    assert client.get(f"{locks_path(other)}?fields=id&page_token=x").status_code == 400


def test_a_user_locks_only_what_the_user_sees(org, client, lead):
    configure(client)
    other = org.client(STANDARD)
    assert lock(other, lead).json()["message"] == "the related id given seems to be invalid"
    (own,) = other.insert("Leads", {"Last_Name": "Own"})
    assert lock(other, own).status_code == 201
    assert state(client, own) == (True, True)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("ZohoCRM.modules.ALL", 201),
        ("ZohoCRM.modules.leads.CREATE,ZohoCRM.modules.lockinginformation.CREATE", 201),
        ("ZohoCRM.modules.leads.ALL", 401),
        ("ZohoCRM.modules.lockinginformation.ALL", 401),
        ("ZohoCRM.modules.READ", 401),
    ],
)
def test_a_lock_wants_the_scopes_of_the_module_and_of_locks(org, client, lead, scope, status):
    configure(client)
    assert lock(org.client(scope=scope), lead).status_code == status


# For whom, and by rule


def test_a_lock_does_not_hold_for_excluded_profiles(org, client, lead):
    standard = next(one for one in org.org.catalogue.profiles if not one.administrator)
    configure(
        client,
        locked_for="all_profiles_except_excluded_profile",
        lock_excluded_profiles=[{"id": str(standard.id)}],
    )
    user = org.client(STANDARD)
    (own,) = user.insert("Leads", {"Last_Name": "Own"})
    lock(client, own)
    assert state(client, own) == (True, True)
    assert state(user, own) == (True, False)


@pytest.mark.parametrize(
    ("criteria", "good", "bad"),
    [
        (ACME, {"Company": "Acme"}, {"Company": "Zylker"}),
        (BIG, {"Annual_Revenue": 10.5}, {"Annual_Revenue": 10.4}),
        (
            {"group_operator": "or", "group": [ACME, BIG]},
            {"Annual_Revenue": 11, "Company": "Zylker"},
            {"Company": "Zylker"},
        ),
    ],
)
def test_rules_lock_new_records_that_match(client, criteria, good, bad):
    rule = {"name": "R", "criteria": criteria, "lock_existing_records": True}
    (old,) = client.insert("Leads", {"Last_Name": "Old", **good})
    number = configure(client, lock_type="automatic", locking_rules=[rule])
    good_one, bad_one = client.insert(
        "Leads", {"Last_Name": "L", **good}, {"Last_Name": "L", **bad}
    )
    assert [state(client, one)[0] for one in (old, good_one, bad_one)] == [True, True, False]
    path = f"{locks_path(good_one)}/{lock_id(client, good_one)}"
    (shown,) = client.get(path).json()["data"]
    assert (shown["Lock_Source__s"], shown["Locked_By__s"], shown["Locked_Reason__s"]) == (
        "Automatic", None, None,
    )  # fmt: skip
    assert shown["Record_Locking_Configuration_Id__s"] == number
    answer = client.request("DELETE", path)
    assert answer.status_code == 403
    assert state(client, good_one)[0] is True


def test_a_rule_that_is_removed_unlocks_and_one_by_hand_stays(client, lead):
    rule = {"name": "R", "criteria": ACME, "lock_existing_records": False}
    (old,) = client.insert("Leads", {"Last_Name": "Old", "Company": "Acme"})
    number = configure(client, lock_type="both", locking_rules=[rule])
    (new,) = client.insert("Leads", {"Last_Name": "New", "Company": "Acme"})
    lock(client, lead)
    assert [state(client, one)[0] for one in (old, new, lead)] == [False, True, True]
    (shown,) = client.get(f"{SETTINGS}?module=Leads").json()[ROOT]
    gone = {"id": shown["locking_rules"][0]["id"], "_delete": None}
    refused = put(client, SETTINGS, {"id": number, "locking_rules": [gone]})
    assert refused.json()[ROOT][0]["code"] == "DEPENDENT_FIELD_MISSING"
    assert state(client, new)[0] is True
    changed = put(client, SETTINGS, {"lock_type": "manual", "locking_rules": [gone]})
    assert changed.status_code == 200
    assert [state(client, one)[0] for one in (new, lead)] == [False, True]
    answer = client.request("DELETE", f"{SETTINGS}/{number}?module=Leads")
    assert answer.json()[ROOT][0]["message"] == (
        "record locking configuration deleted successfully"
    )
    assert state(client, lead) == (False, False)
    assert client.get(f"{SETTINGS}?module=Leads").status_code == 204
    assert lock(client, lead).json()["code"] == "NOT_ALLOWED"


def updated(client, record, **values):
    return client.request("PUT", "/Leads", json={"data": [{"id": record, **values}]})


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"Website": "example.com"}, 200),
        ({"Website": "example.com", "City": "Paris"}, 200),
        ({"Website": "example.com", "Company": "Acme"}, 400),
        ({"Company": "Acme"}, 400),
    ],
)
def test_a_locked_record_changes_in_excluded_fields_alone(client, lead, values, status):
    configure(client, excluded_fields=[{"api_name": "Website"}, {"api_name": "City"}])
    lock(client, lead)
    answer = updated(client, lead, **values)
    assert answer.status_code == status
    if status == 400:
        (entry,) = answer.json()["data"]
        assert (entry["code"], entry["details"]) == (
            "RECORD_LOCKED",
            {"action": "record_locking", "api_name": "id", "json_path": "$.data[0].id"},
        )
    client.request("DELETE", f"{locks_path(lead)}/{lock_id(client, lead)}")
    assert updated(client, lead, Company="Acme").status_code == 200


def test_users_of_excluded_profiles_change_locked_records(org, client):
    standard = next(one for one in org.org.catalogue.profiles if not one.administrator)
    configure(client, locked_for=EXCEPT_EXCLUDED, lock_excluded_profiles=[{"id": str(standard.id)}])
    user = org.client(STANDARD)
    (own,) = user.insert("Leads", {"Last_Name": "Own"})
    lock(client, own)
    assert updated(client, own, City="Rome").status_code == 400
    assert updated(user, own, City="Rome").status_code == 200
    assert client.record("Leads", own)["City"] == "Rome"


def test_an_update_locks_by_rule_and_unlocks(org, client, lead):
    standard = next(one for one in org.org.catalogue.profiles if not one.administrator)
    configure(
        client,
        lock_type="both",
        locking_rules=[{"name": "R", "criteria": ACME}],
        locked_for=EXCEPT_EXCLUDED,
        lock_excluded_profiles=[{"id": str(standard.id)}],
    )
    user = org.client(STANDARD)
    (own,) = user.insert("Leads", {"Last_Name": "Own", "Company": "Zylker"})
    found = []
    for company in ("Acme", "Acme", "Zylker", "Acme"):
        assert updated(user, own, Company=company).status_code == 200
        found.append(state(client, own)[0])
    assert found == [True, True, False, True]
    assert len(org.fetch("SELECT id FROM {_record_locks}")) == 1


def owner_changed(client, record):
    owner = str(client_owner(client, record))
    body = {"owner": {"id": owner}}
    return client.post(f"/Leads/{record}/actions/change_owner", body)


def client_owner(client, record):
    return client.record("Leads", record)["Owner"]["id"]


ACTIONS = {
    "update": lambda client, record: updated(client, record, City="Rome"),
    "tags": lambda client, record: client.post(
        f"/Leads/{record}/actions/add_tags", {"tags": [{"name": "T"}]}
    ),
    "change_owner": owner_changed,
    "convert": lambda client, record: client.post(
        f"/Leads/{record}/actions/convert", {"data": [{}]}
    ),
    "delete": lambda client, record: client.request("DELETE", f"/Leads?ids={record}"),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("restricted", [[], ["update"], ["delete", "tags"], list(ACTIONS)])
def test_a_lock_keeps_from_the_actions_it_restricts(client, lead, restricted, action):
    configure(client, restricted_actions=restricted)
    lock(client, lead)
    answer = ACTIONS[action](client, lead)
    if action in restricted:
        assert answer.status_code == 400
        assert "RECORD_LOCKED" in answer.text
    else:
        assert answer.status_code == 200, answer.text


# Configurations


def test_a_configuration_is_kept_as_it_was_given(org, client):
    catalogue = org.org.catalogue
    profile = catalogue.profiles[0]
    company = catalogue.module_by_name["Leads"].by_name["Company"]
    number = configure(
        client,
        lock_type="both",
        locked_for=EXCEPT_EXCLUDED,
        lock_excluded_profiles=[{"id": str(profile.id)}],
        excluded_fields=[{"api_name": "Website"}, {"id": str(company.id)}],
        restricted_actions=["update", "delete", "update"],
        restricted_communications=["send_mail"],
        lock_for_portal_users=False,
        locking_rules=[{"name": "Acme", "criteria": ACME}],
        feature_type="record_locking",
    )
    path = f"{SETTINGS}/{number}"
    (shown,) = client.get(f"{path}?module=Leads").json()[ROOT]
    (rule,) = shown.pop("locking_rules")
    assert rule["id"].isdigit()
    assert (rule["name"], rule["criteria"]) == (
        "Acme", {**ACME, "field": {"api_name": "Company", "id": str(company.id)}},
    )  # fmt: skip
    assert shown.pop("created_time") == shown.pop("modified_time")
    assert shown.pop("created_by") == shown.pop("modified_by")
    website = catalogue.module_by_name["Leads"].by_name["Website"]
    assert shown == {
        "id": number,
        "feature_type": "record_locking",
        "lock_type": "both",
        "locked_for": EXCEPT_EXCLUDED,
        "lock_excluded_profiles": [{"name": profile.name, "id": str(profile.id)}],
        "excluded_fields": [
            {"api_name": "Website", "id": str(website.id)},
            {"api_name": "Company", "id": str(company.id)},
        ],
        "restricted_actions": ["update", "delete"],
        "restricted_communications": ["send_mail"],
        "restricted_custom_buttons": None,
        "lock_for_portal_users": False,
        "system_defined": False,
    }
    changed = put(client, path, {"restricted_actions": ["update"]})
    assert changed.json()[ROOT][0]["message"] == (
        "record locking configuration updated successfully"
    )
    (after,) = client.get(f"{SETTINGS}?module=Leads").json()[ROOT]
    assert (after["restricted_actions"], after["lock_type"]) == (["update"], "both")
    assert after["locking_rules"] == [rule]
    answer = client.request("DELETE", f"{SETTINGS}?module=Leads&ids={number}")
    assert answer.status_code == 200
    assert client.get(f"{SETTINGS}?module=Leads").status_code == 204


@pytest.mark.parametrize(
    ("item", "code", "path"),
    [
        ({"lock_type": None}, "MANDATORY_NOT_FOUND", "lock_type"),
        ({"lock_type": 5}, "INVALID_DATA", "lock_type"),
        ({"locked_for": "me"}, "INVALID_DATA", "locked_for"),
        ({"locked_for": EXCEPT_EXCLUDED}, "DEPENDENT_FIELD_MISSING", "lock_excluded_profiles"),
        ({"lock_excluded_profiles": 5}, "INVALID_DATA", "lock_excluded_profiles"),
        ({"lock_excluded_profiles": [5]}, "INVALID_DATA", "lock_excluded_profiles[0]"),
        ({"lock_excluded_profiles": [{"id": "1"}]}, "INVALID_DATA",
         "lock_excluded_profiles[0].id"),
        ({"lock_excluded_profiles": [{}] * 16}, "LIMIT_EXCEEDED", "lock_excluded_profiles"),
        ({"excluded_fields": [{}] * 16}, "LIMIT_EXCEEDED", "excluded_fields"),
        ({"excluded_fields": [{"id": "1"}]}, "INVALID_DATA", "excluded_fields[0].id"),
        ({"excluded_fields": [{"api_name": "Created_Time"}]}, "NOT_SUPPORTED",
         "excluded_fields[0].api_name"),
        ({"restricted_actions": "update"}, "INVALID_DATA", "restricted_actions"),
        ({"restricted_actions": ["update", {}]}, "INVALID_DATA", "restricted_actions[1]"),
        ({"restricted_communications": ["shout"]}, "INVALID_DATA",
         "restricted_communications[0]"),
        ({"restricted_custom_buttons": [{"id": "1"}]}, "INVALID_DATA",
         "restricted_custom_buttons[0].id"),
        ({"lock_for_portal_users": "yes"}, "INVALID_DATA", "lock_for_portal_users"),
        ({"locking_rules": [{"criteria": ACME}]}, "MANDATORY_NOT_FOUND",
         "locking_rules[0].name"),
        ({"locking_rules": [{"name": "R"}]}, "MANDATORY_NOT_FOUND",
         "locking_rules[0].criteria"),
        ({"locking_rules": [{"name": 5, "criteria": ACME}]}, "INVALID_DATA",
         "locking_rules[0].name"),
        ({"locking_rules": [{"name": "R", "criteria": 5}]}, "INVALID_DATA",
         "locking_rules[0].criteria"),
        ({"locking_rules": [{"name": "R", "criteria": {"group": [ACME], "group_operator": 1}}]},
         "INVALID_DATA", "locking_rules[0].criteria.group_operator"),
        ({"locking_rules": [{"name": "R", "criteria": {**ACME, "field": {"api_name": "X"}}}]},
         "INVALID_DATA", "locking_rules[0].criteria.field.api_name"),
        ({"locking_rules": [{"name": "R", "criteria": {**ACME, "comparator": "near"}}]},
         "NOT_SUPPORTED", "locking_rules[0].criteria.field"),
        ({"locking_rules": [{"id": "1", "name": "R", "criteria": ACME}]}, "INVALID_DATA",
         "locking_rules[0].id"),
        ({"locking_rules": [{"name": "A", "criteria": ACME}, {"name": "B", "criteria": ACME}]},
         "DUPLICATE_DATA", "locking_rules[1].criteria"),
    ],
)  # fmt: skip
def test_a_configuration_that_is_none_is_refused_where_it_is_wrong(client, item, code, path):
    body = {ROOT: [{"lock_type": "manual", **item}]}
    answer = client.post(f"{SETTINGS}?module=Leads", body)
    assert answer.status_code == 400
    (entry,) = answer.json()[ROOT]
    assert entry["code"] == code
    assert entry["details"]["json_path"] == f"$.{ROOT}[0].{path}"
    assert client.get(f"{SETTINGS}?module=Leads").status_code == 204


def test_requests_for_configurations_that_are_not_there(client):
    denied = [
        client.get(f"{SETTINGS}/{NOWHERE}?module=Leads"),
        client.request("DELETE", f"{SETTINGS}/{NOWHERE}?module=Leads"),
        client.request("DELETE", f"{SETTINGS}?module=Leads&ids={NOWHERE}"),
        client.request("DELETE", f"{SETTINGS}?module=Leads"),
        put(client, SETTINGS, {"lock_type": "manual"}),
        client.get(SETTINGS),
        client.get(f"{SETTINGS}?module=Nowhere"),
        client.post(f"{SETTINGS}?module=Leads", {ROOT: []}),
        client.post(f"{SETTINGS}?module=Leads", {ROOT: [{}, {}]}),
        client.post(f"{SETTINGS}?module=Leads", {ROOT: [5]}),
    ]
    assert {answer.status_code for answer in denied} == {400}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_who_may_customize_changes_configurations(org, method):
    answer = org.client(STANDARD).request(method, f"{SETTINGS}?module=Leads", json={})
    expected = error(
        "NO_PERMISSION", "permission denied", permissions=["Crm_Implied_Customize_Zoho_CRM"]
    )
    assert (answer.status_code, answer.json()) == (403, expected)


# An org that is defined with a configuration


@pytest.fixture(scope="module", params=DATABASES)
def defined(request):
    made = definitions()
    made.locking_configurations.append(LockingConfiguration(id=77, module="Deals"))
    yield from shared_org(request, made)


def test_definitions_bring_configurations_of_their_own(defined):
    client = defined.client()
    (deal,) = client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification"})
    assert lock(client, deal, module="Deals").status_code == 201
    (shown,) = client.get(f"{SETTINGS}?module=Deals").json()[ROOT]
    assert (shown["id"], shown["created_time"], shown["created_by"]) == ("77", None, None)
