"""The roles that contacts may have in deals, and the contacts of a deal with theirs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.api.reading import error, set_values, shared_org
from tests.api.relating import related
from tests.live import STANDARD, definitions, make_org

NOWHERE = "4150868000000225013"
PATH = "/Contacts/roles"
STANDARD_ROLES = [
    "Developer/Evaluator", "Decision Maker", "Purchasing", "Executive Sponsor",
    "Engineering Lead", "Economic Decision Maker", "Product Management",
]  # fmt: skip
DEAL = {"Deal_Name": "D", "Stage": "Qualification"}
LAST = {"fields": "Last_Name"}


@pytest.fixture(scope="module", params=DATABASES)
def shared(request):
    """An org whose roles stay as they are, but for what a test adds and removes."""
    yield from shared_org(request, definitions())


@pytest.fixture
def seller(shared):
    return shared.client()


def roles(client):
    """Return ids of roles by their names, in order."""
    answer = client.get(PATH)
    shown = answer.json()["contact_roles"] if answer.content else []
    assert [one["sequence_number"] for one in shown] == list(range(1, len(shown) + 1))
    return {one["name"]: one["id"] for one in shown}


def put(client, *entries, role=None):
    path = PATH if role is None else f"{PATH}/{role}"
    return client.request("PUT", path, json={"contact_roles": list(entries)})


def post(client, *entries):
    return client.post(PATH, {"contact_roles": list(entries)})


def delete(client, *ids):
    return client.request("DELETE", PATH, params={"ids": ",".join(ids)})


def done(record, message):
    details = {"id": record}
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


def at(name, index=0, **details):
    return {**details, "api_name": name, "json_path": f"$.contact_roles[{index}].{name}"}


# The roles


def test_an_org_has_the_standard_roles(client):
    known = roles(client)
    assert list(known) == STANDARD_ROLES
    (shown,) = client.get(f"{PATH}/{known['Purchasing']}").json()["contact_roles"]
    assert shown == {"sequence_number": 3, "name": "Purchasing", "id": known["Purchasing"]}
    assert client.get(f"{PATH}/{NOWHERE}").status_code == 204


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([{"name": "New"}], [*STANDARD_ROLES, "New"]),
        ([{"name": "New", "sequence_number": 1}], ["New", *STANDARD_ROLES]),
        ([{"name": "New", "sequence_number": 99}], [*STANDARD_ROLES, "New"]),
        ([{"name": " A "}, {"name": "B", "sequence_number": None}], [*STANDARD_ROLES, "A", "B"]),
        (
            [{"name": "A", "sequence_number": 3}, {"name": "B", "sequence_number": 3}],
            [*STANDARD_ROLES[:2], "B", "A", *STANDARD_ROLES[2:]],
        ),
    ],
)
def test_roles_are_added(client, given, expected):
    answer = post(client, *given)
    assert answer.status_code == 200
    known = roles(client)
    assert list(known) == expected
    names = [one["name"].strip() for one in given]
    added = [done(known[name], "contact role added") for name in names]
    assert answer.json() == {"contact_roles": added}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": "Buyer"}, ["Buyer" if one == "Purchasing" else one for one in STANDARD_ROLES]),
        ({"name": "PURCHASING"},
         ["PURCHASING" if one == "Purchasing" else one for one in STANDARD_ROLES]),
        ({"sequence_number": 1}, ["Purchasing", *STANDARD_ROLES[:2], *STANDARD_ROLES[3:]]),
        ({"name": "Z", "sequence_number": 7}, [*STANDARD_ROLES[:2], *STANDARD_ROLES[3:], "Z"]),
        ({}, STANDARD_ROLES),
    ],
)  # fmt: skip
@pytest.mark.parametrize("one", [True, False], ids=["path", "body"])
def test_roles_are_changed(client, given, expected, one):
    role = roles(client)["Purchasing"]
    answer = put(client, given, role=role) if one else put(client, {**given, "id": role})
    assert answer.status_code == 200
    assert answer.json() == {"contact_roles": [done(role, "contact role updated")]}
    known = roles(client)
    assert list(known) == expected
    assert role in known.values()


def test_roles_are_removed(client):
    known = roles(client)
    answer = delete(client, known["Purchasing"], NOWHERE, known["Decision Maker"])
    assert answer.status_code == 207
    refused = error("INVALID_DATA", "contact role not deleted", id=NOWHERE)
    assert answer.json()["contact_roles"] == [
        done(known["Purchasing"], "contact role deleted"),
        refused,
        done(known["Decision Maker"], "contact role deleted"),
    ]
    path = f"{PATH}/{known['Engineering Lead']}"
    gone = client.request("DELETE", path)
    assert gone.json() == {
        "contact_roles": [done(known["Engineering Lead"], "contact role deleted")]
    }
    again = client.request("DELETE", path)
    assert (again.status_code, again.json()["contact_roles"][0]["code"]) == (400, "INVALID_DATA")
    left = [known.pop(name) for name in ("Purchasing", "Decision Maker", "Engineering Lead")]
    assert roles(client) == known
    assert client.get(f"{PATH}/{left[0]}").status_code == 204
    delete(client, *known.values())
    assert client.get(PATH).status_code == 204
    post(client, {"name": "Purchasing"})
    assert list(roles(client)) == ["Purchasing"]


@pytest.mark.parametrize(
    ("entry", "code", "message", "details"),
    [
        ({}, "MANDATORY_NOT_FOUND", "required field not found", at("name")),
        ({"name": ""}, "MANDATORY_NOT_FOUND", "required field not found", at("name")),
        ({"name": 5}, "INVALID_DATA", "invalid data", at("name", expected_data_type="text")),
        ({"name": "x" * 51}, "INVALID_DATA", "invalid data", at("name", maximum_length=50)),
        ({"name": "A", "sequence_number": "1"}, "INVALID_DATA", "invalid data",
         at("sequence_number", expected_data_type="integer")),
        ({"name": "A", "sequence_number": 0}, "INVALID_DATA", "invalid data",
         at("sequence_number")),
        ("A", "INVALID_DATA", "invalid data",
         {"expected_data_type": "jsonobject", "api_name": "contact_roles",
          "json_path": "$.contact_roles[0]"}),
    ],
)  # fmt: skip
def test_a_wrong_role_is_refused_and_the_others_are_added(client, entry, code, message, details):
    answer = post(client, entry, {"name": "Good"})
    assert answer.status_code == 207
    refused, added = answer.json()["contact_roles"]
    assert refused == error(code, message, **details)
    assert added["message"] == "contact role added"
    assert list(roles(client)) == [*STANDARD_ROLES, "Good"]


def test_names_of_roles_are_unique(client):
    role = roles(client)["Purchasing"]
    details = at("name", id=role)
    expected = {"contact_roles": [error("DUPLICATE_DATA", "duplicate data", **details)]}
    answer = post(client, {"name": "purchasing"})
    assert (answer.status_code, answer.json()) == (400, expected)
    other = roles(client)["Decision Maker"]
    answer = put(client, {"name": "Purchasing"}, role=other)
    assert (answer.status_code, answer.json()) == (400, expected)
    answer = post(client, {"name": "Twice"}, {"name": "TWICE"}).json()["contact_roles"]
    taken = at("name", 1, id=answer[0]["details"]["id"])
    assert answer[1] == error("DUPLICATE_DATA", "duplicate data", **taken)


@pytest.mark.parametrize(
    ("entry", "code", "details"),
    [
        ({"name": "A"}, "MANDATORY_NOT_FOUND", at("id")),
        ({"id": NOWHERE}, "INVALID_DATA", at("id")),
        ({"id": "x"}, "INVALID_DATA", at("id")),
    ],
)
def test_a_role_that_is_not_there_is_not_changed(client, entry, code, details):
    (answer,) = put(client, entry).json()["contact_roles"]
    assert (answer["code"], answer["details"]) == (code, details)
    assert list(roles(client)) == STANDARD_ROLES


@pytest.mark.parametrize(
    ("method", "path", "content", "status", "code"),
    [
        ("DELETE", PATH, None, 400, "REQUIRED_PARAM_MISSING"),
        ("POST", PATH, {}, 400, "MANDATORY_NOT_FOUND"),
        ("POST", PATH, {"contact_roles": []}, 400, "INVALID_DATA"),
        ("POST", PATH, {"contact_roles": [{"name": str(n)} for n in range(101)]}, 400,
         "INVALID_DATA"),
        ("PUT", f"{PATH}/{NOWHERE}", {"contact_roles": [{"name": "A"}] * 2}, 400, "INVALID_DATA"),
        ("PUT", f"{PATH}/x", {"contact_roles": [{"name": "A"}]}, 400, "INVALID_DATA"),
        ("GET", f"{PATH}/x", None, 400, "INVALID_DATA"),
        ("GET", "/Leads/roles", None, 400, "INVALID_MODULE"),
        ("POST", "/Leads/roles", {"contact_roles": [{"name": "A"}]}, 400, "INVALID_MODULE"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_whole(client, method, path, content, status, code):
    answer = client.request(method, path, json=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert list(roles(client)) == STANDARD_ROLES


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_roles_are_kept_on_every_version(shared, version):
    client = shared.client(version=version.name)
    (added,) = post(client, {"name": f"R {version.name}"}).json()["contact_roles"]
    role = added["details"]["id"]
    assert client.get(f"{PATH}/{role}").json()["contact_roles"][0]["name"] == f"R {version.name}"
    answer = put(client, {"name": "x" * 51}, role=role)
    assert answer.status_code == version.none_succeeded
    assert ("json_path" in answer.json()["contact_roles"][0]["details"]) == version.json_paths
    assert delete(client, role).json() == {"contact_roles": [done(role, "contact role deleted")]}


@pytest.mark.parametrize(
    ("method", "right"),
    [("GET", "View"), ("POST", "Create"), ("PUT", "Edit"), ("DELETE", "Delete")],
)
def test_roles_need_the_right_to_contacts(live, method, right):
    name = f"Crm_Implied_{right}_Contacts"
    made = definitions()
    made.profiles = [replace(one, denied=one.denied | {name}) for one in made.profiles]
    org = make_org(live, made)
    client = org.client()
    role = roles(client)["Purchasing"]
    content = {"contact_roles": [{"name": "A"}]} if method in ("POST", "PUT") else None
    path = PATH if method == "POST" else f"{PATH}/{role}"
    answer = org.client(STANDARD).request(method, path, json=content)
    assert (answer.status_code, answer.json()["details"]) == (403, {"permissions": [name]})
    assert list(roles(client)) == STANDARD_ROLES


def test_roles_need_the_scope_of_contacts(org):
    narrow = org.client(scope="ZohoCRM.modules.contacts.READ")
    assert list(roles(narrow)) == STANDARD_ROLES
    answer = post(narrow, {"name": "A"})
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


def test_roles_added_at_once_are_all_there(client):
    names = [f"At once {number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: post(client, {"name": name}), [*names, *names]))
    codes = sorted(answer.json()["contact_roles"][0]["code"] for answer in answers)
    assert codes == ["DUPLICATE_DATA"] * 8 + ["SUCCESS"] * 8
    assert sorted(roles(client)) == sorted([*STANDARD_ROLES, *names])


# The contacts of a deal


@pytest.fixture
def deal(seller):
    return seller.insert("Deals", DEAL)[0]


@pytest.fixture
def contacts(seller):
    return seller.insert("Contacts", *({"Last_Name": name} for name in "ABC"))


def associate(client, deal, contact, role):
    path = f"/Deals/{deal}/Contact_Roles/{contact}"
    return client.request("PUT", path, json={"data": [{"Contact_Role": role}]})


def roles_of(client, deal, name="Contact_Roles", module="Deals"):
    """Return the role of each contact of a deal, by the contact's id."""
    answer = client.get(f"/{module}/{deal}/{name}", params={"fields": "id"})
    shown = answer.json()["data"] if answer.content else []
    return {one["id"]: one["Contact_Role"] for one in shown}


