"""Records that a lead is found to be already: its contact and its account (Convert Lead)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.errors.converting import CONVERT_ID_UNKNOWN
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.module import Module
from crmstead.query.plan import BASE, ColumnRef, Compare, ReadPlan, Selection, both
from crmstead.records.conversion.mapping import mapped_values
from crmstead.records.conversion.request import ACCOUNTS, CONTACTS
from crmstead.records.write.targets import Stored
from crmstead.records.write.upsert_targets import Lookup, Mark, check_fields
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, IN_ORDER, LIVE, read
from crmstead.store.schema import unique_form

ACCOUNT = "Account_Name"
_NAMES = ("First_Name", "Last_Name")


@dataclass(frozen=True, slots=True)
class Matched:
    """The records that a lead is converted into, where they are there."""

    contact: int | None = None
    account: int | None = None
    #: Field and value of the lead that led to them, by module.
    values: Mapping[str, tuple[str, object]] | None = None


async def match(writing: Writing, lead: Module, stored: Stored) -> Matched:
    """Find the contact by its own fields, then the account by name, then its contact by name.

    unspecified: a contact is found by name within the account alone, as namesakes are many.
    """
    known = writing.catalogue.module_by_name
    contact, by = await _by_marks(writing, lead, stored, known[CONTACTS])
    account, by_account = await _by_marks(writing, lead, stored, known[ACCOUNTS])
    if contact is None and account is not None:
        contact = await _by_name(writing, known[CONTACTS], stored, account)
    values = {
        name: (mark[0], mapped_values(lead, stored, known[name])[mark[0]])
        for name, mark in ((CONTACTS, by), (ACCOUNTS, by_account))
        if mark is not None
    }
    return Matched(contact, account, values)


async def _by_marks(
    writing: Writing, lead: Module, stored: Stored, target: Module
) -> tuple[int | None, Mark | None]:
    """Return the record of a module that the mapped values tell to be the lead."""
    values = mapped_values(lead, stored, target)
    fields = check_fields(writing.caller, target, None)
    marks = [
        (field.api_name, form)
        for field in fields
        if (form := unique_form(field, values.get(field.api_name))) is not None
    ]
    found = await Lookup(writing, target, fields).find(marks)
    return next(((found[mark], mark) for mark in marks if mark in found), (None, None))


async def _by_name(writing: Writing, contacts: Module, stored: Stored, account: int) -> int | None:
    names = [
        Compare(
            ColumnRef(BASE, name, ColumnKind.TEXT),
            "=",
            (stored.get(name) or "").lower(),
            folded=True,
        )
        for name in _NAMES
        if stored.get(name)
    ]
    where = both(
        LIVE,
        Compare(ColumnRef(BASE, ACCOUNT), "=", account),
        *names,
        visible_records(writing.catalogue, writing.caller, contacts),
    )
    plan = ReadPlan(Selection(contacts.api_name, (ID,)), where, IN_ORDER, limit=1)
    rows = await read(writing.transaction, writing.org, plan)
    return rows[0][0] if rows else None


def named(
    given: Mapping[str, int], targets: Mapping[str, Mapping[int, Any]], name: str
) -> int | None:
    """Return the record of a module that the body names, None where it names none.

    Raises:
        RecordError: it is not there, or not for the caller to see.
    """
    record = given.get(name)
    if record is not None and record not in targets[name]:
        raise RecordError(CONVERT_ID_UNKNOWN, (name, "id"))
    return record
