"""Territories (platform reference 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import TERRITORY_NOT_ENABLED
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import ids_asked, page_asked, path_id, words_asked
from crmstead.metadata.describing.filters import Member, filter_asked
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.model.people import Territory
from crmstead.model.times import times_of

#: Of the territory's id in `settings/territories/{id}`.
_PATH_INDEX = 2
_MOST_PER_PAGE = 2000
_RULES = ("account_rule_criteria", "deal_rule_criteria", "lead_rule_criteria")

_MEMBERS: dict[str, Member] = {
    "id": lambda one: one.id,
    "name": lambda one: one.name,
    "reporting_to.id": lambda one: one.reporting_to,
    "manager.id": lambda one: one.manager,
    "permission_type": lambda one: one.permission_type,
    "created_by": lambda one: one.created_by,
    "modified_by": lambda one: one.created_by,
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


def _page(call: Call, territories: Iterable[Territory]) -> Reply:
    chosen = filter_asked(call.query, _MEMBERS)
    left = [one for one in territories if chosen is None or chosen(one)]
    shown, info = page_asked(call.query, _MOST_PER_PAGE).cut(left)
    if not shown:
        return no_content()
    return json_reply({"territories": [_describe(call, one) for one in shown], "info": info})


def _describe(call: Call, territory: Territory) -> dict[str, Any]:
    """Return a territory, with the rules that `include` names; none assigns records by itself."""
    catalogue = call.org.catalogue
    created = times_of(call.caller.zone).format(territory.created_time)
    above = catalogue.territory_by_id.get(territory.reporting_to or 0)
    return {
        "id": str(territory.id),
        "name": territory.name,
        "api_name": territory.api_name,
        "description": territory.description,
        "permission_type": territory.permission_type,
        "manager": user_reference(catalogue, territory.manager),
        "reporting_to": None if above is None else named(above.id, above.name),
        "created_time": created,
        "created_by": user_reference(catalogue, territory.created_by),
        "modified_time": created,
        "modified_by": user_reference(catalogue, territory.created_by),
        **dict.fromkeys(words_asked(call.query, "include", _RULES)),
    }


_SCOPES = ("settings.territories.READ",)
_PAGE = (Param("filters"), Param("page"), Param("per_page"))

ROUTES = (
    Route(
        method="GET",
        path="settings/territories",
        call=list_territories,
        scopes=_SCOPES,
        operation="list_territories",
        params=(*_PAGE, Param("include"), Param("ids")),
    ),
    Route(
        method="GET",
        path="settings/territories/{id}",
        call=get_territory,
        scopes=_SCOPES,
        operation="get_territory",
        params=(Param("include"),),
    ),
    Route(
        method="GET",
        path="settings/territories/{id}/__child_territories",
        call=list_child_territories,
        scopes=_SCOPES,
        operation="list_child_territories",
        params=(*_PAGE, Param("include")),
    ),
)
