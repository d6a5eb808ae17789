"""Custom views: which records their criteria choose, and how they sort them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.api.reading import client_of_org, fixture_of, listed, set_values
from tests.compat.org import rich_definitions
from tests.live import PEER, ZONE

CODE, MESSAGE = "INVALID_DATA", "invalid data"


def one(name, comparator, value):
    return {"field": {"api_name": name}, "comparator": comparator, "value": value}


def group(operator, *parts):
    return {"group_operator": operator, "group": list(parts)}


#: Criteria, and the leads they choose of A, B, C (of which C has little more than a name).
CRITERIA = [
    (one("Company", "equal", "alpha"), "A"),
    (one("Company", "equal", "ALPHA"), "A"),
    (one("Company", "not_equal", "Alpha"), "CB"),
    (one("Company", "contains", "PHA"), "CA"),
    (one("Company", "not_contains", "pha"), "B"),
    (one("Company", "contains", "%"), ""),
    (one("Company", "starts_with", "alpha"), "CA"),
    (one("Company", "ends_with", "bet"), "C"),
    (one("Company", "in", ["Alpha", "beta", "gamma"]), "BA"),
    (one("Company", "in", "Alpha,gamma"), "A"),
    (one("Company", "not_in", ["Alpha"]), "CB"),
    (one("Rating", "equal", "Active"), "A"),
    (one("Rating", "equal", "${EMPTY}"), "C"),
    (one("Rating", "not_equal", "${EMPTY}"), "BA"),
    (one("Rating", "equal", "${NOTEMPTY}"), "BA"),
    (one("Rating", "not_equal", "Active"), "CB"),
    (one("No_of_Employees", "equal", 5), "A"),
    (one("No_of_Employees", "greater_than", 5), "B"),
    (one("No_of_Employees", "greater_equal", 5), "BA"),
    (one("No_of_Employees", "less_than", 10), "A"),
    (one("No_of_Employees", "less_equal", 10), "BA"),
    (one("No_of_Employees", "between", [5, 9]), "A"),
    (one("No_of_Employees", "not_between", [5, 9]), "CB"),
    (one("No_of_Employees", "in", [10, 11]), "B"),
    (one("Fee", "equal", 10.5), "A"),
    (one("Fee", "less_than", 10.51), "A"),
    (one("Fee", "greater_than", 10.5), "B"),
    (one("Share", "between", [1, 99.5]), "BA"),
    (one("Serial", "greater_than", "99"), "B"),
    (one("Serial", "less_equal", "99"), "A"),
    (one("Certain", "equal", True), "A"),
    (one("Certain", "equal", False), "CB"),
    (one("Certain", "not_equal", True), "CB"),
    (one("Certain", "not_equal", False), "A"),
    (one("Born", "equal", "2001-02-03"), "A"),
    (one("Born", "less_than", "2001-02-03"), "B"),
    (one("Born", "between", ["1999-01-01", "2001-02-03"]), "BA"),
    (one("Met_At", "equal", "2024-02-29T10:15:30+05:30"), "A"),
    (one("Met_At", "greater_than", "2024-02-28T20:45:30-08:00"), "B"),
    (one("Met_At", "equal", "2024-02-28"), "A"),
    (one("Skills", "equal", "Lisp"), "BA"),
    (one("Skills", "in", ["Sailing"]), "B"),
    (one("Skills", "not_equal", "Sailing"), "CA"),
    (one("Owner", "equal", "${CURRENTUSER}"), "CA"),
    (one("Owner", "not_equal", "${CURRENTUSER}"), "B"),
    (one("Created_Time", "equal", "${TODAY}"), "CBA"),
    (group("AND", one("Company", "contains", "pha"), one("Rating", "equal", "Active")), "A"),
    (group("OR", one("Company", "equal", "beta"), one("Rating", "equal", "Active")), "BA"),
    (
        group(
            "AND",
            group("OR", one("Company", "equal", "beta"), one("Company", "equal", "alpha")),
            one("Certain", "equal", False),
        ),
        "B",
    ),
]

#: A special value, and whether a day is in what it stands for, seen from today.
SPECIAL = {
    "${TODAY}": lambda day, today: day == today,
    "${YESTERDAY}": lambda day, today: (today - day).days == 1,
    "${TOMORROW}": lambda day, today: (day - today).days == 1,
    "${AGEINDAYS}-7": lambda day, today: (today - day).days == 7,
    "${AGEINDAYS}+7": lambda day, today: (day - today).days == 7,
    "${DUEINDAYS}+40": lambda day, today: (day - today).days == 40,
    "${THISWEEK}": lambda day, today: sunday(day) == sunday(today),
    "${LASTWEEK}": lambda day, today: sunday(day) + timedelta(days=7) == sunday(today),
    "${NEXTWEEK}": lambda day, today: sunday(day) - timedelta(days=7) == sunday(today),
    "${THISMONTH}": lambda day, today: months(day) == months(today),
    "${LASTMONTH}": lambda day, today: months(day) == months(today) - 1,
    "${NEXTMONTH}": lambda day, today: months(day) == months(today) + 1,
    "${THISYEAR}": lambda day, today: day.year == today.year,
    "${LASTYEAR}": lambda day, today: day.year == today.year - 1,
    "${NEXTYEAR}": lambda day, today: day.year == today.year + 1,
}
OFFSETS = (-400, -365, -60, -30, -14, -8, -7, -1, 0, 1, 7, 8, 14, 30, 40, 60, 365, 400)
NULLS_LAST = {"Fee": {"asc": "ABC", "desc": "BAC"}, "Company": {"asc": "ACB", "desc": "BCA"}}


def sunday(day: date) -> date:
    # unspecified: weeks begin on Sunday.
    return day - timedelta(days=day.isoweekday() % 7)


def months(day: date) -> int:
    return 12 * day.year + day.month


def day_views():
    for value in SPECIAL:
        yield f"born {value}", one("Born", "equal", value)
        yield f"met {value}", one("Met_At", "equal", value)
    yield "last days", one("Born", "between", ["${AGEINDAYS}-7", "${TODAY}"])
    yield "before", one("Born", "less_than", "${TODAY}")
    yield "after", one("Met_At", "greater_than", "${TODAY}")


def views():
    for number, (criteria, _) in enumerate(CRITERIA):
        yield {"name": f"criteria {number}", "criteria": criteria}
    for name, criteria in day_views():
        yield {"name": name, "criteria": criteria}
    for name in NULLS_LAST:
        for direction in ("asc", "desc"):
            yield {"name": f"{name} {direction}", "sort_by": name, "sort_order": direction}
    for name in ("Interests", "Languages_Known", "Gone"):
        yield {"name": f"by {name}", "criteria": one(name, "equal", "x")}
    yield {"name": "bad comparator", "criteria": one("Company", "like", "x")}


def with_views():
    made = rich_definitions()
    leads = made.modules[0]
    own = [{"id": 700 + number, **view} for number, view in enumerate(views())]
    made.modules[0] = {**leads, "custom_views": own}
    return made


org = fixture_of(with_views)
client = client_of_org


def view(org, name, module="Leads"):
    found = org.org.catalogue.module_by_name[module].custom_views
    return str(next(one.id for one in found if one.name == name))


@pytest.fixture(scope="module")
def leads(org, client):
    """The leads A, B and C."""
    peer = str(org.org.catalogue.user_by_email[PEER].id)
    ids = client.insert(
        "Leads",
        {
            "Last_Name": "A", "Company": "Alpha", "Rating": "Active", "No_of_Employees": 5,
            "Fee": 10.5, "Share": 1, "Serial": "99", "Certain": True, "Born": "2001-02-03",
            "Met_At": "2024-02-29T10:15:30+05:30", "Skills": ["Lisp"],
        },
        {
            "Last_Name": "B", "Company": "beta", "Rating": "Acquired", "No_of_Employees": 10,
            "Fee": 100, "Share": 99.5, "Serial": "1000", "Certain": False, "Born": "1999-01-01",
            "Met_At": "2024-03-01T00:00:00+05:30", "Skills": ["Lisp", "Sailing"],
            "Owner": {"id": peer},
        },
        {"Last_Name": "C", "Company": "alphabet"},
    )  # fmt: skip
    return dict(zip("ABC", ids, strict=True))


@pytest.mark.parametrize("number", range(len(CRITERIA)), ids=[str(one) for one, _ in CRITERIA])
def test_criteria_choose_records(org, client, leads, number):
    asked = {"cvid": view(org, f"criteria {number}"), "ids": ",".join(leads.values())}
    assert "".join(listed(client, "Leads", "Last_Name", **asked)) == CRITERIA[number][1]


@pytest.fixture(scope="module")
def days(org, client):
    """Leads born on, and met in the first and the last second of, days around today."""
    now = datetime.fromtimestamp(org.live.clock.seconds(), ZoneInfo(ZONE))
    found = {offset: now.date() + timedelta(days=offset) for offset in OFFSETS}
    zone = ZoneInfo(ZONE)
    for offset, day in found.items():
        first = datetime(day.year, day.month, day.day, tzinfo=zone)
        last = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
        client.insert(
            "Leads",
            *(
                {"Last_Name": str(offset), "Born": day.isoformat(), "Met_At": met.isoformat()}
                for met in (first, last)
            ),
        )
    return found


def offsets(client, org, name):
    found = listed(client, "Leads", "Last_Name", cvid=view(org, name))
    return sorted(int(name) for name in found if name.lstrip("-").isdigit())


@pytest.mark.parametrize("value", SPECIAL)
@pytest.mark.parametrize("field", ["born", "met"])
def test_a_special_value_stands_for_days_in_the_callers_zone(org, client, days, field, value):
    expected = [offset for offset, day in days.items() if SPECIAL[value](day, days[0])]
    assert offsets(client, org, f"{field} {value}") == sorted([*expected, *expected])


def test_special_values_are_compared_as_whole_days(org, client, days):
    twice = sorted([*OFFSETS, *OFFSETS])
    assert offsets(client, org, "last days") == [one for one in twice if -7 <= one <= 0]
    assert offsets(client, org, "before") == [one for one in twice if one < 0]
    assert offsets(client, org, "after") == [one for one in twice if one > 0]


@pytest.mark.parametrize("name", NULLS_LAST)
@pytest.mark.parametrize("direction", ["asc", "desc"])
@pytest.mark.parametrize("override", [{}, {"sort_order": "asc"}, {"sort_order": "desc"}])
def test_a_view_sorts_in_its_own_way_empty_values_last(
    org, client, leads, name, direction, override
):
    asked = {
        "fields": "Last_Name",
        "cvid": view(org, f"{name} {direction}"),
        "ids": ",".join(leads.values()),
        "per_page": 1,
        **override,
    }
    answer = client.get("/Leads", params=asked).json()
    found = answer["data"]
    shown = override.get("sort_order", direction)
    assert (answer["info"]["sort_by"], answer["info"]["sort_order"]) == (name, shown)
    while answer["info"]["next_page_token"]:
        token = answer["info"]["next_page_token"]
        answer = client.get("/Leads", params={**asked, "page_token": token}).json()
        found += answer["data"]
    assert "".join(record["Last_Name"] for record in found) == NULLS_LAST[name][shown]


def test_previous_tokens_of_a_sorted_view_lead_back(org, client, leads):
    asked = {
        "fields": "Last_Name", "cvid": view(org, "Fee asc"), "ids": ",".join(leads.values()),
        "per_page": 1,
    }  # fmt: skip
    info = client.get("/Leads", params={**asked, "page": 3}).json()["info"]
    names = ""
    while info["previous_page_token"]:
        token = info["previous_page_token"]
        answer = client.get("/Leads", params={**asked, "page_token": token}).json()
        names += answer["data"][0]["Last_Name"]
        info = answer["info"]
    assert names == "BA"


@pytest.mark.parametrize("name", ["Interests", "Languages_Known", "Gone"])
def test_a_view_by_an_unsupported_field_is_refused_and_tells_the_supported(org, client, name):
    answer = client.get("/Leads", params={"fields": "id", "cvid": view(org, f"by {name}")})
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (400, CODE, MESSAGE)
    assert body["details"]["param_name"] == "cvid"
    supported = body["details"]["supported_values"]
    assert {"Company", "Fee", "Created_Time"} <= set(supported)
    assert name not in supported


def test_a_view_with_an_unknown_comparator_is_refused(org, client):
    answer = client.get("/Leads", params={"fields": "id", "cvid": view(org, "bad comparator")})
    assert (answer.status_code, answer.json()["code"]) == (400, CODE)


@pytest.fixture(scope="module")
def converted(org, client):
    (record,) = client.insert("Leads", {"Last_Name": "converted"})
    set_values(org, "Leads", record, Converted__s=True)
    return record


@pytest.mark.parametrize(
    ("name", "params", "found"),
    [
        ("My Leads", {}, "CA"),
        ("My Leads", {"converted": "both"}, "XCA"),
        ("My Leads", {"converted": "true"}, "X"),
        ("All Open Leads", {}, "CBA"),
        ("Converted Leads", {}, "X"),
        ("My Converted Leads", {}, "X"),
        ("Recently Created Leads", {}, "CBA"),
        ("Unsubscribed Leads", {}, ""),
        ("Junk Leads", {}, ""),
    ],
)
def test_system_views_choose_leads(org, client, leads, converted, name, params, found):
    ids = ",".join([*leads.values(), converted])
    names = listed(client, "Leads", "Last_Name", cvid=view(org, name), ids=ids, **params)
    assert "".join(names).replace("converted", "X") == found


def test_open_and_closed_meetings_are_told_apart_by_now(org, client):
    hour = timedelta(hours=1)
    now = datetime.fromtimestamp(org.live.clock.seconds(), ZoneInfo(ZONE))
    for title, end in (("over", now - hour), ("on", now + hour)):
        times = {"Start_DateTime": (end - 2 * hour).isoformat(), "End_DateTime": end.isoformat()}
        client.insert("Events", {"Event_Title": title, **times})
    found = {
        name: listed(client, "Events", "Event_Title", cvid=view(org, name, "Events"))
        for name in ("Open Meetings", "Closed Meetings")
    }
    assert found == {"Open Meetings": ["on"], "Closed Meetings": ["over"]}


def test_every_view_of_every_module_can_be_read(org, client):
    modules = [
        module
        for module in org.org.catalogue.modules
        if module.api_supported and "view" in module.supports and not module.pseudo
    ]
    own = {f"by {name}" for name in ("Interests", "Languages_Known", "Gone")}
    refused = {
        (module.api_name, one.name, answer.text)
        for module in modules
        for one in module.custom_views
        if one.name not in {*own, "bad comparator"}
        for answer in [
            client.get(f"/{module.api_name}", params={"fields": "id", "cvid": str(one.id)})
        ]
        if answer.status_code not in (200, 204)
    }
    assert refused == set()
    assert sum(len(module.custom_views) for module in modules) > 100
