"""Values of formulas follow a change of what they are, or of the fields that they read."""

from __future__ import annotations

from dataclasses import replace

from crmstead.access.caller import Caller
from crmstead.databases.base import Transaction
from crmstead.formulas.fields import formulas_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.model.version import LATEST
from crmstead.records.mass.computing import compute_all
from crmstead.records.write.options import Options
from crmstead.records.write.writing import Writing
from crmstead.store.orgs import OpenOrg
from crmstead.store.tables.reshaping import changed_modules, existing_tables


async def recompute(
    transaction: Transaction, org: OpenOrg, caller: Caller, after: Catalogue, now: int
) -> bool:
    """Compute formulas that are others in a new catalogue; tell whether a job has more to do.

    In the transaction of the change for as many records as that bears, so that the next request
    finds their values.
    """
    modules = [
        module
        for name in changed_modules(org.catalogue, after)
        if (module := after.module_by_name.get(name)) is not None
        and _formulas(module) != _formulas(org.catalogue.module_by_name.get(name))
    ]
    if not modules:
        return False
    there = await existing_tables(transaction, org.database)
    renewed = replace(org, catalogue=after, compiled={}, ready_modules=set())
    writing = Writing(renewed, caller, LATEST, transaction, Options(), now)
    ordered = [await compute_all(writing, module) for module in modules if module.api_name in there]
    return any(ordered)


def _formulas(module: Module | None) -> list[tuple[object, ...]]:
    """Return what the values of a module's formulas depend on, besides its records."""
    if module is None:
        return []
    return [
        (
            one.field.api_name,
            one.node,
            one.field.return_type,
            one.field.decimal_place,
            one.field.assume_default,
        )
        for one in formulas_of(module)
    ]