@pytest.mark.parametrize(
    "given",
    [
        lambda name, role: {"id": role},
        lambda name, role: {"id": int(role)},
        lambda name, role: {"name": name},
        lambda name, role: {"name": name.upper(), "id": role},
        lambda name, role: name,
        lambda name, role: role,
    ],
    ids=["id", "number", "name", "both", "name alone", "id alone"],
)
def test_a_contact_gets_a_role_in_a_deal(seller, deal, contacts, given):
    role = roles(seller)["Purchasing"]
    answer = associate(seller, deal, contacts[0], given("Purchasing", role))
    assert answer.status_code == 200
    assert answer.json() == {"data": [done(contacts[0], "relation added")]}
    assert roles_of(seller, deal) == {contacts[0]: {"name": "Purchasing", "id": role}}
    assert roles_of(seller, contacts[0], module="Contacts") == {
        deal: {"name": "Purchasing", "id": role}
    }
    other = associate(seller, deal, contacts[0], {"name": "Decision Maker"})
    assert other.json() == {"data": [done(contacts[0], "relation updated")]}
    assert roles_of(seller, deal)[contacts[0]]["name"] == "Decision Maker"


def in_role(*below, **details):
    """Return details that end with the place of the role, or of a key of it."""
    steps = ("Contact_Role", *below)
    return {**details, "api_name": steps[-1], "json_path": f"$.data[0].{'.'.join(steps)}"}


