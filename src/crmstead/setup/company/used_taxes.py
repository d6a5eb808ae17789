"""Which taxes records bear: products and services name those that apply to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crmstead.fieldtypes.lookup import known_id
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Like, ReadPlan, Selection, both
from crmstead.setup.redefining import Redefining
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import column_of, make_tables

#: Kind of the fields that hold taxes.
_KIND = "taxes"


async def prepare(org: OpenOrg) -> None:
    """Make the tables of records that may bear taxes."""
    await make_tables(org, [module for module, _ in _bearing(org)])


async def used_taxes(redefining: Redefining, given: Mapping[str, Any]) -> frozenset[int]:
    """Return those of the taxes that a body removes which records bear."""
    return frozenset([one for one in _removed(given) if await _is_used(redefining, one)])


def _removed(given: Mapping[str, Any]) -> Iterator[int]:
    taxes = given.get("taxes")
    entries: Iterable[Any] = taxes if isinstance(taxes, list) else ()
    for entry in entries:
        if isinstance(entry, dict) and entry.get("_delete"):
            number = known_id(entry.get("id"))
            if number is not None:
                yield number


async def _is_used(redefining: Redefining, tax: int) -> bool:
    for module, field in _bearing(redefining.org):
        # As `fieldtypes.structured` writes an entry.
        named = Like(ColumnRef(BASE, column_of(field)), "contains", f'"id":"{tax}"')
        selection = Selection(module.api_name, (ID,))
        plan = ReadPlan(selection, both(LIVE, named), IN_ORDER, limit=1)
        if await read(redefining.transaction, redefining.org, plan):
            return True
    return False


def _bearing(org: OpenOrg) -> Iterator[tuple[Module, Field]]:
    for module in org.catalogue.modules:
        for field in module.fields:
            if field.kind == _KIND:
                yield module, field
