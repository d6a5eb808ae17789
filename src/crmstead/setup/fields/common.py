"""What may be said of fields of many types: lengths, looks, rights, sensitivity, uniqueness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.fields import (
    FIELD_DEPENDENT_MISMATCH,
    FIELD_FIXED,
    FIELD_LIMIT,
    FIELD_NOT_SUPPORTED,
)
from crmstead.errors.values import VALUE_INVALID
from crmstead.metadata.definitions import Raw
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import (
    id_in,
    must,
    object_in,
    objects_in,
    text_in,
    truth_in,
    whole_in,
    word_in,
)
from crmstead.setup.fields.types import TypeRule

#: Names of tooltips and the letters that they may have.
_TOOLTIPS = {"static_text": 35, "info_icon": 255}
_HIDDEN, _READ_ONLY = "hidden", "read_only"
_PERMISSIONS = ("read_write", _READ_ONLY, _HIDDEN)
_MOST_UNIQUE = 2
_EXTERNALS = ("user", "org")
_SENSITIVE = ("Low", "High")
_DROP = "_disable"


def sizes(asked: Asked, rule: TypeRule) -> Raw:
    """Return length and decimal places, within what the data type allows."""
    found: Raw = {}
    length = whole_in(asked.given, "length")
    if length is not None and rule.lengths is not None:
        if length not in rule.lengths:
            raise _mismatch("length", rule.lengths)
        found["length"] = length
    elif asked.new and rule.length is not None:
        found["length"] = rule.length
    places = whole_in(asked.given, "decimal_place")
    if places is not None and rule.places is not None:
        if not 0 <= places <= rule.places:
            raise _mismatch("decimal_place", range(rule.places + 1))
        found["decimal_place"] = places
    separator = truth_in(asked.given, "separator")
    if separator is not None and rule.separator:
        found["separator"] = separator
    return found


def _mismatch(key: str, known: Sequence[int]) -> RecordError:
    """Return the error for a number that the data type does not allow."""
    details: dict[str, Any] = {"supported_values": list(known)}
    if isinstance(known, range):
        details = {"range": {"from": known[0], "to": known[-1]}}
    return RecordError(FIELD_DEPENDENT_MISMATCH, (key,), dependee=At(("data_type",)), **details)


def looks(asked: Asked, rule: TypeRule) -> Raw:
    """Return the tooltip, and whether lists may be filtered by the field."""
    found: Raw = {}
    if "tooltip" in asked.given:
        said = object_in(asked.given, "tooltip")
        found["tooltip"] = None if said is None else _tooltip(said)
    filterable = truth_in(asked.given, "filterable")
    if filterable is not None:
        if filterable and not rule.filterable:
            raise RecordError(VALUE_INVALID, ("filterable",))
        found["filterable"] = filterable
    return found


def _tooltip(said: dict[str, Any]) -> dict[str, str]:
    path = ("tooltip",)
    name = must(word_in(said, "name", tuple(_TOOLTIPS), path), *path, "name")
    value = must(text_in(said, "value", _TOOLTIPS[name], path) or None, *path, "value")
    return {"name": name, "value": value}


def sensitive(asked: Asked, rule: TypeRule) -> Raw:
    """Return what makes the values of a field health data or personal data."""
    del rule
    found: Raw = {}
    health = truth_in(asked.given, "hipaa_compliance_enabled")
    if health is not None:
        found["hipaa"] = health
    if "private" in asked.given:
        said = object_in(asked.given, "private")
        path = ("private",)
        found["private"] = (
            None if said is None else must(word_in(said, "type", _SENSITIVE, path), *path, "type")
        )
    return found


def rights(asked: Asked, rule: TypeRule) -> Raw:
    """Return from which profiles a field is hidden, and which may not write it.

    Profiles that are not named keep what they have: all, with a new field.
    """
    del rule
    given = objects_in(asked.given, "profiles")
    if not given:
        return {}
    before = asked.before
    hidden = set(before.hidden_from if before else ())
    fixed = set(before.read_only_for if before else ())
    for index, one in enumerate(given):
        path = ("profiles", index)
        number = must(id_in(one, "id", path), *path, "id")
        if number not in asked.catalogue.profile_by_id:
            raise RecordError(VALUE_INVALID, (*path, "id"))
        said = must(word_in(one, "permission_type", _PERMISSIONS, path), *path, "permission_type")
        if said != "read_write" and before is not None and before.system_mandatory:
            raise RecordError(FIELD_FIXED, (*path, "permission_type"))
        hidden.discard(number)
        fixed.discard(number)
        if said == _HIDDEN:
            hidden.add(number)
        elif said == _READ_ONLY:
            fixed.add(number)
    return {"hidden_from": sorted(hidden), "read_only_for": sorted(fixed)}


def encryption(asked: Asked, rule: TypeRule) -> Raw:
    """Check that no encryption is asked for: none would be done, so none is promised."""
    said = object_in(asked.given, "crypt")
    if said is None:
        return {}
    if not rule.crypt:
        raise RecordError(VALUE_INVALID, ("crypt",))
    mode = must(word_in(said, "mode", ("encryption", "decryption"), ("crypt",)), "crypt", "mode")
    if mode == "encryption":
        raise RecordError(FIELD_NOT_SUPPORTED, ("crypt",))
    return {}


def uniqueness(asked: Asked, rule: TypeRule) -> Raw:
    """Return whether two records may share a value; `_disable` ends it."""
    said = asked.given.get("unique")
    if said is None or said == {}:
        return {}
    said = object_in(asked.given, "unique") or {}
    if _DROP in said:
        return {"unique_case_sensitive": None}
    if not rule.unique or asked.place.module.is_subform:
        raise RecordError(VALUE_INVALID, ("unique",))
    path = ("unique",)
    key = "case_sensitive" if "case_sensitive" in said else "casesensitive"
    case = must(truth_in(said, key, path), *path, "case_sensitive")
    others = [
        one
        for one in asked.place.custom
        if one.unique_case_sensitive is not None
        and (asked.before is None or one.api_name != asked.before.api_name)
    ]
    if len(others) >= _MOST_UNIQUE:
        raise RecordError(FIELD_LIMIT, limit=_MOST_UNIQUE, limit_due_to=[At(path)])
    return {"unique_case_sensitive": case}


def external(asked: Asked, rule: TypeRule) -> Raw:
    """Return whose ids a new field keeps; it cannot be changed later."""
    said = object_in(asked.given, "external")
    if said is None:
        return {}
    path = ("external",)
    kind = must(word_in(said, "type", _EXTERNALS, path), *path, "type")
    show = truth_in(said, "show", path) or False
    if asked.before is not None:
        if kind != asked.before.external:
            raise RecordError(FIELD_FIXED, path)
        return {"external_show": show}
    if not rule.external or "external_id" not in asked.place.module.supports:
        raise RecordError(VALUE_INVALID, path)
    return {"external": kind, "external_show": show}


def not_offered(asked: Asked, rule: TypeRule) -> Raw:
    """Refuse what this server cannot do, rather than leave it out unsaid."""
    del rule
    for key in ("association_details", "history_tracking"):
        if object_in(asked.given, key) is not None:
            raise RecordError(FIELD_NOT_SUPPORTED, (key,))
    if truth_in(asked.given, "history_tracking_enabled"):
        raise RecordError(FIELD_NOT_SUPPORTED, ("history_tracking_enabled",))
    return {}


#: What is checked of every item, in this order.
COMMON = (not_offered, sizes, looks, rights, sensitive, encryption, uniqueness, external)
