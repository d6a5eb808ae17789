"""Update Related Records and Delink Records: links, what they say, and what they leave behind."""

from __future__ import annotations

import concurrent.futures

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import client_of_org, error, fixture_of, set_values
from tests.api.relating import related, related_definitions
from tests.live import PEER, STANDARD
from tests.values import World

NOWHERE = "4150868000000225013"
OF_RELATED = "the related id given seems to be invalid"

org = fixture_of(related_definitions)
client = client_of_org


@pytest.fixture
def pair(org, client):
    """Makes a record of each of two modules."""

    def make(*modules, count=1):
        world = World(org, client)
        first = client.insert(modules[0], world.least(modules[0]))[0]
        others = client.insert(modules[1], *(world.least(modules[1]) for _ in range(count)))
        return (first, *others)

    return make


def put(client, module, record, name, *items, **options):
    return client.request(
        "PUT", f"/{module}/{record}/{name}", json={"data": list(items), **options}
    )


def delete(client, module, record, name, *ids):
    path = f"/{module}/{record}/{name}"
    return client.request("DELETE", path, params={"ids": ",".join(ids)})


def done(record, message):
    details = {"id": record}
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}


#: Module, list -> the list of the other module that shows the same links; what a link needs.
LINKED = {
    ("Campaigns", "Leads"): "Campaigns",
    ("Campaigns", "Contacts"): "Campaigns",
    ("Leads", "Campaigns"): "Leads",
    ("Contacts", "Campaigns"): "Contacts",
    ("Accounts", "Campaigns"): None,
    ("Products", "Leads"): "Products",
    ("Products", "Accounts"): "Products",
    ("Products", "Contacts"): "Products",
    ("Products", "Deals"): "Products",
    ("Products", "Price_Books"): "Products",
    ("Price_Books", "Products"): "Price_Books",
    ("Leads", "Products"): "Leads",
    ("Deals", "Products"): "Deals",
    ("Cases", "Solutions"): "Cases",
    ("Products", "Leads_Interests"): None,
}
MODULES = {"Leads_Interests": "Leads"}
NEEDED = {("Products", "Price_Books"), ("Price_Books", "Products")}


@pytest.mark.parametrize(("module", "name"), LINKED)
def test_records_are_linked_seen_from_both_sides_and_delinked(client, pair, module, name):
    other = MODULES.get(name, name)
    first, *others = pair(module, other, count=3)
    needed = {"list_price": 10.5} if (module, name) in NEEDED else {}
    answer = put(client, module, first, name, *({"id": one, **needed} for one in others))
    assert answer.status_code == 200
    assert answer.json() == {"data": [done(one, "relation added") for one in others]}
    assert related(client, module, first, name, "id", sort_order="asc") == others
    back = LINKED[module, name]
    if back is not None:
        assert related(client, other, others[0], back, "id") == [first]
    again = put(client, module, first, name, {"id": others[0], **needed}).json()
    assert again == {"data": [done(others[0], "relation updated")]}
    gone = delete(client, module, first, name, *others[:2])
    assert gone.status_code == 200
    assert gone.json() == {"data": [done(one, "relation removed") for one in others[:2]]}
    assert related(client, module, first, name, "id") == others[2:]
    path = f"/{module}/{first}/{name}/{others[2]}"
    assert client.request("DELETE", path).json() == {"data": [done(others[2], "relation removed")]}
    assert client.get(f"/{module}/{first}/{name}?fields=id").status_code == 204
    assert client.get(f"/{other}/{others[0]}").status_code == 200


