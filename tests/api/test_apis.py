"""The list of APIs: made of the surface, for the caller, and true."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tests.live import STANDARD, close_clients, definitions, make_org

#: A module of the org's own, and one that links two others.
CONTRACTS = {
    "id": 9001,
    "api_name": "Contracts",
    "module_name": "Contracts",
    "singular_label": "Contract",
    "plural_label": "Contracts",
}
NO_SUCH = {"INVALID_MODULE", "NOT_SUPPORTED", "INVALID_URL_PATTERN", "INVALID_REQUEST_METHOD"}


@pytest.fixture(scope="module")
def org(sqlite_live):
    yield make_org(sqlite_live)
    close_clients()


@pytest.fixture(scope="module")
def client(org):
    return org.client()


def listed(client, field=None, value=None):
    """The entries that a filter leaves, as {path: {method: the rest}}."""
    given = {"field": {"api_name": field}, "comparator": "equals", "value": value}
    params = {"filters": json.dumps(given)} if field else {}
    answer = client.get("/__apis", params=params)
    if answer.status_code == 204:
        return {}
    assert answer.status_code == 200, answer.text
    return {
        one["path"]: {kind.pop("method"): kind for kind in one["operation_types"]}
        for one in answer.json()["__apis"]
    }


@pytest.mark.parametrize(
    ("path", "method", "scope", "least", "most"),
    [
        ("/crm/v8/Leads", "GET", "ZohoCRM.modules.leads.READ", 1, 1),
        ("/crm/v8/Leads", "POST", "ZohoCRM.modules.leads.CREATE", 1, 10),
        ("/crm/v8/Deals/upsert", "POST", "ZohoCRM.modules.deals.CREATE", 1, 10),
        ("/crm/v8/Accounts/{{id}}/photo", "GET", "ZohoCRM.modules.accounts.READ", 1, 1),
        ("/crm/v8/Accounts/{{id}}/photo", "POST", "ZohoCRM.modules.accounts.CREATE", 1, 1),
        ("/crm/v8/Price_Books/{{id}}", "PUT", "ZohoCRM.modules.pricebooks.UPDATE", 1, 1),
        ("/crm/v8/Leads/{{id}}/actions/convert", "POST", "ZohoCRM.modules.leads.CREATE", 5, 5),
        ("/crm/v8/Leads/{{id}}/actions/merge", "POST", "ZohoCRM.modules.leads.CREATE", 50, 50),
        ("/crm/v8/Leads/actions/add_tags", "POST", "ZohoCRM.modules.leads.CREATE", 1, 50),
        ("/crm/v8/__composite_requests", "POST", "ZohoCRM.composite_requests.CUSTOM", 1, 2),
        ("/crm/v8/__apis", "GET", "ZohoCRM.apis.READ", 1, 1),
        ("/crm/v8/settings/fields", "GET", "ZohoCRM.settings.fields.READ", 1, 1),
        (
            "/crm/v8/Leads/search",
            "GET",
            "ZohoCRM.modules.leads.READ,ZohoSearch.securesearch.READ",
            1,
            1,
        ),
    ],
)
def test_an_operation_is_listed_with_its_scope_and_its_price(
    client, path, method, scope, least, most
):
    assert listed(client)[path][method] == {
        "oauth_scope": scope,
        "max_credits": most,
        "min_credits": least,
    }


def test_what_is_listed_is_served(client):
    found = listed(client)
    assert len(found) > 500
    wrong: list[str] = []
    for path, methods in found.items():
        address = re.sub(r"{{related_list}}", "Notes", path.removeprefix("/crm/v8"))
        address = re.sub(r"{{module_name}}", "Leads", address)
        address = re.sub(r"{{\w+}}", "1", address)
        for method in methods:
            answer = client.request(method, address, content=b"{}")
            refused = any(f'"{code}"' in answer.text for code in NO_SUCH)
            wrong += [f"{method} {path}: {answer.text}"] if refused else []
    assert not wrong, "\n".join(wrong)


def test_a_module_is_listed_with_what_it_takes_part_in(client):
    found = listed(client)
    assert "/crm/v8/Accounts/{{id}}/actions/convert" not in found
    assert "/crm/v8/Events/{{id}}/actions/cancel" in found
    assert "/crm/v8/Leads/{{id}}/actions/cancel" not in found
    assert set(found["/crm/v8/Activities"]) == {"GET"}


@pytest.mark.parametrize("version", ["v2", "v5", "v8"])
def test_a_version_lists_its_own_paths(client, version):
    found = listed(client.at(version))
    assert {path.split("/")[2] for path in found} == {version}
    assert (f"/crm/{version}/settings/recycle_bin" in found) is (version == "v8")


@pytest.mark.parametrize(
    ("field", "value", "inside", "outside"),
    [
        ("module", "Leads", "/crm/v8/Leads/{{id}}", "/crm/v8/Deals/{{id}}"),
        ("operation_types.method", "PUT", "/crm/v8/Leads/{{id}}", "/crm/v8/org"),
        (
            "operation_types.oauth_scope",
            "ZohoCRM.modules.leads.READ",
            "/crm/v8/Leads",
            "/crm/v8/Leads/actions/mass_delete",
        ),
        (
            "operation_types.oauth_scope",
            "mass_delete",
            "/crm/v8/Leads/actions/mass_delete",
            "/crm/v8/Leads",
        ),
        ("operation_types.oauth_scope", "zohosearch.securesearch.read", "/crm/v8/Leads/search", ""),
    ],
)
def test_a_filter_leaves_what_fits(client, field, value, inside, outside):
    found = listed(client, field, value)
    assert inside in found
    assert outside not in found
    if field == "operation_types.method":
        assert {method for methods in found.values() for method in methods} == {value}


@pytest.mark.parametrize(
    ("field", "value"),
    [("module", "Nothings"), ("operation_types.method", "TRACE"), ("module", "leads")],
)
def test_a_filter_that_nothing_fits_answers_no_content(client, field, value):
    assert listed(client, field, value) == {}


def at(path):
    name = path.rpartition(".")[2]
    return {"api_name": name, "json_path": f"$.{path}", "param_name": "filters"}


WHOLE = {"field": {"api_name": "module"}, "comparator": "equals", "value": "Leads"}
FIELDS = ["module", "operation_types.oauth_scope", "operation_types.method"]
DEPENDEE = {"dependee": {"api_name": "field", "json_path": "$.field"}}
OBJECT = {"expected_data_type": "jsonobject"}


@pytest.mark.parametrize(
    ("given", "code", "details"),
    [
        ("x", "INVALID_DATA", {**OBJECT, "param_name": "filters"}),
        ("[]", "INVALID_DATA", {**OBJECT, "param_name": "filters"}),
        ("{}", "MANDATORY_NOT_FOUND", at("field")),
        ({**WHOLE, "field": "module"}, "INVALID_DATA", {**OBJECT, **at("field")}),
        ({**WHOLE, "field": {}}, "MANDATORY_NOT_FOUND", at("field.api_name")),
        (
            {**WHOLE, "field": {"api_name": "path"}},
            "INVALID_DATA",
            {"supported_values": FIELDS, **at("field.api_name")},
        ),
        (
            {**WHOLE, "comparator": None},
            "DEPENDENT_FIELD_MISSING",
            {**DEPENDEE, **at("comparator")},
        ),
        ({**WHOLE, "value": None}, "DEPENDENT_FIELD_MISSING", {**DEPENDEE, **at("value")}),
        (
            {**WHOLE, "comparator": "contains"},
            "INVALID_DATA",
            {"supported_values": ["equals"], **at("comparator")},
        ),
        ({**WHOLE, "value": ["x"]}, "INVALID_DATA", {"expected_data_type": "text", **at("value")}),
    ],
)
def test_a_filter_that_is_none_is_refused(client, given, code, details):
    text = given if isinstance(given, str) else json.dumps(given)
    answer = client.get("/__apis", params={"filters": text})
    found = answer.json()
    assert (answer.status_code, found["code"], found["details"]) == (400, code, details)


def test_custom_modules_are_one_placeholder(live):
    made = definitions()
    made.modules.append(CONTRACTS)
    found = listed(make_org(live, made).client())
    assert found["/crm/v8/{{module}}/{{id}}"]["GET"]["oauth_scope"] == "ZohoCRM.modules.custom.READ"
    assert not any(path.startswith("/crm/v8/Contracts") for path in found)
    assert not any(
        path.startswith("/crm/v8/{{module}}") for path in listed(make_org(live).client())
    )


def test_a_profile_is_told_what_it_may(live):
    made = definitions()
    for index, profile in enumerate(made.profiles):
        if not profile.administrator:
            denied = profile.denied | {"Crm_Implied_Delete_Leads"}
            made.profiles[index] = replace(profile, denied=denied)
    org = make_org(live, made)
    assert "DELETE" in listed(org.client())["/crm/v8/Leads/{{id}}"]
    assert "DELETE" not in listed(org.client(STANDARD))["/crm/v8/Leads/{{id}}"]