@pytest.mark.parametrize(
    ("given", "code", "details"),
    [
        ({}, "MANDATORY_NOT_FOUND", in_role()),
        ({"Contact_Role": None}, "MANDATORY_NOT_FOUND", in_role()),
        ({"Contact_Role": {"id": NOWHERE}}, "INVALID_DATA", in_role("id")),
        ({"Contact_Role": {"id": "x"}}, "INVALID_DATA", in_role("id")),
        ({"Contact_Role": "Nobody"}, "INVALID_DATA", in_role()),
        ({"Contact_Role": {"name": "Nobody"}}, "INVALID_DATA", in_role()),
        ({"Contact_Role": 5}, "INVALID_DATA", in_role(expected_data_type="jsonobject")),
        ({"Contact_Role": {}}, "EXPECTED_FIELD_MISSING",
         {"expected_fields": [in_role("id"), in_role("name")]}),
    ],
)  # fmt: skip
def test_a_wrong_role_is_none(seller, deal, contacts, given, code, details):
    path = f"/Deals/{deal}/Contact_Roles/{contacts[0]}"
    answer = seller.request("PUT", path, json={"data": [given]})
    (found,) = answer.json()["data"]
    assert answer.status_code == 400
    assert (found["code"], found["details"]) == (code, details)
    assert roles_of(seller, deal) == {}


