"""The whole text of rich text fields, which lists cut to 500 characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.visibility import visible_records
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.plan import OneOf, ReadPlan, both
from crmstead.records.read.fields import rendering_of, shown_fields
from crmstead.records.read.rendering import View
from crmstead.records.read.shown import shown_to
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, LIVE, read
from crmstead.store.schema import ensure_tables


def rich_text_fields(caller: Caller, module: Module, version: Version) -> tuple[str, ...]:
    """Return the names of the rich text fields that a caller sees."""
    fields = shown_fields(caller, module, version)
    return tuple(one.api_name for one in fields if one.textarea_type == "rich_text")


async def read_full_texts(
    org: OpenOrg,
    caller: Caller,
    module: Module,
    version: Version,
    records: Sequence[int],
    names: tuple[str, ...],
) -> list[Any]:
    """Return rich text fields of live, visible records, in the order in which they are named."""
    await ensure_tables(org, module)
    rendering = rendering_of(org, caller, module, names, version, View.SINGLE)
    where = both(
        LIVE, OneOf(ID, tuple(set(records))), visible_records(org.catalogue, caller, module)
    )
    async with org.database.reading() as reader:
        rows = await read(reader, org, ReadPlan(rendering.selection, where, (), limited=False))
    shown = rendering.render(rows, shown_to(org, caller), [])
    by_id = {row[0]: one for row, one in zip(rows, shown, strict=True)}
    return [by_id[one] for one in dict.fromkeys(records) if one in by_id]
