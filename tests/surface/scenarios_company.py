"""One request for every row of variables, currencies and taxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from tests.live import STANDARD, Client, definitions, make_org
from tests.surface.scenarios import Scenario
from tests.values import World

VARIABLES = "/settings/variables"
_VARIABLE = {"name": "V", "api_name": "V", "type": "text", "variable_group": {"name": "General"}}


def _variables(*items: Mapping[str, Any]) -> Scenario:
    def run(world: World) -> httpx.Response:
        answer = None
        for one in items:
            answer = world.client.post(VARIABLES, {"variables": [{**_VARIABLE, **one}]})
        assert answer is not None
        return answer

    return run


def _retyped(world: World) -> httpx.Response:
    world.client.post(VARIABLES, {"variables": [_VARIABLE]})
    body = {"variables": [{"type": "integer"}]}
    return world.client.request("PUT", f"{VARIABLES}/V", json=body)


CURRENCIES = "/org/currencies"
_HOME = {"iso_code": "USD", "symbol": "$"}
_EURO = {"iso_code": "EUR", "symbol": "E", "exchange_rate": "2"}
#: What is wrong with a currency that is added beside dollars.
_CURRENCIES: Mapping[str, Mapping[str, Any]] = {
    "CURRENCY_CODE_INVALID": {"iso_code": "XXX"},
    "CURRENCY_CODE_DUPLICATE": {"iso_code": "USD"},
    "CURRENCY_NAME_INVALID": {"name": ""},
    "CURRENCY_SYMBOL_INVALID": {"symbol": ""},
    "CURRENCY_SYMBOL_DUPLICATE": {"symbol": "$"},
    "EXCHANGE_RATE_INVALID": {"exchange_rate": 5},
    "THOUSAND_SEPARATOR_INVALID": {"format": {"thousand_separator": "x"}},
    "DECIMAL_SEPARATOR_INVALID": {"format": {"decimal_separator": "x"}},
    "DECIMAL_PLACES_INVALID": {"format": {"decimal_places": "9"}},
    "NUMERAL_SYSTEM_INVALID": {"format": {"numeral_system": "x"}},
    "SEPARATORS_ALIKE": {"format": {"decimal_separator": "Comma"}},
    "INDIAN_SEPARATORS": {"format": {"numeral_system": "Indian", "thousand_separator": "Space"}},
}


def _enabled(client: Client) -> httpx.Response:
    return client.post(f"{CURRENCIES}/actions/enable", {"base_currency": _HOME})


def _currency(wrong: Mapping[str, Any]) -> Scenario:
    def run(world: World) -> httpx.Response:
        _enabled(world.client)
        return world.client.post(CURRENCIES, {"currencies": [{**_EURO, **wrong}]})

    return run


def _too_many(world: World) -> httpx.Response:
    _enabled(world.client)
    codes = ("EUR", "GBP", "CHF", "JPY", "INR", "SEK", "NOK", "DKK", "PLN")
    items = [{**_EURO, "iso_code": code, "symbol": code} for code in codes]
    world.client.post(CURRENCIES, {"currencies": items})
    more = {**_EURO, "iso_code": "CZK"}
    return world.client.post(CURRENCIES, {"currencies": [more]})


def _base_deactivated(world: World) -> httpx.Response:
    _enabled(world.client)
    body = {"base_currency": {"is_active": False}}
    return world.client.request("PUT", f"{CURRENCIES}/actions/enable", json=body)


def _enabled_twice(world: World) -> httpx.Response:
    _enabled(world.client)
    return _enabled(world.client)


def _small_edition(world: World) -> httpx.Response:
    made = definitions()
    made.org = replace(made.org, paid_type="professional")
    return _enabled(make_org(world.org.live, made).client())


def _personal(world: World) -> httpx.Response:
    made = definitions()
    phone = {"api_name": "Phone", "private": "High"}
    made.modules.append({"api_name": "Leads", "fields": [phone]})
    client = make_org(world.org.live, made).client()
    preference = {"privacy_setting_status": "true", "exclude_api_zoho": "true"}
    body = {"privacyPreference": [{"preference": preference}]}
    client.request("PUT", "/settings/privacy_preference", json=body)
    return client.get("/Leads/search?criteria=(Phone:equals:5)")


TAXES = "/org/taxes"
_VAT = {"name": "Vat", "value": 7}


def _taxes(*taxes: Any) -> Scenario:
    def run(world: World) -> httpx.Response:
        body = {"org_taxes": {"taxes": list(taxes)}}
        return world.client.request("PUT", TAXES, json=body)

    return run


def _used_tax(world: World) -> httpx.Response:
    made = _taxes(_VAT)(world).json()["org_taxes"]["details"]["id"]
    product = {"Product_Name": "P", "Tax": [{"id": made}]}
    world.client.insert("Products", product)
    return _taxes({"id": made, "_delete": True})(world)


SCENARIOS: Mapping[str, Scenario] = {
    "CRITERIA_GDPR": _personal,
    "TAX_MANDATORY": _taxes({"name": "Vat"}),
    "TAX_VALUE_INVALID": _taxes({**_VAT, "value": "x"}),
    "TAX_SEQUENCE_INVALID": _taxes({**_VAT, "sequence_number": 5}),
    "TAX_SEQUENCE_REPEATED": _taxes(
        {**_VAT, "sequence_number": 1}, {"name": "B", "value": 1, "sequence_number": 1}
    ),
    "TAX_UNKNOWN": _taxes({"id": "5"}),
    "TAX_DUPLICATE": _taxes(_VAT, _VAT),
    "TAX_USED": _used_tax,
    **{row: _currency(wrong) for row, wrong in _CURRENCIES.items()},
    "CURRENCIES_TOO_MANY": _too_many,
    "BASE_CURRENCY_FIXED": _base_deactivated,
    "CURRENCIES_ENABLED": _enabled_twice,
    "CURRENCIES_NOT_SUPPORTED": _small_edition,
    "CURRENCIES_DENIED": lambda world: _enabled(world.org.client(STANDARD)),
    "VARIABLE_VALUE_INVALID": _variables({"type": "email", "value": "nobody"}),
    "VARIABLE_DUPLICATE": _variables({}, {}),
    "VARIABLE_FIXED": _retyped,
    "VARIABLE_AMBIGUOUS": _variables({"variable_group": {"name": "General", "id": "5"}}),
    "VARIABLE_UNKNOWN": lambda world: world.client.request("DELETE", f"{VARIABLES}?ids=5"),
    "VARIABLE_PATH_INVALID": lambda world: world.client.request("DELETE", f"{VARIABLES}/5"),
}
