"""The OpenAPI document of the API, made of the surface: what is served is what is described."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crmstead import __version__
from crmstead.api.route import Route
from crmstead.errors.catalogue import CATALOGUE
from crmstead.model.version import VERSIONS

_PLACEHOLDER = re.compile(r"{(\w+)}")
_NEEDLES = ("criteria", "email", "phone", "word")
_SEARCH = (
    *_NEEDLES, "fields", "sort_by", "sort_order", "converted", "approved", "approval_state",
    "page", "per_page",
)  # fmt: skip
_RELATED = (
    "fields", "ids", "sort_by", "sort_order", "converted", "approved", "page", "per_page",
    "page_token",
)  # fmt: skip
_TAGGING = ("ids", "over_write", "tag_names")
#: Parameters that an operation parses itself, so its row of the surface does not name them.
PARSED: dict[str, tuple[str, ...]] = {
    "getRecords": (
        "fields", "ids", "sort_by", "sort_order", "converted", "approved", "page", "per_page",
        "page_token", "cvid", "territory_id", "include_child", "startDateTime", "endDateTime",
    ),
    "getRecord": ("fields",),
    "getRecordLockingInformations": ("fields", "ids", "page", "per_page", "page_token"),
    "getRecordLockingInformation": ("fields",),
    "getRelatedRecords": _RELATED,
    "getNotesOfRecord": _RELATED,
    "getDeletedParentRecordsRelatedRecord": _RELATED,
    "getRelatedRecord": ("fields",),
    "getNoteOfRecord": ("fields",),
    "getSharedRecordDetails": ("sharedTo", "view"),
    "getTimelines": (
        "per_page", "page", "page_token", "sort_by", "sort_order", "filters", "include",
        "include_timeline_type", "include_inner_details",
    ),
    "getAttachments": (
        "fields", "ids", "sort_by", "sort_order", "page", "per_page", "page_token",
    ),
    "searchRecords": _SEARCH,
    "bulkSearchRecords": _SEARCH,
    "countRecords": (*_NEEDLES, "cvid", "converted", "approved", "approval_state"),
    "countRecordsPosted": (*_NEEDLES, "cvid", "converted", "approved", "approval_state"),
    "getTags": ("module", "my_tags"),
    "createTags": ("module", "color_code"),
    "updateTags": ("module",),
    "updateTag": ("module",),
    "countTagRecords": ("module",),
    "addTags": _TAGGING,
    "removeTags": ("ids", "tag_names"),
    "addTagsToRecord": ("over_write", "tag_names"),
    "removeTagsFromRecord": ("tag_names",),
}  # fmt: skip
#: Operations that answer 304 to If-Modified-Since.
_CONDITIONAL = frozenset(
    {
        "getRecords",
        "getRecord",
        "getAttachments",
        "getRelatedRecords",
        "getRelatedRecord",
        "getNotesOfRecord",
        "getNoteOfRecord",
        "getDeletedRecords",
    }
)
#: Statuses of good answers by method; 207 where some of several records were refused.
_GOOD = {
    "GET": ("200", "204"),
    "POST": ("200", "201", "202", "204", "207"),
    "PUT": ("200", "202", "207"),
}
_OTHER_GOOD = ("200", "207")
_BODIES = frozenset({"POST", "PUT", "PATCH"})


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the document, as JSON values."""
    paths: dict[str, dict[str, Any]] = {}
    scopes: dict[str, str] = {}
    named: set[str] = set()
    for route in routes:
        operation = _operation(route)
        while operation["operationId"] in named:
            operation["operationId"] += "_"
        named.add(operation["operationId"])
        scopes |= {_scope(scope): "" for scope in route.scopes}
        methods = paths.setdefault(f"/crm/{{version}}/{route.path}", {})
        methods.setdefault(route.method.lower(), operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "crmstead", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": {"Records": _RECORDS, **_error_schemas()},
            "securitySchemes": {"oauth": _oauth(scopes)},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.operation,
        "parameters": list(_parameters(route)),
        "responses": _responses(route),
        # Alternatives: any one of them is enough.
        "security": [{"oauth": [_scope(scope)]} for scope in route.scopes],
    }
    if route.permission is not None:
        described["x-permission"] = route.permission
    if route.upload is not None:
        described["requestBody"] = {"content": {"multipart/form-data": {"schema": _FORM}}}
    elif route.method in _BODIES:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Records"}}}
        described["requestBody"] = {"content": content}
    return described


def _parameters(route: Route) -> Iterable[dict[str, Any]]:
    names = [one.name for one in VERSIONS if one.within(route.since, route.until)]
    yield _parameter("version", "path", {"type": "string", "enum": names})
    for name in _PLACEHOLDER.findall(route.path):
        # With X-EXTERNAL it is a value of the field that the header names.
        digits = name in {"record_id", "related_id"}
        schema = {"type": "string", "pattern": r"^[0-9]{1,19}$"} if digits else {"type": "string"}
        yield _parameter(name, "path", schema)
    declared = {param.name: param.required for param in route.params}
    for name in dict.fromkeys((*declared, *PARSED.get(route.operation, ()))):
        text = {"type": "string"}
        yield _parameter(name, "query", text, required=declared.get(name, False))
    if route.operation in _CONDITIONAL:
        yield _parameter("If-Modified-Since", "header", {"type": "string"}, required=False)
    if "{module}" in route.path:
        yield _parameter("X-EXTERNAL", "header", {"type": "string"}, required=False)


def _parameter(
    name: str, place: str, schema: dict[str, Any], *, required: bool = True
) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _responses(route: Route) -> dict[str, Any]:
    good = [*_GOOD.get(route.method, _OTHER_GOOD)]
    if route.operation in _CONDITIONAL:
        good.append("304")
    responses: dict[str, Any] = {status: {"description": "good"} for status in good}
    for status in sorted({cause.status for cause in CATALOGUE.values()}):
        reference = {"$ref": f"#/components/schemas/Error{status}"}
        responses[str(status)] = {
            "description": "refused",
            "content": {"application/json": {"schema": reference}},
        }
    return responses


def _error_schemas() -> dict[str, Any]:
    """Return a schema of the error body for each status, with the codes it may carry."""
    codes: dict[int, set[str]] = {}
    for cause in CATALOGUE.values():
        codes.setdefault(cause.status, set()).add(cause.code)
    return {f"Error{status}": _error(sorted(known)) for status, known in sorted(codes.items())}


def _error(codes: list[str]) -> dict[str, Any]:
    error = {
        "type": "object",
        "required": ["code", "details", "message", "status"],
        "properties": {
            "code": {"type": "string", "enum": codes},
            "details": {"type": "object"},
            "message": {"type": "string"},
            "status": {"const": "error"},
        },
    }
    # Of a single record, or of a request that is refused as its one record is.
    items = {"type": "object", "properties": {"data": {"type": "array"}}, "required": ["data"]}
    return {"anyOf": [error, items]}


_RECORDS = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "array", "items": {"type": "object"}, "maxItems": 100}},
}
_FORM = {
    "type": "object",
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}


def _oauth(scopes: dict[str, str]) -> dict[str, Any]:
    flow = {
        "authorizationUrl": "/oauth/v2/auth",
        "tokenUrl": "/oauth/v2/token",
        "scopes": dict(sorted(scopes.items())),
    }
    return {"type": "oauth2", "flows": {"authorizationCode": flow}}


def _scope(scope: str) -> str:
    return f"ZohoCRM.{scope}"
