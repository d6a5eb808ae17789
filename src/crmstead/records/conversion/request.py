"""What a conversion of a lead asks for (Convert Lead)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crmstead.errors.converting import CONVERT_INVALID
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.lookup import reference_id

CONTACTS, ACCOUNTS, DEALS = "Contacts", "Accounts", "Deals"
INTO = (CONTACTS, ACCOUNTS, DEALS)
#: Modules of which a record that is there may be named instead.
EXISTING = (ACCOUNTS, CONTACTS)
_SWITCHES = ("overwrite", "notify_lead_owner", "notify_new_entity_owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The body of a conversion, checked as far as that needs no records."""

    #: An existing contact that is found takes the account, whichever it had.
    overwrite: bool = False
    #: Records to convert into, by module, instead of those that are found.
    existing: Mapping[str, int] = field(default_factory=dict)
    #: User who owns what is made.
    assign_to: int | None = None
    #: The deal to make, as an item of an insert; None = no deal.
    deal: Mapping[str, Any] | None = None
    #: Names of tags that go along, by module.
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    attachments_to: str = CONTACTS


def parse_asked(item: Any) -> Asked:
    """Return what the one item of a body asks for; one without anything converts as usual.

    Raises:
        RecordError: the first thing that is wrong, with its path.
    """
    if not isinstance(item, dict):
        raise _wrong((), "jsonobject")
    for name in _SWITCHES:
        if not isinstance(item.get(name, False), bool):
            raise _wrong((name,), "boolean")
    deal = item.get(DEALS)
    if deal is not None and not isinstance(deal, dict):
        raise _wrong((DEALS,), "jsonobject")
    return Asked(
        overwrite=item.get("overwrite", False),
        existing={
            name: record for name in EXISTING if (record := _reference(item, name)) is not None
        },
        assign_to=_reference(item, "assign_to"),
        deal=deal,
        tags=_tags(item.get("carry_over_tags")),
        attachments_to=_module(item.get("move_attachments_to")),
    )


def _reference(item: Mapping[str, Any], name: str) -> int | None:
    given = item.get(name)
    try:
        return None if given is None else reference_id(given)
    except RecordError as error:
        raise error.below(name) from None


def _tags(given: Any) -> dict[str, tuple[str, ...]]:
    """Return tags by module: `{"Contacts": ["a"]}`, or `[{"api_name", "tags"}]`."""
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise _wrong(("carry_over_tags",), "jsonobject")
    found: dict[str, tuple[str, ...]] = {}
    for module, tags in given.items():
        path = ("carry_over_tags", module)
        if module not in INTO:
            raise RecordError(CONVERT_INVALID, path, supported_values=list(INTO))
        if not isinstance(tags, list):
            raise _wrong(path, "jsonarray")
        found[module] = tuple(_tag(one, (*path, place)) for place, one in enumerate(tags))
    return found


def _tag(given: Any, path: tuple[str | int, ...]) -> str:
    name = given.get("name") if isinstance(given, dict) else given
    if not isinstance(name, str) or not name.strip():
        raise _wrong(path, "text")
    return name.strip()


def _module(given: Any) -> str:
    if given is None:
        return CONTACTS
    name = given.get("api_name") if isinstance(given, dict) else given
    if name not in INTO:
        raise RecordError(
            CONVERT_INVALID, ("move_attachments_to", "api_name"), supported_values=list(INTO)
        )
    return str(name)


def _wrong(path: tuple[str | int, ...], expected: str) -> RecordError:
    return RecordError(CONVERT_INVALID, path, expected_data_type=expected)
