"""What a lead may be converted into: records that are it already, and layouts to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from crmstead.model.module import Module
from crmstead.query.plan import OneOf, ReadPlan, both
from crmstead.records.conversion.mapping import hidden_targets
from crmstead.records.conversion.matching import Matched, match
from crmstead.records.conversion.request import ACCOUNTS, CONTACTS, INTO
from crmstead.records.read.collections import Page, load_extras
from crmstead.records.read.fields import rendering_of
from crmstead.records.read.rendering import View
from crmstead.records.read.seeing import seen_by
from crmstead.records.read.shown import shown_to
from crmstead.records.write.targets import Stored
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, IN_ORDER, LIVE, read

#: Keys of the records that are offered, by module (Lead Conversion Options).
_KEYS = {
    CONTACTS: (
        "Full_Name", "Email", "Layout", "Account_Name", "Locked__s", "$editable", "id",
        "$approval_state", "Data_Processing_Basis",
    ),
    ACCOUNTS: (
        "Account_Name", "Phone", "Account_Type", "Website", "Layout", "$editable", "id",
        "Locked__s", "$approval_state",
    ),
}  # fmt: skip


async def conversion_options(
    writing: Writing, module: Module, stored: Stored
) -> dict[str, object] | None:
    """Return what there is to choose from, None where there is nothing."""
    matched = await match(writing, module, stored)
    found = {CONTACTS: matched.contact, ACCOUNTS: matched.account}
    known = writing.catalogue.module_by_name
    layouts = [known[name] for name in INTO if len(known[name].layouts) > 1]
    if not layouts and not any(found.values()):
        return None
    shown = {
        name: await _shown(writing, known[name], record) if record is not None else None
        for name, record in found.items()
    }
    return {
        "module_preference": _name(known[ACCOUNTS]) if matched.account is not None else None,
        **shown,
        "preference_field_matched_value": _matched(writing, module, matched),
        "modules_with_multiple_layouts": _names(layouts),
    }


async def _shown(writing: Writing, module: Module, record: int) -> list[Any]:
    org, caller, version = writing.org, writing.caller, writing.version
    rendering = rendering_of(org, caller, module, _KEYS[module.api_name], version, View.LIST)
    where = both(LIVE, OneOf(ID, (record,)))
    selection = seen_by(org.catalogue, caller, rendering.selection)
    plan = ReadPlan(selection, where, IN_ORDER, limited=False)
    rows = await read(writing.transaction, org, plan)
    shown = shown_to(org, caller)
    page = Page(writing.transaction, org, caller, version, View.LIST, shown, rows)
    rendered = rendering.render(rows, shown, await load_extras(page, rendering))
    return [msgspec.json.decode(msgspec.json.encode(one)) for one in rendered]


def _matched(writing: Writing, lead: Module, matched: Matched) -> dict[str, object] | None:
    hidden = hidden_targets(writing.caller, lead)
    values = {
        name: mark for name, mark in (matched.values or {}).items() if (name, mark[0]) not in hidden
    }
    if not values:
        return None
    known = writing.catalogue.module_by_name
    return {
        name: [
            {
                "field": {
                    "api_name": values[name][0],
                    "id": str(known[name].by_name[values[name][0]].id),
                },
                "matched_lead_value": values[name][1],
            }
        ]
        if name in values
        else None
        for name in (CONTACTS, ACCOUNTS)
    }


def _name(module: Module) -> dict[str, str]:
    return {"api_name": module.api_name, "id": str(module.id)}


def _names(modules: Iterable[Module]) -> list[dict[str, str]] | None:
    return [_name(one) for one in modules] or None
