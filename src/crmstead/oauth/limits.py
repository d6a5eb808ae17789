"""How many grants and tokens there may be, and how often they may be asked for.

Platform reference 1.6. The two throttles count what was given in the ten minutes before a request;
a refused request does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from crmstead.oauth.refusals import OauthError, ThrottledError

T = TypeVar("T")

#: Seconds that an access token lives.
ACCESS_LIFE = 3600
#: Seconds that a grant token of the consent page lives.
CODE_LIFE = 180
#: Minutes that the owner of a self client may choose for a grant token.
SELF_CLIENT_MINUTES = (3, 5, 7, 10)
#: Seconds over which the throttles count.
WINDOW = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one server; `throttled=False` switches both throttles off."""

    throttled: bool = True
    #: Access tokens alive at once per refresh token; one more ends the oldest.
    live_access_tokens: int = 10
    #: Refresh tokens per user and client; one more ends the oldest.
    refresh_tokens: int = 20
    #: Grant tokens per client in a window.
    grants: int = 10
    #: Access tokens asked for with one refresh token in a window.
    refreshes: int = 10

    def check_grants(self, made: int) -> None:
        """Check that a client may have one more grant token.

        Raises:
            OauthError: access_denied.
        """
        if self.throttled and made >= self.grants:
            raise OauthError("access_denied", f"{made} grant tokens in {WINDOW} s")

    def check_refreshes(self, made: int) -> None:
        """Check that a refresh token may be used once more.

        Raises:
            ThrottledError: it was used too often.
        """
        if self.throttled and made >= self.refreshes:
            raise ThrottledError(f"{made} access tokens in {WINDOW} s")


def surplus(oldest_first: Sequence[T], most: int) -> Sequence[T]:
    """Return those that must end so that one more makes `most`."""
    return oldest_first[: max(0, len(oldest_first) + 1 - most)]
