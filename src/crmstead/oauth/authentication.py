"""Who a request comes from: the token of its Authorization header (records reference 1.3)."""

from __future__ import annotations

from typing import NamedTuple

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import NOT_AUTHENTICATED, TOKEN_INVALID
from crmstead.model.clock import Clock
from crmstead.oauth.scopes import ScopeSet, scope_set
from crmstead.oauth.tokens import Tokens

_SCHEMES = frozenset({"zoho-oauthtoken", "bearer"})
#: Milliseconds for which a token that was good is not looked up again: the most by which a
#: revocation on another server takes effect late.
_TRUSTED = 5000
_MOST_TRUSTED = 10_000


class Authenticated(NamedTuple):
    """What a good token tells; `ends` in seconds since 1970.

    `epoch` is that of the org when the token was looked up, so a move that a server is told of in
    no other way is noticed as late as a revocation.
    """

    org: int
    user: int
    scopes: ScopeSet
    ends: int
    epoch: int


class Authentication:
    """Checks Authorization headers. A client that goes on with its token costs no query."""

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock
        self._trusted: dict[str, tuple[int, Authenticated]] = {}
        self._forgotten = 0

    async def authenticate(self, header: str | None) -> Authenticated:
        """Return whom a header stands for.

        Raises:
            ApiError: NOT_AUTHENTICATED without a header of the form `Zoho-oauthtoken {token}` or
                `Bearer {token}`, TOKEN_INVALID where the token is unknown, expired or revoked.
            UnavailableError: the control database cannot be reached.
        """
        if header is None:
            raise ApiError(NOT_AUTHENTICATED)
        trusted = self._trusted.get(header)
        if trusted is not None:
            now = self._clock.milliseconds()
            since, found = trusted
            if found.ends * 1000 <= now:
                raise ApiError(TOKEN_INVALID)
            # A clock that was turned back must not prolong the trust.
            if 0 <= now - since <= _TRUSTED:
                return found
        return await self._look_up(header)

    def forget(self) -> None:
        """Look every token up again: one was ended."""
        self._forgotten += 1
        self._trusted.clear()

    async def _look_up(self, header: str) -> Authenticated:
        scheme, _, token = header.strip().partition(" ")
        token = token.strip()
        if scheme.lower() not in _SCHEMES or not token:
            raise ApiError(NOT_AUTHENTICATED)
        asked = self._clock.milliseconds()
        forgotten = self._forgotten
        live = await self._tokens.live(token)
        if live is None:
            self._trusted.pop(header, None)
            raise ApiError(TOKEN_INVALID)
        found = Authenticated(live.org, live.user, scope_set(live.scopes), live.ends, live.epoch)
        # The answer may be from before a revocation that came in the meantime.
        if forgotten == self._forgotten:
            if len(self._trusted) >= _MOST_TRUSTED:
                self._trusted.clear()
            self._trusted[header] = (asked, found)
        return found
