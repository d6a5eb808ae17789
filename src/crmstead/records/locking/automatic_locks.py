"""Locks that the rules of a configuration make: kept true in the transaction of each write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from crmstead.model.locking import MANUAL, LockingConfiguration, LockingRule
from crmstead.model.module import Module
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Condition,
    OneOf,
    ReadPlan,
    Selection,
    both,
)
from crmstead.query.special_values import Moment
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.writing import Writing
from crmstead.store.locks import LOCKED, Lock, add_locks, locks_in, locks_of, remove_locks
from crmstead.store.rows import ID, IN_ORDER, LIVE, read


async def follow_rules(writing: Writing, module: Module, records: Sequence[int]) -> None:
    """Lock those of some written records that a rule locks by now, unlock those that none does.

    Locks made by hand stay. Nothing is read where a module has no rules.
    """
    configuration = writing.catalogue.locking_of.get(module.api_name)
    if configuration is None or configuration.lock_type == MANUAL or not records:
        return
    locks = await locks_of(writing.transaction, writing.org, records)
    among = OneOf(ID, tuple(records))
    matched = await _matched(writing, module, configuration.locking_rules, among)
    gone = [lock for lock in locks.values() if lock.rule and lock.record not in matched]
    await _unlock(writing, module, gone)
    await _lock(writing, module, configuration, matched, locks)


async def lock_existing(
    writing: Writing, module: Module, configuration: LockingConfiguration, rules: Iterable[int]
) -> None:
    """Lock every record of a module that some rules lock."""
    wanted = frozenset(rules)
    chosen = [rule for rule in configuration.locking_rules if rule.id in wanted]
    matched = await _matched(writing, module, chosen, EVERYTHING)
    locks = await locks_of(writing.transaction, writing.org, tuple(matched))
    await _lock(writing, module, configuration, matched, locks)


async def unlock_all(writing: Writing, module: Module, kept: Collection[int | None] = ()) -> None:
    """Unlock the records of a module but those locked by some rules (None = by hand)."""
    locks = await locks_in(writing.transaction, writing.org, module)
    gone = [lock for lock in locks.values() if lock.rule not in kept]
    await _unlock(writing, module, gone)


async def _matched(
    writing: Writing, module: Module, rules: Iterable[LockingRule], among: Condition
) -> dict[int, int]:
    """Return the first rule that each record matches, by the records' ids."""
    moment = Moment(writing.now, writing.caller.zone, writing.caller.user.id)
    selection = Selection(module.api_name, (ColumnRef(BASE, "id"),))
    found: dict[int, int] = {}
    for rule in rules:
        try:
            condition = condition_of(rule.criteria, module, moment)
        except CriteriaError:
            continue  # its field is gone, so nothing matches
        plan = ReadPlan(selection, both(LIVE, among, condition), IN_ORDER, limited=False)
        for row in await read(writing.transaction, writing.org, plan):
            found.setdefault(row[0], rule.id)
    return found


async def _lock(
    writing: Writing,
    module: Module,
    configuration: LockingConfiguration,
    matched: dict[int, int],
    locked: Collection[int],
) -> None:
    locks = [
        Lock(
            id=writing.org.ids.next(),
            module=module.id,
            record=record,
            configuration=configuration.id,
            rule=rule,
            reason=None,
            locked_time=writing.now,
            locked_by=None,
        )
        for record, rule in matched.items()
        if record not in locked
    ]
    await add_locks(writing.transaction, writing.org, module, locks)
    await _tell(writing, module, locks, "locked", locked=True)


async def _unlock(writing: Writing, module: Module, locks: Sequence[Lock]) -> None:
    await remove_locks(writing.transaction, writing.org, module, locks)
    await _tell(writing, module, locks, "unlocked", locked=False)


async def _tell(
    writing: Writing, module: Module, locks: Sequence[Lock], action: str, *, locked: bool
) -> None:
    body = {"fields": {LOCKED: [not locked, locked]}}
    await keep_history(writing, module, [Change(lock.record, action, body) for lock in locks])
