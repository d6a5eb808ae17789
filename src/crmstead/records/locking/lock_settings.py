"""Record locking configurations as bodies give them, checked (platform reference 2.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from crmstead.errors.locking import (
    LOCKING_DEPENDENT_MISSING,
    LOCKING_FIELD_NOT_SUPPORTED,
    LOCKING_VALUE_INVALID,
    LOCKING_WORD_UNKNOWN,
)
from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import ITEM_NOT_OBJECT, MANDATORY_MISSING, WRONG_TYPE
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.locking import (
    ALL_PROFILES,
    AUTOMATIC,
    BOTH,
    EXCEPT_EXCLUDED,
    MANUAL,
    LockingConfiguration,
)
from crmstead.model.module import Module
from crmstead.query.special_values import Moment
from crmstead.records.locking.locking_rules import array_of, field_of, id_of, limited, rules_of

LOCK_TYPES = (MANUAL, AUTOMATIC, BOTH)
LOCKED_FOR = (ALL_PROFILES, EXCEPT_EXCLUDED)
#: Spelt so by some pages of the documentation.
_SPELT = {"all_profiles_except_excluded_profile": EXCEPT_EXCLUDED}
ACTIONS = ("update", "delete", "tags", "change_owner", "convert")
COMMUNICATIONS = ("send_mail", "send_survey", "send_portal_invitation")
FEATURE = "record_locking"
_MOST_EXCLUDED = 15
#: Keys whose values are one word, or several, of a few: key -> words, its message.
_ONE_WORD = {"lock_type": LOCK_TYPES, "locked_for": LOCKED_FOR}
_SEVERAL_WORDS = {
    "restricted_actions": (ACTIONS, "action not found"),
    "restricted_communications": (COMMUNICATIONS, "communications not found"),
}


def configured(
    catalogue: Catalogue,
    module: Module,
    given: Any,
    base: LockingConfiguration,
    moment: Moment,
    next_id: Callable[[], int],
) -> LockingConfiguration:
    """Return what a configuration becomes by an item of a body; keys it does not give stay.

    `base` is the one that is there, or a bare new one; `next_id` gives new rules their ids.

    Raises:
        RecordError: with the path below the item.
    """
    if not isinstance(given, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name="data")
    if base.created_time is None and given.get("lock_type") is None:
        raise RecordError(MANDATORY_MISSING, ("lock_type",))
    if given.get("feature_type") not in {None, FEATURE}:
        raise RecordError(LOCKING_VALUE_INVALID, ("feature_type",))
    if given.get("restricted_custom_buttons"):
        # There are no custom buttons, so none can be meant.
        path = ("restricted_custom_buttons", 0, "id")
        raise RecordError(LOCKING_VALUE_INVALID, path, message="custom button not found")
    changes: dict[str, Any] = {**_words(given), **_truth(given, "lock_for_portal_users")}
    if given.get("lock_excluded_profiles") is not None:
        changes["lock_excluded_profiles"] = _profiles(catalogue, given["lock_excluded_profiles"])
    if given.get("excluded_fields") is not None:
        changes["excluded_fields"] = _excluded_fields(module, given["excluded_fields"])
    if given.get("locking_rules") is not None:
        changes["locking_rules"] = rules_of(module, given["locking_rules"], base, moment, next_id)
    made = replace(base, **changes)
    _check_dependents(made)
    return made


def _words(given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, known in _ONE_WORD.items():
        word = given.get(key)
        if word is None:
            continue
        word = _SPELT.get(word, word) if isinstance(word, str) else word
        if word not in known:
            raise RecordError(
                LOCKING_WORD_UNKNOWN,
                (key,),
                message=f"{key} not found",
                supported_values=list(known),
            )
        found[key] = word
    for key, (known, message) in _SEVERAL_WORDS.items():
        if given.get(key) is None:
            continue
        for index, word in enumerate(array_of(given[key], key)):
            if word not in known:
                raise RecordError(
                    LOCKING_WORD_UNKNOWN,
                    (key, index),
                    message=message,
                    supported_values=list(known),
                )
        found[key] = tuple(dict.fromkeys(given[key]))
    return found


def _truth(given: Mapping[str, Any], key: str) -> dict[str, bool]:
    value = given.get(key)
    if value is None:
        return {}
    if not isinstance(value, bool):
        raise RecordError(WRONG_TYPE, (key,), expected_data_type="boolean")
    return {key: value}


def _profiles(catalogue: Catalogue, given: Any) -> tuple[int, ...]:
    key = "lock_excluded_profiles"
    found: dict[int, None] = {}
    for index, item in enumerate(limited(given, key, _MOST_EXCLUDED, "excluded profiles")):
        number = id_of(item.get("id"))
        if number not in catalogue.profile_by_id:
            raise RecordError(LOCKING_VALUE_INVALID, (key, index, "id"), message=f"{key} not found")
        found[number] = None
    return tuple(found)


def _excluded_fields(module: Module, given: Any) -> tuple[str, ...]:
    key = "excluded_fields"
    found: dict[str, None] = {}
    for index, item in enumerate(limited(given, key, _MOST_EXCLUDED, "excluded fields")):
        try:
            field = field_of(module, item)
            if field.read_only or field.input_ignored or field.kind in {"tags", "user"}:
                raise RecordError(LOCKING_FIELD_NOT_SUPPORTED, ("api_name",))  # noqa: TRY301 - as below
        except RecordError as error:
            raise error.below(key, index) from None
        found[field.api_name] = None
    return tuple(found)


def _check_dependents(made: LockingConfiguration) -> None:
    if made.lock_type != MANUAL and not made.locking_rules:
        raise RecordError(
            LOCKING_DEPENDENT_MISSING, ("locking_rules",), dependee=At(("lock_type",))
        )
    if made.locked_for == EXCEPT_EXCLUDED and not made.lock_excluded_profiles:
        raise RecordError(
            LOCKING_DEPENDENT_MISSING,
            ("lock_excluded_profiles",),
            message="lock_excluded_profiles should have been given when locked_for is given as "
            "all_profiles_except_excluded_profiles",
            dependee=At(("locked_for",)),
        )
