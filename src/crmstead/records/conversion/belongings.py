"""What goes along when a lead is converted: notes, attachments, activities, campaigns."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare, IsNull, both
from crmstead.records.related.naming import fields_naming
from crmstead.records.related.relations import Link, links_of
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.associations import delete_rows
from crmstead.store.changing import Place, repoint, update_records
from crmstead.store.rows import ID, insert_records
from crmstead.store.schema import MODULE_SUFFIX, column_of

WHO = "Who_Id"
_ANY = "any_module_lookup"


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who takes over what names a lead."""

    contact: Place
    #: Record of the module that the body names for the attachments.
    attachments: Place
    #: What activities are about from now on: the deal, else the account.
    about: Place


async def hand_on(writing: Writing, module: Module, lead: int, heirs: Heirs) -> None:
    """Let what names a lead name those that it became.

    Lookups to leads keep naming the lead, which is still there. unspecified: fields that may name
    a record of several modules follow, those of activities and notes among them.
    """
    for other, field in fields_naming(writing.catalogue, module):
        if field.kind != _ANY:
            continue
        if WHO in other.by_name:
            await _introduce(writing, other, column_of(field), module, lead, heirs.contact)
            to = heirs.about
        elif "note" in other.behaviours or not field.system_mandatory:
            to = heirs.contact
        else:
            to = heirs.attachments
        await repoint(writing.transaction, writing.org, other, field, [lead], module.api_name, to)


async def _introduce(
    writing: Writing, module: Module, column: str, of: Module, lead: int, contact: Place
) -> None:
    """Set the contact of activities that have none."""
    where = both(
        Compare(ColumnRef(BASE, column), "=", lead),
        Compare(ColumnRef(BASE, column + MODULE_SUFFIX), "=", of.api_name),
        IsNull(ColumnRef(BASE, WHO)),
    )
    rows = await load_stored(writing, module, where)
    changed = [{ID.name: row[ID.name], WHO: contact.id} for row in rows]
    await update_records(writing.transaction, writing.org, module, changed)


async def hand_on_links(writing: Writing, module: Module, lead: int, heir: Place) -> None:
    """Link an heir to what a lead is linked to, as its campaigns, where records like it can be.

    A link that the heir has already stays as it is; the lead's own go.
    """
    into = writing.catalogue.module_by_name[heir.module or ""]
    ways = dict(links_of(writing.org, into))
    for name, link in links_of(writing.org, module):
        way = ways.get(name)
        found = [] if way is None else await _links(writing, link, lead)
        if way is None or heir.id is None or not found:
            continue
        has = {row[way.far] for row in await _links(writing, way, heir.id)}
        columns = way.module.by_name.keys() - {way.near}
        new = [
            {**{column: row[column] for column in columns & row.keys()}, way.near: heir.id}
            for row in found
            if row[link.far] not in has
        ]
        rows = [row[ID.name] for row in found]
        await delete_rows(writing.transaction, writing.org, link.module.api_name, ID.name, rows)
        if new:
            await insert_records(writing.transaction, [(way.module, new)])


async def _links(writing: Writing, link: Link, record: int) -> list[Stored]:
    return await load_stored(writing, link.module, Compare(ColumnRef(BASE, link.near), "=", record))
