"""A new custom module, with all that such a module has from its beginning."""

from __future__ import annotations

from collections.abc import Iterator

from crmstead.errors.raised import ApiError
from crmstead.errors.setup.definitions import MODULES_LIMIT, MODULES_NOT_IN_EDITION
from crmstead.metadata.building import custom_module
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.definitions import Raw
from crmstead.model.module import Module
from crmstead.setup.given import Item, item_of, word_of
from crmstead.setup.modules.display_field import display_field
from crmstead.setup.modules.naming import (
    derived_names,
    given_name,
    label_of,
    name_taken,
    reserved,
    taken_names,
)
from crmstead.setup.modules.rights import profiles_given, with_rights
from crmstead.setup.redefining import Redefining, put
from crmstead.store.schema import module_table

TEAM_BASED = "team_based"
ACCESS_TYPES = ("org_based", TEAM_BASED)
_FIRST_NUMBER = 40
#: Custom modules that an org of an edition may have.
# unspecified: the numbers are those that the vendor sells; other editions have as many as this one.
_LIMITS = {"free": 0, "standard": 10, "professional": 25, "enterprise": 200, "ultimate": 500}
_DEFAULT_LIMIT = 200


def is_team_based(given: object) -> bool:
    """Tell whether an item of a body asks for a module that is a team's."""
    return isinstance(given, dict) and given.get("access_type") == TEAM_BASED


async def create_module(redefining: Redefining, given: object) -> int:
    """Add a module as an item of a body says; return its id.

    Raises:
        RecordError: with the path below the item.
        ApiError: a label is another module's, or the edition has no more modules.
    """
    item = item_of(given)
    catalogue = redefining.catalogue
    customs = [one for one in catalogue.modules if one.custom]
    _check_limit(redefining, len(customs))
    raw = _raw(redefining, item, customs)
    # unspecified: every profile has a team's module; who is in the team is not kept.
    team = is_team_based(item)
    named = None if team else profiles_given(redefining.definitions.profiles, item)
    module = _named(catalogue, item, raw)
    redefining.definitions.modules.append(raw)
    if named is not None:
        for profile in tuple(redefining.definitions.profiles):
            kept = named.get(profile.id, False)
            put(redefining.definitions.profiles, with_rights(profile, module, all_of_them=kept))
    return module.id


def _check_limit(redefining: Redefining, count: int) -> None:
    limit = _LIMITS.get(redefining.definitions.org.paid_type, _DEFAULT_LIMIT)
    if limit == 0:
        raise ApiError(MODULES_NOT_IN_EDITION)
    if count >= limit:
        message = MODULES_LIMIT.message.replace("(10)", f"({limit})")
        raise ApiError(MODULES_LIMIT, message=message, limit=limit)


def _raw(redefining: Redefining, item: Item, customs: list[Module]) -> Raw:
    catalogue, user = redefining.catalogue, redefining.caller.user.id
    names = {one.module_name for one in catalogue.modules}
    number = next(n for n in range(len(customs) + 1, 10_000) if f"CustomModule{n}" not in names)
    field = display_field(item)
    return {
        "api_name": "",
        "plural_label": label_of(catalogue, item, "plural_label"),
        "singular_label": label_of(catalogue, item, "singular_label"),
        "id": redefining.org.ids.next(),
        "module_name": f"CustomModule{number}",
        "sequence_number": max((one.sequence_number for one in customs), default=_FIRST_NUMBER) + 1,
        "access_type": word_of(item, "access_type", ACCESS_TYPES) or ACCESS_TYPES[0],
        "fields": [] if field is None else [field],
        "created_time": redefining.now,
        "created_by": user,
        "modified_time": redefining.now,
        "modified_by": user,
    }


def _named(catalogue: Catalogue, item: Item, raw: Raw) -> Module:
    """Return the module under the name given, or the first free one that its label makes."""
    taken = taken_names(catalogue)
    wanted = given_name(catalogue, item)
    for name in _free(raw, taken) if wanted is None else (wanted,):
        raw["api_name"] = name
        module = custom_module(catalogue.org, raw)
        indexes = {index.name.casefold() for index in module_table(module).indexes}
        if taken.isdisjoint(indexes):
            return module
    raise name_taken()


def _free(raw: Raw, taken: set[str]) -> Iterator[str]:
    number = int(raw["module_name"].removeprefix("CustomModule"))
    for name in derived_names(raw["plural_label"], number):
        if name.casefold() not in taken and not reserved(name):
            yield name
