"""Territories that records come to by rules: kept true in the transaction of each write.

A territory that somebody assigned a record to by hand stays with it, whatever the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.model.people import Territory
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.plan import OneOf, ReadPlan, Selection, both
from crmstead.query.special_values import Moment
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.writing import Writing
from crmstead.store.associations import assign_territories, territories_of, withdraw_territories
from crmstead.store.rows import ID, IN_ORDER, LIVE, read

FEATURE = "territories"
#: Pairs of a record and a territory.
_Pairs = set[tuple[int, int]]


@derived
def ruling(catalogue: Catalogue, module: Module) -> tuple[Territory, ...]:
    """Return the territories that records of a module come to by rules."""
    if FEATURE not in catalogue.org.features:
        return ()
    return tuple(one for one in catalogue.territories if module.api_name in one.rules)


async def follow_territories(
    writing: Writing, module: Module, records: Sequence[int], *, ruled: bool = False
) -> None:
    """Bring some written records to the territories whose rules they match by now, and no others.

    Nothing is read where a module has no rules, unless it is known to have had some (`ruled`). A
    record comes to no more territories than its module lets it.
    """
    territories = ruling(writing.catalogue, module)
    if not records or not (territories or ruled):
        return
    matched = await _matched(writing, module, territories, records)
    rows = await territories_of(writing.transaction, writing.org, records)
    has = {(row[0], row[1]) for row in rows}
    by_rule = {(row[0], row[1]) for row in rows if row[3] is None}
    gone = by_rule - matched
    left = has - gone
    come = _within_limit(module, sorted(matched - left), left)
    await withdraw_territories(writing.transaction, writing.org, sorted(gone))
    await assign_territories(writing.transaction, sorted(come), writing.now, None)
    await _tell(writing, module, "territory_removed", gone)
    await _tell(writing, module, "territory_assigned", come)


async def _matched(
    writing: Writing, module: Module, territories: Sequence[Territory], records: Sequence[int]
) -> _Pairs:
    moment = Moment(writing.now, writing.caller.zone, writing.caller.user.id)
    among = OneOf(ID, tuple(records))
    found: _Pairs = set()
    for territory in territories:
        try:
            condition = condition_of(territory.rules[module.api_name], module, moment)
        except CriteriaError:
            continue  # its field is gone, so nothing matches
        selection = Selection(module.api_name, (ID,))
        plan = ReadPlan(selection, both(LIVE, among, condition), IN_ORDER, limited=False)
        rows = await read(writing.transaction, writing.org, plan)
        found.update((row[0], territory.id) for row in rows)
    return found


def _within_limit(module: Module, wanted: Sequence[tuple[int, int]], left: _Pairs) -> _Pairs:
    """Return those of some pairs that a module's records have room for, the oldest first."""
    if not module.territory_limit:
        return set(wanted)
    counts: dict[int, int] = {}
    for record, _ in left:
        counts[record] = counts.get(record, 0) + 1
    found: _Pairs = set()
    for record, territory in wanted:
        counts[record] = counts.get(record, 0) + 1
        if counts[record] <= module.territory_limit:
            found.add((record, territory))
    return found


async def _tell(writing: Writing, module: Module, action: str, pairs: _Pairs) -> None:
    changed: dict[int, list[int]] = {}
    for record, territory in sorted(pairs):
        changed.setdefault(record, []).append(territory)
    changes = [Change(record, action, {"territories": ids}) for record, ids in changed.items()]
    await keep_history(writing, module, changes)
