"""Converting a lead: its contact, its account where it has a company, a deal where one is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.values import json_text
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.records.actions.tagging import GivenTag, Tagging, change_tags
from crmstead.records.conversion.belongings import Heirs, hand_on, hand_on_links
from crmstead.records.conversion.mapping import mapped_values
from crmstead.records.conversion.matching import ACCOUNT, match, named
from crmstead.records.conversion.request import ACCOUNTS, CONTACTS, DEALS, Asked
from crmstead.records.conversion.state import check_may_make
from crmstead.records.related.link_rows import write_links
from crmstead.records.related.links import link_fields
from crmstead.records.related.relations import links_between
from crmstead.records.write.converted_values import free_values
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import OWNER, fill
from crmstead.records.write.finishing import Checked, settle
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.mandatory import check_mandatory
from crmstead.records.write.references import check_user, load_references
from crmstead.records.write.stamps import touched
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.validation import parse_item
from crmstead.records.write.writing import Writing
from crmstead.store.changing import Place, update_records

CONVERT = "convert"
CONVERTED = "converted"
CONTACT = "Contact_Name"
_DAY = 24 * 60 * 60
#: Fields of the lead that say what it became, by module.
_BECAME = {
    ACCOUNTS: "Converted_Account",
    CONTACTS: "Converted_Contact",
    DEALS: "Converted_Deal",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A record that a lead became: its id and its name."""

    id: int
    name: str | None


#: By module; None where there is none.
Became = Mapping[str, Made | None]


async def convert_lead(writing: Writing, module: Module, stored: Stored, asked: Asked) -> Became:
    """Convert a lead that may be converted; all of it is written, or nothing.

    Raises:
        RecordError: a record that the body names is not there, or what is made is not good; the
            caller lets nothing be written then.
    """
    if asked.assign_to is not None:
        _check_owner(writing, asked.assign_to)
    found = await _existing(writing, module, stored, asked)
    account = found.get(ACCOUNTS)
    company = mapped_values(module, stored, _module(writing, ACCOUNTS)).get(ACCOUNT)
    if account is None and company is not None:
        account = await _make(writing, module, stored, asked, ACCOUNTS, {})
    contact = found.get(CONTACTS)
    if contact is None:
        link = {} if account is None else {ACCOUNT: account.id}
        contact = await _make(writing, module, stored, asked, CONTACTS, link)
    elif account is not None:
        await _join(writing, contact, account, asked)
    deal = None
    if asked.deal is not None:
        deal = await _make_deal(writing, module, stored, asked, contact, account)
    for name in found:
        await _tag(writing, name, found[name], asked)
    became = {ACCOUNTS: account, CONTACTS: contact, DEALS: deal}
    await _hand_on(writing, module, stored["id"], asked, contact, became)
    await _mark(writing, module, stored, became)
    return became


def _module(writing: Writing, name: str) -> Module:
    return writing.catalogue.module_by_name[name]


def _check_owner(writing: Writing, user: int) -> None:
    try:
        check_user(writing, user)
    except RecordError as error:
        raise error.below("assign_to") from None


async def _existing(
    writing: Writing, module: Module, stored: Stored, asked: Asked
) -> dict[str, Made]:
    """Return the records that the lead is converted into: as the body says, else as found."""
    targets = {
        name: await load_targets(writing, _module(writing, name), [record])
        for name, record in asked.existing.items()
    }
    chosen = {name: named(asked.existing, targets, name) for name in asked.existing}
    matched = await match(writing, module, stored)
    for name, record in ((ACCOUNTS, matched.account), (CONTACTS, matched.contact)):
        if name not in chosen and record is not None:
            chosen[name] = record
            targets[name] = await load_targets(writing, _module(writing, name), [record])
    return {
        name: _made(_module(writing, name), targets[name][record])
        for name, record in chosen.items()
        if record is not None
    }


def _made(module: Module, stored: Mapping[str, Any]) -> Made:
    return Made(stored["id"], stored.get(module.display_field or "id"))


async def _make(
    writing: Writing,
    module: Module,
    stored: Stored,
    asked: Asked,
    name: str,
    more: Mapping[str, Any],
) -> Made:
    """Make the record of a module that a lead becomes.

    Raises:
        RecordError: its unique values are taken, or a field that must be there is not.
    """
    target = _module(writing, name)
    values = {**mapped_values(module, stored, target), **more, OWNER: _owner(stored, asked)}
    layout = target.layout_for(writing.caller.profile.id)
    draft = Draft(target, 0, {}, values, layout=layout, cloned=True)
    try:
        return await _write(writing, target, draft, asked)
    except RecordError as error:
        raise error.below(name) from None


def _owner(stored: Stored, asked: Asked) -> Any:
    return stored.get(OWNER) if asked.assign_to is None else asked.assign_to


