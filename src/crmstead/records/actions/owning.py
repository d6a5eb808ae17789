"""Giving records another owner, and along with them what is related to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.visibility import records_for
from crmstead.access.ways import Right
from crmstead.errors.acting import (
    OWNER_INVALID,
    OWNER_NOT_CHANGED_HERE,
    RELATED_MODULE_AMBIGUOUS,
)
from crmstead.errors.raised import At, RecordError
from crmstead.errors.requests import DATA_NOT_ARRAY, OPTION_INVALID
from crmstead.errors.values import (
    EXPECTED_FIELD_MISSING,
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    WRONG_TYPE,
)
from crmstead.fieldtypes.lookup import reference_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.query.criteria import condition_of
from crmstead.query.plan import BASE, EVERYTHING, ColumnRef, OneOf, both
from crmstead.query.plan import Any as AnyOf
from crmstead.query.special_values import Moment
from crmstead.records.actions.selected import Results, answered, done, good
from crmstead.records.locking.automatic_locks import follow_rules
from crmstead.records.related.relations import relations_of
from crmstead.records.territories.following import follow_territories
from crmstead.records.write.answers import ItemAnswer
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.state import Action, is_converted, state_of
from crmstead.records.write.targets import Stored, load_stored
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_records
from crmstead.store.rows import LIVE
from crmstead.store.schema import column_of

OWNER = "owner"
RELATED = "related_modules"
NOTIFY = "notify"
#: `supports` of modules whose open records follow the owner of what they are related to.
FOLLOWS = "owner_follows"
_COLUMN = "Owner"
#: The permission of a profile.
MAY_CHANGE_OWNER = "Crm_Implied_Change_Owner"


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """The new owner, and the modules whose related records follow."""

    owner: int
    related: tuple[Module, ...] = ()


def owner_asked(content: Mapping[str, Any], catalogue: Catalogue) -> OwnerChange:
    """Return what a body asks for; `notify` is taken, and nobody is written to.

    Raises:
        RecordError: the first thing that is wrong; its path is that in the body.
    """
    owner = _owner(content.get(OWNER), catalogue)
    given = content.get(NOTIFY)
    if given is not None and not isinstance(given, bool):
        raise RecordError(OPTION_INVALID, (NOTIFY,), expected_data_type="boolean")
    related = content.get(RELATED)
    if related is None:
        return OwnerChange(owner)
    if not isinstance(related, list):
        raise RecordError(DATA_NOT_ARRAY, (RELATED,), expected_data_type="jsonarray")
    modules = [_related(index, entry, catalogue) for index, entry in enumerate(related)]
    return OwnerChange(owner, tuple(dict.fromkeys(modules)))


def _owner(given: Any, catalogue: Catalogue) -> int:
    if given is None:
        raise RecordError(MANDATORY_MISSING, (OWNER,))
    if not isinstance(given, dict):
        raise RecordError(WRONG_TYPE, (OWNER,), expected_data_type="jsonobject")
    place = (OWNER, "id")
    if given.get("id") is None:
        raise RecordError(MANDATORY_MISSING, place)
    try:
        number = reference_id(given)
    except RecordError as error:
        cause = OWNER_INVALID if error.cause is REFERENCE_INVALID else error.cause
        raise RecordError(cause, place, **error.details) from None
    user = catalogue.user_by_id.get(number or 0)
    if user is None:
        raise RecordError(OWNER_INVALID, place, owner_status="not_crm_user")
    if user.status != "active":
        raise RecordError(OWNER_INVALID, place, owner_status=user.status)
    return user.id


def _related(index: int, entry: Any, catalogue: Catalogue) -> Module:
    """Return the module that an entry names, by its api name, its id, or both."""
    path = (RELATED, index)
    if not isinstance(entry, dict):
        raise RecordError(ITEM_NOT_OBJECT, path, expected_data_type="jsonobject")
    name, number = entry.get("api_name"), entry.get("id")
    places = [At((*path, "api_name")), At((*path, "id"))]
    if name is None and number is None:
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
    by_id = None
    if number is not None:
        try:
            by_id = catalogue.module_by_id.get(reference_id({"id": number}) or 0)
        except RecordError as error:
            raise error.below(*path) from None
        if by_id is None:
            raise RecordError(REFERENCE_INVALID, (*path, "id"))
    if name is None:
        named, key = by_id, "id"
    else:
        named, key = (
            catalogue.module_by_name.get(name) if isinstance(name, str) else None,
            "api_name",
        )
    if named is None or FOLLOWS not in named.supports:
        raise RecordError(OWNER_NOT_CHANGED_HERE, (*path, key))
    if by_id not in (None, named):
        raise RecordError(RELATED_MODULE_AMBIGUOUS, ambiguity_due_to=places)
    return named


async def change_owner(
    writing: Writing, module: Module, results: Results, asked: OwnerChange
) -> Outcome:
    """Give loaded records an owner; open related ones that the caller may change follow."""
    records = good(results)
    await give(writing, module, list(records.values()), asked.owner)
    if records:
        for related in asked.related:
            found = await _load_related(writing, module, related, tuple(records))
            await give(writing, related, found, asked.owner)
    answers: list[ItemAnswer | RecordError] = [
        one
        if isinstance(one, RecordError)
        else done("owner is successfully updated", id=str(one["id"]))
        for one in results
    ]
    return answered(writing, answers)


async def _load_related(
    writing: Writing, module: Module, related: Module, ids: tuple[int, ...]
) -> list[Stored]:
    """Return the open records of a module that name one of some records in a lookup."""
    lookups = {
        column_of(field)
        for one in module.related_lists
        if one.module == related.api_name
        for relation in relations_of(writing.org, module, one.api_name) or ()
        for field in relation.lookups
    }
    if not lookups:
        return []
    moment = Moment(writing.now, writing.caller.zone, writing.caller.user.id)
    is_open = EVERYTHING if related.open is None else condition_of(related.open, related, moment)
    where = both(
        LIVE,
        AnyOf(tuple(OneOf(ColumnRef(BASE, column), ids) for column in sorted(lookups))),
        is_open,
        records_for(writing.catalogue, writing.caller, related, Right.EDIT),
    )
    return [
        stored
        for stored in await load_stored(writing, related, where)
        if not is_converted(stored)
        and state_of(writing.catalogue, writing.caller, related, stored, Action.CHANGE_OWNER)
        is None
    ]


async def give(writing: Writing, module: Module, records: Sequence[Stored], owner: int) -> None:
    """Give stored records another owner, and what follows from it."""
    rows = [touched(writing, module, stored["id"], Owner=owner) for stored in records]
    await update_records(writing.transaction, writing.org, module, rows)
    changes = [
        Change(stored["id"], "owner_assigned", {"fields": {_COLUMN: [stored[_COLUMN], owner]}})
        for stored in records
        if stored[_COLUMN] != owner
    ]
    await keep_history(writing, module, changes)
    written = [stored["id"] for stored in records]
    await follow_territories(writing, module, written)
    await follow_rules(writing, module, written)
