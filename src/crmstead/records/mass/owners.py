"""Mass change owner: the records of a view, or those of them that a criterion leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.model.module import Module
from crmstead.records.actions.owning import OwnerChange, change_owner
from crmstead.records.actions.selected import Selected, load_selected
from crmstead.records.write.state import Action
from crmstead.records.write.writing import Writing
from crmstead.store.jobs import Counts

MASS_CHANGE_OWNER = "mass_change_owner"


async def own_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Do a part of a job; records that may not be changed are left as they are."""
    selected = Selected(tuple(ids))
    results = await load_selected(writing, module, selected, Action.CHANGE_OWNER)
    await change_owner(writing, module, results, OwnerChange(body["owner"]))
    left = sum(isinstance(one, RecordError) for one in results)
    return Counts(len(results) - left, left)
