"""Which fields name records of a module: what follows a record when it becomes another one."""

from __future__ import annotations

from collections.abc import Iterator

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.records.write.references import supported_modules
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import ensure_tables, has_table

_TO_MODULE = frozenset({"lookup", "product_lookup"})
_TO_ANY = "any_module_lookup"


def fields_naming(catalogue: Catalogue, module: Module) -> Iterator[tuple[Module, Field]]:
    """Yield the fields of all modules that point to records of a module, with their modules."""
    for other in catalogue.modules:
        if not has_table(other):
            continue
        for field in other.fields:
            if (field.kind in _TO_MODULE and field.lookup == module.api_name) or (
                field.kind == _TO_ANY
                and module.api_name in supported_modules(catalogue, other, field)
            ):
                yield other, field


async def ensure_naming(org: OpenOrg, module: Module) -> None:
    """Make the tables of all modules whose records may name those of a module."""
    for other in {one.api_name: one for one, _ in fields_naming(org.catalogue, module)}.values():
        await ensure_tables(org, other)
