"""Each row of docs/reference/differences.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from crmstead.model.version import VERSIONS
from crmstead.store.files.sweep import sweep_files
from tests.api.composing import codes, compose, part
from tests.api.deleting import BIN, UNIQUE, gone, in_bin
from tests.api.externals import MINE, external_definitions
from tests.api.people import add_user, made, post, put
from tests.images import png
from tests.live import STANDARD, definitions, make_org
from tests.setup.asking import change, create, create_one

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "differences.md"
LEAD = {"Last_Name": "Boyle"}
VERSION_NAMES = [version.name for version in VERSIONS]


def test_a_decimal_holds_eighteen_digits(client):
    most = 9_999_999_999_999_999
    (lead,) = client.insert("Leads", {**LEAD, "Annual_Revenue": most})
    assert client.record("Leads", lead)["Annual_Revenue"] == most
    refused = client.post("/Leads", {"data": [{**LEAD, "Annual_Revenue": most + 1}]})
    assert refused.json()["data"][0]["details"]["maximum_length"] == 16


@pytest.mark.parametrize("version", VERSION_NAMES)
def test_activities_are_listed_in_every_version(client, version):
    (task,) = client.insert("Tasks", {"Subject": "Call back"})
    listed = client.at(version).get("/Activities", params={"fields": "Subject"}).json()["data"]
    assert [record["id"] for record in listed] == [task]


@pytest.mark.parametrize("version", VERSION_NAMES)
def test_clone_is_answered_in_every_version(client, version):
    (lead,) = client.insert("Leads", LEAD)
    assert client.at(version).clone("Leads", lead).status_code == 201


def test_health_is_answered(live):
    assert httpx.get(f"{live.url}/_health").json()["status"] == "ok"


def test_if_modified_since_includes_its_second(client):
    (lead,) = client.insert("Leads", LEAD)
    changed = client.record("Leads", lead)["Modified_Time"]
    since = {"If-Modified-Since": changed}
    listed = client.get("/Leads", params={"fields": "Last_Name"}, headers=since)
    assert [record["id"] for record in listed.json()["data"]] == [lead]
    assert client.get(f"/Leads/{lead}", headers=since).status_code == 304


def test_what_was_inserted_is_listed_at_once(client):
    ids = [client.insert("Leads", LEAD)[0] for _ in range(3)]
    listed = client.get("/Leads", params={"fields": "Last_Name"}).json()["data"]
    assert [record["id"] for record in listed] == ids[::-1]


def test_ids_have_nineteen_digits_and_grow(client):
    ids = client.insert("Leads", LEAD, LEAD, LEAD)
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {19}


def test_every_page_but_the_first_has_a_previous_page_token(client):
    client.insert("Leads", LEAD, LEAD, LEAD)
    params = {"fields": "Last_Name", "per_page": 1}
    first = client.get("/Leads", params=params).json()["info"]
    second = client.get("/Leads", params={**params, "page": 2}).json()["info"]
    assert first["previous_page_token"] is None
    token = second["previous_page_token"]
    back = client.get("/Leads", params={**params, "page_token": token})
    assert back.json()["data"] == client.get("/Leads", params=params).json()["data"]


def test_the_consent_page_is_not_built(org):
    asked = {"client_id": org.credentials.client_id, "redirect_uri": "http://localhost/"}
    answer = httpx.get(f"{org.live.url}/oauth/v2/auth", params=asked)
    assert answer.status_code == 400
    assert "ERROR_invalid_redirect_uri" in answer.text


@pytest.mark.parametrize(("count", "status"), [(100, 201), (101, 400)])
def test_a_repetition_makes_a_hundred_records_at_most(client, count, status):
    rule = {"RRULE": f"FREQ=DAILY;COUNT={count};DTSTART=2023-04-06"}
    task = {"Subject": "Call back", "Due_Date": "2023-04-06", "Recurring_Activity": rule}
    answer = client.post("/Tasks", {"data": [task]})
    assert answer.status_code == status
    assert len(answer.json()["data"]) == (count if status == 201 else 1)


def test_line_items_of_v2_tell_no_stock(client):
    (product,) = client.insert("Products", {"Product_Name": "Sail", "Qty_in_Stock": 5})
    row = {"Product_Name": {"id": product}, "Quantity": 1}
    (quote,) = client.insert("Quotes", {"Subject": "Sails", "Quoted_Items": [row]})
    (line,) = client.at("v2").record("Quotes", quote)["Product_Details"]
    assert line["product"]["id"] == product
    assert "quantity_in_stock" not in line


def test_a_search_looks_for_the_characters_as_they_are(client):
    for mail in ("sales-team@acme.example", "sales_team@acme.example"):
        client.insert("Leads", {"Last_Name": mail[5], "Email": mail})
    answer = client.get("/Leads/search", params={"criteria": "(Email:equals:sales-team@)"})
    assert [one["Last_Name"] for one in answer.json()["data"]] == ["-"]


def test_a_word_is_found_by_its_beginning(client):
    client.insert("Leads", {"Last_Name": "A", "Company": "Harbour", "City": "Lisbon"})
    for word, status in (("harb lis", 200), ("arbour", 204), ("harbour paris", 204)):
        assert client.get("/Leads/search", params={"word": word}).status_code == status


def test_now_in_a_formula_is_the_moment_of_the_write(live):
    made = definitions()
    kind = {"data_type": "formula", "return_type": "datetime"}
    formula = {"id": 951, "api_name": "Seen", "expression": "Now()", **kind}
    made.modules.append({"api_name": "Leads", "fields": [formula]})
    client = make_org(live, made).client()
    (lead,) = client.insert("Leads", {"Last_Name": "A"})
    live.clock.offset += 600
    record = client.record("Leads", lead)
    assert record["Seen"] == record["Created_Time"]


def test_a_module_may_have_more_tags_than_the_list_states(client):
    for letter in "ab":
        tags = [{"name": f"{letter}{number}"} for number in range(60)]
        answer = client.post("/settings/tags", {"tags": tags}, params={"module": "Leads"})
        assert answer.status_code == 201
    info = client.get("/settings/tags", params={"module": "Leads"}).json()["info"]
    assert info == {"count": 120, "allowed_count": 100}


def test_refused_tags_are_told_twice(client):
    (lead,) = client.insert("Leads", LEAD)
    answer = client.post(f"/Leads/{lead}/actions/add_tags", {"tags": [{"name": 5}]}).json()
    (inside,) = answer.pop("tags")
    assert inside == answer
    assert answer["message"] == "Invalid data type"


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("Deals", "Stage_History"),
        ("Contacts", "Entity_Scores__s"),
        ("Leads", "Entity_Cadences_leads"),
        ("Leads", "Emails"),
    ],
)
def test_lists_of_what_is_not_kept_are_not_supported(client, module, name):
    named = {"Leads": LEAD, "Contacts": LEAD, "Deals": {"Deal_Name": "D", "Stage": "Closed Won"}}
    (record,) = client.insert(module, named[module])
    answer = client.get(f"/{module}/{record}/{name}", params={"fields": "id"})
    assert (answer.status_code, answer.json()["code"]) == (400, "NOT_SUPPORTED")


def test_a_program_is_a_file_like_any_other(client):
    answer = client.upload("/files", ("setup.exe", b"MZ\x90\0\3\0\0\0"))
    assert (answer.status_code, answer.json()["data"][0]["code"]) == (200, "SUCCESS")


def test_an_upload_waits_seven_days_for_its_record(org, client):
    answer = client.upload("/files", ("a.txt", b"a"))
    file = {"id": answer.json()["data"][0]["details"]["id"]}
    for days, status in ((6.9, 200), (7.1, 204)):
        org.live.clock.offset = int(days * 24 * 3600)
        org.live.run(sweep_files(org.live.server.orgs))
        assert org.client().get("/files", params=file).status_code == status


def test_an_image_field_takes_images(live):
    made = definitions()
    field = {"id": 951, "api_name": "Face", "data_type": "imageupload"}
    made.modules.append({"api_name": "Leads", "fields": [field]})
    client = make_org(live, made).client()
    for content, code in ((png(), "SUCCESS"), (b"text", "INVALID_DATA")):
        uploaded = client.upload("/files", ("a.png", content)).json()["data"][0]["details"]["id"]
        lead = {"Last_Name": "L", "Face": [{"File_Id__s": uploaded}]}
        assert client.post("/Leads", {"data": [lead]}).json()["data"][0]["code"] == code


def test_no_record_is_in_a_process(client):
    (lead,) = client.insert("Leads", LEAD)
    answer = client.get(f"/Leads/{lead}/actions/blueprint")
    assert answer.json()["code"] == "RECORD_NOT_IN_PROCESS"


def test_a_record_is_shared_at_once(client):
    (lead,) = client.insert("Leads", LEAD)
    path = f"/Leads/{lead}/actions/share"
    public = {"type": "public", "permission": "read_only"}
    body = {"share": [public], "notify_shared_members": True}
    assert client.post(path, body).status_code == 201
    assert client.request("PUT", path, json=body).status_code == 201
    group: dict[str, Any] = {"type": "private", "permission": "read_only"}
    group["shared_with"] = {"type": "groups", "id": lead}
    (entry,) = client.post(path, {"share": [group]}).json()["share"]
    assert entry["message"] == "invalid group Id"


def test_a_record_with_a_thousand_notes_is_restored_at_once(client):
    (lead,) = client.insert("Leads", LEAD)
    note = {"Note_Content": "C", "Parent_Id": {"id": lead, "module": {"api_name": "Leads"}}}
    notes = [one for _ in range(10) for one in client.insert("Notes", *[note] * 100)]
    gone(client, "Leads", lead)
    answer = client.post(f"{BIN}/{lead}/actions/restore")
    assert (answer.status_code, answer.json()["recycle_bin"][0]["code"]) == (200, "SUCCESS")
    assert client.get(f"/Notes/{notes[-1]}").status_code == 200


def test_a_taken_unique_value_keeps_a_record_in_the_bin(live):
    made = definitions()
    made.modules.append(UNIQUE)
    client = make_org(live, made).client()
    item = {"Vendor_Name": "V", "Code": "A"}
    (vendor,) = client.insert("Vendors", item)
    gone(client, "Vendors", vendor)
    client.insert("Vendors", item)
    answer = client.post(f"{BIN}/{vendor}/actions/restore")
    assert answer.json()["recycle_bin"][0]["code"] == "DUPLICATE_DATA"
    assert in_bin(client) == [vendor]


def test_rows_are_not_deleted_by_themselves(client):
    answer = client.request("DELETE", "/Quoted_Items", params={"ids": "1"})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")


def test_a_record_has_one_value_of_a_user_based_external_id(live):
    org = make_org(live, external_definitions())
    client, stan = org.client(), org.client(STANDARD)
    (record,) = stan.insert("Contacts", {"Last_Name": "C", MINE: "stans"})
    assert client.record("Contacts", record)[MINE] == "stans"
    headers = {"X-EXTERNAL": f"Contacts.{MINE}"}
    answers = [one.get("/Contacts/stans", headers=headers) for one in (stan, client)]
    assert [one.status_code for one in answers] == [200, 204]


def test_references_name_keys_and_indexes(client):
    for path, code in (("$.org[0]['id']", "SUCCESS"), ("$.org[*].id", "INVALID_REFERENCE")):
        referring = part("GET", "/Leads?fields=id", params={"ids": f"@{{a:{path}}}"})
        assert codes(compose(client, part("GET", "/org", "a"), referring))[1] == code


def test_features_are_few(client):
    found = client.get("/__features?module=Leads").json()
    assert found["info"]["count"] == 5
    assert all(set(one["details"]) == {"used_count"} for one in found["__features"])


def test_a_record_with_a_thousand_notes_is_merged_at_once(client):
    master, other = client.insert("Leads", LEAD, LEAD)
    note = {"Note_Content": "C", "Parent_Id": {"id": other, "module": {"api_name": "Leads"}}}
    notes = [one for _ in range(11) for one in client.insert("Notes", *[note] * 100)]
    body = {"merge": [{"data": [{"id": other, "_fields": []}]}]}
    answer = client.post(f"/Leads/{master}/actions/merge", body)
    assert (answer.status_code, answer.json()["merge"][0]["code"]) == (200, "SUCCESS")
    assert client.record("Notes", notes[-1])["Parent_Id"]["id"] == master
    (contact,) = converted(client, master)
    assert client.record("Notes", notes[-1])["Parent_Id"]["id"] == contact


def converted(client, lead, **item):
    """The contact that a lead becomes."""
    answer = client.post(f"/Leads/{lead}/actions/convert", {"data": [item]})
    assert answer.status_code == 200, answer.text
    return [one["details"]["Contacts"]["id"] for one in answer.json()["data"]]


def test_a_namesake_elsewhere_is_not_the_contact(client):
    (namesake,) = client.insert("Contacts", {"Last_Name": "Smith"})
    (lead,) = client.insert("Leads", {"Last_Name": "Smith"})
    assert converted(client, lead) != [namesake]


def test_wishes_for_mail_are_taken(client):
    (lead,) = client.insert("Leads", LEAD)
    assert converted(client, lead, notify_lead_owner=True, notify_new_entity_owner=True)
    event = {
        "Event_Title": "E", "Start_DateTime": "2090-01-01T10:00:00Z",
        "End_DateTime": "2090-01-01T11:00:00Z",
        "Participants": [{"type": "email", "participant": "a@b.co"}],
    }  # fmt: skip
    (meeting,) = client.insert("Events", event)
    body = {"data": [{"send_cancelling_mail": True}]}
    assert client.post(f"/Events/{meeting}/actions/cancel", body).status_code == 200


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_queries_are_alike_in_every_version(client, version):
    name = f"Of {version}"
    client.insert("Accounts", *({"Account_Name": name} for _ in range(99)))
    client.insert("Accounts", *({"Account_Name": name} for _ in range(99)))
    client.insert("Accounts", *({"Account_Name": name} for _ in range(9)))
    inner = f"(select Account_Name from Accounts where Account_Name = '{name}')"
    query = f"select id from Accounts where Account_Name in {inner} limit 2000"
    assert client.at(version).post("/coql", {"select_query": query}).json()["info"]["count"] == 207


def test_a_query_needs_the_scopes_of_what_it_joins(org):
    client = org.client(scope="ZohoCRM.coql.READ ZohoCRM.modules.contacts.READ")
    for columns, status in (("Last_Name", 204), ("Account_Name.Industry", 401)):
        query = f"select {columns} from Contacts where id is not null"
        assert client.post("/coql", {"select_query": query}).status_code == status


def test_a_lookup_to_what_is_not_seen_is_empty(org, client):
    (account,) = client.insert("Accounts", {"Account_Name": "Unseen"})
    own = {"id": str(org.org.catalogue.user_by_email[STANDARD].id)}
    item = {"Last_Name": "Seen", "Owner": own, "Account_Name": {"id": account}}
    (contact,) = client.insert("Contacts", item)
    reader = org.client(STANDARD)
    assert client.record("Contacts", contact)["Account_Name"]["id"] == account
    assert reader.record("Contacts", contact)["Account_Name"] is None
    path = f"/Contacts/search?criteria=(Account_Name.id:equals:{account})"
    assert client.get(path).status_code == 200
    assert reader.get(path).status_code == 204


def _codes(live):
    """Make an org whose leads have a unique field; return it with a lead and its value."""
    made = definitions()
    code = {"id": 901, "api_name": "Code", "data_type": "text", "unique_case_sensitive": False}
    made.modules.append({"api_name": "Leads", "fields": [code]})
    org = make_org(live, made)
    (lead,) = org.client().insert("Leads", {"Last_Name": "L", "Code": "c"})
    return org, lead


def test_a_duplicate_that_is_not_seen_is_not_named(live):
    org, lead = _codes(live)
    body = {"data": [{"Last_Name": "M", "Code": "C"}]}
    told, untold = (
        org.client(*user).post("/Leads", body).json()["data"][0]["details"]
        for user in ((), (STANDARD,))
    )
    assert told["id"] == lead
    assert untold == {"api_name": "Code", "json_path": "$.data[0].Code"}
    reader = org.client(STANDARD)
    unseen, unknown = (
        reader.request("DELETE", f"/Leads?ids={one}").json()["data"][0]["code"]
        for one in (lead, "1" * 19)
    )
    assert unseen == unknown


def test_a_field_that_is_only_read_is_refused(live):
    made = definitions()
    field = {"api_name": "Company", "read_only_for": [made.profiles[1].id]}
    made.modules.append({"api_name": "Leads", "fields": [field]})
    reader = make_org(live, made).client(STANDARD)
    answer = reader.post("/Leads", {"data": [{"Last_Name": "L", "Company": "C"}]})
    details = {"api_name": "Company", "json_path": "$.data[0].Company"}
    (entry,) = answer.json()["data"]
    assert (entry["code"], entry["details"]) == ("NO_PERMISSION", details)


def test_every_row_of_the_page_names_a_test_that_exists():
    named = re.findall(r"test_differences\.py::(\w+)", PAGE.read_text())
    assert named
    assert [name for name in named if name not in globals()] == []


VIEWS = "/settings/custom_views?module=Leads"


def test_views_are_added_and_deleted(client):
    added = client.post(VIEWS, {"custom_views": [{"name": "Mine"}]})
    number = added.json()["custom_views"][0]["details"]["id"]
    deleted = client.request("DELETE", VIEWS.replace("?", f"/{number}?"))
    assert (added.status_code, deleted.status_code) == (201, 200)


def test_a_view_is_sorted_for_everybody(org, client):
    default = client.get(VIEWS).json()["info"]["default"]
    sort = {"id": default, "sort_by": {"api_name": "City"}}
    path = VIEWS.replace("?", "/actions/change_sort?")
    for whose, status in ((org.client(STANDARD), 403), (client, 200)):
        answer = whose.request("PUT", path, json={"custom_views": [sort]})
        assert answer.status_code == status
    seen = org.client(STANDARD).get(VIEWS.replace("?", f"/{default}?")).json()
    assert seen["custom_views"][0]["sort_by"]["api_name"] == "City"


def test_a_layout_is_made_like_another_one(client):
    url = "/settings/layouts?module=Leads"
    (standard,) = client.get(url).json()["layouts"]
    item = {"name": "Partners", "clone_of": {"id": standard["id"]}}
    assert client.post(url, {"layouts": [item]}).status_code == 201
    assert [one["name"] for one in client.get(url).json()["layouts"]] == ["Standard", "Partners"]


def test_a_transferred_pipeline_is_gone_at_once(client):
    (layout,) = client.get("/settings/layouts?module=Deals").json()["layouts"]
    url = f"/settings/pipeline?layout_id={layout['id']}"
    (first,) = client.get(url).json()["pipeline"]
    item = {"display_value": "New", "maps": first["maps"]}
    made = client.post(url, {"pipeline": [item]}).json()["pipeline"][0]["details"]["id"]
    client.insert("Deals", {"Deal_Name": "D", "Stage": "Qualification"})
    move = {"pipeline": {"from": first["id"], "to": made}, "stages": []}
    path = url.replace("?", "/actions/transfer?")
    assert client.post(path, {"transfer_pipeline": [move]}).status_code == 200
    assert [one["display_value"] for one in client.get(url).json()["pipeline"]] == ["New"]


def test_a_new_user_is_confirmed_by_an_update(org, client):
    number = add_user(org, client)
    assert org.client("new@acme.test").get("/org").status_code == 200
    for confirmed in (False, True):
        (user,) = client.get(f"/users/{number}").json()["users"]
        assert (user["status"], user["confirm"]) == ("active", confirmed)
        put(client, f"/users/{number}", "users", {"confirm": True})


def test_a_group_in_use_is_deleted_at_once(org, client):
    number = str(org.org.catalogue.user_by_email[STANDARD].id)
    source = {"type": "users", "source": {"id": number}}
    path = "/settings/user_groups"
    group = made(post(client, path, "user_groups", {"name": "G", "sources": [source]}))
    shared = {"type": "groups", "resource": {"id": group}}
    rules = "/settings/data_sharing/rules?module=Leads"
    item = {
        "name": "R", "type": "Record_Owner_Based", "shared_from": shared, "shared_to": shared,
        "permission_type": "read", "superiors_allowed": False,
    }  # fmt: skip
    made(post(client, rules, "sharing_rules", item))
    answer = client.request("DELETE", f"{path}/{group}")
    assert answer.json()["user_groups"][0]["code"] == "SUCCESS"
    assert client.get(rules).status_code == 204
    assert client.get(f"{path}/actions/deletion_jobs?job_id=1").status_code == 204


def test_a_sharing_rule_holds_at_once(org, client):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    everybody = {"type": "all_users"}
    item = {
        "name": "R", "type": "Record_Owner_Based", "shared_from": everybody,
        "shared_to": everybody, "permission_type": "read", "superiors_allowed": False,
    }  # fmt: skip
    rules = "/settings/data_sharing/rules"
    made(post(client, f"{rules}?module=Leads", "sharing_rules", item))
    assert org.client(STANDARD).get(f"/Leads/{lead}").status_code == 200
    summary = client.get(f"{rules}/actions/summary?module=Leads").json()["sharing_rules_summary"]
    assert summary[0]["rule_computation_status"] is False
    answer = client.post(f"{rules}/actions/run?module=Leads")
    assert answer.json()["sharing_rules"][0]["code"] == "SCHEDULED"


def test_a_deleted_territory_is_associated_with_nothing(make):
    client = make(definitions(frozenset({"territories"}))).client()
    path = "/settings/territories"
    rule = {"comparator": "equal", "field": {"api_name": "Account_Name"}, "value": "A"}
    item = {"name": "World", "account_rule_criteria": rule}
    world = made(post(client, path, "territories", item))
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Account_Name": {"id": account}})
    assert client.record("Accounts", account)["Territories"][0]["name"] == "World"
    assert client.record("Contacts", contact)["Territories"] == []
    client.request("DELETE", f"{path}/{world}")
    assert client.record("Accounts", account)["Territories"] == []
    assert client.get(f"{path}/actions/deleted_associated_territories").status_code == 204


def test_a_field_promises_nothing_that_is_not_done(client):
    for more in (
        {"crypt": {"mode": "encryption"}},
        {"association_details": {"lookup_field": {"id": "1"}}},
    ):
        answer = create(client, {"field_label": "Secret", "data_type": "text", **more})
        assert (answer.status_code, answer.json()["fields"][0]["code"]) == (403, "NOT_SUPPORTED")


def test_fields_of_every_type_are_made_by_the_api(client):
    rows = [{"field_label": "Pet", "data_type": "text"}]
    goods = {"connected_module": {"api_name": "Products"}}
    create_one(client, "Pets", data_type="subform", fields=rows)
    create_one(client, "Goods", data_type="multiselectlookup", multiselectlookup=goods)
    create_one(client, "Fans", data_type="multiuserlookup")


def test_a_default_value_is_for_new_records(client):
    (old,) = client.insert("Leads", {"Last_Name": "Old"})
    create_one(client, "Word", default_value="x")
    (new,) = client.insert("Leads", {"Last_Name": "New"})
    assert [client.record("Leads", one)["Word"] for one in (old, new)] == [None, "x"]


def test_records_follow_the_name_of_a_value_at_once(client):
    values = [{"display_value": "a", "actual_value": "a"}]
    field = create_one(client, "Pick", data_type="picklist", pick_list_values=values)
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Pick": "a"})
    renamed = [{"actual_value": "a", "display_value": "b"}]
    change(client, {"id": field, "pick_list_values": renamed})
    assert client.record("Leads", lead)["Pick"] == "b"
