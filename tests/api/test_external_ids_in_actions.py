"""External ids in all that is done with records: actions, related records, notes, jobs."""

from __future__ import annotations

import pytest

from crmstead.api.surface import SURFACE
from crmstead.databases.registry import DATABASES
from crmstead.model.ids import MAX_ID
from tests.api.externals import CADENCE, FIELD, NOWHERE, OWN, entry, externals_over
from tests.live import PEER, STANDARD

ACCOUNT, CONTACT, DEAL, LEAD = (FIELD[name] for name in ("Accounts", "Contacts", "Deals", "Leads"))
#: How ids begin that stand in for no record.
STAND_IN = str(MAX_ID)[:13]
BY_CONTACT, BY_LEAD = OWN["Contacts"], OWN["Leads"]


@pytest.fixture(scope="module", params=DATABASES)
def ext(request):
    yield from externals_over(request)


def user(ext, email=PEER):
    return str(ext.org.org.catalogue.user_by_email[email].id)


def territory(ext):
    return str(ext.org.org.catalogue.territories[0].id)


def many(ext, value):
    """Actions on several records: what their bodies say of a record."""
    return {
        "add_tags": {"tags": [{"name": "t"}], "ids": [value]},
        "remove_tags": {"tags": [{"name": "t"}], "ids": [value]},
        "change_owner": {"owner": {"id": user(ext)}, "ids": [value]},
        "enrol_in_cadences": {"cadences_ids": [str(CADENCE)], "ids": [value]},
        "unenrol_from_cadences": {"cadences_ids": [str(CADENCE)], "ids": [value]},
        "assign_territories": {"data": [{CONTACT: value, "Territories": [{"id": territory(ext)}]}]},
        "remove_territories": {"data": [{CONTACT: value, "Territories": [{"id": territory(ext)}]}]},
        "mass_update": {"data": [{"Department": "M"}], "ids": [value]},
        "mass_delete": {"ids": [value]},
    }


ON_MANY = (
    "add_tags", "remove_tags", "change_owner", "enrol_in_cadences", "assign_territories",
    "mass_update", "mass_delete",
)  # fmt: skip


@pytest.mark.parametrize("action", ON_MANY)
def test_an_action_takes_records_by_their_values(ext, action):
    value, record = ext.keep("Contacts")
    path = f"/Contacts/actions/{action}"
    if action == "remove_tags":
        ext.ask("POST", "/Contacts/actions/add_tags", BY_CONTACT, many(ext, value)["add_tags"])
    answer = ext.ask("POST", path, BY_CONTACT, many(ext, value)[action])
    done = entry(answer, answer.status_code)
    assert answer.status_code in (200, 202), answer.text
    assert done["status"] == "success"
    assert (done["details"]["id"], done["details"][CONTACT]) == (record, value)


@pytest.mark.parametrize("action", [*ON_MANY, "unenrol_from_cadences", "remove_territories"])
def test_an_action_on_no_record_is_refused(ext, action):
    answer = ext.ask("POST", f"/Contacts/actions/{action}", BY_CONTACT, many(ext, NOWHERE)[action])
    assert answer.status_code == 400, answer.text
    assert STAND_IN not in answer.text


def test_ids_as_a_text_are_values_too(ext):
    (first, one), (second, two) = (ext.keep("Contacts") for _ in range(2))
    for ids in (f"{first},{second}", f'["{first}", "{second}"]'):
        body = {"tags": [{"name": "t"}], "ids": ids}
        answer = ext.ask("POST", "/Contacts/actions/add_tags", BY_CONTACT, body)
        assert [done["details"]["id"] for done in answer.json()["data"]] == [one, two]
    path = f"/Contacts/actions/add_tags?ids={first}&tag_names=old"
    answer = ext.ask("POST", path, BY_CONTACT, version="v2")
    assert entry(answer)["details"][CONTACT] == first


