"""Rows of a query to JSON, by expressions compiled once per set of columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Raw

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.decimal import Double, places
from crmstead.fieldtypes.registry import type_of
from crmstead.model.version import Version
from crmstead.query.coql.columns import Output
from crmstead.query.coql.planning import Planned
from crmstead.query.plan import BASE
from crmstead.records.read.rendering import ModuleName, Render, compile_rows
from crmstead.store.orgs import OpenOrg

_encode = msgspec.json.Encoder().encode
_KEPT = 512


class Reference(msgspec.Struct, gc=False):
    """A lookup's value without its name."""

    id: str


class NamedReference(msgspec.Struct, gc=False):
    """A record of a module that goes with it."""

    module: ModuleName | None
    id: str


def average(total: Any, count: int | None, unit: int) -> float | None:
    """Return an average as the nearest double."""
    return float(Decimal(total) / count / unit) if count else None


def whole(value: Any) -> int | None:
    """Return a sum as an integer; where it is a float, it is too large for a database's own."""
    return None if value is None else int(value)


_NAMES = {
    "Reference": Reference,
    "NamedReference": NamedReference,
    "average": average,
    "whole": whole,
}


def extras_of(planned: Planned, *, hides: bool) -> list[Output]:
    """Return the columns whose values are read apart: territories, and which records are seen.

    `hides` tells that there are records which the caller does not see.
    """
    return [
        one
        for one in planned.outputs
        if not one.parts
        or (hides and not one.function and one.place.field.kind == "any_module_lookup")
    ]


def render_of(planned: Planned, version: Version, *, hides: bool) -> Render:
    """Return the function that renders the rows of a query.

    Its extras are the modules by name, then a mapping for each of `extras_of`: record -> value for
    territories, what is seen -> anything for lookups.
    """
    told = {one.place.path.steps[:-2] for one in planned.outputs if one.place.shows == "module"}
    extras = extras_of(planned, hides=hides)
    members = []
    for output in planned.outputs:
        extra = f"x[{extras.index(output) + 1}]" if output in extras else ""
        if not output.parts:
            expression = f"{extra}.get(v0, EMPTY)"
        else:
            expression = _expression(output, version, with_module=output.place.path.steps in told)
            if extra:
                expression = f"({expression}) if v{output.parts[0]} in {extra} else None"
        members.append((output.key, expression))
    if not planned.grouped and all(key != "id" for key, _ in members):
        members.append(("id", "str(v0)"))
    return _compiled(tuple(members), len(planned.plan.selection.columns))


@lru_cache(_KEPT)
def _compiled(members: tuple[tuple[str, str], ...], width: int) -> Render:
    return compile_rows("rendering of a query", members, width, _NAMES)[0]


def _expression(output: Output, version: Version, *, with_module: bool) -> str:
    place, value = output.place, f"v{output.parts[0]}"
    if output.function:
        return _aggregate(output)
    if place.restricted:
        return "None"
    if place.shows == "module":
        return value
    if place.shows == "id" or place.field.kind == "record_id":
        return f"None if {value} is None else str({value})"
    kind = type_of(place.field.kind)
    if kind.expects == "jsonobject" and kind.column is ColumnKind.INTEGER:
        return _lookup(output, version, with_module=with_module)
    shown = kind.render_arguments(place.field).format(value)
    if place.alias != BASE:  # what is not there has no default
        return f"None if v{output.parts[-1]} is None else {shown}"
    return shown


def _lookup(output: Output, version: Version, *, with_module: bool) -> str:
    """Return the expression of a lookup: with its name where versions tell that."""
    place, value = output.place, f"v{output.parts[0]}"
    shown = f"Reference(str({value}))"
    if place.field.kind == "any_module_lookup":
        if with_module:
            shown = f"NamedReference(x[0].get(v{output.parts[1]}), str({value}))"
    elif version.coql_names and place.target:
        shown = f"Link(v{output.parts[1]}, str({value}))"
    elif version.coql_names:
        return type_of(place.field.kind).render_arguments(place.field).format(value)
    return f"None if {value} is None else {shown}"


def _aggregate(output: Output) -> str:
    field, value = output.place.field, f"v{output.parts[0]}"
    kind = type_of(field.kind)
    if output.function == "COUNT":
        return value
    if output.function == "AVG":
        unit = 10 ** places(field) if isinstance(kind, Double) else 1
        return f"average({value}, v{output.parts[1]}, {unit})"
    if (
        kind.column is ColumnKind.TEXT
        and output.function in {"MIN", "MAX"}
        and field.kind == "date"
    ):
        return value
    if output.place.numeric_text:
        return f"None if {value} is None else str(whole({value}))"
    return f"(lambda whole: {kind.render_arguments(field).format('whole')})(whole({value}))"


def territories_shown(org: OpenOrg, assigned: Sequence[Sequence[Any]]) -> dict[int, list[Any]]:
    """Return territories as queries show them, by the record they were assigned to."""
    known = org.catalogue.territory_by_id
    grouped: dict[int, list[Any]] = {}
    for record, territory, *_ in assigned:
        if territory in known:
            entry = {"name": known[territory].name, "id": str(territory)}
            grouped.setdefault(record, []).append(entry)
    return grouped


def users_shown(org: OpenOrg) -> Mapping[int | None, Raw]:
    """Return users as queries show them: by their last name."""
    found: Mapping[int | None, Raw] | None = org.compiled.get("users of queries")
    if found is None:
        found = org.compiled["users of queries"] = {
            user.id: Raw(_encode({"name": user.last_name, "id": str(user.id)}))
            for user in org.catalogue.users
        }
    return found


def modules_shown(org: OpenOrg) -> Mapping[str, ModuleName]:
    """Return modules as lookups to any module show them, by their api names."""
    found: Mapping[str, ModuleName] | None = org.compiled.get("modules of queries")
    if found is None:
        found = org.compiled["modules of queries"] = {
            one.api_name: ModuleName(one.api_name, str(one.id)) for one in org.catalogue.modules
        }
    return found