def test_members_of_a_campaign_have_a_status_and_times(org, client, pair):
    campaign, lead, other = pair("Campaigns", "Leads", count=2)
    put(client, "Campaigns", campaign, "Leads", {"id": lead, "Member_Status": "Invited"})
    put(client, "Campaigns", campaign, "Leads", {"id": other})
    path, asked = f"/Campaigns/{campaign}/Leads", {"fields": "Last_Name"}
    second, first = client.get(path, params=asked).json()["data"]
    assert (first["Member_Status"], second["Member_Status"]) == ("Invited", None)
    info = first["$member_info"]
    assert set(info) == {"Modified_Time", "Created_Time", "id"}
    assert info["Modified_Time"] == info["Created_Time"]
    org.live.clock.offset += 60
    changed = client.request(
        "PUT", f"{path}/{lead}", json={"data": [{"Member_Status": "Responded"}]}
    )
    assert changed.json() == {"data": [done(lead, "relation updated")]}
    one = client.get(f"{path}/{lead}", params=asked).json()["data"][0]
    assert one["Member_Status"] == "Responded"
    assert one["$member_info"]["id"] == info["id"]
    assert one["$member_info"]["Created_Time"] == info["Created_Time"]
    assert one["$member_info"]["Modified_Time"] > info["Modified_Time"]
    back = client.get(f"/Leads/{lead}/Campaigns", params={"fields": "Campaign_Name"})
    assert back.json()["data"][0]["Member_Status"] == "Responded"
    assert back.json()["data"][0]["$member_info"] == one["$member_info"]


def test_a_price_book_has_its_price_of_each_product(client, pair):
    book, product, other = pair("Price_Books", "Products", count=2)
    items = ({"id": product, "list_price": 12.345}, {"id": other, "list_price": "7"})
    answer = put(client, "Price_Books", book, "Products", *items)
    assert answer.status_code == 207
    asked = {"fields": "Product_Name"}
    shown = client.get(f"/Price_Books/{book}/Products", params=asked).json()["data"]
    assert [(one["id"], one["list_price"]) for one in shown] == [(product, 12.35)]
    assert "$member_info" not in shown[0]
    put(client, "Products", product, "Price_Books", {"id": book, "list_price": 5})
    shown = client.get(f"/Products/{product}/Price_Books", params={"fields": "Active"})
    assert shown.json()["data"][0]["list_price"] == 5


def test_a_multi_select_lookup_shows_what_was_linked_from_the_other_side(client, pair):
    product, lead = pair("Products", "Leads")
    put(client, "Products", product, "Leads_Interests", {"id": lead})
    (link,) = client.record("Leads", lead)["Interests"]
    assert link["Products"]["id"] == product
    delete(client, "Products", product, "Leads_Interests", lead)
    assert client.record("Leads", lead)["Interests"] == []


def test_an_appointment_is_given_another_service(org, client):
    world = World(org, client)
    appointment = world.record("Appointments__s")
    old = world.record("Services__s")
    (service,) = client.insert("Services__s", {**world.least("Services__s"), "Service_Name": "B"})
    answer = put(client, "Appointments__s", appointment, "Services__s", {"id": service})
    assert answer.json() == {"data": [done(service, "relation added")]}
    assert client.record("Appointments__s", appointment)["Service_Name"]["id"] == service
    assert related(client, "Services__s", old, "Appointments__s", "id") == []
    members = [{"Members": {"id": world.user()}}]
    (closed,) = client.insert("Services__s", {**world.least("Services__s"), "Members": members})
    refused = put(client, "Appointments__s", appointment, "Services__s", {"id": closed})
    assert refused.status_code == 400
    assert refused.json()["data"][0]["message"] == (
        "Appointment Owner is not a part of Service Members"
    )
    assert client.record("Appointments__s", appointment)["Service_Name"]["id"] == service


@pytest.mark.parametrize(
    ("module", "name", "lookup"),
    [
        ("Accounts", "Contacts", "Account_Name"),
        ("Accounts", "Child_Accounts", "Parent_Account"),
        ("Accounts", "Site_Visits", "Customer"),
        ("Campaigns", "Deals", "Campaign_Source"),
        ("Vendors", "Products", "Vendor_Name"),
    ],
)
def test_delinking_empties_the_lookup(org, client, module, name, lookup):
    other = "Accounts" if name == "Child_Accounts" else name
    world = World(org, client)
    (record,) = client.insert(module, world.least(module))
    least = {**world.least(other), lookup: {"id": record}}
    ours, kept = client.insert(other, least, least)
    answer = delete(client, module, record, name, ours, NOWHERE)
    refused = error("INVALID_DATA", OF_RELATED, id=NOWHERE)
    assert answer.status_code == 207
    assert answer.json() == {"data": [done(ours, "relation removed"), refused]}
    assert client.record(other, ours)[lookup] is None
    assert client.record(other, kept)[lookup]["id"] == record
    assert related(client, module, record, name, "id") == [kept]


