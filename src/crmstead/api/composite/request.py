"""The body of a composite request to what it asks for; what is wrong with a part stays with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.api.composite.references import References, collect
from crmstead.errors.composite import (
    COMPOSITE_AMBIGUOUS,
    COMPOSITE_DUPLICATE,
    COMPOSITE_INVALID,
    COMPOSITE_REFERENCE,
    COMPOSITE_VERSION,
)
from crmstead.errors.raised import ApiError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.model.version import Version
from crmstead.records.write.body import parse_body

ROOT = "__composite_requests"
_ROLLBACK = "rollback_on_fail"
#: The switch, and what it was called before.
_PARALLEL = ("parallel_execution", "concurrent_execution")
_MOST = 5
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_RESTRICTED = ("authorization", "x-crm-org")
_ID = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_]*")
_URI = re.compile(r"/crm(/.*)?/v([0-9]+([.][0-9]+)?)/.*")
#: The regular expressions as they are documented, and most characters of each.
_ID_REGEX, _LONGEST_ID = "[a-zA-Z0-9][a-zA-Z0-9_]*", 100
_URI_REGEX, _LONGEST_URI = "/crm(/.*)?/v[0-9]+([.][0-9]+)?/.*", 2048
_TYPES = {dict: "jsonobject", str: "text", bool: "boolean", list: "jsonarray"}


@dataclass(frozen=True, slots=True)
class SubRequest:
    """One request of a composite one, its references still in it."""

    id: str | None
    method: str
    uri: str
    headers: Mapping[str, Any]
    params: Mapping[str, Any]
    body: Any
    references: References


@dataclass(frozen=True, slots=True)
class Composite:
    """What a composite request asks for: its requests in order, or what is wrong with one."""

    parts: Sequence[SubRequest | ApiError]
    rollback: bool
    parallel: bool

    def index_of(self, name: str) -> int | None:
        """Return the place of the request of an id, None where there is none."""
        for index, part in enumerate(self.parts):
            if isinstance(part, SubRequest) and part.id == name:
                return index
        return None


def parse_composite(body: bytes, version: Version) -> Composite:
    """Return what a body asks for.

    Raises:
        ApiError: nothing of it can be run.
    """
    content = parse_body(body)
    rollback = _switch(content, _ROLLBACK, default=False)
    named = next((name for name in _PARALLEL if name in content), _PARALLEL[0])
    parallel = _switch(content, named, default=not rollback)
    if rollback and parallel:
        both = [{"api_name": name, "json_path": f"$.{name}"} for name in (_ROLLBACK, named)]
        raise ApiError(COMPOSITE_AMBIGUOUS, ambiguity_due_to=both)
    items = _items(content)
    names = [item.get("sub_request_id") if isinstance(item, dict) else None for item in items]
    parts: list[SubRequest | ApiError] = []
    for index, item in enumerate(items):
        try:
            parts.append(_part(item, index, names, version))
        except ApiError as error:
            parts.append(error)
    return Composite(parts, rollback, parallel)


def _switch(content: Mapping[str, Any], name: str, *, default: bool) -> bool:
    found = content.get(name, default)
    if not isinstance(found, bool):
        raise _wrong(f"$.{name}", name, bool)
    return found


def _items(content: Mapping[str, Any]) -> list[Any]:
    path = f"$.{ROOT}"
    items = content.get(ROOT)
    if items is None:
        raise ApiError(MANDATORY_MISSING, api_name=ROOT, json_path=path)
    if not isinstance(items, list) or not items:
        raise _wrong(path, ROOT, list)
    if len(items) > _MOST:
        raise ApiError(COMPOSITE_INVALID, maximum_length=_MOST, api_name=ROOT, json_path=path)
    return items


def _part(item: Any, index: int, names: Sequence[Any], version: Version) -> SubRequest:
    path = f"$.{ROOT}[{index}]"
    if not isinstance(item, dict):
        raise _wrong(path, ROOT, dict)
    name = _name(item, path, names)
    method = _required(item, "method", path)
    if method not in _METHODS:
        at: dict[str, Any] = {"api_name": "method", "json_path": f"{path}.method"}
        raise ApiError(COMPOSITE_INVALID, supported_values=list(_METHODS), **at)
    uri = _uri(item, path, version)
    headers = _headers(item, path)
    params = _mapping(item, "params", path)
    body = item.get("body")
    if body is not None and not isinstance(body, dict):
        raise _wrong(f"{path}.body", "body", dict)
    references = collect({"uri": uri, "params": params, "headers": headers, "body": body}, path)
    for one in references:
        if one.steps is None or one.name not in names or one.name == name:
            raise ApiError(COMPOSITE_REFERENCE, reference=one.text, **one.at)
    return SubRequest(name, method, uri, headers, params, body, references)


def _name(item: Mapping[str, Any], path: str, names: Sequence[Any]) -> str | None:
    name = item.get("sub_request_id")
    if name is None:
        return None
    path, key = f"{path}.sub_request_id", "sub_request_id"
    if not isinstance(name, str):
        raise _wrong(path, key, str)
    if not _ID.fullmatch(name):
        raise ApiError(
            COMPOSITE_INVALID,
            expected_data_type="text",
            regex=_ID_REGEX,
            api_name=key,
            json_path=path,
        )
    if len(name) > _LONGEST_ID:
        raise ApiError(COMPOSITE_INVALID, maximum_length=_LONGEST_ID, api_name=key, json_path=path)
    same = [index for index, other in enumerate(names) if other == name]
    if len(same) > 1:
        raise ApiError(COMPOSITE_DUPLICATE, sub_request_indexes=same, api_name=key, json_path=path)
    return name


def _uri(item: Mapping[str, Any], path: str, version: Version) -> str:
    uri = _required(item, "uri", path)
    at: dict[str, Any] = {"api_name": "uri", "json_path": f"{path}.uri"}
    found = _URI.fullmatch(uri)
    if found is None:
        raise ApiError(COMPOSITE_INVALID, expected_data_type="text", regex=_URI_REGEX, **at)
    if len(uri) > _LONGEST_URI:
        raise ApiError(COMPOSITE_INVALID, maximum_length=_LONGEST_URI, **at)
    if float(found[2]) > version.number:
        raise ApiError(
            COMPOSITE_VERSION,
            sub_request_version=_number(float(found[2])),
            composite_request_version=_number(version.number),
            **at,
        )
    return uri


def _number(version: float) -> float:
    return int(version) if version.is_integer() else version


def _headers(item: Mapping[str, Any], path: str) -> dict[str, Any]:
    headers = {key.lower(): value for key, value in _mapping(item, "headers", path).items()}
    if any(name in headers for name in _RESTRICTED):
        raise ApiError(
            COMPOSITE_INVALID,
            restricted_headers=list(_RESTRICTED),
            api_name="headers",
            json_path=f"{path}.headers",
        )
    return headers


def _mapping(item: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
    found = item.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise _wrong(f"{path}.{key}", key, dict)
    return found


def _required(item: Mapping[str, Any], key: str, path: str) -> str:
    found = item.get(key)
    if found is None:
        raise ApiError(MANDATORY_MISSING, api_name=key, json_path=f"{path}.{key}")
    if not isinstance(found, str):
        raise _wrong(f"{path}.{key}", key, str)
    return found


def _wrong(path: str, name: str, kind: type) -> ApiError:
    expected = _TYPES[kind]
    return ApiError(COMPOSITE_INVALID, expected_data_type=expected, api_name=name, json_path=path)