def test_tags_of_one_record(ext):
    value, record = ext.keep("Contacts")
    path, body = f"/Contacts/{value}/actions/add_tags", {"tags": [{"name": "one"}]}
    done = entry(ext.ask("POST", path, BY_CONTACT, body))
    assert (done["details"]["id"], done["details"][CONTACT]) == (record, value)
    assert [tag["name"] for tag in ext.client.record("Contacts", record)["Tag"]] == ["one"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "actions/change_owner", {"owner": {"id": "peer"}}, 200),
        ("POST", "actions/share", {"share": [{"permission": "read_only", "type": "public"}]}, 201),
        ("GET", "actions/share", None, 200),
        ("DELETE", "actions/share", None, 200),
        ("GET", "__timeline", None, 200),
        ("GET", "actions/fetch_full_data", None, 200),
        ("GET", "Deals?fields=Deal_Name", None, 204),
        ("GET", "Notes?fields=Note_Title", None, 204),
        ("GET", "Attachments?fields=File_Name", None, 204),
        ("GET", "photo", None, 204),
    ],
)
def test_what_is_below_a_record(ext, method, path, body, status):
    value, record = ext.keep("Contacts")
    if path == "actions/share" and method != "POST":
        shared = {"share": [{"permission": "read_only", "type": "public"}]}
        assert ext.client.post(f"/Contacts/{record}/{path}", shared).status_code == 201
    if body and "owner" in body:
        body = {"owner": {"id": user(ext)}}
    answer = ext.ask(method, f"/Contacts/{value}/{path}", BY_CONTACT, body)
    assert answer.status_code == status, answer.text
    plain = ext.ask(method, f"/Contacts/{NOWHERE}/{path}", BY_CONTACT, body)
    other = ext.client.request(method, f"/Contacts/4150868000000225013/{path}", json=body)
    assert (plain.status_code, plain.text) == (other.status_code, other.text)


def test_a_clone_is_of_the_record_and_has_no_value(ext):
    value, record = ext.keep("Contacts", First_Name="Orig")
    path, new = f"/Contacts/{value}/actions/clone", ext.new()
    done = entry(ext.ask("POST", path, BY_CONTACT), 201)
    assert done["details"]["id"] != record
    copy = ext.client.record("Contacts", done["details"]["id"])
    assert (copy["First_Name"], copy[CONTACT]) == ("Orig", None)
    body = {"data": [{CONTACT: new}]}
    done = entry(ext.ask("POST", path, BY_CONTACT, body), 201)
    assert done["details"][CONTACT] == new
    account, number = ext.keep("Accounts")
    header = f"{BY_CONTACT},Contacts.Account_Name.{ACCOUNT}"
    body = {"data": [{"Account_Name": {ACCOUNT: account}}]}
    done = entry(ext.ask("POST", path, header, body), 201)
    copy = ext.client.record("Contacts", done["details"]["id"])
    assert copy["Account_Name"]["id"] == number


def test_records_are_merged(ext):
    (value, record), (other, gone) = (ext.keep("Contacts") for _ in range(2))
    path = f"/Contacts/{value}/actions/merge"
    for child, name in ((NOWHERE, CONTACT), (None, CONTACT)):
        body = {"merge": [{"data": [{CONTACT: child}]}]}
        refused = entry(ext.ask("POST", path, BY_CONTACT, body), 400, "merge")
        assert refused["details"]["api_name"] == name
        assert refused["details"]["json_path"] == f"$.merge[0].data[0].{CONTACT}"
    body = {"merge": [{"data": [{CONTACT: other}]}]}
    done = entry(ext.ask("POST", path, BY_CONTACT, body), root="merge")
    assert done["details"] == {CONTACT: value, "id": record}
    assert ext.client.get(f"/Contacts/{gone}").status_code == 204


