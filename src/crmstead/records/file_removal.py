"""What goes with records that are removed for good: attachments, photos, files of their fields.

The rows go in the transaction of the removal. It returns the contents that nothing needs any more,
which the caller hands to `forms.forget_contents` once the transaction is committed; those of a
server that dies in between are swept later.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.databases.base import Transaction
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, OneOf, ReadPlan, Selection
from crmstead.store.deleting import delete_rows
from crmstead.store.file_rows import delete_unused, delete_uses_of
from crmstead.store.full_text import note_changes
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import IN_ORDER, read
from crmstead.store.schema import PARENT, ensure_tables

ATTACHMENTS = "Attachments"
#: Kinds of fields that hold files.
FILE_KINDS = frozenset({"fileupload", "imageupload"})


async def prepare_release(org: OpenOrg) -> None:
    """Make the tables that `release_files` reads, before its transaction begins."""
    await ensure_tables(org, org.catalogue.module_by_name[ATTACHMENTS])


async def release_files(
    transaction: Transaction, org: OpenOrg, module: Module, records: Sequence[int]
) -> list[str]:
    """Take everything that has a file from records of a module, while their rows are there.

    Returns the contents to forget.
    """
    attachments = org.catalogue.module_by_name[ATTACHMENTS]
    attached = await _below(transaction, org, attachments, records)
    users = [*records, *attached]
    for field in module.fields:
        rows = org.catalogue.module_by_name.get(field.subform or "")
        if rows is not None and has_files(rows):
            users += await _below(transaction, org, rows, records)
    await _delete_attachments(transaction, org, attached)
    return await delete_unused(transaction, org, await delete_uses_of(transaction, org, users))


async def remove_attachments(
    transaction: Transaction, org: OpenOrg, attachments: Sequence[int]
) -> list[str]:
    """Remove attachments for good; return the contents to forget."""
    await _delete_attachments(transaction, org, attachments)
    used = await delete_uses_of(transaction, org, attachments)
    return await delete_unused(transaction, org, used)


def has_files(module: Module) -> bool:
    """Tell whether a module has fields that hold files."""
    return any(field.kind in FILE_KINDS for field in module.fields)


async def _below(
    transaction: Transaction, org: OpenOrg, module: Module, records: Sequence[int]
) -> list[int]:
    selection = Selection(module.api_name, (ColumnRef(BASE, "id"),))
    among = OneOf(ColumnRef(BASE, PARENT), tuple(records))
    plan = ReadPlan(selection, among, IN_ORDER, limited=False)
    return [row[0] for row in await read(transaction, org, plan)]


async def _delete_attachments(
    transaction: Transaction, org: OpenOrg, attachments: Sequence[int]
) -> None:
    if attachments:
        module = org.catalogue.module_by_name[ATTACHMENTS]
        await delete_rows(transaction, org, module.api_name, "id", attachments)
        await note_changes(transaction, org, module, attachments)
