"""What has to be there before the transaction that changes fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.setup.fields.changing import becoming_unique
from crmstead.setup.redefining import in_time
from crmstead.sql.ddl import Column
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import make_tables, unique_column
from crmstead.store.tables.preparing import add_columns


async def prepare_changes(org: OpenOrg, module: Module, items: Sequence[Any]) -> None:
    """Make the table of a module, with columns for the fields that items of a body make unique."""
    await make_tables(org, [module])
    columns = [
        Column(unique_column(field), ColumnKind.TEXT) for field in becoming_unique(module, items)
    ]
    if columns:
        await in_time(lambda: add_columns(org, module.api_name, columns))
