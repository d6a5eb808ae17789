"""The OpenAPI document says what is served, and holds together."""

from __future__ import annotations

import re
from typing import Any

from crmstead.api.surface import SURFACE
from crmstead.errors.catalogue import CATALOGUE
from crmstead.http.openapi import PARSED
from tests.fuzz.requests import DOCUMENT, OPERATIONS


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [one for inner in value.values() for one in _references(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in _references(inner)]
    return []


def test_every_row_of_the_surface_is_described():
    described = {(one.method, one.path) for one in OPERATIONS}
    assert described == {(route.method, f"/crm/{{version}}/{route.path}") for route in SURFACE}


def test_names_of_operations_are_unique():
    names = [operation.name for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_every_placeholder_is_a_parameter():
    for operation in OPERATIONS:
        parameters = operation.described["parameters"]
        named = [one["name"] for one in parameters if one["in"] == "path"]
        assert named == re.findall(r"{(\w+)}", operation.path)
        assert len({(one["in"], one["name"]) for one in parameters}) == len(parameters)


def test_every_reference_leads_somewhere():
    found = _references(DOCUMENT)
    assert found
    for reference in found:
        place: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_every_code_is_in_the_document():
    schemas = DOCUMENT["components"]["schemas"]
    for cause in CATALOGUE.values():
        codes = schemas[f"Error{cause.status}"]["anyOf"][0]["properties"]["code"]["enum"]
        assert cause.code in codes


def test_parameters_are_of_operations_that_are_there():
    assert set(PARSED) <= {route.operation for route in SURFACE}


def test_scopes_are_those_that_guard_the_operation():
    operation = next(one for one in OPERATIONS if one.name == "getRecords")
    assert operation.described["security"] == [{"oauth": ["ZohoCRM.modules.{module}.READ"]}]
    flow = DOCUMENT["components"]["securitySchemes"]["oauth"]["flows"]["authorizationCode"]
    assert "ZohoCRM.modules.{module}.READ" in flow["scopes"]


def test_versions_are_those_that_have_the_operation():
    routes = {route.operation: route for route in SURFACE}
    for operation in OPERATIONS:
        (versions,) = (
            one["schema"]["enum"]
            for one in operation.described["parameters"]
            if one["name"] == "version"
        )
        assert versions, operation.name
        assert all(routes[operation.name].since <= float(one.removeprefix("v")) for one in versions)