def test_activities_are_delinked_from_whoever_they_name(client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    about = {"What_Id": {"id": account}, "$se_module": "Accounts"}
    (task,) = client.insert("Tasks", {"Subject": "S", **about})
    answer = delete(client, "Accounts", account, "Tasks", task)
    assert answer.json() == {"data": [done(task, "relation removed")]}
    shown = client.record("Tasks", task)
    assert (shown["What_Id"], shown["$se_module"]) == (None, None)


def test_a_link_is_an_activity_of_its_record_and_no_change(org, client, pair):
    campaign, lead = pair("Leads", "Campaigns")
    set_values(org, "Leads", campaign, Modified_Time=1_600_000_000, Last_Activity_Time=None)
    before = client.record("Leads", campaign)
    put(client, "Leads", campaign, "Campaigns", {"id": lead})
    after = client.record("Leads", campaign)
    assert after["Modified_Time"] == before["Modified_Time"]
    assert before["Last_Activity_Time"] is None
    assert after["Last_Activity_Time"] is not None
    kept = org.fetch("SELECT action, body FROM {_history} WHERE record = $1", int(campaign))
    ((action, body),) = kept
    assert (action, lead in body) == ("linked", True)


def test_two_who_link_the_same_records_make_one_link(org, client, pair):
    campaign, *leads = pair("Campaigns", "Leads", count=20)
    clients = [org.client() for _ in range(4)]
    items = [{"id": one} for one in leads]

    def link(number):
        if number % 2:
            return put(clients[number], "Campaigns", campaign, "Leads", *items).json()["data"]
        return [
            one
            for lead in leads
            for one in put(clients[number], "Leads", lead, "Campaigns", {"id": campaign}).json()[
                "data"
            ]
        ]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(link, range(4)))
    messages = [one["message"] for answer in answers for one in answer]
    assert sorted(set(messages)) == ["relation added", "relation updated"]
    assert messages.count("relation added") == len(leads)
    links = org.fetch('SELECT COUNT(*) FROM {_Campaigns_Leads} WHERE "Campaigns" = $1',
                      int(campaign))  # fmt: skip
    assert links[0][0] == len(leads)


# Refusals


def test_each_item_stands_alone(org, client, pair):
    campaign, lead, locked = pair("Campaigns", "Leads", count=2)
    set_values(org, "Leads", locked, Locked__s=True)
    items = [{"id": lead}, {}, "x", {"id": NOWHERE}, {"id": "no"}, {"id": locked},
             {"id": lead, "Member_Status": "Sent"}, {"id": lead, "Member_Status": 5}]  # fmt: skip
    answer = put(client, "Campaigns", campaign, "Leads", *items)
    assert answer.status_code == 207

    def at(index, name="id"):
        return {"api_name": name, "json_path": f"$.data[{index}].{name}"}

    assert answer.json()["data"] == [
        done(lead, "relation added"),
        error("MANDATORY_NOT_FOUND", "required field not found", **at(1)),
        error(
            "INVALID_DATA",
            "invalid data",
            expected_data_type="jsonobject",
            api_name="data",
            json_path="$.data[2]",
        ),
        error("INVALID_DATA", OF_RELATED, **at(3)),
        error("INVALID_DATA", OF_RELATED, **at(4)),
        error(
            "RECORD_LOCKED",
            "Sorry, you cannot perform this operation as the record is locked.",
            action="record_locking",
            **at(5),
        ),
        done(lead, "relation updated"),
        error("INVALID_DATA", "invalid data", expected_data_type="text", **at(7, "Member_Status")),
    ]
    shown = client.get(f"/Campaigns/{campaign}/Leads?fields=Last_Name").json()["data"]
    assert [(one["id"], one["Member_Status"]) for one in shown] == [(lead, "Sent")]


@pytest.mark.parametrize("version", ["v2", "v2.1", "v3", "v8"])
def test_nothing_linked_is_a_refusal_by_version(client, pair, version):
    book, product = pair("Price_Books", "Products")
    answer = put(client.at(version), "Price_Books", book, "Products", {"id": product})
    status = next(one.none_succeeded for one in VERSIONS if one.name == version)
    assert answer.status_code == status
    (entry,) = answer.json()["data"]
    assert (entry["code"], entry["details"]["api_name"]) == ("MANDATORY_NOT_FOUND", "list_price")


