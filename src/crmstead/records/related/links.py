"""What the link between two records adds to the one that is shown: its own values, its times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.databases.base import Reader
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import BASE, ColumnRef, Compare, OneOf, ReadPlan, both
from crmstead.records.read.rendering import Rendering, View, compile_rendering, with_keys
from crmstead.records.read.shown import shown_to
from crmstead.records.related.relations import Link, Relation
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import IN_ORDER, read

MEMBER_INFO = "$member_info"
_INFO = ("Modified_Time", "Created_Time", "id")
_COMMON = frozenset({*_INFO, "Created_By", "Modified_By"})

#: Reads what links add: ids of records -> keys by id.
LinkKeys = Callable[[Reader, Sequence[int]], Awaitable[Mapping[int, dict[str, Any]]]]


def link_fields(link: Module) -> tuple[Field, ...]:
    """Return the fields of a linking module that are values of the link itself."""
    return tuple(
        field for field in link.fields if field.lookup is None and field.api_name not in _COMMON
    )


def link_keys(
    org: OpenOrg, caller: Caller, version: Version, relation: Relation, record: int
) -> LinkKeys | None:
    """Return what reads the keys that the links of a record add, None where they add none.

    Links of multi-select lookups are records of a module of their own, and add nothing.
    """
    link = relation.link
    if link is None or not link.module.pseudo:
        return None
    rendering = _rendering(org, version, link)
    member_info = relation.related.member_info
    if not (member_info or link_fields(link.module)):
        return None

    async def keys(reader: Reader, ids: Sequence[int]) -> Mapping[int, dict[str, Any]]:
        where = both(
            Compare(ColumnRef(BASE, link.near), "=", record),
            OneOf(ColumnRef(BASE, link.far), tuple(ids)),
        )
        rows = await read(
            reader, org, ReadPlan(rendering.selection, where, IN_ORDER, limited=False)
        )
        shown = rendering.render(rows, shown_to(org, caller), ())
        return {
            row[1]: _keys(with_keys(one, {}), member_info=member_info)
            for row, one in zip(rows, shown, strict=True)
        }

    return keys


def _keys(shown: dict[str, Any], *, member_info: bool) -> dict[str, Any]:
    info = {name: shown.pop(name) for name in _INFO}
    return {**shown, MEMBER_INFO: info} if member_info else shown


def _rendering(org: OpenOrg, version: Version, link: Link) -> Rendering:
    key = ("link", link.module.api_name, link.far, version.name)
    found = org.compiled.get(key)
    if found is None:
        names = [*_INFO, *(field.api_name for field in link_fields(link.module))]
        fields = [link.module.by_name[name] for name in names]
        found = org.compiled[key] = compile_rendering(
            org.catalogue, link.module, fields, version, View.ROW, link.far
        )
    result: Rendering = found
    return result
