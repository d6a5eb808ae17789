"""Credentials to start with: the well-known ones of `crmstead dev`, and fresh ones for `serve`."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.databases.base import Transaction
from crmstead.oauth.clients import Client
from crmstead.oauth.grants import Bearer
from crmstead.oauth.scopes import EVERY_SCOPE
from crmstead.oauth.server import AuthorizationServer

_CLIENT_NAME = "Self Client"
#: Seconds that the fixed access token lives after each start: longer than anyone turns the clock.
_FIXED_LIFE = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client of the API is configured with."""

    client_id: str
    client_secret: str
    refresh_token: str
    #: Only `crmstead dev` has one from the start.
    access_token: str | None = None


#: The same on every machine, so tests and samples can name them. No secret: they exist only where
#: `crmstead dev` put them.
FIXED = Credentials(
    client_id="1000.CRMSTEADDEVELOPMENTCLIENT00000",
    client_secret="c0ffee" * 7,
    refresh_token=f"1000.{'5eed' * 8}.{'0123456789abcdef' * 2}",
    access_token=f"1000.{'de70' * 8}.{'0123456789abcdef' * 2}",
)


async def install_fixed(server: AuthorizationServer, org: int, user: int) -> Credentials:
    """Put the fixed credentials in place for a user, with every scope; safe on every start.

    The access token lives ten years from now on, the refresh token until it is revoked, and then
    until the next start.
    """
    client = Client(
        client_id=FIXED.client_id,
        type="self",
        name=_CLIENT_NAME,
        redirect_uris=(),
        org=org,
        user=user,
    )
    bearer = Bearer(client.client_id, org, user, EVERY_SCOPE)
    ends = server.clock.seconds() + _FIXED_LIFE
    keep = server.tokens.keep

    async def work(transaction: Transaction) -> None:
        await server.clients.keep(transaction, client, FIXED.client_secret)
        await keep(transaction, FIXED.refresh_token, "refresh", bearer, "local", None)
        await keep(transaction, FIXED.access_token or "", "access", bearer, "local", ends)

    await server.control.database.write(work)
    return FIXED


async def generate(server: AuthorizationServer, org: int, user: int) -> Credentials:
    """Return credentials of a new self client with every scope, to be shown once."""
    client, secret = await server.clients.make("self", _CLIENT_NAME, org=org, user=user)
    bearer = Bearer(client.client_id, org, user, EVERY_SCOPE)

    async def work(transaction: Transaction) -> str:
        return await server.tokens.issue_refresh(transaction, bearer, "local")

    refresh = await server.control.database.write(work)
    return Credentials(client_id=client.client_id, client_secret=secret, refresh_token=refresh)
