"""What belongs to records: goes to the recycle bin with them, comes back, and is removed with them.

Rows of subforms, links of multi-select lookups, and records of modules that say so by `belongs_to`
(notes, attachments).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmstead.databases.base import Transaction
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.store.belonging import Belonging, move_belonging
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import (
    PARENT,
    ensure_tables,
    has_table,
    make_tables,
)


@derived
def belongings(catalogue: Catalogue, module: Module) -> tuple[Belonging, ...]:
    """Return what belongs to the records of a module."""
    return tuple(one for one in _belongings(catalogue, module) if has_table(one.module))


def _belongings(catalogue: Catalogue, module: Module) -> Iterator[Belonging]:
    known = catalogue.module_by_name
    for field in module.collections:
        if field.subform is not None and field.subform in known:
            yield Belonging(known[field.subform], PARENT)
        if field.linking is not None:
            yield Belonging(known[field.linking.module], field.linking.own_lookup)
    if module.is_subform or module.is_linking:
        return
    for other in catalogue.modules:
        lookup = other.by_name.get(other.belongs_to or "")
        if lookup is None or other is module:
            continue
        if lookup.kind == "any_module_lookup":
            yield Belonging(other, lookup.api_name, module.api_name)
        elif lookup.lookup == module.api_name:
            yield Belonging(other, lookup.api_name)


@derived
def removed_with(catalogue: Catalogue, module: Module) -> tuple[Belonging, ...]:
    """Return what is removed for good with the records of a module: also links to them."""
    links = (
        Belonging(other, field.api_name)
        for other in catalogue.modules
        if other.is_linking and has_table(other)
        for field in other.fields
        if field.lookup == module.api_name
    )
    return tuple(dict.fromkeys((*belongings(catalogue, module), *links)))


async def ensure_belongings(org: OpenOrg, module: Module) -> None:
    """Make the tables that deleting records of a module touches, before its transaction begins."""
    await ensure_tables(org, module)
    await make_tables(org, _reached(org.catalogue, module))


@derived
def _reached(catalogue: Catalogue, module: Module) -> tuple[Module, ...]:
    """Return the modules whose records go with those of a module, all the way down."""
    seen = {module: None}
    level = [module]
    while level:
        found = [one.module for of in level for one in removed_with(catalogue, of)]
        level = [one for one in dict.fromkeys(found) if one not in seen]
        seen.update(dict.fromkeys(level))
    return tuple(seen)


async def take_along(
    transaction: Transaction,
    org: OpenOrg,
    module: Module,
    ids: Sequence[int],
    *,
    before: int,
    after: int,
) -> None:
    """Set the column `_bin` of what belongs to records where it is `before`, all the way down."""
    for one in belongings(org.catalogue, module):
        moved = await move_belonging(transaction, org, one, ids, before, after)
        if moved and belongings(org.catalogue, one.module):
            await take_along(transaction, org, one.module, moved, before=before, after=after)
