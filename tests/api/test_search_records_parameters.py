"""Search Records by e-mail, phone and word; pages, order, fields, states, and who finds what."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.model.version import VERSIONS
from tests.api.deleting import gone
from tests.api.reading import client_of_org, error, fixture_of, set_values
from tests.compat.org import LEADS, rich_definitions
from tests.live import PEER, make_org, restricting

PATH = "/Leads/search"


def made():
    found = rich_definitions()
    standard = found.profiles[1].id
    more = [
        {"id": 951, "api_name": "Illness", "data_type": "text", "hipaa": True},
        {"id": 952, "api_name": "Secret", "data_type": "text", "hidden_from": [standard]},
        {"id": 953, "api_name": "Secret_Mail", "data_type": "email", "hidden_from": [standard]},
    ]
    own = {"id": 700, "name": "Rated", "sort_by": "Rating", "sort_order": "asc",
           "criteria": {"field": {"api_name": "Rating"}, "comparator": "equal",
                        "value": "${NOTEMPTY}"}}  # fmt: skip
    found.modules[0] = {**LEADS, "fields": [*LEADS["fields"], *more], "custom_views": [own]}
    return found


org = fixture_of(made)
client = client_of_org


@pytest.fixture(scope="module", autouse=True)
def leads(org, client):
    """Ids of the leads A to F by name; D is converted, E waits for approval, F is a peer's."""
    peer = str(org.org.catalogue.user_by_email[PEER].id)
    items: dict[str, dict[str, Any]] = {
        "A": {"Email": "ann@acme.example", "Secondary_Email": "a.private@home.example",
              "Phone": "+1 (650) 555-0100", "Company": "Harbour Sails & Ropes", "Rating": "Active",
              "Skills": ['Sailing "fast"'], "Story": "<b>Überführung</b> of_boats",
              "Description": "naïve 王\nx-ray"},
        "B": {"Email": "bob@acme.example", "Mobile": "650.555.0199", "Company": "Harbourside",
              "Rating": "Acquired", "Secret": "buried treasure", "Illness": "scurvy",
              "Secret_Mail": "secret@acme.example"},
        "C": {"Company": "100% Ropes"},
        "D": {"Company": "Gone Ropes"},
        "E": {"Company": "Late Ropes"},
        "F": {"Company": "Peer Ropes", "Owner": {"id": peer}},
    }  # fmt: skip
    ids = client.insert("Leads", *({"Last_Name": name, **one} for name, one in items.items()))
    found = dict(zip(items, ids, strict=True))
    set_values(org, "Leads", found["D"], Converted__s=True)
    state = {"$approval_state": "approval_process_pending"}
    set_values(org, "Leads", found["E"], **state)
    return found


