"""External ids: records of the path, of `ids` and of bodies, named by the header's fields."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.externals import FIELD, MINE, NOWHERE, OWN, SECRET, entry, externals_over
from tests.gauges import bare
from tests.live import PEER, STANDARD

CONTACT, ACCOUNT = FIELD["Contacts"], FIELD["Accounts"]
BY_CONTACT = OWN["Contacts"]
UNKNOWN_ID = bare("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1)


@pytest.fixture(scope="module", params=DATABASES)
def ext(request):
    yield from externals_over(request)


# The header


@pytest.mark.parametrize(
    "header",
    [
        "Nowhere.External_Contact_ID",
        "Contacts.Nothing",
        "Contacts.Last_Name",
        "Contacts.Plain",
        "Contacts",
        "Contacts.",
        ".",
        "->",
        "...->..",
        "Contacts.Account_Name.->Accounts.External_Account_ID",
        "Contacts->Accounts.External_Account_ID->Deals.External_Deal_ID",
        "Gr\xfc\xdfe.\xff",
        ".External_Contact_ID",
        "Contacts.Account_Name.Account_Name",
        "Contacts.Nothing.External_Account_ID",
        "Contacts.Last_Name.External_Account_ID",
        "Contacts.Ventures.Budget.External_Deal_ID",
        "Contacts.Ventures.Deal.External_Contact_ID",
        "Contacts.A.B.C.External_Contact_ID",
        "Contacts.Owner.External_Contact_ID",
        "Contacts.Tag.Tag.External_Contact_ID",
        "Events.What_Id.External_Account_ID",
        "Events.What_Id->Nowhere.External_Account_ID",
        "Events.What_Id->Accounts.Nothing",
        "Events.What_Id->Accounts",
        "Events.What_Id->",
        "Contacts->Accounts.External_Account_ID",
        "Contacts.Account_Name->Deals.External_Deal_ID",
        "Events.Participants.participant.External_Contact_ID",
        "Events.Participants.participant->Accounts.External_Account_ID",
        "Events.Participants.type->Contacts.External_Contact_ID",
        f"{BY_CONTACT},Contacts.Nothing",
    ],
)
@pytest.mark.parametrize("version", ["v2", "v8"])
def test_a_header_of_no_external_field_is_refused(ext, header, version):
    answer = ext.ask("GET", "/Contacts/x", header, version=version)
    assert answer.status_code == 400
    assert answer.json() == bare("INVALID_DATA", "invalid data", param_name="X-EXTERNAL")


@pytest.mark.parametrize(
    "header",
    [
        f"Contacts . External_Contact_ID , {OWN['Deals']}",
        f",{BY_CONTACT},",
        f"Contacts.Ventures.Deal.External_Deal_ID,{BY_CONTACT}",
        f"Quotes.Product_Details.product.External_Product_ID,{BY_CONTACT}",
        f"Quotes.Product_Details.book.External_Book_ID,{BY_CONTACT}",
        f"Quotes.Quoted_Items.Price_Book_Name.External_Book_ID,{BY_CONTACT}",
        f"Events.What_Id -> Accounts . External_Account_ID , {BY_CONTACT}",
        f"Contacts.Account_Name->Accounts.External_Account_ID,{BY_CONTACT}",
    ],
)
def test_blanks_and_other_entries_do_not_matter(ext, header):
    value, record = ext.keep("Contacts")
    assert entry(ext.ask("GET", f"/Contacts/{value}", header))["id"] == record


@pytest.mark.parametrize("header", ["", ",", "Contacts.Account_Name.External_Account_ID"])
def test_without_a_field_of_the_module_text_is_no_id(ext, header):
    value, record = ext.keep("Contacts")
    answer = ext.ask("GET", f"/Contacts/{value}", header)
    assert (answer.status_code, answer.json()["code"]) == (404, "INVALID_URL_PATTERN")
    assert entry(ext.ask("GET", f"/Contacts/{record}", header))["id"] == record


def test_a_hidden_field_names_nothing(ext):
    stan, header = ext.org.client(STANDARD), f"Contacts.{SECRET}"
    answer = ext.ask("GET", "/Contacts/x", header, client=stan)
    assert answer.json()["details"] == {"param_name": "X-EXTERNAL"}
    assert ext.ask("GET", "/Contacts/x", header).status_code == 204


# One record


@pytest.mark.parametrize("version", ["v2", "v2.1", "v5", "v7", "v8"])
def test_a_record_is_read_by_its_value(ext, version):
    value, record = ext.keep("Contacts", Last_Name="Read")
    found = entry(ext.ask("GET", f"/Contacts/{value}", BY_CONTACT, version=version))
    assert (found["id"], found[CONTACT], found["Last_Name"]) == (record, value, "Read")


@pytest.mark.parametrize(
    ("kept", "path"),
    [
        ("Ab c", "ab%20C"),
        ("a.b-c_d~1", "a.b-c_d~1"),
        ("100%", "100%25"),
        ("a,b;c=d&e?f#g", "a%2Cb%3Bc%3Dd%26e%3Ff%23g"),
        ("Grüße", "gr%C3%BC%C3%9Fe"),
        ("9876", "9876"),
        ("98765432109876543210", "98765432109876543210"),
        ("deleted-by", "deleted-by"),
        ("{x}", "%7Bx%7D"),
        ("a+b", "a+b"),
    ],
)
def test_the_path_is_decoded_and_case_does_not_count(ext, kept, path):
    _, record = ext.keep("Contacts", **{CONTACT: kept})
    assert entry(ext.ask("GET", f"/Contacts/{path}", BY_CONTACT))["id"] == record
    assert ext.ask("DELETE", f"/Contacts/{path}", BY_CONTACT).status_code == 200


def test_digits_are_the_value_where_the_header_says_so(ext):
    _, first = ext.keep("Contacts")
    _, second = ext.keep("Contacts", **{CONTACT: first})
    assert entry(ext.ask("GET", f"/Contacts/{first}", BY_CONTACT))["id"] == second
    assert entry(ext.ask("GET", f"/Contacts/{first}", OWN["Deals"]))["id"] == first
    assert ext.ask("GET", f"/Contacts/{second}", BY_CONTACT).status_code == 204


def test_a_value_of_no_record_is_an_unknown_id(ext):
    gone, record = ext.keep("Contacts")
    assert ext.client.request("DELETE", f"/Contacts/{record}").status_code == 200
    for value in (NOWHERE, gone, record, "%20"):
        path = f"/Contacts/{value}"
        assert ext.ask("GET", path, BY_CONTACT).status_code == 204
        update = ext.ask("PUT", path, BY_CONTACT, {"data": [{"Last_Name": "N"}]})
        assert (update.status_code, update.json()) == (400, UNKNOWN_ID)
        delete = ext.ask("DELETE", path, BY_CONTACT)
        assert delete.status_code == 400
        assert delete.json()["details"] == {"resource_path_index": 1}
    assert ext.ask("GET", "/Contacts/a%2Fb", BY_CONTACT).status_code in (204, 400, 404)


@pytest.mark.parametrize("version", ["v2", "v5", "v8"])
def test_a_record_is_updated_by_its_value(ext, version):
    value, record = ext.keep("Contacts", Precise=0.1)
    body = {"data": [{"Last_Name": "N", "Precise": 123456.000000001, CONTACT: value.upper()}]}
    answer = ext.ask("PUT", f"/Contacts/{value}", BY_CONTACT, body, version=version)
    done = entry(answer)
    assert (done["code"], done["message"]) == ("SUCCESS", "record updated")
    assert (done["details"]["id"], done["details"][CONTACT]) == (record, value)
    kept = ext.client.record("Contacts", record)
    assert (kept["Last_Name"], kept["Precise"], kept[CONTACT]) == ("N", 123456.000000001, value)


@pytest.mark.parametrize("given", ["other", None, 5, ["x"]])
def test_the_field_cannot_be_changed_through_itself(ext, given):
    value, record = ext.keep("Contacts")
    body = {"data": [{"Last_Name": "N", CONTACT: given}]}
    refused = entry(ext.ask("PUT", f"/Contacts/{value}", BY_CONTACT, body), 400)
    assert (refused["code"], refused["status"]) == ("NOT_ALLOWED", "error")
    assert refused["details"] == {"api_name": CONTACT, "json_path": f"$.data[0].{CONTACT}"}
    assert ext.client.record("Contacts", record)["Last_Name"] == "C"
    # By its id the record takes another one, and another field may change.
    body = {"data": [{CONTACT: ext.new(), MINE: ext.new()}]}
    assert entry(ext.ask("PUT", f"/Contacts/{record}", OWN["Deals"], body))["code"] == "SUCCESS"


def test_a_record_is_deleted_by_its_value(ext):
    value, record = ext.keep("Contacts")
    done = entry(ext.ask("DELETE", f"/Contacts/{value}", BY_CONTACT))
    assert done == {
        "code": "SUCCESS",
        "details": {CONTACT: value, "id": record},
        "message": "record deleted",
        "status": "success",
    }
    assert list(done["details"]) == [CONTACT, "id"]
    assert ext.client.get(f"/Contacts/{record}").status_code == 204


# Several records


def test_records_are_listed_by_their_values(ext):
    first, second = (ext.keep("Contacts") for _ in range(2))
    ids = f"{first[0]}, {NOWHERE},{second[0].upper()}"
    answer = ext.ask("GET", f"/Contacts?fields=Last_Name&ids={ids}", BY_CONTACT)
    assert answer.status_code == 200, answer.text
    assert {one["id"] for one in answer.json()["data"]} == {first[1], second[1]}
    info = {"per_page": 200, "count": 2, "page": 1, "more_records": False}
    assert answer.json()["info"] == info
    assert (
        ext.ask("GET", f"/Contacts?fields=Last_Name&ids={NOWHERE}", BY_CONTACT).status_code == 204
    )


def test_a_list_without_ids_tells_all_of_itself(ext):
    ext.keep("Contacts")
    plain = ext.client.get("/Contacts?fields=Last_Name").json()
    assert ext.ask("GET", "/Contacts?fields=Last_Name", BY_CONTACT).json() == plain


@pytest.mark.parametrize("version", ["v2", "v8"])
def test_records_are_deleted_by_their_values(ext, version):
    value, record = ext.keep("Contacts")
    answer = ext.ask(
        "DELETE", f"/Contacts?ids={value},{NOWHERE},{value}", BY_CONTACT, version=version
    )
    assert answer.status_code == 207
    assert [(one["code"], one["details"]) for one in answer.json()["data"]] == [
        ("SUCCESS", {CONTACT: value, "id": record}),
        ("INVALID_DATA", {CONTACT: NOWHERE}),
        ("INVALID_DATA", {"id": record}),
    ]


@pytest.mark.parametrize("version", ["v2", "v5", "v8"])
def test_items_of_an_update_are_identified_by_their_values(ext, version):
    (first, one), (second, two) = (ext.keep("Contacts") for _ in range(2))
    items = [
        {CONTACT: first.upper(), "Last_Name": "One"},
        {CONTACT: NOWHERE, "Last_Name": "None"},
        {CONTACT: second, "id": one, "Last_Name": "Two"},
        {"id": one, "First_Name": "By id"},
        {"Last_Name": "Nobody"},
    ]
    answer = ext.ask("PUT", "/Contacts", BY_CONTACT, {"data": items}, version=version)
    assert answer.status_code == 207
    entries = answer.json()["data"]
    assert [one["code"] for one in entries] == [
        "SUCCESS", "INVALID_DATA", "SUCCESS", "SUCCESS", "MANDATORY_NOT_FOUND",
    ]  # fmt: skip
    assert [entry["details"].get(CONTACT) for entry in entries[::2]] == [
        first.upper(), second, None,
    ]  # fmt: skip
    at = {"api_name": CONTACT, "json_path": f"$.data[1].{CONTACT}"}
    assert entries[1]["details"] == (at if version != "v2" else {CONTACT: NOWHERE})
    assert entries[4]["details"]["api_name"] == CONTACT
    kept = ext.client.record("Contacts", one)
    assert (kept["Last_Name"], kept["First_Name"], kept[CONTACT]) == ("One", "By id", first)
    assert ext.client.record("Contacts", two)["Last_Name"] == "Two"


def test_an_item_with_a_value_of_no_kind_is_of_no_record(ext):
    values: list[object] = [{}, [], True, "", 1.5]
    for value in values:
        body = {"data": [{CONTACT: value, "Last_Name": "N"}]}
        assert entry(ext.ask("PUT", "/Contacts", BY_CONTACT, body), 400)["code"] == "INVALID_DATA"


def test_without_the_header_an_update_goes_by_ids(ext):
    value, record = ext.keep("Contacts")
    (refused,) = ext.client.request(
        "PUT", "/Contacts", json={"data": [{CONTACT: value, "Last_Name": "N"}]}
    ).json()["data"]
    assert refused["code"] == "MANDATORY_NOT_FOUND"
    other = ext.new()
    body = {"data": [{"id": record, CONTACT: other}]}
    done = entry(ext.client.request("PUT", "/Contacts", json=body))
    assert (done["details"]["id"], done["details"][CONTACT]) == (record, other)


# Inserts and upserts


def test_values_are_unique(ext):
    value, record = ext.keep("Contacts")
    for header in (BY_CONTACT, OWN["Deals"]):
        body = {"data": [{"Last_Name": "D", CONTACT: value.upper()}]}
        refused = entry(ext.ask("POST", "/Contacts", header, body), 400)
        assert (refused["code"], refused["details"]["api_name"]) == ("DUPLICATE_DATA", CONTACT)
        assert refused["details"]["id"] == record


def test_an_insert_tells_the_values_it_was_given(ext):
    value = ext.new()
    body = {"data": [{"Last_Name": "D", CONTACT: value}]}
    done = entry(ext.ask("POST", "/Contacts", BY_CONTACT, body), 201)
    assert done["details"][CONTACT] == value


@pytest.mark.parametrize("header", [None, BY_CONTACT])
def test_an_upsert_goes_by_the_value(ext, header):
    value, record = ext.keep("Contacts", Email="one@acme.test")
    _, other = ext.keep("Contacts")
    new = ext.new()
    items = [
        {"Last_Name": "Up", CONTACT: value, **({"id": other} if header else {})},
        {"Last_Name": "New", CONTACT: new},
    ]
    headers = {"X-EXTERNAL": header} if header else {}
    answer = ext.client.request("POST", "/Contacts/upsert", json={"data": items}, headers=headers)
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["data"]
    assert (first["action"], first["duplicate_field"]) == ("update", CONTACT)
    assert (first["details"]["id"], first["details"][CONTACT]) == (record, value)
    assert (second["action"], second["duplicate_field"]) == ("insert", None)
    assert second["details"][CONTACT] == new
    assert ext.client.record("Contacts", record)["Last_Name"] == "Up"


# Visibility


def test_nobody_learns_of_what_they_do_not_see(ext):
    value, record = ext.keep("Contacts")
    account, _ = ext.keep("Accounts")
    stan = ext.org.client(STANDARD)
    update = {"data": [{"Last_Name": "N"}]}
    for method, given in (("GET", None), ("PUT", update), ("DELETE", None)):
        seen, unknown = (
            ext.ask(method, f"/Contacts/{one}", BY_CONTACT, given, client=stan)
            for one in (value, NOWHERE)
        )
        assert (seen.status_code, seen.content) == (unknown.status_code, unknown.content)
    many = ext.ask("DELETE", f"/Contacts?ids={value}", BY_CONTACT, client=stan)
    assert entry(many, 400)["details"] == {CONTACT: value}
    assert entry(many, 400)["message"] == "record not deleted"
    body = {"data": [{"Last_Name": "N", "Account_Name": {ACCOUNT: account}}]}
    header = f"Contacts.Account_Name.{ACCOUNT}"
    refused = entry(ext.ask("POST", "/Contacts", header, body, client=stan), 400)
    assert refused["details"]["json_path"] == f"$.data[0].Account_Name.{ACCOUNT}"
    assert ext.client.record("Contacts", record)["Last_Name"] == "C"


def test_a_shared_record_is_found(ext):
    value, record = ext.keep("Contacts")
    stan = ext.org.client(STANDARD)
    user = str(ext.org.org.catalogue.user_by_email[STANDARD].id)
    share = {
        "permission": "read_only",
        "type": "private",
        "shared_with": {"id": user, "type": "users"},
    }
    assert (
        ext.client.post(f"/Contacts/{record}/actions/share", {"share": [share]}).status_code == 201
    )
    assert entry(ext.ask("GET", f"/Contacts/{value}", BY_CONTACT, client=stan))["id"] == record


def test_a_value_of_a_user_is_the_users_own(ext):
    value = ext.new()
    header = f"Contacts.{MINE}"
    made = {}
    for name in (STANDARD, PEER):
        client = ext.org.client(name)
        (made[name],) = client.insert("Contacts", {"Last_Name": name, MINE: value})
    for name, record in made.items():
        client = ext.org.client(name)
        assert entry(ext.ask("GET", f"/Contacts/{value}", header, client=client))["id"] == record
        body = {"data": [{MINE: value, "First_Name": "F"}]}
        done = entry(ext.ask("PUT", "/Contacts", header, body, client=client))
        assert (done["details"]["id"], done["details"][MINE]) == (record, value)
    # An administrator sees both records, and none by a value of his own.
    assert ext.ask("GET", f"/Contacts/{value}", header).status_code == 204
    stan = ext.org.client(STANDARD)
    again = stan.post("/Contacts", {"data": [{"Last_Name": "D", MINE: value}]})
    assert entry(again, 400)["code"] == "DUPLICATE_DATA"


# Rights and scopes


def test_rights_and_scopes_are_the_same(ext):
    value, _ = ext.keep("Contacts")
    reader = ext.org.client(scope="ZohoCRM.modules.contacts.READ")
    assert ext.ask("GET", f"/Contacts/{value}", BY_CONTACT, client=reader).status_code == 200
    body = {"data": [{"Last_Name": "N"}]}
    refused = ext.ask("PUT", f"/Contacts/{value}", BY_CONTACT, body, client=reader)
    assert (refused.status_code, refused.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