NOT_IN_API = error(
    "NOT_SUPPORTED", "The given module is not supported in API", resource_path_index=2
)
UNKNOWN = error(
    "INVALID_DATA", "the relation name given seems to be invalid", resource_path_index=2
)
REFUSED = {
    "by lookups": ("PUT", "Accounts", "Contacts", NOT_IN_API),
    "by rows": ("PUT", "Products", "Quotes", NOT_IN_API),
    "rows are not delinked": ("DELETE", "Products", "Quotes", NOT_IN_API),
    "a service is not taken away": ("DELETE", "Services__s", "Appointments__s", NOT_IN_API),
    "several lists": ("PUT", "Accounts", "Activities_Chronological_View", NOT_IN_API),
    "several lists to delink": ("DELETE", "Accounts", "Activities_Chronological_View", NOT_IN_API),
    "no such list": ("PUT", "Accounts", "Nowhere", UNKNOWN),
    "no such list to delink": ("DELETE", "Accounts", "Nowhere", UNKNOWN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_list_that_takes_no_links_is_refused(org, client, name):
    method, module, related_list, expected = REFUSED[name]
    record = World(org, client).record(module)
    for other in ("", f"/{NOWHERE}"):
        answer = client.request(
            method,
            f"/{module}/{record}/{related_list}{other}",
            params={"ids": NOWHERE},
            json={"data": [{"id": NOWHERE}]},
        )
        assert (answer.status_code, answer.json()) == (400, expected)


def test_a_record_that_is_not_there_is_refused(client, pair):
    _, lead = pair("Campaigns", "Leads")
    expected = error("INVALID_DATA", OF_RELATED, resource_path_index=1)
    assert put(client, "Campaigns", NOWHERE, "Leads", {"id": lead}).json() == expected
    assert delete(client, "Campaigns", NOWHERE, "Leads", lead).json() == expected


def test_a_locked_record_is_not_linked(org, client, pair):
    campaign, lead = pair("Campaigns", "Leads")
    put(client, "Campaigns", campaign, "Leads", {"id": lead})
    set_values(org, "Campaigns", campaign, Locked__s=True)
    expected = error(
        "RECORD_LOCKED",
        "Sorry, you cannot perform this operation as the record is locked.",
        action="record_locking",
        id=campaign,
    )
    answers = (
        put(client, "Campaigns", campaign, "Leads", {"id": lead}),
        delete(client, "Campaigns", campaign, "Leads", lead),
    )
    for answer in answers:
        assert (answer.status_code, answer.json()) == (400, {"data": [expected]})
    assert related(client, "Campaigns", campaign, "Leads", "id") == [lead]


def test_a_record_that_is_shared_for_reading_alone_is_not_linked(org, client, pair):
    campaign, _ = pair("Campaigns", "Leads")
    stan = str(org.org.catalogue.user_by_email[STANDARD].id)
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Owner": {"id": stan}})
    share = {
        "type": "private",
        "permission": "read_only",
        "shared_with": {"type": "users", "id": stan},
    }
    shared = client.post(f"/Campaigns/{campaign}/actions/share", {"share": [share]})
    assert shared.status_code == 201, shared.text
    standard = org.client(STANDARD)
    assert related(standard, "Campaigns", campaign, "Leads", "id") == []
    answer = put(standard, "Campaigns", campaign, "Leads", {"id": lead})
    expected = error("NO_PERMISSION", "permission denied", id=campaign)
    assert (answer.status_code, answer.json()) == (400, {"data": [expected]})
    back = put(standard, "Leads", lead, "Campaigns", {"id": campaign})
    assert back.json() == {"data": [done(campaign, "relation added")]}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (
            None,
            error(
                "REQUIRED_PARAM_MISSING",
                "One of the expected parameter is missing",
                param_name="ids",
            ),
        ),
        (
            "",
            error(
                "REQUIRED_PARAM_MISSING",
                "One of the expected parameter is missing",
                param_name="ids",
            ),
        ),
        (
            "x",
            error(
                "UNABLE_TO_PARSE_DATA_TYPE",
                "either the request body or parameters is in wrong format",
            ),
        ),
        (
            ",".join(str(n) for n in range(1, 102)),
            error("LIMIT_EXCEEDED", "limit exceeded", limit=100, param_name="ids"),
        ),
    ],
)
def test_the_ids_to_delink_are_checked(client, pair, ids, expected):
    campaign, _ = pair("Campaigns", "Leads")
    params = {} if ids is None else {"ids": ids}
    answer = client.request("DELETE", f"/Campaigns/{campaign}/Leads", params=params)
    assert (answer.status_code, answer.json()) == (400, expected)


