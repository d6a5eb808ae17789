"""The tables that writing a module's records touches: those of its behaviours too."""

from __future__ import annotations

from crmstead.model.module import Module
from crmstead.records.behaviours.registry import behaviours_of
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import ensure_tables


async def ensure_written(org: OpenOrg, module: Module) -> None:
    """Make the tables that a write of a module's records may touch, where they are not there."""
    await ensure_tables(org, module)
    for behaviour in behaviours_of(module):
        for name in behaviour.also_writes:
            await ensure_tables(org, org.catalogue.module_by_name[name])