def found(client, path=PATH, **params):
    answer = client.get(path, params=params)
    assert answer.status_code in (200, 204), answer.text
    names = [one["Last_Name"] for one in answer.json()["data"]] if answer.content else []
    return "".join(names)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"email": "ann@acme.example"}, "A"),
        ({"email": "ANN"}, "A"),
        ({"email": "@acme.example"}, "BA"),
        ({"email": "home"}, "A"),
        ({"email": "a_n"}, ""),
        ({"email": "acme.ex"}, "BA"),
        ({"email": "nn@acme.example"}, ""),
        ({"phone": "6505550100"}, "A"),
        ({"phone": "(650) 555"}, "BA"),
        ({"phone": "+1 650"}, "A"),
        ({"phone": "650.555.0199"}, "B"),
        ({"phone": "99999"}, ""),
        ({"word": "harbour"}, "BA"),
        ({"word": "HARBOUR sails"}, "A"),
        ({"word": "harb rope"}, "A"),
        ({"word": "harb*"}, "BA"),
        ({"word": "arbour"}, ""),
        ({"word": "sails harbourside"}, ""),
        ({"word": "ann@acme.example"}, "A"),
        ({"word": "überführ"}, "A"),
        ({"word": "boats"}, "A"),
        ({"word": "naïve 王"}, "A"),
        ({"word": "x-ray"}, "A"),
        ({"word": "fast"}, "A"),
        ({"word": "650 0199"}, "B"),
        ({"word": "active ann"}, "A"),
        ({"word": "treasure"}, "B"),
        ({"word": "'); DROP \" OR NEAR( rope:* &"}, ""),
        ({"word": "100% or"}, ""),
        ({"word": "100%"}, "C"),
        ({"word": "rope"}, "FCA"),
        # only the first of the four counts
        ({"criteria": "(Last_Name:equals:C)", "email": "ann", "word": "harbour"}, "C"),
        ({"email": "ann", "phone": "6505550199", "word": "100"}, "A"),
        ({"phone": "6505550199", "word": "100"}, "B"),
        ({"criteria": "", "email": " ", "word": "100"}, "C"),
        # converted and approval
        ({"word": "ropes", "converted": "true"}, "D"),
        ({"word": "ropes", "converted": "both"}, "FDCA"),
        ({"word": "ropes", "approved": "false"}, "E"),
        ({"word": "ropes", "approved": "both"}, "FECA"),
        ({"word": "ropes", "approval_state": "approval_process_pending"}, "E"),
        ({"word": "ropes", "approval_state": "approved"}, "FCA"),
        ({"word": "ropes", "approval_state": "merge_pending"}, ""),
        # order
        ({"word": "ropes", "sort_order": "asc"}, "ACF"),
        ({"word": "ropes", "sort_by": "Company", "sort_order": "asc"}, "CAF"),
        ({"word": "ropes", "sort_by": "Rating", "sort_order": "asc"}, "ACF"),
        ({"word": "ropes", "sort_by": "Rating"}, "AFC"),
        ({"word": "ropes", "sort_by": "Created_Time", "sort_order": "asc"}, "ACF"),
        ({"word": "ropes", "type": "AllUsers"}, "FCA"),
    ],
)
def test_a_search_finds(client, params, expected):
    assert found(client, **params) == expected
    answer = client.get("/Leads/actions/count", params=params)
    assert answer.json() == {"count": len(expected)}


def test_pages_follow_each_other_and_info_tells(client):
    asked = {"word": "ropes", "per_page": 2, "fields": "Last_Name"}
    first, second = (client.get(PATH, params={**asked, "page": page}).json() for page in (1, 2))
    assert [one["Last_Name"] for one in first["data"] + second["data"]] == ["F", "C", "A"]
    assert first["info"] == {
        "per_page": 2, "count": 2, "sort_by": "id", "page": 1, "sort_order": "desc",
        "more_records": True,
    }  # fmt: skip
    assert second["info"] == {**first["info"], "count": 1, "page": 2, "more_records": False}
    assert client.get(PATH, params={**asked, "page": 3}).status_code == 204
    assert client.get(PATH, params={**asked, "per_page": 500}).json()["info"]["per_page"] == 200


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_info_tells_the_order_from_v7_on(client, version):
    info = (
        client.at(version).get(PATH, params={"word": "harbour", "fields": "Email"}).json()["info"]
    )
    keys = {"per_page", "count", "page", "more_records"}
    assert set(info) == (keys | {"sort_by", "sort_order"} if version in ("v7", "v8") else keys)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_without_fields_a_whole_record_comes_but_for_its_rows(client, leads, version):
    client = client.at(version)
    (record,) = client.get(PATH, params={"word": "harbourside"}).json()["data"]
    single = client.record("Leads", leads["B"])
    assert set(single) - set(record) == {"$has_more", "Languages_Known"}
    assert set(record) <= set(single)
    differing = {name for name in record if record[name] != single[name]}
    assert differing <= {"Interests", "Fans"}


def test_a_view_narrows_a_search_and_sorts_it(org, client):
    view = next(
        one for one in org.org.catalogue.module_by_name["Leads"].custom_views if one.name == "Rated"
    )
    asked = {"word": "harbour", "cvid": str(view.id)}
    assert found(client, **asked) == "BA"
    assert found(client, **asked, sort_by="id") == "BA"
    assert found(client, word="ropes", cvid=str(view.id)) == "A"
    info = client.get(PATH, params=asked).json()["info"]
    assert (info["sort_by"], info["sort_order"]) == ("Rating", "asc")