def test_an_id_given_twice_is_delinked_once(client, pair):
    campaign, lead = pair("Campaigns", "Leads")
    put(client, "Campaigns", campaign, "Leads", {"id": lead})
    answer = delete(client, "Campaigns", campaign, "Leads", lead, lead)
    refused = error("INVALID_DATA", OF_RELATED, id=lead)
    assert answer.json() == {"data": [done(lead, "relation removed"), refused]}


def test_more_than_a_hundred_links_are_refused(client, pair):
    campaign, lead = pair("Campaigns", "Leads")
    answer = put(client, "Campaigns", campaign, "Leads", *([{"id": lead}] * 101))
    assert answer.json()["data"][0]["code"] == "LIMIT_EXCEEDED"
    assert related(client, "Campaigns", campaign, "Leads", "id") == []


def test_one_link_takes_one_item(client, pair):
    campaign, lead = pair("Campaigns", "Leads")
    path = f"/Campaigns/{campaign}/Leads/{lead}"
    answer = client.request("PUT", path, json={"data": [{}, {}]})
    assert answer.json() == error(
        "INVALID_DATA", "invalid data", maximum_length=1, api_name="data", json_path="$.data"
    )


def test_a_caller_links_and_delinks_only_what_the_caller_sees(org, client, pair):
    known = org.org.catalogue.user_by_email
    stan, pia = ({"Owner": {"id": str(known[one].id)}} for one in (STANDARD, PEER))
    (campaign,) = client.insert("Campaigns", {"Campaign_Name": "C", **stan})
    mine, theirs = client.insert("Leads", {"Last_Name": "m", **stan}, {"Last_Name": "t", **pia})
    put(client, "Campaigns", campaign, "Leads", {"id": theirs})
    standard = org.client(STANDARD)
    first, second = put(
        standard, "Campaigns", campaign, "Leads", {"id": theirs}, {"id": mine}
    ).json()["data"]
    assert (first["message"], second["message"]) == (OF_RELATED, "relation added")
    answer = delete(standard, "Campaigns", campaign, "Leads", theirs)
    assert answer.json()["data"] == [error("INVALID_DATA", OF_RELATED, id=theirs)]
    assert related(standard, "Campaigns", campaign, "Leads", "id") == [mine]
    assert set(related(client, "Campaigns", campaign, "Leads", "id")) == {mine, theirs}


def test_a_deleted_record_is_no_member_until_it_is_restored(client, pair):
    campaign, lead = pair("Campaigns", "Leads")
    put(client, "Campaigns", campaign, "Leads", {"id": lead})
    assert client.request("DELETE", f"/Leads/{lead}").status_code == 200
    assert related(client, "Campaigns", campaign, "Leads", "id") == []
    answer = put(client, "Campaigns", campaign, "Leads", {"id": lead})
    assert answer.json()["data"][0]["message"] == OF_RELATED
    client.post(f"/settings/recycle_bin/{lead}/actions/restore")
    assert related(client, "Campaigns", campaign, "Leads", "id") == [lead]


def test_links_go_with_a_record_that_is_removed_for_good(org, client, pair):
    campaign, lead, other = pair("Campaigns", "Leads", count=2)
    put(client, "Campaigns", campaign, "Leads", {"id": lead}, {"id": other})
    assert client.request("DELETE", f"/Leads/{lead}").status_code == 200
    removed = client.request("DELETE", f"/settings/recycle_bin/{lead}")
    assert removed.status_code == 200, removed.text
    left = org.fetch('SELECT "Leads" FROM {_Campaigns_Leads} WHERE "Campaigns" = $1',
                     int(campaign))  # fmt: skip
    assert [row[0] for row in left] == [int(other)]
