"""The authorization server: the token and revocation endpoints without HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from crmstead.databases.base import Transaction
from crmstead.model.clock import Clock
from crmstead.oauth.authentication import Authentication
from crmstead.oauth.clients import Client, Clients
from crmstead.oauth.credentials import RandomBytes, hashed
from crmstead.oauth.grants import Bearer, Grants
from crmstead.oauth.limits import ACCESS_LIFE, Limits
from crmstead.oauth.refusals import OauthError
from crmstead.oauth.scopes import UnknownScopeError, parse_scopes
from crmstead.oauth.tokens import Tokens
from crmstead.store.control import Control

_ORG_PREFIX = "zohocrm."


class AuthorizationServer:
    """Clients, grants and tokens of an installation, over its control database."""

    def __init__(
        self,
        control: Control,
        clock: Clock,
        random_bytes: RandomBytes,
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self.control = control
        self.clock = clock
        self.clients = Clients(control, clock, random_bytes)
        self.grants = Grants(control, self.clients, clock, random_bytes, limits)
        self.tokens = Tokens(control, self.clients, clock, random_bytes, limits)
        self.authentication = Authentication(self.tokens, clock)
        self._grant_types = {
            "refresh_token": self._refresh,
            "authorization_code": self._exchange,
            "client_credentials": self._client_credentials,
        }

    async def token(self, given: Mapping[str, str], api_domain: str) -> dict[str, object]:
        """Answer a token request; `api_domain` is this server's URL as the client reaches it.

        Raises:
            OauthError: the request is refused (platform reference 1.4).
        """
        kind = _must(given, "grant_type")
        grant = self._grant_types.get(kind)
        if grant is None:
            raise OauthError("unsupported_grant_type", f"grant_type {kind[:40]!r}")
        client_id, secret = _must(given, "client_id"), _must(given, "client_secret")
        client = await self.clients.check(client_id, secret)
        return await grant(client, given, api_domain)

    async def revoke(self, given: Mapping[str, str]) -> dict[str, object]:
        """Answer a revocation: a refresh token takes its access tokens with it."""
        ended = await self.tokens.revoke(given.get("token", ""))
        self.authentication.forget()
        if not ended:
            return {"status": "failure", "error": "invalid_token"}
        return {"status": "success"}

    async def give_tokens(
        self, bearer: Bearer, api_domain: str, *, offline: bool
    ) -> dict[str, object]:
        """Return the answer of a grant that was decided on this machine, without a code."""

        async def work(transaction: Transaction) -> dict[str, object]:
            return await self._give(transaction, bearer, "local", api_domain, offline=offline)

        return await self._write(work)

    async def _refresh(
        self, client: Client, given: Mapping[str, str], api_domain: str
    ) -> dict[str, object]:
        text = _must(given, "refresh_token")

        async def work(transaction: Transaction) -> dict[str, object]:
            refresh = await self.tokens.use_refresh(transaction, text, client.client_id)
            access = await self.tokens.issue_access(
                transaction, refresh.bearer, "refresh", refresh.hash
            )
            return _answer(access, None, refresh.bearer, api_domain)

        return await self._write(work)

    async def _exchange(
        self, client: Client, given: Mapping[str, str], api_domain: str
    ) -> dict[str, object]:
        code = _must(given, "code")
        redirect_uri = given.get("redirect_uri", "")

        async def work(transaction: Transaction) -> dict[str, object]:
            redeemed = await self.grants.redeem(transaction, code, client, redirect_uri)
            offline = redeemed.offline or client.is_self_client
            return await self._give(
                transaction, redeemed.bearer, "code", api_domain, offline=offline
            )

        return await self._write(work)

    async def _client_credentials(
        self, client: Client, given: Mapping[str, str], api_domain: str
    ) -> dict[str, object]:
        # unspecified: whether clients of other types have this grant.
        if not client.is_self_client:
            raise OauthError("access_denied", f"client {client.client_id} is no self client")
        text = _must(given, "scope")
        try:
            scopes = parse_scopes(text)
        except UnknownScopeError as error:
            raise OauthError("invalid_scope", repr(error.scope[:100])) from error
        if not scopes:
            raise OauthError("invalid_scope", "no scope is named")
        await self._check_org(client, given.get("soid", "").strip())
        bearer = Bearer(client.client_id, client.org, client.user, " ".join(scopes))

        async def work(transaction: Transaction) -> dict[str, object]:
            access = await self.tokens.issue_access(transaction, bearer, "credentials")
            return _answer(access, None, bearer, api_domain)

        return await self._write(work)

    async def _check_org(self, client: Client, soid: str) -> None:
        """Check that `soid` names the client's org: `ZohoCRM.{zgid}`."""
        zgid = soid[len(_ORG_PREFIX) :]
        if not soid.lower().startswith(_ORG_PREFIX) or not zgid:
            raise OauthError("missing_org_info", f"soid {soid[:40]!r}")
        if zgid != await self.control.zgid(client.org):
            # unspecified: the answer for an org that the client does not belong to.
            raise OauthError("access_denied", f"soid {soid[:40]!r} is not the client's org")

    async def _give(
        self,
        transaction: Transaction,
        bearer: Bearer,
        origin: str,
        api_domain: str,
        *,
        offline: bool,
    ) -> dict[str, object]:
        refresh = parent = None
        if offline:
            refresh = await self.tokens.issue_refresh(transaction, bearer, origin)
            parent = hashed(refresh)
        access = await self.tokens.issue_access(transaction, bearer, origin, parent)
        return _answer(access, refresh, bearer, api_domain)

    async def _write(
        self, work: Callable[[Transaction], Awaitable[dict[str, object]]]
    ) -> dict[str, object]:
        answer = await self.control.database.write(work)
        # A new token may have ended an old one.
        self.authentication.forget()
        return answer


def _must(given: Mapping[str, str], name: str) -> str:
    value = given.get(name, "").strip()
    if not value:
        raise OauthError("general_error", f"{name} is missing")
    return value


def _answer(access: str, refresh: str | None, bearer: Bearer, api_domain: str) -> dict[str, object]:
    answer: dict[str, object] = {"access_token": access}
    if refresh is not None:
        answer["refresh_token"] = refresh
    answer["scope"] = bearer.scopes
    answer["api_domain"] = api_domain
    answer["token_type"] = "Bearer"  # noqa: S105 - the name of a scheme
    answer["expires_in"] = ACCESS_LIFE
    return answer