def invalid(name, **details):
    return error("INVALID_DATA", "invalid data", param_name=name, **details)


def unmatched(name):
    message = "Please check whether the input values are correct"
    return error("PATTERN_NOT_MATCHED", message, param_name=name)


def bad_word(message):
    return error("INVALID_DATA", message, param_name="word")


LETTERS = bad_word("provide atleast 2 letters for search")
SPECIAL = bad_word("special characters are not allowed")
WILDCARD = bad_word("More than one wildcard(*) not allowed in a searchword")
MISSING = error(
    "EXPECTED_PARAM_MISSING",
    "one of the expected parameter is missing",
    param_names=["criteria", "email", "phone", "word"],
)
LIMIT = error("LIMIT_REACHED", "maximum response iteration limit reached", limit="2000")


@pytest.mark.parametrize(
    ("params", "body"),
    [
        ({}, MISSING),
        ({"fields": "id", "criteria": " ", "word": ""}, MISSING),
        ({"page": "0"}, MISSING),
        ({"word": "a"}, LETTERS),
        ({"word": "a*"}, LETTERS),
        ({"word": "*"}, SPECIAL),
        ({"word": "!?"}, SPECIAL),
        ({"word": "\x00"}, SPECIAL),
        ({"word": "ro* pe*"}, WILDCARD),
        ({"word": "**"}, WILDCARD),
        ({"phone": "x12"}, unmatched("phone")),
        ({"phone": "12"}, None),
        ({"phone": "1" * 52}, unmatched("phone")),
        ({"phone": "---"}, unmatched("phone")),
        ({"email": "a\x00"}, unmatched("email")),
        ({"word": "ab", "page": "x"}, invalid("page", expected_data_type="integer")),
        ({"word": "ab", "per_page": "0"}, invalid("per_page", expected_data_type="integer")),
        ({"word": "a", "page": "11"}, LIMIT),
        ({"word": "ab", "page": "2001", "per_page": "1"}, LIMIT),
        ({"word": "ab", "page": "10"}, None),
        ({"word": "ab", "page": "2000", "per_page": "1"}, None),
        ({"word": "ab", "converted": "no"}, unmatched("converted")),
        ({"word": "ab", "approved": "no"}, unmatched("approved")),
        ({"word": "ab", "approval_state": "no"}, unmatched("approval_state")),
        ({"word": "ab", "sort_order": "up"}, unmatched("sort_order")),
        ({"word": "ab", "sort_by": "Nowhere"}, invalid("sort_by")),
        ({"word": "ab", "sort_by": "Skills"}, invalid("sort_by")),
        ({"word": "ab", "sort_by": "Interests"}, invalid("sort_by")),
        ({"word": "ab", "cvid": "1"}, invalid("cvid")),
    ],
)
def test_parameters_that_are_not_good_are_refused(client, params, body):
    answer = client.get(PATH, params=params)
    if body is None:
        assert answer.status_code in (200, 204)
    else:
        assert (answer.status_code, answer.json()) == (400, body)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/Activities/search?word=ab", "NOT_SUPPORTED"),
        ("/Attachments/search?word=ab", "NOT_SUPPORTED"),
        ("/Documents/search?word=ab", "INVALID_MODULE"),
        ("/Nowhere/search?word=ab", "INVALID_MODULE"),
    ],
)
def test_modules_that_cannot_be_searched_are_refused(client, path, code):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    if code == "NOT_SUPPORTED":
        assert answer.json()["details"] == {"module": path.split("/")[1]}


@pytest.mark.parametrize(
    "scope",
    ["ZohoCRM.modules.ALL", "ZohoCRM.modules.leads.READ", "ZohoSearch.securesearch.READ",
     "ZohoCRM.modules.leads.CREATE ZohoSearch.securesearch.READ",
     "ZohoCRM.modules.contacts.ALL ZohoSearch.securesearch.READ"],
)  # fmt: skip
def test_a_search_needs_both_scopes(org, scope):
    answer = org.client(scope=scope).get(PATH, params={"word": "ropes"})
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


def test_both_scopes_suffice(org):
    scope = "ZohoCRM.modules.leads.READ,ZohoSearch.securesearch.READ"
    assert found(org.client(scope=scope), word="ropes") == "FCA"