def test_many_contacts_of_a_deal(seller, deal, contacts):
    role = {"name": "Purchasing"}
    items = [{"id": one, "Contact_Role": role} for one in contacts]
    path = f"/Deals/{deal}/Contact_Roles"
    answer = seller.request("PUT", path, json={"data": [*items, {"id": NOWHERE, **items[0]}]})
    assert answer.status_code == 200
    assert set(roles_of(seller, deal)) == set(contacts)
    page = seller.get(path, params={**LAST, "per_page": 2, "page": 2, "sort_order": "asc"}).json()
    assert [one["Last_Name"] for one in page["data"]] == ["C"]
    assert (page["info"]["page"], page["info"]["more_records"]) == (2, False)
    some = {"ids": ",".join(contacts[:2])}
    assert related(seller, "Deals", deal, "Contact_Roles", "Last_Name", **some) == ["B", "A"]
    one = seller.get(f"{path}/{contacts[1]}", params=LAST).json()["data"]
    assert [(shown["Last_Name"], shown["Contact_Role"]["name"]) for shown in one] == [
        ("B", "Purchasing")
    ]
    gone = seller.request("DELETE", path, params={"ids": ",".join([*contacts[:2], NOWHERE])})
    assert gone.status_code == 207
    assert [one["code"] for one in gone.json()["data"]] == ["SUCCESS", "SUCCESS", "INVALID_DATA"]
    left = seller.request("DELETE", f"{path}/{contacts[2]}")
    assert left.json() == {"data": [done(contacts[2], "relation removed")]}
    assert seller.get(path, params=LAST).status_code == 204


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_contacts_of_a_deal_on_every_version(shared, seller, deal, contacts, version):
    client = shared.client(version=version.name)
    assert associate(client, deal, contacts[0], {"name": "Purchasing"}).status_code == 200
    path = f"/Deals/{deal}/Contact_Roles"
    (shown,) = client.get(path, params=LAST).json()["data"]
    assert shown["Contact_Role"] == {"name": "Purchasing", "id": roles(seller)["Purchasing"]}
    assert client.get(path).status_code == (400 if version.fields_required else 200)
    assert client.request("DELETE", f"{path}/{contacts[0]}").status_code == 200
    assert client.get(path, params=LAST).status_code == 204


