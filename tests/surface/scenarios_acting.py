"""One request for every cause that refuses an action on records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from crmstead.model.people import Cadence, Territory
from tests.api.reading import assign_territory
from tests.live import definitions, make_org
from tests.surface.scenarios import NOWHERE, Scenario
from tests.values import World

_TAGS = "/settings/tags"
_LATER, _PAST = "2090-01-01T10:00:00+00:00", "2024-01-01T10:00:00+00:00"


def act(world: World, action: str, body: Any, module: str = "Leads") -> httpx.Response:
    """Ask for an action on the world's record of a module."""
    return world.client.post(f"/{module}/{world.record(module)}/actions/{action}", body)


def _in_state(column: str, value: Any) -> Scenario:
    """Tag a lead of which a column, written behind the API, has a value."""

    def scenario(world: World) -> httpx.Response:
        table = world.org.org.database.table("Leads")
        sql = f'UPDATE {table} SET "{column}" = $1 WHERE id = $2'
        given = (value, int(world.record("Leads")))
        world.org.write(lambda transaction: transaction.execute(sql, given))
        return act(world, "add_tags", {"tags": [{"name": "x"}]})

    return scenario


def _tagged(*tags: Any) -> Scenario:
    return lambda world: act(world, "add_tags", {"tags": list(tags)})


def _recoloured(world: World) -> httpx.Response:
    tag = {"name": "x", "color_code": "#F17574"}
    assert act(world, "add_tags", {"tags": [tag]}).status_code == 200
    return act(world, "add_tags", {"tags": [{**tag, "color_code": "#63C57E"}]})


MANUAL, AUTOMATIC = 4_000_000_000_810_001, 4_000_000_000_810_002
TERRITORIES = tuple(4_000_000_000_811_000 + number for number in range(2))


def _owner(**body: Any) -> Scenario:
    """Give a lead another owner, with a body that has more."""
    return lambda world: act(world, "change_owner", {"owner": {"id": world.user()}, **body})


def _named_twice_over(world: World) -> httpx.Response:
    entry = {"api_name": "Tasks", "id": world.org.module_id("Calls")}
    return _owner(related_modules=[entry])(world)


def _territorial(world: World) -> World:
    """Return the world of an org with territories."""
    made = definitions(frozenset({"territories"}))
    owner = made.users[0].id
    made.territories.extend(
        Territory(id=one, name="T", reporting_to=None, created_time=1, created_by=owner)
        for one in TERRITORIES
    )
    return World(make_org(world.org.live, made))


def _territories(*territories: int) -> Scenario:
    """Assign a deal to territories, in an org that has some."""
    item = {"Territories": [{"id": one} for one in territories]}
    return lambda world: act(_territorial(world), "assign_territories", {"data": [item]}, "Deals")


def _territory_of_nothing(world: World) -> httpx.Response:
    item = {"id": NOWHERE, "Territories": [{"id": TERRITORIES[0]}]}
    path = "/Deals/actions/assign_territories"
    return _territorial(world).client.post(path, {"data": [item]})


def _territory_again(world: World) -> httpx.Response:
    elsewhere = _territorial(world)
    body = {"data": [{"Territories": [{"id": TERRITORIES[0]}]}]}
    assert act(elsewhere, "assign_territories", body, "Deals").status_code == 200
    return act(elsewhere, "assign_territories", body, "Deals")


def _territory_of_system(world: World) -> httpx.Response:
    elsewhere = _territorial(world)
    assign_territory(elsewhere.org, elsewhere.record("Deals"), TERRITORIES[0], None)
    body = {"data": [{"Territories": [{"id": TERRITORIES[0]}]}]}
    return act(elsewhere, "remove_territories", body, "Deals")


def _enrolled(**body: Any) -> Scenario:
    """Enrol leads in cadences of an org that has two."""

    def scenario(world: World) -> httpx.Response:
        made = definitions()
        for number, kind in ((MANUAL, "manual"), (AUTOMATIC, "automatic")):
            made.cadences.append(Cadence(id=number, name="C", module="Leads", type=kind))
        client = make_org(world.org.live, made).client()
        return client.post("/Leads/actions/enrol_in_cadences", body)

    return scenario


def _cancelled(times: int = 1, **more: Any) -> Scenario:
    """Cancel a meeting, more than once too."""

    def scenario(world: World) -> httpx.Response:
        guest = {"type": "email", "participant": "a@b.co"}
        when = {"Start_DateTime": _LATER, "End_DateTime": _LATER}
        item = {"Event_Title": "E", **when, "Participants": [guest], **more}
        (meeting,) = world.client.insert("Events", item)
        body = {"data": [{"send_cancelling_mail": False}]}
        path = f"/Events/{meeting}/actions/cancel"
        return [world.client.post(path, body) for _ in range(times)][-1]

    return scenario


SCENARIOS: Mapping[str, Scenario] = {
    "MODULE_NOT_FOR_ACTION": lambda world: world.client.get(f"{_TAGS}?module=Notes"),
    "NOT_APPROVED_FOR_ACTION": _in_state("$approval_state", "approval_process_pending"),
    "TAG_WRONG_TYPE": _tagged({"name": 5}),
    "TAG_TOO_LONG": _tagged({"name": "t" * 26}),
    "TAG_ID_INVALID": _tagged({"id": NOWHERE}),
    "TAG_HAS_OTHER_COLOR": _recoloured,
    "TAG_PARAM_MISSING": lambda world: world.client.post(
        "/Leads/actions/add_tags", {"tags": [{"name": "x"}]}
    ),
    "OWNER_INVALID": _owner(owner={"id": NOWHERE}),
    "OWNER_NOT_CHANGED_HERE": _owner(related_modules=[{"api_name": "Leads"}]),
    "RELATED_MODULE_AMBIGUOUS": _named_twice_over,
    "TERRITORY_RECORD_UNKNOWN": _territory_of_nothing,
    "TERRITORIES_MISSING": _territories(),
    "TERRITORY_ASSIGNED": _territory_again,
    "TERRITORY_TWICE": _territories(TERRITORIES[0], TERRITORIES[0]),
    "TERRITORIES_LIMIT": _territories(*TERRITORIES),
    "TERRITORY_OF_SYSTEM": _territory_of_system,
    "CADENCE_IDS_MISSING": _enrolled(ids=["1"]),
    "CADENCE_RECORDS_MISSING": _enrolled(cadences_ids=[MANUAL]),
    "CADENCES_LIMIT": _enrolled(cadences_ids=[MANUAL] * 6, ids=["1"]),
    "CADENCE_RECORDS_LIMIT": _enrolled(cadences_ids=[MANUAL], ids=["1"] * 101),
    "CADENCE_UNKNOWN": _enrolled(cadences_ids=[NOWHERE], ids=["1"]),
    "CADENCE_NOT_MANUAL": _enrolled(cadences_ids=[AUTOMATIC], ids=["1"]),
    "CADENCE_RECORD_UNKNOWN": _enrolled(cadences_ids=[MANUAL], ids=["1"]),
    "CONTACT_ROLE_UNKNOWN": lambda world: world.client.request(
        "DELETE", f"/Contacts/roles/{NOWHERE}"
    ),
    "MEETING_CANCELLED": _cancelled(times=2),
    "MEETING_WITHOUT_PARTICIPANTS": _cancelled(Participants=[]),
    "MEETING_OVER": _cancelled(Start_DateTime=_PAST, End_DateTime=_PAST),
    "TAG_NOT_FOUND": lambda world: world.client.request("DELETE", f"{_TAGS}/{NOWHERE}"),
}