@pytest.fixture(scope="module")
def peer(org):
    """A client that sees records of its own role, and no secret fields."""
    return org.client(PEER)


def test_only_records_that_the_caller_sees_are_found(org, peer, client):
    assert found(peer, word="ropes") == "F"
    assert found(peer, criteria="(Company:equals:ropes)") == "F"
    assert found(peer, email="acme") == ""
    assert peer.get("/Leads/actions/count").json() == {"count": 1}


def test_a_hidden_field_is_not_searched(org, client, peer):
    own = {"id": str(org.org.catalogue.user_by_email[PEER].id)}
    item = {"Last_Name": "H", "Company": "Hull", "Owner": own}
    client.insert("Leads", {**item, "Secret": "doubloon", "Secret_Mail": "h@doubloon.example"})
    assert found(client, word="doubloon") == found(client, email="doubloon") == "H"
    assert found(peer, word="doubloon") == found(peer, email="doubloon") == ""
    assert found(peer, word="hull") == "H"
    assert found(peer, word="hull doubloon") == ""
    for params in (
        {"criteria": "(Secret:equals:doubloon)"},
        {"word": "hull", "sort_by": "Secret"},
    ):
        assert peer.get(PATH, params=params).status_code == 400
    client.insert("Leads", {**item, "Last_Name": "I", "Secret": None})
    assert found(peer, criteria="(Company:equals:hull)") == "IH"


def test_a_record_in_the_recycle_bin_is_not_found(org, client):
    (record,) = client.insert("Leads", {"Last_Name": "Z", "Company": "Wreck"})
    assert found(client, word="wreck") == "Z"
    gone(client, "Leads", record)
    assert found(client, word="wreck") == found(client, criteria="(Company:equals:wreck)") == ""


@pytest.mark.parametrize("body", [None, {}, {"criteria": "(Last_Name:equals:C)"}])
def test_bulk_search_is_a_search_by_post_in_v8(client, body):
    query = {} if body else {"criteria": "(Last_Name:equals:C)"}
    answer = client.post("/Leads/bulk/search", body, params={**query, "fields": "Last_Name"})
    assert answer.status_code == 200
    got = client.get(PATH, params={"criteria": "(Last_Name:equals:C)", "fields": "Last_Name"})
    assert answer.json() == got.json()
    assert client.at("v7").post("/Leads/bulk/search", body).status_code == 404


def test_bulk_search_takes_whole_parameters_of_a_body_and_no_other_body(client):
    body = {"word": "ropes", "per_page": 1, "fields": "Last_Name", "sort_order": "asc"}
    answer = client.post("/Leads/bulk/search", body).json()
    assert [one["Last_Name"] for one in answer["data"]] == ["A"]
    for wrong in (b"{", b"[]", b"5"):
        assert client.post("/Leads/bulk/search", wrong).status_code == 400


def test_rows_of_a_subform_and_links_are_searched_by_their_module(client, leads):
    (product,) = client.insert("Products", {"Product_Name": "Keel"})
    line = {"Product_Name": {"id": product}, "Description": "finest oak"}
    client.insert("Quotes", {"Subject": "Q", "Quoted_Items": [line]})
    for needle in ({"word": "oak"}, {"criteria": f"(Product_Name:equals:{product})"}):
        (row,) = client.get("/Quoted_Items/search", params=needle).json()["data"]
        assert row["Description"] == "finest oak"


def test_restricted_health_data_is_not_searched(org):
    closed = make_org(org.live, restricting(made())).client()
    closed.insert("Leads", {"Last_Name": "H", "Illness": "scurvy", "Company": "Hull"})
    answer = closed.get(PATH, params={"criteria": "(Illness:equals:scurvy)"})
    assert answer.json() == error(
        "INVALID_QUERY",
        "the field in restricted in Hipaa",
        reason="the field in restricted in Hipaa",
        api_name="Illness",
    )
    assert found(closed, word="scurvy") == ""
    assert found(closed, word="hull") == "H"
    open_org = org.client()
    assert found(open_org, word="scurvy") == found(open_org, criteria="(Illness:equals:scu)") == "B"
