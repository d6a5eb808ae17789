"""The parameter `filters` of `GET /__apis`: one field, compared with one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from crmstead.errors.apis import APIS_FILTER_INCOMPLETE, APIS_FILTER_INVALID, APIS_FILTER_MISSING
from crmstead.errors.raised import ApiError

_PARAM = "filters"
MODULE, SCOPE, METHOD = "module", "operation_types.oauth_scope", "operation_types.method"
_FIELDS = (MODULE, SCOPE, METHOD)
_COMPARATORS = ("equals",)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for: in one of the three fields, a text."""

    field: str
    value: str


def filter_asked(query: Mapping[str, str]) -> Filter | None:
    """Return the filter of a request, None without one.

    Raises:
        ApiError: it is none.
    """
    text = query.get(_PARAM)
    if not text:
        return None
    try:
        given = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise ApiError(APIS_FILTER_INVALID, expected_data_type="jsonobject", param_name=_PARAM)
    named = _one_of(_field(given), "field.api_name", _FIELDS)
    for key in ("comparator", "value"):
        if given.get(key) is None:
            raise ApiError(
                APIS_FILTER_INCOMPLETE,
                dependee={"api_name": "field", "json_path": "$.field"},
                **_at(key),
            )
    _one_of(given["comparator"], "comparator", _COMPARATORS)
    if not isinstance(given["value"], str):
        raise ApiError(APIS_FILTER_INVALID, expected_data_type="text", **_at("value"))
    return Filter(named, given["value"])


def _field(given: Mapping[str, Any]) -> Any:
    field = given.get("field")
    if field is None:
        raise ApiError(APIS_FILTER_MISSING, **_at("field"))
    if not isinstance(field, dict):
        raise ApiError(APIS_FILTER_INVALID, expected_data_type="jsonobject", **_at("field"))
    name = field.get("api_name")
    if name is None:
        raise ApiError(APIS_FILTER_MISSING, **_at("field.api_name"))
    return name


def _one_of(value: Any, path: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ApiError(APIS_FILTER_INVALID, supported_values=list(known), **_at(path))
    return str(value)


def _at(path: str) -> dict[str, Any]:
    name = path.rpartition(".")[2]
    return {"api_name": name, "json_path": f"$.{path}", "param_name": _PARAM}
