"""The roles that contacts may have in deals: adding, changing and removing them.

A role's `sequence_number` is its place among all, counted from 1: those behind it move on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from crmstead.errors.acting import CONTACT_ROLE_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    DUPLICATE,
    ITEM_NOT_OBJECT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    TOO_LONG,
    VALUE_INVALID,
    WRONG_TYPE,
)
from crmstead.metadata.contact_roles import KIND, known_roles
from crmstead.model.contact_role import ContactRole
from crmstead.model.ids import parse_id
from crmstead.records.actions.selected import done
from crmstead.records.write.answers import ItemAnswer
from crmstead.records.write.writing import Writing
from crmstead.store.changing import Place, repoint
from crmstead.store.definitions import change_many, find_all, take_turn

ROLES = "contact_roles"
#: Roles of one request.
MOST_ROLES = 100
#: unspecified: characters of a name.
_LONGEST_NAME = 50
_NAME, _PLACE, _ID = "name", "sequence_number", "id"

Answers = list[ItemAnswer | RecordError]


async def add_roles(writing: Writing, entries: Sequence[Any]) -> Answers:
    """Add roles: each has a name that no other has, and goes to its place or to the end."""
    before = await _held(writing)
    roles = list(before)
    answers: Answers = []
    for index, entry in enumerate(entries):
        try:
            name, place = _parse(entry)
            if name is None:
                raise RecordError(MANDATORY_MISSING, (_NAME,))  # noqa: TRY301 - gets its place below
            _require_free(roles, name)
        except RecordError as error:
            answers.append(error.below(ROLES, index))
            continue
        role = ContactRole(id=writing.org.ids.next(), name=name, sequence_number=0)
        _put(roles, role, place)
        answers.append(done("contact role added", id=str(role.id)))
    await _keep(writing, before, roles)
    return answers


async def update_roles(
    writing: Writing, entries: Sequence[Any], only: int | None = None
) -> Answers:
    """Give roles other names and places; `only` is the one that the path names."""
    before = await _held(writing)
    roles = list(before)
    answers: Answers = []
    for index, entry in enumerate(entries):
        try:
            name, place = _parse(entry)
            role = _named(roles, entry, only)
            if name is not None:
                _require_free([one for one in roles if one is not role], name)
        except RecordError as error:
            answers.append(error.below(ROLES, index))
            continue
        changed = role if name is None else replace(role, name=name)
        at = roles.index(role)
        del roles[at]
        _put(roles, changed, at + 1 if place is None else place)
        answers.append(done("contact role updated", id=str(role.id)))
    await _keep(writing, before, roles)
    return answers


async def remove_roles(writing: Writing, ids: Iterable[int]) -> Answers:
    """Remove roles; contacts that have one in a deal stay with the deal, without a role."""
    before = await _held(writing)
    there = {role.id: role for role in before}
    answers: Answers = []
    gone: list[int] = []
    for number in ids:
        if there.pop(number, None) is None:
            answers.append(RecordError(CONTACT_ROLE_UNKNOWN, id=str(number)))
            continue
        gone.append(number)
        answers.append(done("contact role deleted", id=str(number)))
    if gone:
        await _keep(writing, before, list(there.values()))
        await _empty(writing, gone)
    return answers


async def _held(writing: Writing) -> tuple[ContactRole, ...]:
    """Return the roles, which no other request changes until the end."""
    org = writing.org
    await take_turn(writing.transaction, org.database)
    changed = await find_all(writing.transaction, org.database, KIND, ContactRole)
    return known_roles(org.catalogue.org.id, changed)


def _parse(entry: Any) -> tuple[str | None, int | None]:
    """Return the name and the place that an entry gives."""
    if not isinstance(entry, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=ROLES)
    name, place = entry.get(_NAME), entry.get(_PLACE)
    if name is not None:
        if not isinstance(name, str):
            raise RecordError(WRONG_TYPE, (_NAME,), expected_data_type="text")
        name = name.strip()
        if len(name) > _LONGEST_NAME:
            raise RecordError(TOO_LONG, (_NAME,), maximum_length=_LONGEST_NAME)
        if not name:
            raise RecordError(MANDATORY_MISSING, (_NAME,))
    if place is not None:
        if type(place) is not int:
            raise RecordError(WRONG_TYPE, (_PLACE,), expected_data_type="integer")
        if place < 1:
            raise RecordError(VALUE_INVALID, (_PLACE,))
    return name, place


def _require_free(roles: Iterable[ContactRole], name: str) -> None:
    for role in roles:
        if role.name.lower() == name.lower():
            raise RecordError(DUPLICATE, (_NAME,), id=str(role.id))


def _named(roles: Iterable[ContactRole], entry: dict[str, Any], only: int | None) -> ContactRole:
    number = only
    if number is None:
        given = entry.get(_ID)
        if given is None:
            raise RecordError(MANDATORY_MISSING, (_ID,))
        number = parse_id(str(given))
    for role in roles:
        if role.id == number:
            return role
    raise RecordError(REFERENCE_INVALID, (_ID,))


def _put(roles: list[ContactRole], role: ContactRole, place: int | None) -> None:
    """Put a role at its place; one behind the end is the end."""
    roles.insert(len(roles) if place is None else place - 1, role)


async def _keep(
    writing: Writing, before: Iterable[ContactRole], roles: Sequence[ContactRole]
) -> None:
    """Keep what differs of the roles and their order, in one statement."""
    old = {role.id: role for role in before}
    new = {role.id: replace(role, sequence_number=number) for number, role in enumerate(roles, 1)}
    gone = {
        number: replace(role, deleted=True) for number, role in old.items() if number not in new
    }
    changed = {number: role for number, role in new.items() if old.get(number) != role}
    if changed or gone:
        await change_many(writing.transaction, writing.org.database, KIND, changed | gone)


async def _empty(writing: Writing, gone: Sequence[int]) -> None:
    """Let no field name roles that are gone."""
    for module in writing.catalogue.modules:
        for field in module.fields:
            if field.kind == KIND:
                nothing = Place(None, None)
                await repoint(
                    writing.transaction, writing.org, module, field, gone, module.api_name, nothing
                )