def test_a_lead_is_converted_into_records_that_are_there(ext):
    lead, _ = ext.keep("Leads")
    (account, number), (contact, person), (campaign, _) = (
        ext.keep(name) for name in ("Accounts", "Contacts", "Campaigns")
    )
    header = ",".join(
        [BY_LEAD, OWN["Accounts"], BY_CONTACT, f"Deals.Campaign_Source.{FIELD['Campaigns']}"]
    )
    deal = {
        "Deal_Name": "D", "Stage": "Qualification", "Closing_Date": "2030-01-01",
        "Campaign_Source": {FIELD["Campaigns"]: campaign}, DEAL: ext.new(),
    }  # fmt: skip
    item = {"Accounts": {ACCOUNT: NOWHERE}, "Contacts": {CONTACT: contact}, "Deals": deal}
    path = f"/Leads/{lead}/actions/convert"
    refused = entry(ext.ask("POST", path, header, {"data": [item]}), 400)
    assert refused["details"]["json_path"] == f"$.data[0].Accounts.{ACCOUNT}"
    item["Accounts"] = {ACCOUNT: account}
    done = entry(ext.ask("POST", path, header, {"data": [item]}))
    became = done["details"]
    assert (became["Accounts"]["id"], became["Contacts"]["id"]) == (number, person)
    made = ext.client.record("Deals", became["Deals"]["id"])
    assert (made["Campaign_Source"]["name"], made[DEAL]) == ("G", deal[DEAL])
    # Its values are free for others by now.
    assert ext.ask("GET", f"/Leads/{lead}", BY_LEAD).status_code == 204


def test_conversion_options_and_mass_conversion(ext):
    value, _ = ext.keep("Leads")
    options = ext.ask("GET", f"/Leads/{value}/__conversion_options", BY_LEAD)
    assert options.status_code in (200, 204)
    body = {"ids": [value], "assign_to": {"id": user(ext)}}
    answer = ext.ask("POST", "/Leads/actions/mass_convert", BY_LEAD, body)
    assert answer.status_code in (200, 202), answer.text


def test_an_event_is_cancelled(ext):
    value = ext.new()
    item = {
        "Event_Title": "E", FIELD["Events"]: value, "Start_DateTime": "2089-03-01T09:30:00+00:00",
        "End_DateTime": "2089-03-01T10:30:00+00:00",
        "Participants": [{"type": "email", "participant": "guest@acme.test"}],
    }  # fmt: skip
    ext.client.insert("Events", item)
    path, body = f"/Events/{value}/actions/cancel", {"data": [{"send_cancelling_mail": False}]}
    done = entry(ext.ask("POST", path, OWN["Events"], body))
    assert done["details"][FIELD["Events"]] == value
    # The module that unites activities knows the fields of each.
    found = entry(ext.ask("GET", f"/Activities/{value}", OWN["Events"]))
    assert found[FIELD["Events"]] == value


def test_a_quote_becomes_an_invoice(ext):
    product, _ = ext.keep("Products")
    value = ext.new()
    lines = [{"Product_Name": {FIELD["Products"]: product}, "Quantity": 1}]
    item = {"Subject": "Q", FIELD["Quotes"]: value, "Quoted_Items": lines}
    header = f"Quotes.Quoted_Items.Product_Name.{FIELD['Products']},{OWN['Quotes']}"
    made = entry(ext.ask("POST", "/Quotes", header, {"data": [item]}), 201)
    assert made["details"][FIELD["Quotes"]] == value
    body = {"data": [{"convert_to": [{"module": {"api_name": "Invoices"}}]}]}
    answer = ext.ask("POST", f"/Quotes/{value}/actions/convert", header, body)
    assert entry(answer)["code"] == "SUCCESS"


# Related records


