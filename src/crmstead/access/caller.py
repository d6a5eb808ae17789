"""Who calls: the user behind the token, and what the token covers."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.people import Profile, User


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated user with the scopes of the token used and the time it ends."""

    user: User
    profile: Profile
    zone: ZoneInfo
    scopes: frozenset[str]
    token_ends: int
    #: The moment of the request: what rules count days from.
    now: int = 0
    #: Who owns a record does not matter: what the server itself does in a user's name.
    all_seeing: bool = False

    @property
    def administrator(self) -> bool:
        """Whether the user's profile holds every right."""
        return self.profile.administrator


def caller_of(
    catalogue: Catalogue, user: User, now: int, scopes: frozenset[str] = frozenset(), ends: int = 0
) -> Caller:
    """Return the caller that a token of a user stands for; without a token for work done later."""
    profile = catalogue.profile_by_id[user.profile]
    return Caller(user, profile, ZoneInfo(user.time_zone), scopes, ends, now)


def is_current(catalogue: Catalogue, caller: Caller) -> bool:
    """Tell whether a caller is as the catalogue has it.

    Only such a one may decide what is kept for later callers: others were found in another version.
    """
    known = catalogue.profile_by_id.get(caller.profile.id)
    return known is caller.profile and catalogue.user_by_id.get(caller.user.id) is caller.user
