"""The SDKs set variables, currencies and taxes up, and read what they are told of them."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.compat.sdk import drive
from tests.live import close_clients, make_org

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=DATABASES)
def done(request, sdk):
    """What each operation answered, of an org of its own."""
    org = make_org(request.getfixturevalue(f"{request.param}_live"))
    yield drive("company", sdk, org)
    close_clients()


@pytest.mark.parametrize(
    ("name", "status", "root", "messages"),
    [
        ("create_variables", 201, "variables", ["variable added"] * 2),
        ("update_variable", 201, "variables", ["variable updated"]),
        ("delete_variables", 201, "variables", ["variable deleted"] * 2),
        ("add_currency", 200, "currencies", ["The currency created successfully."]),
        ("update_currency", 200, "currencies", ["The currency updated successfully."]),
        ("refused_currency", 400, "currencies", ["Currency isocode given seems to be invalid"]),
    ],
)
def test_each_item_is_answered(done, name, status, root, messages):
    answer = done[name]
    entries = answer["content"][root]
    assert (answer["status"], [one["message"] for one in entries]) == (status, messages)


def test_variables_are_read(done):
    (group,) = done["groups"]["content"]["variable_groups"]
    assert group["api_name"] == "General"
    listed = done["list_variables"]["content"]["variables"]
    assert [(one["api_name"], one["type"], one["value"]) for one in listed] == [
        ("Variable1", "integer", 55),
        ("Variable2", "integer", 7),
    ]
    (one,) = done["one_variable"]["content"]["variables"]
    assert (one["value"], one["variable_group"]["id"]) == (66, group["id"])


def test_currencies_are_read(done):
    assert done["no_currencies"]["content"]["code"] == "CURRENCIES_NOT_ENABLED"
    assert done["enable"]["content"]["base_currency"]["code"] == "SUCCESS"
    listed = done["list_currencies"]["content"]["currencies"]
    assert [(one["iso_code"], one["exchange_rate"], one["is_base"]) for one in listed] == [
        ("USD", "1.000000000", True),
        ("EUR", "0.950000000", False),
    ]
    assert listed[0]["format"]["thousand_separator"] == "Comma"


def test_taxes_are_answered_as_one_object(done):
    names = ("add_tax", "update_tax", "delete_tax", "refused_tax")
    told = [done[name]["content"]["org_taxes"]["message"] for name in names]
    assert told == ["tax added", "tax updated", "tax deleted", "Given ID does not exist"]
    for name in ("list_taxes", "one_tax"):
        (one,) = done[name]["content"]["org_taxes"]["taxes"]
        assert (one["name"], one["value"], one["sequence_number"]) == ("Vat", 8, 1)