def test_related_records_are_linked_read_and_delinked(ext):
    campaign, number = ext.keep("Campaigns")
    (first, one), (second, two) = (ext.keep("Leads") for _ in range(2))
    header = f"{OWN['Campaigns']},{BY_LEAD}"
    path = f"/Campaigns/{campaign}/Leads"
    items = [{LEAD: first, "Member_Status": "Invited"}, {LEAD: second}, {LEAD: NOWHERE}, {}]
    answer = ext.ask("PUT", path, header, {"data": items})
    assert answer.status_code == 207, answer.text
    entries = answer.json()["data"]
    assert [done["details"] for done in entries[:2]] == [
        {LEAD: first, "id": one}, {LEAD: second, "id": two},
    ]  # fmt: skip
    assert (entries[2]["code"], entries[2]["details"]) == (
        "INVALID_DATA", {"api_name": LEAD, "json_path": f"$.data[2].{LEAD}"},
    )  # fmt: skip
    assert (entries[3]["code"], entries[3]["details"]["api_name"]) == ("MANDATORY_NOT_FOUND", LEAD)
    listed = ext.ask("GET", f"{path}?fields=Last_Name&ids={first}", header)
    assert [record["id"] for record in listed.json()["data"]] == [one]
    assert entry(ext.ask("GET", f"{path}/{second}", header))["id"] == two
    assert ext.ask("GET", f"{path}/{NOWHERE}", header).status_code == 204
    changed = ext.ask("PUT", f"{path}/{first}", header, {"data": [{"Member_Status": "Responded"}]})
    assert entry(changed)["details"] == {LEAD: first, "id": one}
    gone = entry(ext.ask("DELETE", f"{path}/{first}", header))
    assert (gone["message"], gone["details"]) == ("relation removed", {LEAD: first, "id": one})
    gone = entry(ext.ask("DELETE", f"{path}?ids={second}", header))
    assert gone["details"] == {LEAD: second, "id": two}
    assert ext.client.get(f"/Campaigns/{number}/Leads?fields=id").status_code == 204


def test_contacts_of_a_deal_take_roles(ext):
    (deal, _), (value, record) = ext.keep("Deals"), ext.keep("Contacts")
    header = f"{OWN['Deals']},{BY_CONTACT}"
    path = f"/Deals/{deal}/Contact_Roles"
    role = ext.client.get("/Contacts/roles").json()["contact_roles"][0]["id"]
    item = {CONTACT: value, "Contact_Role": role}
    done = entry(ext.ask("PUT", path, header, {"data": [item]}))
    assert done["details"] == {CONTACT: value, "id": record}
    (read,) = ext.ask("GET", f"{path}?fields=Last_Name", header).json()["data"]
    assert read["id"] == record


def test_a_record_is_locked(ext):
    settings = "/settings/record_locking_configurations?module=Leads"
    root = {"record_locking_configurations": [{"lock_type": "manual"}]}
    assert ext.client.post(settings, root).status_code in (200, 201)
    value, record = ext.keep("Leads")
    path = f"/Leads/{value}/Locking_Information__s"
    made = ext.ask("POST", path, BY_LEAD, {"data": [{"Locked_Reason__s": "R"}]})
    assert made.status_code == 201, made.text
    update = {"data": [{"Last_Name": "N"}]}
    refused = entry(ext.ask("PUT", f"/Leads/{value}", BY_LEAD, update), 400)
    assert refused["code"] == "RECORD_LOCKED"
    assert ext.client.record("Leads", record)["Locked__s"] is True


def test_one_side_may_be_named_by_its_id(ext):
    (campaign, number), (value, record) = ext.keep("Campaigns"), ext.keep("Leads")
    body = {"data": [{"id": record}]}
    by_campaign = ext.ask("PUT", f"/Campaigns/{campaign}/Leads", OWN["Campaigns"], body)
    assert entry(by_campaign)["details"] == {"id": record}
    by_lead = ext.ask("GET", f"/Campaigns/{number}/Leads/{value}", BY_LEAD)
    assert entry(by_lead)["id"] == record
    assert ext.ask("GET", f"/Campaigns/{campaign}/Leads/x", OWN["Campaigns"]).status_code == 404


