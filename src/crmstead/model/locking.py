"""Record locking: which records of a module are locked, for whom, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: `locked_for`: the profiles named by `lock_excluded_profiles` may go on.
EXCEPT_EXCLUDED = "all_profiles_except_excluded_profiles"
ALL_PROFILES = "all_profiles"
#: `lock_type`.
MANUAL = "manual"
AUTOMATIC = "automatic"
BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockingRule:
    """Records that match the criteria (in the form of custom views') are locked by themselves."""

    id: int
    name: str
    criteria: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockingConfiguration:
    """How records of one module are locked; a module has one at most.

    `restricted_actions` are update, delete, tags, change_owner and convert; fields of
    `excluded_fields` may be updated in spite of a lock.
    """

    id: int
    module: str
    lock_type: str = MANUAL
    locked_for: str = ALL_PROFILES
    lock_excluded_profiles: tuple[int, ...] = ()
    excluded_fields: tuple[str, ...] = ()
    restricted_actions: tuple[str, ...] = ("update", "delete", "tags", "change_owner", "convert")
    restricted_communications: tuple[str, ...] = ()
    locking_rules: tuple[LockingRule, ...] = ()
    lock_for_portal_users: bool = True
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None

    @property
    def by_hand(self) -> bool:
        """Whether users may lock records."""
        return self.lock_type != AUTOMATIC

    def excludes(self, profile: int) -> bool:
        """Tell whether locks do not hold for users of a profile."""
        return self.locked_for != ALL_PROFILES and profile in self.lock_excluded_profiles
