"""The deals that are in a pipeline."""

from __future__ import annotations

from collections.abc import Collection

from crmstead.fieldtypes.columns import ColumnKind
from crmstead.metadata.definitions import Raw
from crmstead.metadata.stages import stage_field
from crmstead.query.plan import BASE, All, ColumnRef, Condition, OneOf, ReadPlan, Selection
from crmstead.setup.pipelines.entries import FIELD, Pipelines
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import column_of, tables_there

_LAYOUT = "Layout"
#: Most deals that one transfer moves.
MOST = 1_000_000


async def deals_in(
    pipelines: Pipelines, entry: Raw, stages: Collection[str] = (), most: int = 1
) -> list[tuple[int, str]]:
    """Return deals of the layout that are in a pipeline, with their stages, oldest first.

    Those in some stages only, where these are given; not those in the recycle bin.
    """
    redefining, module = pipelines.redefining, pipelines.module
    transaction, org = redefining.transaction, redefining.org
    stage = stage_field(module)
    if stage is None or module.api_name not in await tables_there(transaction, org):
        return []
    names = (entry["display_value"],)
    parts: list[Condition] = [
        LIVE,
        OneOf(ColumnRef(BASE, _LAYOUT), (pipelines.layout.id,)),
        OneOf(ColumnRef(BASE, FIELD, ColumnKind.TEXT), names),
    ]
    column = ColumnRef(BASE, column_of(stage), ColumnKind.TEXT)
    if stages:
        parts.append(OneOf(column, tuple(sorted(stages))))
    plan = ReadPlan(Selection(module.api_name, (ID, column)), All(tuple(parts)), IN_ORDER, most)
    return [(row[0], row[1]) for row in await read(transaction, org, plan)]
