"""Who sees records beyond their owners' superiors: defaults of modules, sharing rules, groups.

Words are those of the API (Data Sharing, Data Sharing Rules, User Groups).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: `share_type` of a module: nobody else, all read, all read and write, all do everything.
PRIVATE = "private"
PUBLIC_READ_ONLY = "public_read_only"
PUBLIC_READ_WRITE = "public_read_write"
PUBLIC = "public"
SHARE_TYPES = (PRIVATE, PUBLIC_READ_ONLY, PUBLIC_READ_WRITE, PUBLIC)

#: `permission_type` of a rule, each more than the one before it.
READ = "read"
READ_WRITE = "read_write"
READ_WRITE_DELETE = "read_write_delete"
PERMISSION_TYPES = (READ, READ_WRITE, READ_WRITE_DELETE)

#: `type` of a rule.
RECORD_OWNER_BASED = "Record_Owner_Based"
CRITERIA_BASED = "Criteria_Based"

#: `type` of those whom a rule or a group names; all users need no `resource`.
USERS = "users"
ROLES = "roles"
TERRITORIES = "territories"
GROUPS = "groups"
ALL_USERS = "all_users"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSharing:
    """What users may do with each other's records of a module, by the module's id."""

    id: int
    module: str
    share_type: str = PRIVATE
    public_in_portals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Users whom a rule names: `shared_from` or `shared_to`.

    `subordinates` takes in the roles, or territories, below the one that is named.
    """

    type: str
    resource: int | None = None
    subordinates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingRule:
    """A rule that shares records of a module, named by its api name.

    Record_Owner_Based: those that users of `shared_from` own. Criteria_Based: those that match
    `criteria`, in the form of custom views. `superiors_allowed`: those above the users of
    `shared_to` get the same.
    """

    id: int
    name: str
    module: str
    type: str
    shared_to: Shared
    shared_from: Shared | None = None
    criteria: dict[str, Any] | None = None
    permission_type: str = READ
    superiors_allowed: bool = False
    status: str = "active"
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSource:
    """A source of a group's users: a user, a role, a territory or another group, by its id.

    `subordinates` takes in the roles below a role, `sub_territories` those below a territory.
    """

    type: str
    source: int
    subordinates: bool = False
    sub_territories: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserGroup:
    """A group of users, whom records and rules may name together."""

    id: int
    name: str
    sources: tuple[GroupSource, ...] = ()
    description: str | None = None
    api_name: str | None = None
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None