def test_related_records_are_counted(ext):
    value, _ = ext.keep("Accounts")
    body = {"get_related_records_count": [{"related_list": {"api_name": "Contacts"}}]}
    path = f"/Accounts/{value}/actions/get_related_records_count"
    assert ext.ask("POST", path, OWN["Accounts"], body).status_code == 200


def test_notes_and_attachments_of_a_record(ext):
    value, record = ext.keep("Contacts")
    path = f"/Contacts/{value}/Notes"
    note = entry(ext.ask("POST", path, BY_CONTACT, {"data": [{"Note_Content": "N"}]}), 201)
    number = note["details"]["id"]
    assert entry(ext.ask("GET", f"{path}/{number}", BY_CONTACT))["Note_Content"] == "N"
    changed = ext.ask("PUT", f"{path}/{number}", BY_CONTACT, {"data": [{"Note_Content": "M"}]})
    assert entry(changed)["code"] == "SUCCESS"
    assert entry(ext.ask("DELETE", f"{path}?ids={number}", BY_CONTACT))["code"] == "SUCCESS"
    files = {"file": ("a.txt", b"words", "text/plain")}
    sent = ext.client.request(
        "POST", f"/Contacts/{value}/Attachments", files=files, headers={"X-EXTERNAL": BY_CONTACT}
    )
    assert entry(sent)["code"] == "SUCCESS"
    listed = ext.client.get(f"/Contacts/{record}/Attachments?fields=File_Name").json()
    assert [one["File_Name"] for one in listed["data"]] == ["a.txt"]


def test_rich_texts_of_records(ext):
    value, record = ext.keep("Contacts", Story="<b>long</b>")
    answer = ext.ask("GET", f"/Contacts/actions/fetch_full_data?ids={value}", BY_CONTACT)
    assert [one["id"] for one in answer.json()["data"]] == [record]


def test_a_standard_user_acts_on_what_they_see(ext):
    value, _ = ext.keep("Contacts", Owner={"id": user(ext, STANDARD)})
    hidden, _ = ext.keep("Contacts")
    stan = ext.org.client(STANDARD)
    path = f"/Contacts/{hidden}/actions/add_tags"
    body = {"tags": [{"name": "t"}]}
    refused = ext.ask("POST", path, BY_CONTACT, body, client=stan)
    assert (refused.status_code, refused.json()["details"]) == (400, {"resource_path_index": 1})
    body = {"tags": [{"name": "t"}], "ids": [value, hidden]}
    answer = ext.ask("POST", "/Contacts/actions/add_tags", BY_CONTACT, body, client=stan)
    assert [one["status"] for one in answer.json()["data"]] == ["success", "error"]


# What names no record


BELOW = sorted(
    {
        (route.method, route.path)
        for route in SURFACE
        if route.path.startswith("{module}/{record_id}")
    }
)


@pytest.mark.parametrize(("method", "path"), BELOW)
def test_an_id_that_stands_in_for_no_record_is_never_told(ext, method, path):
    names = {"module": "Contacts", "record_id": NOWHERE, "related_list": "Campaigns", "id": "1"}
    path = path.format(**names, related_id="1")
    for body in ({"data": [{"id": "1"}]}, {"ids": [NOWHERE], "merge": [{"data": [{"id": 1}]}]}):
        answer = ext.ask(method, f"/{path}?fields=id&ids={NOWHERE}", BY_CONTACT, body)
        assert answer.status_code < 500, answer.text
        assert STAND_IN not in answer.text


@pytest.mark.parametrize("path", ["/settings/modules", "/users", "/org", "/Contacts/actions/count"])
def test_other_requests_do_not_mind_the_header(ext, path):
    plain = ext.client.get(path)
    assert ext.ask("GET", path, BY_CONTACT).json() == plain.json()