def test_what_happened_to_the_roles_of_a_deal_is_in_its_timeline(seller, deal, contacts):
    associate(seller, deal, contacts[0], "Purchasing")
    seller.request("DELETE", f"/Deals/{deal}/Contact_Roles/{contacts[0]}")
    told = seller.get(f"/Deals/{deal}/__timeline").json()["__timeline"]
    assert [one["action"] for one in told][:2] == ["delinked", "linked"]


def test_a_contact_whose_role_is_removed_stays_without_one(seller, deal, contacts):
    (added,) = post(seller, {"name": "For a while"}).json()["contact_roles"]
    associate(seller, deal, contacts[0], "For a while")
    associate(seller, deal, contacts[1], "Purchasing")
    delete(seller, added["details"]["id"])
    kept = {"name": "Purchasing", "id": roles(seller)["Purchasing"]}
    assert roles_of(seller, deal) == {contacts[0]: None, contacts[1]: kept}
    again = associate(seller, deal, contacts[2], "For a while")
    assert again.json()["data"][0]["code"] == "INVALID_DATA"


def test_a_renamed_role_shows_its_new_name(seller, deal, contacts):
    (added,) = post(seller, {"name": "Old name"}).json()["contact_roles"]
    role = added["details"]["id"]
    associate(seller, deal, contacts[0], {"id": role})
    put(seller, {"name": "New name"}, role=role)
    assert roles_of(seller, deal) == {contacts[0]: {"name": "New name", "id": role}}
    delete(seller, role)


def test_contacts_that_are_deleted_leave_the_list(seller, deal, contacts):
    associate(seller, deal, contacts[0], "Purchasing")
    seller.request("DELETE", f"/Contacts/{contacts[0]}")
    assert roles_of(seller, deal) == {}


def test_a_locked_deal_keeps_its_contacts(shared, seller, deal, contacts):
    associate(seller, deal, contacts[0], "Purchasing")
    set_values(shared, "Deals", deal, Locked__s=True)
    standard = shared.client(STANDARD)
    for answer in (
        associate(standard, deal, contacts[1], "Purchasing"),
        standard.request("DELETE", f"/Deals/{deal}/Contact_Roles/{contacts[0]}"),
    ):
        assert answer.status_code in (400, 403), answer.text
    assert list(roles_of(seller, deal)) == [contacts[0]]


@pytest.mark.parametrize("given", ["name", "id"])
def test_a_lead_that_becomes_a_deal_gives_its_contact_a_role(seller, given):
    role = roles(seller)["Purchasing"]
    (lead,) = seller.insert("Leads", {"Last_Name": "L", "Company": "C"})
    asked = {
        **DEAL,
        "Closing_Date": "2026-01-31",
        "Contact_Role": {"name": "Purchasing", "id": role}[given],
    }
    answer = seller.post(f"/Leads/{lead}/actions/convert", {"data": [{"Deals": asked}]})
    assert answer.status_code == 200, answer.text
    became = answer.json()["data"][0]["details"]
    shown = roles_of(seller, became["Deals"]["id"])
    assert shown == {became["Contacts"]["id"]: {"name": "Purchasing", "id": role}}


def test_a_lead_is_not_converted_with_a_role_that_is_not_there(seller):
    (lead,) = seller.insert("Leads", {"Last_Name": "L", "Company": "C"})
    asked = {**DEAL, "Closing_Date": "2026-01-31", "Contact_Role": NOWHERE}
    answer = seller.post(f"/Leads/{lead}/actions/convert", {"data": [{"Deals": asked}]})
    (found,) = answer.json()["data"]
    assert answer.status_code == 400
    assert found["details"]["json_path"] == "$.data[0].Deals.Contact_Role"
    assert seller.record("Leads", lead)["Converted__s"] is False
