"""The switches of privacy settings (platform reference 3.6).

unspecified: the SDKs model the preference, all of its values as text, and ship no operation. Those
that have an effect here are set; the others are no settings of this server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from crmstead.databases.base import Transaction
from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING, VALUE_INVALID
from crmstead.metadata.building import GDPR
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.standard import standard
from crmstead.model.people import Org
from crmstead.setup.given import object_of
from crmstead.setup.redefining import Redefining
from crmstead.store.changing import fill_empty
from crmstead.store.orgs import OpenOrg
from crmstead.store.tables.reshaping import Reshaped

ROOT = "privacyPreference"
_PREFERENCE = "preference"
_WORDS = {"true": True, "false": False}


def able() -> list[str]:
    """Return the names of the modules whose records may have a basis of processing."""
    return [
        name
        for name, one in standard().modules.items()
        if any(field.feature == GDPR for field in one.fields)
    ]


def shown_preference(org: Org) -> dict[str, str]:
    """Return the preference as it is told: each value is text."""
    privacy = org.privacy
    modules = [one for one in able() if privacy.covers(one)]
    return {
        "privacy_setting_status": _word(GDPR in org.features),
        "consent_modules": ",".join(modules),
        "exclude_api_zoho": _word(privacy.exclude_api),
        "exclude_export": _word(privacy.exclude_export),
    }


def change_preference(redefining: Redefining, given: Any) -> None:
    """Set what an item of a body says; what it leaves out stays as it is.

    Records of modules that get a basis of processing have that of their field's default.

    Raises:
        RecordError: the first thing that is missing or wrong.
    """
    if not isinstance(given, dict) or object_of(given, _PREFERENCE) is None:
        raise RecordError(MANDATORY_MISSING, (_PREFERENCE,))
    try:
        redefining.definitions.org = _changed(redefining.definitions.org, given[_PREFERENCE])
    except RecordError as error:
        raise error.below(_PREFERENCE) from None
    redefining.afterwards.append(partial(_fill, redefining.org))


def _changed(org: Org, given: Mapping[str, Any]) -> Org:
    status = _truth(given, "privacy_setting_status")
    closed, kept = _truth(given, "exclude_api_zoho"), _truth(given, "exclude_export")
    privacy = org.privacy
    if closed is not None:
        privacy = replace(privacy, exclude_api=closed)
    if kept is not None:
        privacy = replace(privacy, exclude_export=kept)
    if given.get("consent_modules") is not None:
        privacy = replace(privacy, modules=_modules(given["consent_modules"]))
    features = org.features
    if status is not None:
        features = features | {GDPR} if status else features - {GDPR}
    return replace(org, privacy=privacy, features=features)


def _modules(given: Any) -> frozenset[str]:
    names = given.split(",") if isinstance(given, str) else given
    known = able()
    if not isinstance(names, list) or not all(
        isinstance(one, str) and one.strip() in known for one in names if one != ""
    ):
        raise RecordError(VALUE_INVALID, ("consent_modules",))
    return frozenset(one.strip() for one in names if one.strip())


def _truth(given: Mapping[str, Any], key: str) -> bool | None:
    value = given.get(key)
    if isinstance(value, str):
        value = _WORDS.get(value.lower(), value)
    if value is not None and not isinstance(value, bool):
        raise RecordError(VALUE_INVALID, (key,))
    return value


def _word(value: bool) -> str:
    return "true" if value else "false"


async def _fill(org: OpenOrg, transaction: Transaction, after: Catalogue, done: Reshaped) -> None:
    for name in done.changed:
        module = after.module_by_name[name]
        for field in module.fields:
            if field.feature == GDPR and field.default_value is not None:
                await fill_empty(transaction, org, module, {field: field.default_value})
