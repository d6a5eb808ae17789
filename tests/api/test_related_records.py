"""Related records: which list holds which records, their order, pages, values and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.api.deleting import gone
from tests.api.reading import client_of_org, error, fixture_of, set_values, shared_org
from tests.api.relating import related, related_definitions
from tests.live import PEER, STANDARD
from tests.values import BEFORE, LATER, SOON, World

NOWHERE = "4150868000000225013"
INFO = {
    "per_page", "next_page_token", "count", "page", "previous_page_token", "page_token_expiry",
    "more_records",
}  # fmt: skip

org = fixture_of(related_definitions)
client = client_of_org


def to(record):
    return {"id": record}


def about(module, record):
    return {"What_Id": to(record), "$se_module": module}


@pytest.fixture(scope="module")
def ids(org, client):
    """Ids of one record of each module, by module; all others of a module are related to it."""
    world = World(org, client)
    names = ("Accounts", "Contacts", "Leads", "Deals", "Campaigns", "Products", "Vendors",
             "Cases", "Quotes", "Sales_Orders", "Purchase_Orders", "Invoices")  # fmt: skip
    return {name: world.record(name) for name in names}


def line(ids):
    return [{"Product_Name": to(ids["Products"])}]


#: Module, list -> module and field of its records, and what relates one of them.
FED = {
    ("Accounts", "Contacts"): ("Contacts", "Last_Name", "Account_Name"),
    ("Accounts", "Child_Accounts"): ("Accounts", "Account_Name", "Parent_Account"),
    ("Accounts", "Cases"): ("Cases", "Subject", "Account_Name"),
    ("Accounts", "Quotes"): ("Quotes", "Subject", "Account_Name"),
    ("Accounts", "SalesOrders"): ("Sales_Orders", "Subject", "Account_Name"),
    ("Accounts", "Invoices"): ("Invoices", "Subject", "Account_Name"),
    ("Accounts", "Sponsored"): ("Leads", "Last_Name", "Sponsor"),
    ("Accounts", "Site_Visits"): ("Site_Visits", "Name", "Customer"),
    ("Contacts", "Deals"): ("Deals", "Deal_Name", "Contact_Name"),
    ("Contacts", "Contacts"): ("Contacts", "Last_Name", "Reporting_To"),
    ("Contacts", "Cases"): ("Cases", "Subject", "Related_To"),
    ("Contacts", "PurchaseOrders"): ("Purchase_Orders", "Subject", "Contact_Name"),
    ("Campaigns", "Deals"): ("Deals", "Deal_Name", "Campaign_Source"),
    ("Campaigns", "Child_Campaigns"): ("Campaigns", "Campaign_Name", "Parent_Campaign"),
    ("Vendors", "Products"): ("Products", "Product_Name", "Vendor_Name"),
    ("Vendors", "Contacts"): ("Contacts", "Last_Name", "Vendor_Name"),
    ("Products", "Solutions"): ("Solutions", "Solution_Title", "Product_Name"),
    ("Products", "Cases"): ("Cases", "Subject", "Product_Name"),
    ("Deals", "Quotes"): ("Quotes", "Subject", "Deal_Name"),
    ("Quotes", "SalesOrders"): ("Sales_Orders", "Subject", "Quote_Name"),
    ("Sales_Orders", "Invoices"): ("Invoices", "Subject", "Sales_Order"),
}


@pytest.mark.parametrize(("module", "name"), FED)
def test_a_list_holds_the_records_whose_lookup_names_the_record(org, client, ids, module, name):
    other, field, lookup = FED[module, name]
    least = World(org, client).least(other)
    ours = {**least, lookup: to(ids[module])}
    made = client.insert(other, {**ours, field: "first"}, {**ours, field: "second"})
    client.insert(other, {**least, field: "of nobody"})
    assert related(client, module, ids[module], name, field) == ["second", "first"]
    assert related(client, module, ids[module], name, "id", sort_order="asc") == made
    one = client.get(f"/{module}/{ids[module]}/{name}/{made[0]}", params={"fields": field})
    assert one.json() == {"data": [{field: "first", "id": made[0]}]}


@pytest.mark.parametrize(
    ("name", "module"),
    [("Quotes", "Quotes"), ("SalesOrders", "Sales_Orders"), ("Invoices", "Invoices"),
     ("PurchaseOrders", "Purchase_Orders")],
)  # fmt: skip
def test_a_product_is_related_to_the_orders_with_a_line_of_it(org, client, ids, name, module):
    world = World(org, client)
    (product,) = client.insert("Products", {"Product_Name": "P"})
    least = world.least(module)
    rows = next(key for key in least if key.endswith("_Items"))
    twice = {**least, rows: [{"Product_Name": to(product)}, {"Product_Name": to(product)}]}
    (order, _) = client.insert(module, twice, least)
    assert related(client, "Products", product, name, "id") == [order]


def test_a_contact_is_related_to_the_vendor_it_names(client, ids):
    (contact,) = client.insert("Contacts", {"Last_Name": "C", "Vendor_Name": to(ids["Vendors"])})
    assert related(client, "Contacts", contact, "Vendors", "id") == [ids["Vendors"]]
    (other,) = client.insert("Contacts", {"Last_Name": "C"})
    assert related(client, "Contacts", other, "Vendors", "id") == []


def test_an_appointment_is_related_to_its_service_and_back(org, client):
    world = World(org, client)
    appointment, service = world.record("Appointments__s"), world.record("Services__s")
    assert related(client, "Appointments__s", appointment, "Services__s", "id") == [service]
    assert related(client, "Services__s", service, "Appointments__s", "id") == [appointment]


def test_multi_select_lookups_relate_both_modules(client):
    products = client.insert("Products", {"Product_Name": "A"}, {"Product_Name": "B"})
    leads = client.insert(
        "Leads",
        {"Last_Name": "One", "Interests": [{"Products": to(one)} for one in products]},
        {"Last_Name": "Two", "Interests": [{"Products": to(products[1])}]},
        {"Last_Name": "None"},
    )
    found = [related(client, "Products", one, "Leads_Interests", "id") for one in products]
    assert found == [[leads[0]], [leads[1], leads[0]]]


def test_a_multi_select_lookup_to_its_own_module_is_told_apart(client):
    (far,) = client.insert("Site_Visits", {"Name": "far"})
    (near,) = client.insert("Site_Visits", {"Name": "near", "Peers": [{"Site_Visits1": to(far)}]})
    assert related(client, "Site_Visits", far, "Site_Visits_Peers", "Name") == ["near"]
    assert related(client, "Site_Visits", near, "Site_Visits_Peers", "Name") == []


# Activities

SCHEDULED = {
    "Subject": "S", "Call_Type": "Outbound", "Call_Start_Time": SOON,
    "Outgoing_Call_Status": "Scheduled",
}  # fmt: skip
ACTIVITIES = {
    "Tasks": [{"Subject": "S"}],
    "Tasks_History": [{"Subject": "S", "Status": "Completed"}],
    "Events": [{"Event_Title": "S", "Start_DateTime": SOON, "End_DateTime": LATER}],
    "Events_History": [{"Event_Title": "S", "Start_DateTime": BEFORE, "End_DateTime": BEFORE}],
    "Calls": [SCHEDULED],
    "Calls_History": [
        {"Subject": "S", "Call_Type": "Inbound", "Call_Start_Time": BEFORE,
         "Call_Duration": "01:00"},
        {"Subject": "S", "Call_Type": "Missed", "Call_Start_Time": BEFORE},
    ],
}  # fmt: skip


@pytest.mark.parametrize("module", ["Accounts", "Leads", "Deals", "Site_Visits", "Contacts"])
def test_activities_are_open_or_closed_and_both_ways_of_naming_count(org, client, module):
    (record,) = client.insert(module, World(org, client).least(module))
    named = {"Who_Id": to(record)} if module == "Contacts" else about(module, record)
    made = {
        name: client.insert(name.removesuffix("_History"), *({**one, **named} for one in items))
        for name, items in ACTIVITIES.items()
    }
    for name, expected in made.items():
        assert related(client, module, record, name, "id", sort_order="asc") == expected
    for view, suffix in (("", ""), ("_History", "_History")):
        path = f"/{module}/{record}/Activities_Chronological_View{view}"
        found = client.get(path, params={"fields": "Subject,Event_Title"}).json()["data"]
        kinds = {"Tasks": "Subject", "Calls": "Subject", "Events": "Event_Title"}
        expected = [
            {kinds[kind]: "S", "id": one, "$module": kind}
            for kind in kinds
            for one in made[kind + suffix]
        ]
        assert found == sorted(expected, key=lambda one: int(one["id"]), reverse=True)
        one = client.get(f"{path}/{expected[0]['id']}", params={"fields": "Subject"}).json()
        assert one["data"] == [expected[0]]


def test_merged_activities_are_paged_by_token(client):
    (record,) = client.insert("Accounts", {"Account_Name": "A"})
    made = []
    for _ in range(3):
        made += client.insert("Tasks", {"Subject": "S", **about("Accounts", record)})
        made += client.insert("Calls", {**SCHEDULED, **about("Accounts", record)})
    asked = {"fields": "Subject", "per_page": 2}
    path = f"/Accounts/{record}/Activities_Chronological_View"
    answer = client.get(path, params=asked).json()
    found = answer["data"]
    while answer["info"]["more_records"]:
        token = answer["info"]["next_page_token"]
        answer = client.get(path, params={**asked, "page_token": token}).json()
        found += answer["data"]
    assert [one["id"] for one in found] == made[::-1]


def test_meetings_that_somebody_is_invited_to(client, ids):
    lead, contact = client.insert("Leads", {"Last_Name": "L"}), ids["Contacts"]
    people = [
        {"type": "lead", "participant": lead[0]},
        {"type": "contact", "participant": contact},
    ]
    meeting = {"Event_Title": "E", "Start_DateTime": SOON, "End_DateTime": LATER}
    (both, one, _) = client.insert(
        "Events",
        {**meeting, "Participants": people},
        {**meeting, "Participants": people[1:]},
        {**meeting, "Participants": [{"type": "email", "participant": "a@b.co"}]},
    )
    assert related(client, "Leads", lead[0], "Invited_Events", "id") == [both]
    assert related(client, "Contacts", contact, "Invited_Events", "id") == [one, both]


# The answer


def test_an_answer_has_the_keys_of_a_related_list(client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    client.insert("Contacts", *({"Last_Name": n, "Account_Name": to(account)} for n in "abc"))
    answer = client.get(
        f"/Accounts/{account}/Contacts", params={"fields": "Last_Name,Nothing", "per_page": 2}
    ).json()
    assert [set(one) for one in answer["data"]] == [{"Last_Name", "id"}] * 2
    assert set(answer["info"]) == INFO
    info = answer["info"]
    assert (info["per_page"], info["count"], info["page"], info["more_records"]) == (2, 2, 1, True)


def test_older_versions_need_no_fields_and_tell_no_tokens(client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    client.insert("Contacts", {"Last_Name": "a", "Account_Name": to(account)})
    for version in ("v2", "v2.1"):
        answer = client.at(version).get(f"/Accounts/{account}/Contacts").json()
        assert {"Last_Name", "Email", "$editable"} <= set(answer["data"][0])
        assert set(answer["info"]) == {"per_page", "count", "page", "more_records"}


def test_one_related_record_comes_whole_without_fields(client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    (contact,) = client.insert("Contacts", {"Last_Name": "a", "Account_Name": to(account)})
    answer = client.get(f"/Accounts/{account}/Contacts/{contact}")
    assert answer.json() == client.get(f"/Contacts/{contact}").json()


def test_a_record_that_is_not_related_is_not_there(client):
    accounts = client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "B"})
    (contact,) = client.insert("Contacts", {"Last_Name": "a", "Account_Name": to(accounts[0])})
    for one in (contact, NOWHERE, accounts[0]):
        assert client.get(f"/Accounts/{accounts[1]}/Contacts/{one}").status_code == 204


def test_a_thousand_related_records_are_walked_by_token_there_and_back(client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    made = []
    for start in range(0, 1000, 100):
        items = ({"Last_Name": str(n), "Account_Name": to(account)} for n in range(100))
        made += client.insert("Contacts", *items)
        client.insert("Contacts", {"Last_Name": f"other {start}"})
    path, asked = f"/Accounts/{account}/Contacts", {"fields": "Last_Name", "per_page": 150}
    answer = client.get(path, params=asked).json()
    pages = [[one["id"] for one in answer["data"]]]
    while token := answer["info"]["next_page_token"]:
        answer = client.get(path, params={**asked, "page_token": token}).json()
        pages.append([one["id"] for one in answer["data"]])
    assert [one for page in pages for one in page] == made[::-1]
    assert [len(page) for page in pages] == [150] * 6 + [100]
    previous = answer["info"]["previous_page_token"]
    back = client.get(path, params={**asked, "page_token": previous}).json()
    assert [one["id"] for one in back["data"]] == pages[-2]


def test_a_token_holds_for_its_own_record_and_list(client):
    accounts = client.insert("Accounts", {"Account_Name": "A"}, {"Account_Name": "B"})
    for one in accounts:
        client.insert("Contacts", *({"Last_Name": n, "Account_Name": to(one)} for n in "ab"))
    asked = {"fields": "Last_Name", "per_page": 1}
    answer = client.get(f"/Accounts/{accounts[0]}/Contacts", params=asked).json()
    token = {"page_token": answer["info"]["next_page_token"]}
    for path in (
        f"/Accounts/{accounts[1]}/Contacts",
        f"/Accounts/{accounts[0]}/Tasks",
        "/Contacts",
    ):
        refused = client.get(path, params={**asked, **token})
        assert (refused.status_code, refused.json()["code"]) == (400, "TOKEN_BOUND_DATA_MISMATCH")


def test_a_related_list_takes_the_parameters_of_a_list(org, client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    sponsored = {"Sponsor": to(account)}
    leads = client.insert("Leads", *({"Last_Name": n, **sponsored} for n in "abc"))
    set_values(org, "Leads", leads[1], Converted__s=True)
    asked = ("Accounts", account, "Sponsored", "Last_Name")
    assert related(client, *asked) == ["c", "a"]
    assert related(client, *asked, converted="true") == ["b"]
    assert related(client, *asked, converted="both", sort_order="asc") == ["a", "b", "c"]
    assert related(client, *asked, ids=f"{leads[0]},{NOWHERE}") == ["a"]
    assert related(client, *asked, page=2, per_page=1) == ["a"]
    set_values(org, "Leads", leads[0], **{"$approval_state": "approval_process_pending"})
    assert related(client, *asked) == ["c"]


def test_if_modified_since_leaves_what_is_newer(org, client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    old, _ = client.insert(
        "Contacts", *({"Last_Name": n, "Account_Name": to(account)} for n in "ab")
    )
    set_values(org, "Contacts", old, Modified_Time=1_600_000_000)
    path, asked = f"/Accounts/{account}/Contacts", {"fields": "Last_Name"}
    since = {"If-Modified-Since": "2021-01-01T00:00:00+00:00"}
    answer = client.get(path, params=asked, headers=since)
    assert [one["Last_Name"] for one in answer.json()["data"]] == ["b"]
    future = {"If-Modified-Since": "2090-01-01T00:00:00+00:00"}
    assert client.get(path, params=asked, headers=future).status_code == 304
    assert client.get(f"{path}/{old}", headers=since).status_code == 304


# What the caller may see


def test_a_caller_sees_and_counts_only_what_the_caller_may_see(org, client):
    stan, pia = (str(org.org.catalogue.user_by_email[one].id) for one in (STANDARD, PEER))
    (account,) = client.insert("Accounts", {"Account_Name": "A", "Owner": to(stan)})
    own = {"Account_Name": to(account)}
    mine, theirs = client.insert(
        "Contacts",
        {"Last_Name": "mine", "Owner": to(stan), **own},
        {"Last_Name": "theirs", "Owner": to(pia), **own},
    )
    standard, peer = org.client(STANDARD), org.client(PEER)
    assert related(client, "Accounts", account, "Contacts", "id") == [theirs, mine]
    assert related(standard, "Accounts", account, "Contacts", "id") == [mine]
    assert standard.get(f"/Accounts/{account}/Contacts/{theirs}").status_code == 204
    body = {"get_related_records_count": [{"related_list": {"api_name": "Contacts"}}]}
    path = f"/Accounts/{account}/actions/get_related_records_count"
    counts = [one.post(path, body).json() for one in (client, standard)]
    assert [one["get_related_records_count"][0]["count"] for one in counts] == [2, 1]
    unknown = error(
        "INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1
    )
    assert peer.get(f"/Accounts/{account}/Contacts?fields=id").json() == unknown
    assert peer.post(path, body).json() == unknown


@pytest.fixture(params=DATABASES)
def closed(request):
    """Yields a client whose profile may not view tasks and cases."""

    def made():
        found = related_definitions()
        denied = {"Crm_Implied_View_Tasks", "Crm_Implied_View_Cases"}
        found.profiles[1] = replace(found.profiles[1], denied=found.profiles[1].denied | denied)
        return found

    for org in shared_org(request, made()):
        client = org.client(STANDARD)
        yield client


def test_a_list_of_records_that_the_profile_hides_is_refused(closed):
    (account,) = closed.insert("Accounts", {"Account_Name": "A"})
    for name in ("Tasks", "Tasks_History", "Cases"):
        module = name.removesuffix("_History")
        refusal = error(
            "NO_PERMISSION", "Permission denied", permissions=[f"Crm_Implied_View_{module}"]
        )
        for path in (f"{name}?fields=Subject", f"{name}/{NOWHERE}"):
            answer = closed.get(f"/Accounts/{account}/{path}")
            assert (answer.status_code, answer.json()) == (403, refusal)
        body = {"get_related_records_count": [{"related_list": {"api_name": name}}]}
        answer = closed.post(f"/Accounts/{account}/actions/get_related_records_count", body)
        assert answer.status_code == 403
        assert answer.json() == {"get_related_records_count": [refusal]}


def test_merged_activities_leave_out_what_the_profile_hides(closed):
    (account,) = closed.insert("Accounts", {"Account_Name": "A"})
    closed.insert("Tasks", {"Subject": "S", **about("Accounts", account)})
    (call,) = closed.insert("Calls", {**SCHEDULED, **about("Accounts", account)})
    path = f"/Accounts/{account}/Activities_Chronological_View"
    found = closed.get(path, params={"fields": "Subject"}).json()["data"]
    assert [(one["id"], one["$module"]) for one in found] == [(call, "Calls")]


# Refusals

UNKNOWN = error(
    "INVALID_DATA", "the relation name given seems to be invalid", resource_path_index=2
)
NOT_IN_API = error(
    "NOT_SUPPORTED", "The given module is not supported in API", resource_path_index=2
)
NO_RECORD = error("INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1)
REFUSED = {
    "an unknown list": ("Accounts", "Nowhere?fields=id", UNKNOWN),
    "letter case counts": ("Accounts", "contacts?fields=id", UNKNOWN),
    "a hidden list": ("Accounts", "Deals?fields=id", UNKNOWN),
    "a list of another module": ("Contacts", "Child_Accounts?fields=id", UNKNOWN),
    "records outside the API": ("Accounts", "Emails?fields=id", NOT_IN_API),
    "no fields": (
        "Accounts",
        "Contacts",
        error(
            "REQUIRED_PARAM_MISSING",
            "One of the expected parameter is missing",
            param_name="fields",
        ),
    ),
    "too many fields": (
        "Accounts",
        f"Contacts?fields={','.join(f'F{n}' for n in range(51))}",
        error("LIMIT_EXCEEDED", "limit exceeded", limit=50, param_name="fields"),
    ),
    "a bad sort": (
        "Accounts",
        "Contacts?fields=id&sort_by=Last_Name",
        error(
            "INVALID_DATA",
            "invalid data",
            param_name="sort_by",
            supported_values=["id", "Created_Time", "Modified_Time"],
        ),
    ),
    "page and token": (
        "Accounts",
        "Contacts?fields=id&page=1&page_token=x",
        error(
            "AMBIGUITY_DURING_PROCESSING",
            "You cannot use both page and page_token",
            ambiguity_due_to=[{"param_name": "page"}, {"param_name": "page_token"}],
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_says_what_is_wrong(client, ids, name):
    module, path, expected = REFUSED[name]
    answer = client.get(f"/{module}/{ids[module]}/{path}")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS if one.fields_required])
def test_fields_are_needed_from_version_3_on(client, ids, version):
    answer = client.at(version).get(f"/Accounts/{ids['Accounts']}/Contacts")
    assert answer.json()["message"] == "One of the expected parameter is missing"


@pytest.mark.parametrize("path", ["Contacts?fields=id", f"Contacts/{NOWHERE}", "Notes?fields=id"])
def test_a_record_that_is_not_there_is_refused(org, client, ids, path):
    (deleted,) = client.insert("Accounts", {"Account_Name": "D"})
    gone(client, "Accounts", deleted)
    for record in (NOWHERE, ids["Contacts"], deleted):
        answer = client.get(f"/Accounts/{record}/{path}")
        assert (answer.status_code, answer.json()) == (400, NO_RECORD)


# Of a record in the recycle bin


def test_lists_of_a_deleted_record_hold_what_still_names_it(org, client):
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    (contact,) = client.insert("Contacts", {"Last_Name": "a", "Account_Name": to(account)})
    path = f"/Accounts/deleted/{account}"
    asked = {"fields": "Last_Name,Account_Name"}
    answer = client.get(f"{path}/Contacts", params=asked)
    refusal = {**NO_RECORD, "details": {"resource_path_index": 2}}
    assert (answer.status_code, answer.json()) == (400, refusal)
    gone(client, "Accounts", account)
    answer = client.get(f"{path}/Contacts", params=asked).json()
    assert answer["data"] == [{"Last_Name": "a", "Account_Name": None, "id": contact}]
    assert set(answer["info"]) == INFO
    assert client.get(f"{path}/Cases", params={"fields": "Subject"}).status_code == 204
    missing = client.get(f"{path}/Contacts").json()
    assert (missing["code"], missing["details"]) == (
        "REQUIRED_PARAM_MISSING",
        {"param_name": "fields"},
    )


@pytest.mark.parametrize("name", ["Nowhere", "Products", "Emails"])
def test_only_lists_that_lookups_feed_are_known_of_a_deleted_record(client, name):
    answer = client.get(f"/Accounts/deleted/{NOWHERE}/{name}?fields=id")
    assert answer.json() == error(
        "INVALID_DATA", "The relation name given seems to be invalid", resource_path_index=3
    )


# Counts

ROOT = "get_related_records_count"


def counted(client, account, *asked):
    answer = client.post(f"/Accounts/{account}/actions/{ROOT}", {ROOT: list(asked)})
    return answer.status_code, answer.json()[ROOT]


@pytest.fixture(scope="module")
def populous(org, client):
    """The id of an account with three contacts, two open tasks, a closed one and three leads."""
    (account,) = client.insert("Accounts", {"Account_Name": "A"})
    client.insert("Contacts", *({"Last_Name": n, "Account_Name": to(account)} for n in "abc"))
    activity = {"Subject": "S", **about("Accounts", account)}
    client.insert("Tasks", activity, {**activity, "Priority": "High"})
    client.insert("Tasks", {**activity, "Status": "Completed"})
    leads = client.insert("Leads", *({"Last_Name": n, "Sponsor": to(account)} for n in "abc"))
    set_values(org, "Leads", leads[0], Converted__s=True)
    set_values(org, "Leads", leads[1], **{"$approval_state": "approval_process_pending"})
    return account


@pytest.mark.parametrize(
    ("name", "params", "number"),
    [
        ("Contacts", None, 3),
        ("Tasks", None, 2),
        ("Tasks_History", {}, 1),
        ("Activities_Chronological_View", None, 2),
        ("Cases", None, 0),
        ("Sponsored", None, 1),
        ("Sponsored", {"converted": True}, 1),
        ("Sponsored", {"approved": False}, 1),
        ("Sponsored", {"approval_state": "approval_process_pending"}, 1),
        ("Tasks", {"filters": {"field": {"api_name": "Priority"}, "comparator": "equal",
                               "value": "High"}}, 1),
    ],
)  # fmt: skip
def test_a_list_is_counted(org, client, populous, name, params, number):
    lists = org.org.catalogue.module_by_name["Accounts"].related_lists
    found = next(one for one in lists if one.api_name == name)
    named = {"api_name": name, "id": str(found.id)}
    for asked in ({"api_name": name}, {"id": str(found.id)}, named):
        item = {"related_list": asked} | ({} if params is None else {"params": params})
        answer = counted(client, populous, item)
        assert answer == (200, [{"count": number, "related_list": named}])


AT = f"$.{ROOT}[0]."
UNKNOWN_TEXT = "the relation name given seems to be invalid"
COUNT_REFUSED = {
    "no object": ("Contacts", "INVALID_DATA", "invalid data", {"expected_data_type": "jsonobject"}),
    "no list": (
        {},
        "MANDATORY_NOT_FOUND",
        "required field not found",
        {"api_name": "related_list", "json_path": f"{AT}related_list"},
    ),
    "a list that is no object": (
        {"related_list": "Contacts"},
        "INVALID_DATA",
        "invalid data",
        {
            "expected_data_type": "jsonobject",
            "api_name": "related_list",
            "json_path": f"{AT}related_list",
        },
    ),
    "an unknown list": (
        {"related_list": {"api_name": "Nowhere"}},
        "INVALID_DATA",
        UNKNOWN_TEXT,
        {"api_name": "api_name", "json_path": f"{AT}related_list.api_name"},
    ),
    "an unknown id": (
        {"related_list": {"id": "12"}},
        "INVALID_DATA",
        UNKNOWN_TEXT,
        {"api_name": "id", "json_path": f"{AT}related_list.id"},
    ),
    "records outside the API": (
        {"related_list": {"api_name": "Emails"}},
        "NOT_SUPPORTED",
        "The given module is not supported in API",
        {"api_name": "api_name", "json_path": f"{AT}related_list.api_name"},
    ),
    "a switch that is none": (
        {"related_list": {"api_name": "Contacts"}, "params": {"approved": "yes"}},
        "INVALID_DATA",
        "invalid data",
        {
            "expected_data_type": "boolean",
            "api_name": "approved",
            "json_path": f"{AT}params.approved",
        },
    ),
    "filters that are none": (
        {"related_list": {"api_name": "Contacts"}, "params": {"filters": {"field": 5}}},
        "INVALID_DATA",
        "invalid data",
        {"api_name": "filters", "json_path": f"{AT}params.filters"},
    ),
}


@pytest.mark.parametrize("name", COUNT_REFUSED)
def test_a_list_that_cannot_be_counted_leaves_the_others(client, populous, name):
    item, code, message, details = COUNT_REFUSED[name]
    refusal = error(code, message, **details)
    assert counted(client, populous, item) == (400, [refusal])
    status, (first, second) = counted(
        client, populous, item, {"related_list": {"api_name": "Contacts"}}
    )
    assert (status, first, second["count"]) == (207, refusal, 3)


@pytest.mark.parametrize("body", [{}, {ROOT: {}}, {ROOT: []}])
def test_a_count_needs_its_array(client, populous, body):
    answer = client.post(f"/Accounts/{populous}/actions/{ROOT}", body)
    assert (answer.status_code, answer.json()) == (
        400,
        error(
            "INVALID_DATA",
            "invalid data",
            expected_data_type="jsonarray",
            api_name=ROOT,
            json_path=f"$.{ROOT}",
        ),
    )
