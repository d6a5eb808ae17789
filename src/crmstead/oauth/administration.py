"""Grants and tokens for any user, by whoever may sign in to this machine. Never over the network.

`http.admin` offers it on a UNIX socket, and the command line without a server in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from crmstead.oauth.clients import Client
from crmstead.oauth.grants import Bearer
from crmstead.oauth.limits import SELF_CLIENT_MINUTES
from crmstead.oauth.refusals import OauthError
from crmstead.oauth.scopes import EVERY_SCOPE, UnknownScopeError, parse_scopes
from crmstead.oauth.server import AuthorizationServer


@dataclass(frozen=True, slots=True)
class UserPlace:
    """A user and the org that has it."""

    org: int
    user: int


class Installation(Protocol):
    """What administration needs of a server, running or not."""

    @property
    def authorization(self) -> AuthorizationServer:
        """The authorization server over the control database."""
        ...

    @property
    def public_url(self) -> str:
        """URL of the API for `api_domain`, without a slash at its end."""
        ...

    async def find_user(self, email: str) -> UserPlace | None:
        """Return the active user of an e-mail address, letter case ignored.

        Raises:
            UnavailableError: none was found, but not every org could be looked at.
        """
        ...


class AdministrationError(Exception):
    """What was asked for cannot be; the text tells a person why."""


async def make_token(
    installation: Installation,
    *,
    user: str,
    scope: str | None = None,
    client: str | None = None,
    refresh: bool = False,
) -> dict[str, object]:
    """Return an access token for the user of an e-mail address, as the token endpoint answers it.

    Without `scope` it holds every scope; with `refresh` a refresh token comes with it.

    Raises:
        AdministrationError: no such user, scope or client.
    """
    bearer, _ = await _bearer(installation, user, scope, client)
    return await installation.authorization.give_tokens(
        bearer, installation.public_url, offline=refresh
    )


async def make_grant(
    installation: Installation,
    *,
    user: str,
    scope: str | None = None,
    client: str | None = None,
    minutes: int = SELF_CLIENT_MINUTES[-1],
) -> dict[str, object]:
    """Return a grant token for the user of an e-mail address, and whose client may exchange it.

    Raises:
        AdministrationError: no such user, scope, client or life; or the client has had too many.
    """
    if minutes not in SELF_CLIENT_MINUTES:
        lives = ", ".join(map(str, SELF_CLIENT_MINUTES))
        raise AdministrationError(f"a grant token lives one of {lives} minutes")
    bearer, owner = await _bearer(installation, user, scope, client)
    if not owner.is_self_client:
        raise AdministrationError(f"{owner.client_id} is no self client: use its consent page")
    try:
        code = await installation.authorization.grants.make(bearer, life=minutes * 60, offline=True)
    except OauthError as error:
        raise AdministrationError(f"{error.error}: {error.reason}") from error
    return {
        "code": code,
        "expires_in": minutes * 60,
        "scope": bearer.scopes,
        "client_id": owner.client_id,
    }


async def _bearer(
    installation: Installation, email: str, scope: str | None, client_id: str | None
) -> tuple[Bearer, Client]:
    try:
        scopes = parse_scopes(EVERY_SCOPE if scope is None else scope)
    except UnknownScopeError as error:
        raise AdministrationError(str(error)) from error
    if not scopes:
        raise AdministrationError("no scope is named")
    place = await installation.find_user(email.strip())
    if place is None:
        raise AdministrationError(f"no active user has the e-mail address {email}")
    client = await _client(installation.authorization, place.org, client_id)
    return Bearer(client.client_id, place.org, place.user, " ".join(scopes)), client


async def _client(server: AuthorizationServer, org: int, client_id: str | None) -> Client:
    if client_id is None:
        found = await server.clients.self_client(org)
        if found is None:
            raise AdministrationError("the user's org has no self client: name another client")
    else:
        found = await server.clients.find(client_id)
        if found is None:
            raise AdministrationError(f"there is no client {client_id}")
        if found.org != org:
            raise AdministrationError(f"client {client_id} is of another org than the user")
    return found
