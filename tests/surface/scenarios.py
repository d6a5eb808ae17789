"""One request for every row of the error catalogue that raises it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import httpx

from crmstead.store.page_tokens import Cursor, PageTokens
from tests.gauges import IDLE, MODULE
from tests.live import ADMIN, STANDARD, Client, LiveOrg, definitions, make_org, restricting
from tests.values import BEFORE, LATER, SOON, World

NOWHERE = "4150868000000225013"
DAY = 24 * 60 * 60
EARLIER = "2024-02-01T00:00:00+00:00"
FUTURE = "2090-01-01T00:00:00+00:00"

Item = Callable[[World], dict[str, Any]]
Scenario = Callable[[World], httpx.Response]


def _of(module: str) -> Callable[[World], dict[str, Any]]:
    """Return the id of a record and the module that it is said to be of."""
    return lambda world: {"id": world.record("Leads"), "module": {"api_name": module}}


def _finished_service(world: World) -> str:
    times = {"Available_From": "2024-01-01", "Available_Till": "2024-01-02"}
    service = {**world.least("Services__s"), **times, "Availability_Type": "Specific Date Range"}
    return world.client.insert("Services__s", service)[0]


#: Row -> module, and what is changed in an item that has all that the module calls for.
ITEMS: Mapping[str, tuple[str, Item]] = {
    "WRONG_TYPE": ("Leads", lambda world: {"Last_Name": 5}),
    "TOO_LONG": ("Leads", lambda world: {"Last_Name": "x" * 81}),
    "VALUE_NOT_SUPPORTED": ("Calls", lambda world: {"Call_Type": "Smoke"}),
    "VALUE_INVALID": ("Calls", lambda world: {"Call_Duration": "ten"}),
    "REFERENCE_INVALID": ("Contacts", lambda world: {"Account_Name": NOWHERE}),
    "RELATED_ID_INVALID": (
        "Notes",
        lambda world: {"Parent_Id": {"id": NOWHERE, "module": {"api_name": "Leads"}}},
    ),
    "PRODUCT_UNKNOWN": ("Quotes", lambda world: {"Quoted_Items": [{"Product_Name": NOWHERE}]}),
    "FILE_UNKNOWN": (MODULE, lambda world: {"Papers": [{"File_Id__s": "lost"}]}),
    "NOT_IN_MULTI_MODULE": (
        "Appointments__s",
        lambda world: {"Appointment_For": _of("Deals")(world)},
    ),
    "PROBABILITY_INVALID": ("Deals", lambda world: {"Probability": 101}),
    "MANDATORY_MISSING": ("Leads", lambda world: {"Last_Name": None}),
    "DEPENDENT_MISSING": ("Tasks", lambda world: {"What_Id": NOWHERE}),
    "EXPECTED_FIELD_MISSING": (
        "Appointments__s",
        lambda world: {"Appointment_For": {"id": NOWHERE, "module": {}}},
    ),
    "CALL_DURATION_ZERO": ("Calls", lambda world: {"Call_Duration": "00:00"}),
    "END_BEFORE_START": ("Events", lambda world: {"End_DateTime": EARLIER}),
    "STAGE_NOT_IN_PIPELINE": ("Deals", lambda world: {"Stage": "Nowhere"}),
    "PIPELINE_NOT_IN_LAYOUT": ("Deals", lambda world: {"Pipeline": "Oil"}),
    "LINK_EXISTS": (MODULE, lambda world: {"Goods": [{"Products": world.record("Products")}] * 2}),
    "ITEM_LIMIT": ("Leads", lambda world: {"Tag": [{"name": str(n)} for n in range(11)]}),
    "PARTICIPANTS_LIMIT": (
        "Events",
        lambda world: {"Participants": [{"type": "email", "participant": "a@b.co"}] * 51},
    ),
    "SERVICE_MEMBERS_LIMIT": (
        "Services__s",
        lambda world: {"Members": [{"Members": world.user()}] * 101},
    ),
    "AVAILABLE_YET_UNAVAILABLE": ("Services__s", lambda world: {"Unavailable_Till": FUTURE}),
    "UNAVAILABLE_TILL_BEFORE_FROM": (
        "Services__s",
        lambda world: {
            "Status": "Not in Use",
            "Unavailable_From": BEFORE,
            "Unavailable_Till": EARLIER,
        },
    ),
    "UNAVAILABLE_TILL_PAST": (
        "Services__s",
        lambda world: {
            "Status": "Temporarily Unavailable",
            "Unavailable_From": EARLIER,
            "Unavailable_Till": BEFORE,
        },
    ),
    "JOB_SHEET_NOT_REQUIRED": ("Services__s", lambda world: {"Job_Sheet_Section__s": "S"}),
    "TO_BEFORE_FROM": (
        "Services__s",
        lambda world: {"Available_Timings": [{"From": "11:00", "To": "10:00"}]},
    ),
    "DURATION_NOT_IN_TIMING": (
        "Services__s",
        lambda world: {"Available_Timings": [{"From": "10:00", "To": "10:15"}]},
    ),
    "MEMBER_NOT_ACTIVE": (
        "Services__s",
        lambda world: {"Members": [{"Members": world.user(IDLE)}]},
    ),
    "OWNER_NOT_MEMBER": ("Appointments__s", lambda world: {"Owner": world.user(STANDARD)}),
    "SERVICE_NOT_AVAILABLE": (
        "Appointments__s",
        lambda world: {"Service_Name": _finished_service(world)},
    ),
    "APPOINTMENT_PAST": ("Appointments__s", lambda world: {"Appointment_Start_Time": BEFORE}),
    "COMPLETED_TOO_EARLY": ("Appointments__s", lambda world: {"Status": "Completed"}),
    "OVERDUE_TOO_EARLY": ("Appointments__s", lambda world: {"Status": "Overdue"}),
    "JOB_SHEET_TOO_EARLY": ("Appointments__s", lambda world: {"Job_Sheet_Name__s": "J"}),
    "NOT_CANCELLED": ("Appointments__s", lambda world: {"Cancellation_Note": "N"}),
    "RESCHEDULED_FROM_EMPTY": ("Appointments__s", lambda world: {"Reschedule_Note": "N"}),
    "RESCHEDULED_FROM_SAME": ("Appointments__s", lambda world: {"Rescheduled_From": SOON}),
    "NEVER_RESCHEDULED": (
        "Appointments_Rescheduled_History__s",
        lambda world: {"Appointment_Name": world.record("Appointments__s")},
    ),
}

LEADS = "/Leads?fields=Last_Name"
#: Row -> path of a GET that an administrator makes.
GETS: Mapping[str, str] = {
    "URL_UNKNOWN": "/Leads/no/such/path",
    "MODULE_UNKNOWN": "/Nowhere?fields=Name",
    "MODULE_NOT_IN_API": "/Documents?fields=Name",
    "MODULE_WITHOUT_TERRITORIES": "/Tasks?fields=Subject&territory_id=1",
    "PARAM_MISSING": "/settings/fields",
    "FIELDS_MISSING": "/Leads",
    "TOO_MANY_FIELDS": "/Leads?fields=" + ",".join(f"F{number}" for number in range(51)),
    "PARAM_INVALID": f"{LEADS}&page=0",
    "PARAM_NOT_MATCHED": f"{LEADS}&sort_order=up",
    "CVID_INVALID": f"{LEADS}&cvid=1",
    "TERRITORY_UNKNOWN": "/Deals?fields=Deal_Name&territory_id=1",
    "PAGE_AND_PAGE_TOKEN": f"{LEADS}&page=2&page_token=x",
    "PAGE_TOKEN_INVALID": f"{LEADS}&page_token=x",
    "PAGES_PASSED": f"{LEADS}&page=11",
    "SETTINGS_MODULE_UNSUPPORTED": "/settings/related_lists?module=Quoted_Items",
    "SETTINGS_MODULE_NOT_IN_API": "/settings/fields?module=Documents",
    "SETTINGS_MODULE_NOT_SUPPORTED": "/settings/modules/Documents",
    "STATUS_INVALID": "/settings/modules?status=asleep",
    "IDS_TOO_MANY": "/users?ids=" + ",".join("1" for _ in range(101)),
    "TERRITORY_NOT_ENABLED": "/settings/territories",
    "CURRENCIES_NOT_ENABLED": "/org/currencies",
}


def _cvid_and_sort_by(world: World) -> httpx.Response:
    view = world.module("Leads").custom_views[0].id
    return world.client.get(f"{LEADS}&cvid={view}&sort_by=id")


def _page_token(world: World) -> str:
    world.client.insert("Leads", *[{"Last_Name": "L"}] * 2)
    answer = world.client.get(f"{LEADS}&per_page=1")
    return str(answer.json()["info"]["next_page_token"])


def _expired(world: World) -> httpx.Response:
    token = _page_token(world)
    world.org.live.clock.offset = DAY
    try:
        return world.org.client().get(f"{LEADS}&per_page=1&page_token={token}")
    finally:
        world.org.live.clock.offset = 0


def _far_beyond(world: World) -> httpx.Response:
    """Ask with the token that the five hundredth page of 200 would have given."""
    org = world.org.org
    user, module = int(world.user(ADMIN)), world.module("Leads").id
    tokens = PageTokens(org.page_keys, org.id, user, module, "fields=Last_Name")
    token = tokens.make(Cursor(None, 1, 100_000), org.clock.seconds())
    return world.client.get(f"{LEADS}&page_token={token}")


def without_right(world: World, right: str) -> LiveOrg:
    """Return the org once its Standard profile has lost a right to leads."""
    kept = world.org.org.catalogue.profile_by_id
    name = f"Crm_Implied_{right}_Leads"
    kept.update({key: replace(one, denied=one.denied | {name}) for key, one in kept.items()})
    return world.org


def _posted(world: World, module: str, *items: Any, **options: Any) -> httpx.Response:
    return world.client.post(f"/{module}", {"data": list(items), **options})


def _multiple(world: World) -> httpx.Response:
    twice = {"Name": "G", "Code": "m", "Meter": 9}
    _posted(world, MODULE, twice)
    return _posted(world, MODULE, twice)


def _duplicate(world: World) -> httpx.Response:
    item = {"Name": "G", "Code": "d"}
    _posted(world, MODULE, item)
    return _posted(world, MODULE, item)


def _linked_locked(world: World) -> httpx.Response:
    (good,) = world.client.insert("Products", {"Product_Name": "Locked"})
    table = world.org.org.database.table("Products")
    text = f'UPDATE {table} SET "Locked__s" = $1 WHERE id = $2'
    world.org.write(lambda transaction: transaction.execute(text, (True, int(good))))
    return _posted(world, MODULE, {"Name": "G", "Goods": [{"Products": good}]})


def _history_limit(world: World) -> httpx.Response:
    module = "Appointments_Rescheduled_History__s"
    item = {**world.least("Appointments__s"), "Rescheduled_From": LATER}
    (appointment,) = world.client.insert("Appointments__s", item)
    entry = {**world.least(module), "Appointment_Name": appointment}
    world.client.insert(module, *[entry] * 20)
    return _posted(world, module, entry)


def _services_limit(world: World) -> httpx.Response:
    item = {**world.least("Services__s"), "Members": [{"Members": world.user()}]}
    for _ in range(5):
        _posted(world, "Services__s", *[item] * 100)
    return _posted(world, "Services__s", item)


def _source(world: World) -> str:
    return world.record("Leads")


#: Row -> any other request.
OTHERS: Mapping[str, Scenario] = {
    "METHOD_UNKNOWN": lambda world: world.client.request("PATCH", "/org"),
    "NOT_AUTHENTICATED": lambda world: Client(world.org.live.url, None).get("/org"),
    "TOKEN_INVALID": lambda world: Client(world.org.live.url, "1000.none").get("/org"),
    "SCOPE_MISSING": lambda world: world.org.client(scope="ZohoCRM.modules.ALL").get("/org"),
    "BODY_TOO_LARGE": lambda world: world.client.post("/Leads", b" " * (20 * 1024 * 1024 + 1)),
    "NO_PERMISSION": lambda world: without_right(world, "View").client(STANDARD).get(LEADS),
    "NO_PERMISSION_TO_CLONE": lambda world: (
        without_right(world, "Create").client(STANDARD).clone("Leads", NOWHERE)
    ),
    "ADMIN_ONLY": lambda world: world.org.client(STANDARD).get("/Notes?fields=Note_Title"),
    "CVID_AND_SORT_BY": _cvid_and_sort_by,
    "PAGE_TOKEN_EXPIRED": _expired,
    "PAGE_TOKEN_BOUND": lambda world: world.client.get(
        f"/Leads?fields=Company&per_page=1&page_token={_page_token(world)}"
    ),
    "PAGE_TOKENS_PASSED": _far_beyond,
    "PATH_ID_INVALID": lambda world: world.client.clone("Leads", NOWHERE),
    "BODY_MISSING": lambda world: world.client.post("/Leads"),
    "BODY_UNREADABLE": lambda world: world.client.post("/Leads", b"{"),
    "DATA_NOT_ARRAY": lambda world: world.client.post("/Leads", {"data": {}}),
    "DATA_TOO_MANY": lambda world: _posted(world, "Leads", *[{}] * 101),
    "CLONE_TOO_MANY": lambda world: world.client.clone("Leads", _source(world), {"data": [{}, {}]}),
    "OPTION_INVALID": lambda world: _posted(world, "Leads", {}, trigger="workflow"),
    "OPTION_NAME_MISSING": lambda world: _posted(world, "Leads", {}, skip_feature_execution=[{}]),
    "ASSIGNMENT_RULE_UNKNOWN": lambda world: _posted(world, "Leads", {}, lar_id=NOWHERE),
    "ITEM_NOT_OBJECT": lambda world: _posted(world, "Leads", 5),
    "DUPLICATE": _duplicate,
    "MULTIPLE": _multiple,
    "LINKED_RECORD_LOCKED": _linked_locked,
    "HISTORY_LIMIT": _history_limit,
    "SERVICES_LIMIT": _services_limit,
}


def _changed(module: str, change: Item) -> Scenario:
    return lambda world: _posted(world, module, {**world.least(module), **change(world)})


def _got(path: str) -> Scenario:
    return lambda world: world.client.get(path)


SEARCH = "/Leads/search"
COUNT = "/Leads/actions/count"
_TERM = "(Company:equals:x)"
#: Row -> path and query of a search or a count.
SEARCHES: Mapping[str, str] = {
    "SEARCH_MODULE_NOT_SUPPORTED": "/Activities/search?word=ab",
    "SEARCH_PARAM_MISSING": SEARCH,
    "SEARCH_PAGES_PASSED": f"{SEARCH}?word=ab&page=11",
    "CRITERIA_MALFORMED": f"{SEARCH}?criteria=(Company:equals:x",
    "CRITERIA_FIELD": f"{SEARCH}?criteria=(Nowhere:equals:x)",
    "CRITERIA_OPERATOR": f"{SEARCH}?criteria=(Company:less_than:x)",
    "CRITERIA_VALUE": f"{SEARCH}?criteria=(No_of_Employees:equals:x)",
    "CRITERIA_IN_TOO_MANY": f"{SEARCH}?criteria=(Company:in:{','.join('x' * 101)})",
    "CRITERIA_TOO_MANY": f"{SEARCH}?criteria={'or'.join([_TERM] * 16)}",
    "WORD_TOO_SHORT": f"{SEARCH}?word=a",
    "WORD_WITHOUT_LETTERS": f"{SEARCH}?word=%25%25",
    "WORD_WILDCARDS": f"{SEARCH}?word=a*b*",
    "COUNT_MODULE_NOT_SUPPORTED": "/Activities/actions/count",
    "CVID_AND_SEARCH": f"{COUNT}?cvid=1&word=ab",
    "FIELD_TYPE_UNAVAILABLE": "/Notes/actions/count?email=ab",
}


def _restricted(world: World) -> httpx.Response:
    made = restricting(definitions())
    illness = {"id": 951, "api_name": "Illness", "data_type": "text", "hipaa": True}
    made.modules.append({"api_name": "Leads", "fields": [illness]})
    client = make_org(world.org.live, made).client()
    return client.get(f"{SEARCH}?criteria=(Illness:equals:x)")


SEARCHED: Mapping[str, Scenario] = {
    **{row: _got(path) for row, path in SEARCHES.items()},
    "SEARCH_NOT_PERMITTED": lambda world: (
        without_right(world, "View").client(STANDARD).get(f"{SEARCH}?word=ab")
    ),
    "CRITERIA_HIPAA": _restricted,
    "API_NOT_SUPPORTED": lambda world: world.client.at("v2").get(COUNT),
}

SCENARIOS: Mapping[str, Scenario] = {
    **{row: _changed(module, change) for row, (module, change) in ITEMS.items()},
    **{row: _got(path) for row, path in GETS.items()},
    **OTHERS,
    **SEARCHED,
}
