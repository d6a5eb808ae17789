"""Territories (platform reference 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import TERRITORY_NOT_ENABLED
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import ids_asked, page_asked, path_id, words_asked
from crmstead.metadata.describing.filters import Member, filter_asked
from crmstead.metadata.describing.reader import named
from crmstead.metadata.describing.territories import RULES, describe_territory
from crmstead.model.people import Territory
from crmstead.model.times import times_of

#: Of the territory's id in `settings/territories/{id}`.
_PATH_INDEX = 2
_MOST_PER_PAGE = 2000

_MEMBERS: dict[str, Member] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "reporting_to.id": lambda one: one.reporting_to,
    "manager.id": lambda one: one.manager,
    "permission_type": lambda one: one.permission_type,
    "created_by": lambda one: one.created_by,
    "modified_by": lambda one: one.modified_by or one.created_by,
}


def _catalogue(call: Call) -> Catalogue:
    if "territories" not in call.org.catalogue.org.features:
        raise ApiError(TERRITORY_NOT_ENABLED)
    return call.org.catalogue


async def list_territories(call: Call) -> Reply:
    """Answer a page of the territories that `ids` and `filters` leave."""
    catalogue = _catalogue(call)
    wanted = ids_asked(call.query)
    return _page(call, (one for one in catalogue.territories if wanted is None or one.id in wanted))


async def list_child_territories(call: Call) -> Reply:
    """Answer a page of the territories right below one; 204 for one that is not there."""
    catalogue = _catalogue(call)
    parent = path_id(call.path["id"], _PATH_INDEX)
    return _page(call, (one for one in catalogue.territories if one.reporting_to == parent))


async def get_territory(call: Call) -> Reply:
    """Answer one territory; 204 for an id that is none's."""
    catalogue = _catalogue(call)
    found = catalogue.territory_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    if found is None:
        return no_content()
    return json_reply({"territories": [_describe(call, found)]})


async def count_users(call: Call) -> Reply:
    """Answer a page of how many active users each territory has, those without any left out."""
    catalogue = _catalogue(call)
    counted = [
        {"count": str(count), "territory": named(one.id, one.name)}
        for one in catalogue.territories
        if (count := sum(one.id in user.territories for user in catalogue.users))
    ]
    shown, info = page_asked(call.query, _MOST_PER_PAGE).cut(counted)
    return json_reply({"associated_users_count": shown, "info": info}) if shown else no_content()


async def list_deleted_associated(call: Call) -> Reply:
    """Answer 204: a territory that is deleted is associated with nothing from then on."""
    _catalogue(call)
    ids_asked(call.query)
    return no_content()


def _page(call: Call, territories: Iterable[Territory]) -> Reply:
    chosen = filter_asked(call.query, _MEMBERS)
    left = [one for one in territories if chosen is None or chosen(one)]
    shown, info = page_asked(call.query, _MOST_PER_PAGE).cut(left)
    if not shown:
        return no_content()
    return json_reply({"territories": [_describe(call, one) for one in shown], "info": info})


def _describe(call: Call, territory: Territory) -> dict[str, Any]:
    include = words_asked(call.query, "include", RULES)
    times = times_of(call.caller.zone)
    return describe_territory(call.org.catalogue, times, territory, include)


_PAGE = (Param("filters"), Param("page"), Param("per_page"))

_route = Routes(("settings.territories.{right}",))

ROUTES = (
    _route(
        "GET",
        "settings/territories",
        list_territories,
        "list_territories",
        *_PAGE,
        Param("include"),
        Param("ids"),
    ),
    _route("GET", "settings/territories/{id}", get_territory, "get_territory", Param("include")),
    _route(
        "GET",
        "settings/territories/{id}/__child_territories",
        list_child_territories,
        "list_child_territories",
        *_PAGE,
        Param("include"),
    ),
    _route(
        "GET",
        "settings/territories/actions/associated_users_count",
        count_users,
        "getTerritoriesAssociatedUsersCount",
        Param("page"),
        Param("per_page"),
    ),
    _route(
        "GET",
        "settings/territories/actions/deleted_associated_territories",
        list_deleted_associated,
        "getDeletedAssociatedTerritories",
        Param("ids"),
    ),
)
