"""Supported APIs: `GET /__apis`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmstead.api.apis.filters import METHOD, MODULE, Filter, filter_asked
from crmstead.api.apis.listing import Operation, list_operations
from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content

_ROOT = "__apis"


def routes(others: Sequence[Route]) -> tuple[Route, ...]:
    """Return the row of the page, which tells of all other rows and of itself."""
    described: list[Route] = [*others]

    async def get_apis(call: Call) -> Reply:
        """Answer the APIs of the version that the caller may ask for; 204 where none fits."""
        asked = filter_asked(call.query)
        found = [one for one in _operations(call, described) if asked is None or _fits(one, asked)]
        return json_reply({_ROOT: _by_path(found)}) if found else no_content()

    own = Route(
        method="GET",
        path=_ROOT,
        call=get_apis,
        scopes=("apis.READ",),
        operation="getSupportedApis",
        params=(Param("filters"),),
    )
    described.append(own)
    return (own,)


def _operations(call: Call, described: Sequence[Route]) -> tuple[Operation, ...]:
    key = (_ROOT, call.version.name, call.caller.profile.id)
    found: tuple[Operation, ...] | None = call.org.compiled.get(key)
    if found is None:
        found = list_operations(described, call.org.catalogue, call.caller, call.version)
        call.org.compiled[key] = found
    return found


def _fits(operation: Operation, asked: Filter) -> bool:
    if asked.field == MODULE:
        return operation.module is not None and operation.module.api_name == asked.value
    if asked.field == METHOD:
        return operation.method == asked.value.upper()
    # unspecified: a scope without its service, or its first words, stand for all that begin so.
    wanted = asked.value.lower().removeprefix("zohocrm.")
    held = [scope.lower().removeprefix("zohocrm.") for scope in operation.scope.split(",")]
    return any(scope == wanted or scope.startswith(f"{wanted}.") for scope in held)


def _by_path(operations: Iterable[Operation]) -> list[dict[str, Any]]:
    """Return the entries, one a path; the same operation of several custom modules once."""
    paths: dict[str, dict[str, dict[str, Any]]] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method] = {
            "method": one.method,
            "oauth_scope": one.scope,
            "max_credits": one.most,
            "min_credits": one.least,
        }
    return [{"path": path, "operation_types": [*kinds.values()]} for path, kinds in paths.items()]
