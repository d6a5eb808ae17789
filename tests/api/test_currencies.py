"""Several currencies: enabled, added and changed; records in each, with their rates."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.live import STANDARD, definitions, make_org

PATH = "/org/currencies"
ENABLE = f"{PATH}/actions/enable"
HOME: dict[str, Any] = {
    "iso_code": "USD",
    "name": "US Dollar - USD",
    "symbol": "$",
    "exchange_rate": "1.000000000",
    "format": {"decimal_separator": "Period", "thousand_separator": "Comma", "decimal_places": "2"},
}
EURO = {"iso_code": "EUR", "symbol": "€", "exchange_rate": "0.9"}


def enable(client, **more):
    return client.post(ENABLE, {"base_currency": {**HOME, **more}})


def add(client, *items):
    return client.post(PATH, {"currencies": list(items)})


def change(client, **item):
    answer = client.request("PUT", PATH, json={"currencies": [item]})
    return answer.json()["currencies"][0]


def currencies(client):
    return {one["iso_code"]: one for one in client.get(PATH).json()["currencies"]}


@pytest.fixture
def several(client):
    """A client of an org with euros beside its dollars, and a lead from before there were."""
    (lead,) = client.insert("Leads", {"Last_Name": "Old"})
    assert enable(client).status_code == 200
    assert add(client, EURO).status_code == 200
    return client, lead


def test_an_org_has_one_currency_at_first(org, client):
    for answer in (client.get(PATH), client.get(f"{PATH}/5"), add(client, EURO)):
        assert (answer.status_code, answer.json()["code"]) == (403, "CURRENCIES_NOT_ENABLED")
    assert client.get("/org").json()["org"][0]["mc_status"] is False
    available = client.get(f"{PATH}/actions/available_currencies").json()["available_currencies"]
    known = {one["iso_code"]: one for one in available}
    assert "USD" not in known
    assert known["DZD"] == {
        "display_value": "Algerian Dinar - DZD",
        "display_name": "Algerian Dinar - DZD",
        "symbol": "DA",
        "iso_code": "DZD",
        "decimal_separator": "Period",
        "thousand_separator": "Comma",
        "decimal_places": "2",
    }


def test_enabling_makes_the_home_currency(client):
    dinar = {"iso_code": "DZD", "name": "Algerian Dinar - DZD", "symbol": "DA"}
    answer = enable(client, **dinar)
    assert answer.status_code == 200
    entry = answer.json()["base_currency"]
    message = (
        "The multi-currency feature is enabled and given currency is created as the base currency."
    )
    number = entry["details"]["id"]
    assert entry == {
        "code": "SUCCESS", "details": {"id": number}, "message": message, "status": "success",
    }  # fmt: skip
    (one,) = client.get(PATH).json()["currencies"]
    assert client.get(f"{PATH}/{number}").json() == {"currencies": [one]}
    assert client.get(f"{PATH}/5").status_code == 204
    user = one["created_by"]
    assert user["name"] == "Patricia Boyle"
    assert one == {
        **dinar,
        "id": number,
        "prefix_symbol": True,
        "is_base": True,
        "is_active": True,
        "exchange_rate": "1.000000000",
        "exchange_rate_auto_update": False,
        "format": {**HOME["format"], "numeral_system": "International"},
        "created_time": one["created_time"],
        "created_by": user,
        "modified_time": one["created_time"],
        "modified_by": user,
    }
    org = client.get("/org").json()["org"][0]
    assert (org["mc_status"], org["currency"], org["iso_code"], org["currency_symbol"]) == (
        True, "Algerian Dinar - DZD", "DZD", "DA",
    )  # fmt: skip
    again = enable(client)
    assert again.status_code == 400
    assert again.json()["base_currency"]["code"] == "ALREADY_ENABLED"


def test_currencies_are_added_and_changed(several):
    client, _ = several
    euro = currencies(client)["EUR"]
    assert (euro["name"], euro["exchange_rate"]) == ("Euro - EUR", "0.900000000")
    assert (euro["is_base"], euro["is_active"]) == (False, True)
    form = {"decimal_separator": "Comma", "thousand_separator": "Space", "decimal_places": "3"}
    done = change(
        client, id=euro["id"], exchange_rate="0.95", prefix_symbol=False, format=form, symbol="EUR"
    )
    assert done["message"] == "The currency updated successfully."
    changed = currencies(client)["EUR"]
    assert changed["exchange_rate"] == "0.950000000"
    assert changed["format"] == {**form, "numeral_system": "International"}
    assert (changed["prefix_symbol"], changed["symbol"]) == (False, "EUR")
    body = {"currencies": [{"is_active": False}]}
    assert client.request("PUT", f"{PATH}/{euro['id']}", json=body).status_code == 200
    assert currencies(client)["EUR"]["is_active"] is False
    base = {"base_currency": {"symbol": "US$", "name": "Dollars"}}
    assert client.request("PUT", ENABLE, json=base).status_code == 200
    assert client.get("/org").json()["org"][0]["currency"] == "Dollars"
    assert currencies(client)["USD"]["symbol"] == "US$"


def shown(client, lead):
    record = client.record("Leads", lead)
    return record["Currency"], record["Exchange_Rate"], record["$currency_symbol"]


def test_records_are_in_a_currency(several):
    client, old = several
    assert shown(client, old) == ("USD", 1, "$")
    plain, euros, own = client.insert(
        "Leads",
        {"Last_Name": "A"},
        {"Last_Name": "B", "Currency": "EUR"},
        {"Last_Name": "C", "Currency": "EUR", "Exchange_Rate": 1.25},
    )
    assert shown(client, plain) == ("USD", 1, "$")
    assert shown(client, euros) == ("EUR", 0.9, "€")
    assert shown(client, own) == ("EUR", 1.25, "€")
    change(client, id=currencies(client)["EUR"]["id"], exchange_rate="0.5")
    assert shown(client, euros) == ("EUR", 0.9, "€")
    for item in (
        {"id": euros, "City": "Rome"},
        {"id": plain, "Currency": "EUR"},
        {"id": own, "Currency": "USD", "Exchange_Rate": 7},
    ):
        assert client.request("PUT", "/Leads", json={"data": [item]}).status_code == 200
    assert shown(client, euros) == ("EUR", 0.9, "€")
    assert shown(client, plain) == ("EUR", 0.5, "€")
    assert shown(client, own) == ("USD", 1, "$")
    listed = client.get("/Leads", params={"fields": "Currency,$currency_symbol"}).json()["data"]
    symbols = {(one["Currency"], one["$currency_symbol"]) for one in listed}
    assert symbols == {("EUR", "€"), ("USD", "$")}


def test_a_record_is_in_an_active_currency(several):
    client, old = several
    change(client, id=currencies(client)["EUR"]["id"], is_active=False)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"Currency": "EUR"}, "INVALID_DATA"),
        ({"Currency": "XXX"}, "INVALID_DATA"),
        ({"Exchange_Rate": -1}, "SUCCESS"),
    ]
    for item, code in cases:
        answer = client.post("/Leads", {"data": [{"Last_Name": "A", **item}]})
        assert answer.json()["data"][0]["code"] == code
    change(client, id=currencies(client)["EUR"]["id"], is_active=True)
    zero = {"Last_Name": "A", "Currency": "EUR", "Exchange_Rate": 0}
    refused = client.post("/Leads", {"data": [zero]}).json()["data"][0]
    assert (refused["code"], refused["details"]["api_name"]) == ("INVALID_DATA", "Exchange_Rate")
    fields = client.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    currency = next(one for one in fields if one["api_name"] == "Currency")
    assert [one["display_value"] for one in currency["pick_list_values"]] == ["USD", "EUR"]
    assert shown(client, old)[0] == "USD"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"iso_code": "XXX"}, "Currency isocode given seems to be invalid", "iso_code"),
    ({"iso_code": 5}, "Currency isocode given seems to be invalid", "iso_code"),
    ({"iso_code": None}, "required field not found", "iso_code"),
    ({"symbol": None}, "required field not found", "symbol"),
    ({"exchange_rate": None}, "required field not found", "exchange_rate"),
    ({"iso_code": "USD"}, "Duplicate value given for Isocode parameter", "iso_code"),
    ({"symbol": "$"}, "Currency symbol is already used", "symbol"),
    ({"symbol": "x" * 11}, "Currency symbol given seems to be invalid", "symbol"),
    ({"name": ""}, "Currency name given seems to be invalid", "name"),
    ({"exchange_rate": 2}, "Exchange rate given seems to be invalid", "exchange_rate"),
    ({"exchange_rate": "0"}, "Exchange rate given seems to be invalid", "exchange_rate"),
    ({"exchange_rate": "-1"}, "Exchange rate given seems to be invalid", "exchange_rate"),
    ({"exchange_rate": "1.0123456789"}, "Exchange rate given seems to be invalid",
     "exchange_rate"),
    ({"is_active": "yes"}, "invalid data", "is_active"),
    ({"format": {"thousand_separator": "x"}}, "Thousand separator given seems to be invalid",
     "format.thousand_separator"),
    ({"format": {"decimal_separator": "Space"}}, "Decimal separator given seems to be invalid",
     "format.decimal_separator"),
    ({"format": {"decimal_places": "4"}}, "Decimal places given seems to be invalid",
     "format.decimal_places"),
    ({"format": {"numeral_system": "x"}}, "Numeral system given seems to be invalid",
     "format.numeral_system"),
    ({"format": {"decimal_separator": "Comma"}},
     "Thousand separator and Decimal separator should not be equal", "format.decimal_places"),
]  # fmt: skip


def test_each_item_is_refused_for_its_own_reason(several):
    client, _ = several
    pound = {"iso_code": "GBP", "symbol": "£", "exchange_rate": "0.8"}
    answer = add(client, *({**pound, **wrong} for wrong, _, _ in REFUSED), pound)
    assert answer.status_code == 207
    *refused, good = answer.json()["currencies"]
    assert good["message"] == "The currency created successfully."
    for number, (entry, case) in enumerate(zip(refused, REFUSED, strict=True)):
        path = f"$.currencies[{number}].{case[2]}"
        assert (entry["message"], entry["details"]["json_path"]) == (case[1], path)
    assert set(currencies(client)) == {"USD", "EUR", "GBP"}


def test_what_is_fixed_stays(several):
    client, _ = several
    known = currencies(client)
    base, euro = known["USD"]["id"], known["EUR"]["id"]
    assert change(client, id=base, is_active=False)["code"] == "NOT_ALLOWED"
    assert change(client, id=euro, iso_code="GBP")["details"]["api_name"] == "iso_code"
    assert change(client, id="5", symbol="x")["message"] == "the id given seems to be invalid"
    assert change(client, symbol="x")["code"] == "MANDATORY_NOT_FOUND"
    assert change(client, id=base, exchange_rate="2")["code"] == "SUCCESS"
    wrong = client.request("PUT", ENABLE, json={"base_currency": {"id": euro, "symbol": "x"}})
    assert wrong.json()["base_currency"]["details"]["json_path"] == "$.base_currency.id"
    assert client.request("PUT", ENABLE, json={}).json()["code"] == "MANDATORY_NOT_FOUND"
    assert currencies(client) == known | {"USD": currencies(client)["USD"]}
    assert currencies(client)["USD"]["exchange_rate"] == "1.000000000"


def test_active_currencies_are_limited(several):
    client, _ = several
    codes = ("GBP", "CHF", "JPY", "INR", "SEK", "NOK", "DKK", "PLN", "CZK")
    items = [{"iso_code": code, "symbol": code, "exchange_rate": "2"} for code in codes]
    *good, last = add(client, *items).json()["currencies"]
    assert {one["code"] for one in good} == {"SUCCESS"}
    assert (last["code"], last["details"]) == ("ACTIVE_STATE_LIMIT_EXCEEDED", {"limit": 10})
    change(client, id=currencies(client)["EUR"]["id"], is_active=False)
    assert add(client, items[-1]).status_code == 200


def test_who_may_and_where(live, org, several):
    denied = add(org.client(STANDARD), EURO)
    assert (denied.status_code, denied.json()["code"]) == (403, "NO_PERMISSION")
    assert denied.json()["details"] == {"permissions": ["Crm_Implied_Manage_Currencies"]}
    made = definitions()
    made.org = replace(made.org, paid_type="professional")
    refused = enable(make_org(live, made).client())
    assert (refused.status_code, refused.json()["code"]) == (403, "FEATURE_NOT_SUPPORTED")
