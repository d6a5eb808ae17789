"""Currencies of the org (platform reference 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crmstead.api.route import Call, Reply, Routes, json_reply, no_content, outcome_reply
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.settings import CURRENCIES_NOT_ENABLED
from crmstead.metadata.describing.asked import path_id
from crmstead.metadata.describing.reader import user_reference
from crmstead.model.company import Currency
from crmstead.model.times import times_of
from crmstead.records.write.answers import refusal, whole
from crmstead.records.write.body import parse_body, require_array
from crmstead.records.write.finishing import Outcome
from crmstead.setup.company.currencies import (
    add_currency,
    change_base,
    change_currency,
    enable_currencies,
    require_currencies,
)
from crmstead.setup.company.currency_values import currencies_of_the_world
from crmstead.setup.company.rooted import done, object_given
from crmstead.setup.items import each
from crmstead.setup.redefining import Redefining, redefine

_ROOT, _BASE = "currencies", "base_currency"
_PATH = f"org/{_ROOT}"
#: Of the currency's id in `org/currencies/{id}`.
_PATH_INDEX = 2
_MOST = 100
_UPDATED = "The currency updated successfully."
_ENABLED = (
    "The multi-currency feature is enabled and given currency is created as the base currency."
)


async def list_currencies(call: Call) -> Reply:
    """Answer the currencies of an org with several, the home currency first."""
    return json_reply({_ROOT: [_described(call, one) for one in _known(call)]})


async def get_currency(call: Call) -> Reply:
    """Answer one currency; 204 for an id that is none's."""
    known = _known(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    found = next((one for one in known if one.id == number), None)
    return no_content() if found is None else json_reply({_ROOT: [_described(call, found)]})


async def list_available(call: Call) -> Reply:
    """Answer the currencies of the world that the org does not have."""
    codes = call.org.catalogue.currency_by_code.keys() | {call.org.catalogue.org.iso_code}
    shown = [
        {
            "display_value": one.display_name,
            "display_name": one.display_name,
            "symbol": one.symbol,
            "iso_code": one.iso_code,
            "decimal_separator": "Period",
            "thousand_separator": "Comma",
            "decimal_places": str(one.places),
        }
        for one in currencies_of_the_world().values()
        if one.iso_code not in codes
    ]
    return json_reply({"available_currencies": shown})


async def create(call: Call) -> Reply:
    """Answer `POST org/currencies`: 200 and the ids of the new ones."""
    return await _each(call, _MOST, add_currency, "The currency created successfully.")


async def update(call: Call) -> Reply:
    """Answer `PUT org/currencies`: each item names its currency by `id`."""
    return await _each(call, _MOST, change_currency, _UPDATED)


async def update_one(call: Call) -> Reply:
    """Answer `PUT org/currencies/{id}`."""
    number = path_id(call.path["id"], _PATH_INDEX)

    def change(redefining: Redefining, item: Any) -> int:
        return change_currency(redefining, item, number)

    return await _each(call, 1, change, _UPDATED)


async def enable(call: Call) -> Reply:
    """Answer `POST org/currencies/actions/enable`: the org has several currencies from now on."""
    return await _on_base(call, enable_currencies, _ENABLED, enabled=False)


async def update_base(call: Call) -> Reply:
    """Answer `PUT org/currencies/actions/enable`: the home currency is changed."""
    return await _on_base(call, change_base, _UPDATED)


async def _each(
    call: Call, most: int, change: Callable[[Redefining, Any], int], message: str
) -> Reply:
    async def work(redefining: Redefining) -> Outcome:
        require_currencies(redefining)
        items = require_array(parse_body(call.body), _ROOT, most)

        async def one(item: Any) -> int:
            return change(redefining, item)

        return await each(items, _ROOT, call.version, one, message)

    return outcome_reply(await redefine(call, work), _ROOT)


async def _on_base(
    call: Call, change: Callable[[Redefining, Any], int], message: str, *, enabled: bool = True
) -> Reply:
    """Do what a body says of the home currency; what it is refused for stands under its root."""

    async def work(redefining: Redefining) -> Reply:
        require_currencies(redefining, enabled=enabled)
        try:
            item = object_given(parse_body(call.body), _BASE)
        except RecordError as error:
            raise whole(error, call.version) from None
        try:
            number = change(redefining, item)
        except RecordError as error:
            shown = refusal(error, call.version, (_BASE,))
            return json_reply({_BASE: shown}, error.cause.status)
        return json_reply({_BASE: done(message, id=str(number))})

    return await redefine(call, work)


def _known(call: Call) -> tuple[Currency, ...]:
    known = call.org.catalogue.currencies
    if not known:
        raise ApiError(CURRENCIES_NOT_ENABLED)
    return known


def _described(call: Call, one: Currency) -> dict[str, Any]:
    when = times_of(call.caller.zone).format
    catalogue = call.org.catalogue
    return {
        "id": str(one.id),
        "name": one.name,
        "iso_code": one.iso_code,
        "symbol": one.symbol,
        "prefix_symbol": one.prefix_symbol,
        "is_base": one.is_base,
        "is_active": one.is_active,
        "exchange_rate": one.exchange_rate,
        "exchange_rate_auto_update": one.exchange_rate_auto_update,
        "format": {
            "decimal_separator": one.decimal_separator,
            "thousand_separator": one.thousand_separator,
            "decimal_places": one.decimal_places,
            "numeral_system": one.numeral_system,
        },
        "created_time": when(one.created_time),
        "created_by": user_reference(catalogue, one.created_by),
        "modified_time": when(one.modified_time),
        "modified_by": user_reference(catalogue, one.modified_by),
    }


_route = Routes(("settings.currencies.{right}",))

ROUTES = (
    _route("GET", _PATH, list_currencies, "list_currencies"),
    _route("POST", _PATH, create, "createCurrencies"),
    _route("PUT", _PATH, update, "updateCurrencies"),
    _route("GET", f"{_PATH}/{{id}}", get_currency, "get_currency"),
    _route("PUT", f"{_PATH}/{{id}}", update_one, "updateCurrencyById"),
    _route("POST", f"{_PATH}/actions/enable", enable, "enableCurrency"),
    _route("PUT", f"{_PATH}/actions/enable", update_base, "updateBaseCurrency"),
    _route(
        "GET", f"{_PATH}/actions/available_currencies", list_available, "getAvailableCurrencies"
    ),
)