async def _make_deal(
    writing: Writing,
    module: Module,
    stored: Stored,
    asked: Asked,
    contact: Made,
    account: Made | None,
) -> Made:
    target = _module(writing, DEALS)
    try:
        await load_references(writing, target, [asked.deal])
        draft = parse_item(writing, target, 0, asked.deal)
        links = {CONTACT: contact.id, ACCOUNT: None if account is None else account.id}
        draft.values = {
            OWNER: _owner(stored, asked),
            **mapped_values(module, stored, target),
            **links,
            **{key: value for key, value in draft.values.items() if value is not None},
        }
        deal = await _write(writing, target, draft, asked)
        await _introduce(writing, target, deal, contact, asked.deal or {})
    except RecordError as error:
        raise error.below(DEALS) from None
    return deal


async def _introduce(
    writing: Writing, module: Module, deal: Made, contact: Made, item: Mapping[str, Any]
) -> None:
    """Link the contact to the deal where the deal says what the contact is to it: its role."""
    for link in links_between(writing.org, module, _module(writing, CONTACTS)):
        given = {one.api_name: item.get(one.api_name) for one in link_fields(link.module)}
        if any(value is not None for value in given.values()):
            (met,) = await write_links(writing, link, deal.id, [given], [contact.id])
            if isinstance(met, RecordError):
                raise met


async def _write(writing: Writing, target: Module, draft: Draft, asked: Asked) -> Made:
    check_may_make(writing, target)
    draft.tags = [(None, name) for name in asked.tags.get(target.api_name, ())]
    check_mandatory(writing, draft)
    fill(writing, draft)
    checked: list[Checked] = [[draft]]
    await settle(writing, target, checked)
    if isinstance(checked[0], RecordError):
        raise checked[0]
    return _made(target, draft.values)


async def _tag(writing: Writing, name: str, found: Made, asked: Asked) -> None:
    """Add the tags that go along to those of a record that was there."""
    given = tuple(GivenTag(None, tag) for tag in asked.tags.get(name, ()))
    if given:
        target = _module(writing, name)
        (met,) = await change_tags(writing, target, [{"id": found.id}], Tagging(given))
        if isinstance(met, RecordError):
            raise RecordError(met.cause, ("carry_over_tags", name), **met.details)


async def _join(writing: Writing, contact: Made, account: Made, asked: Asked) -> None:
    """Give a contact that was there the account, where it has none or may lose the one it has."""
    module = _module(writing, CONTACTS)
    stored = (await load_targets(writing, module, [contact.id]))[contact.id]
    before = stored.get(ACCOUNT)
    if before == account.id or (before is not None and not asked.overwrite):
        return
    row = touched(writing, module, contact.id, **{ACCOUNT: account.id})
    await update_records(writing.transaction, writing.org, module, [row])
    body = {"fields": {ACCOUNT: [before, account.id]}}
    await keep_history(writing, module, [Change(contact.id, "updated", body)], CONVERT)


async def _hand_on(
    writing: Writing,
    module: Module,
    lead: int,
    asked: Asked,
    contact: Made,
    became: Became,
) -> None:
    holder = became.get(asked.attachments_to) or contact
    holds = asked.attachments_to if became.get(asked.attachments_to) else CONTACTS
    about = next(
        (Place(one.id, name) for name in (DEALS, ACCOUNTS) if (one := became.get(name))),
        Place(None, None),
    )
    heirs = Heirs(Place(contact.id, CONTACTS), Place(holder.id, holds), about)
    await hand_on(writing, module, lead, heirs)
    await hand_on_links(writing, module, lead, heirs.contact)


async def _mark(writing: Writing, module: Module, stored: Stored, became: Became) -> None:
    """Let the lead say what became of it, and when."""
    ids = {name: one.id for name, one in became.items() if one is not None}
    days = (writing.now - (stored.get("Created_Time") or writing.now)) // _DAY
    values = {
        "Converted__s": True,
        "Converted_Date_Time": writing.now,
        "Lead_Conversion_Time": days,
        "$converted_detail": json_text(_detail(writing, ids)),
        **{field: ids.get(name) for name, field in _BECAME.items()},
    }
    row = touched(writing, module, stored["id"], **values)
    await update_records(writing.transaction, writing.org, module, [row])
    await free_values(writing, module, [stored["id"]])
    await keep_history(
        writing, module, [Change(stored["id"], CONVERTED, {"became": _texts(ids)})], CONVERT
    )


def _texts(ids: Mapping[str, int]) -> dict[str, str]:
    return {name: str(record) for name, record in ids.items()}


def _detail(writing: Writing, ids: Mapping[str, int]) -> dict[str, str]:
    day = times_of(writing.caller.zone).format(writing.now)[:10]
    told = {"contact": CONTACTS, "deal": DEALS, "account": ACCOUNTS}
    return {
        "convert_date": day,
        **{key: str(ids[name]) for key, name in told.items() if name in ids},
        "converted_by": str(writing.caller.user.id),
    }


def shown_became(became: Became, *, plain: bool) -> dict[str, Any]:
    """Return what a lead became as the answer tells it; older versions tell ids alone."""
    order: Sequence[str] = (CONTACTS, DEALS, ACCOUNTS)
    shown: dict[str, Any] = {}
    for name in order:
        one = became.get(name)
        if plain:
            shown[name] = None if one is None else str(one.id)
        else:
            shown[name] = None if one is None else {"name": one.name, "id": str(one.id)}
    return shown
