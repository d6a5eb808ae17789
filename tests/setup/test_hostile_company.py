"""Strange variables, currencies, taxes and switches are answered in the documented form, too."""

from __future__ import annotations

import random

import pytest

from tests.live import make_org
from tests.setup.test_hostile_fields import mangled

_ROUNDS = 80


@pytest.fixture(scope="module")
def place(sqlite_live):
    """A client, and bodies that are good, by method and path."""
    client = make_org(sqlite_live).client()
    group = client.get("/settings/variable_groups").json()["variable_groups"][0]
    variable = {
        "name": "V", "api_name": "V", "type": "integer", "value": 5, "description": "d",
        "variable_group": {"id": group["id"], "api_name": "General"},
    }  # fmt: skip
    form = {"decimal_separator": "Period", "thousand_separator": "Comma", "decimal_places": "2"}
    home = {"iso_code": "USD", "symbol": "$", "name": "US Dollar - USD", "format": form}
    euro = {**home, "iso_code": "EUR", "symbol": "E", "exchange_rate": "0.9", "is_active": True}
    assert client.post("/org/currencies/actions/enable", {"base_currency": home}).is_success
    tax = {"name": "Vat", "value": 7.5, "sequence_number": 1, "display_label": "Vat"}
    hipaa = {
        "enabled": True,
        "restrict_data_access_through_api": True,
        "restrict_to_third_party_apps": ["a"],
        "enabled_for_modules": [{"api_name": "Leads"}],
    }
    privacy = {"privacy_setting_status": "true", "consent_modules": "Leads"}
    formula = {"return_type": "text", "expression": "Concat(${Leads.City}, 'x')"}
    return client, [
        ("POST", "/settings/variables", {"variables": [variable, variable]}),
        ("PUT", "/settings/variables", {"variables": [{**variable, "id": "1"}]}),
        ("POST", "/org/currencies", {"currencies": [euro, euro]}),
        ("PUT", "/org/currencies", {"currencies": [{**euro, "id": "1"}]}),
        ("PUT", "/org/currencies/actions/enable", {"base_currency": home}),
        ("POST", "/org/currencies/actions/enable", {"base_currency": home}),
        ("PUT", "/org/taxes", {"org_taxes": {"taxes": [tax, {**tax, "_delete": True}],
                                             "preference": {"auto_populate_tax": True}}}),
        ("PUT", "/settings/hipaa_compliance", {"hipaa_compliance": hipaa}),
        ("PUT", "/settings/privacy_preference", {"privacyPreference": [{"preference": privacy}]}),
        ("POST", "/settings/fields?module=Leads", {"fields": [
            {"field_label": "F", "data_type": "formula", "formula": formula}]}),
    ]  # fmt: skip


def test_strange_bodies_are_refused_or_obeyed(place):
    client, bodies = place
    chance = random.Random(7)
    for method, path, body in bodies:
        for _ in range(_ROUNDS):
            answer = client.request(method, path, json=mangled(body, chance))
            assert answer.status_code < 500, (path, answer.text)
            assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    for path in (
        "/org",
        "/org/currencies",
        "/settings/hipaa_compliance",
        "/settings/variables",
        "/settings/privacy_preference",
        "/org/taxes",
        "/settings/fields?module=Leads",
    ):
        assert client.get(path).status_code in {200, 204}
    client.insert("Leads", {"Last_Name": "A"})
