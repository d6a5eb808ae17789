"""Currencies of the org (platform reference 5.6)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.settings import CURRENCIES_NOT_ENABLED
from crmstead.metadata.describing.asked import path_id
from crmstead.metadata.describing.reader import derived_id
from crmstead.model.times import times_of

#: Of the currency's id in `org/currencies/{id}`.
_PATH_INDEX = 2


async def list_currencies(call: Call) -> Reply:
    """Answer the currencies of an org with more than one; only its base is kept."""
    return json_reply({"currencies": [_base(call)]})


async def get_currency(call: Call) -> Reply:
    """Answer one currency; 204 for an id that is none's."""
    base = _base(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    return json_reply({"currencies": [base]}) if base["id"] == str(number) else no_content()


def _base(call: Call) -> dict[str, Any]:
    org = call.org.catalogue.org
    if "multi_currency" not in org.features:
        raise ApiError(CURRENCIES_NOT_ENABLED)
    created = times_of(call.caller.zone).format(org.created_time)
    return {
        "id": derived_id(call.org.catalogue, "currency", org.iso_code),
        "name": org.currency,
        "iso_code": org.iso_code,
        "symbol": org.currency_symbol,
        "prefix_symbol": True,
        "is_base": True,
        "is_active": True,
        "exchange_rate": "1.000000000",
        "format": {
            "decimal_separator": "Period",
            "thousand_separator": "Comma",
            "decimal_places": "2",
        },
        "created_time": created,
        "created_by": None,
        "modified_time": created,
        "modified_by": None,
    }


_SCOPES = ("settings.currencies.READ",)

ROUTES = (
    Route(
        method="GET",
        path="org/currencies",
        call=list_currencies,
        scopes=_SCOPES,
        operation="list_currencies",
    ),
    Route(
        method="GET",
        path="org/currencies/{id}",
        call=get_currency,
        scopes=_SCOPES,
        operation="get_currency",
    ),
)
