"""How record locking configurations are described (platform reference 2.10)."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import field_reference, named, user_reference
from crmstead.model.locking import LockingConfiguration
from crmstead.model.times import Times


def describe_locking(
    catalogue: Catalogue, times: Times, one: LockingConfiguration
) -> dict[str, Any]:
    """Return a configuration; custom buttons, which no org has, are null."""
    module = catalogue.module_by_name[one.module]
    known = catalogue.profile_by_id
    profiles = [known[each] for each in one.lock_excluded_profiles if each in known]
    return {
        "id": str(one.id),
        "feature_type": "record_locking",
        "lock_type": one.lock_type,
        "locked_for": one.locked_for,
        "lock_excluded_profiles": [named(each.id, each.name) for each in profiles],
        "excluded_fields": [field_reference(module, name) for name in one.excluded_fields],
        "restricted_actions": list(one.restricted_actions),
        "restricted_communications": list(one.restricted_communications),
        "restricted_custom_buttons": None,
        "lock_for_portal_users": one.lock_for_portal_users,
        "locking_rules": [
            {"name": rule.name, "id": str(rule.id), "criteria": rule.criteria}
            for rule in one.locking_rules
        ],
        "system_defined": False,
        "created_time": _time(times, one.created_time),
        "created_by": user_reference(catalogue, one.created_by),
        "modified_time": _time(times, one.modified_time),
        "modified_by": user_reference(catalogue, one.modified_by),
    }


def _time(times: Times, seconds: int | None) -> str | None:
    return None if seconds is None else times.format(seconds)
