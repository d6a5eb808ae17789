"""Grant tokens (authorization codes): good for one exchange, within minutes."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.databases.base import Transaction
from crmstead.model.clock import Clock
from crmstead.oauth.clients import Client, Clients
from crmstead.oauth.credentials import RandomBytes, hashed, token_text
from crmstead.oauth.limits import WINDOW, Limits
from crmstead.oauth.refusals import OauthError
from crmstead.store.control import GRANTS, Control

#: Seconds for which a dead grant is kept, so that the log can say why it was refused.
_KEPT = 86_400


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a grant or token stands for, and for what: scopes as text, separated by blanks."""

    client_id: str
    org: int
    user: int
    scopes: str


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What an exchanged code stood for; `offline` = a refresh token comes with it."""

    bearer: Bearer
    offline: bool


class Grants:
    """The grant tokens of an installation."""

    def __init__(
        self,
        control: Control,
        clients: Clients,
        clock: Clock,
        random_bytes: RandomBytes,
        limits: Limits,
    ) -> None:
        self._control = control
        self._clients = clients
        self._clock = clock
        self._random_bytes = random_bytes
        self._limits = limits
        self._table = control.table(GRANTS.name)

    async def make(
        self, bearer: Bearer, *, life: int, offline: bool, redirect_uri: str | None = None
    ) -> str:
        """Return a new code that lives for `life` seconds.

        Raises:
            OauthError: access_denied, where the client has had too many.
        """

        async def work(transaction: Transaction) -> str:
            await self._clients.lock(transaction, bearer.client_id)
            await self._make_room(transaction, bearer.client_id)
            code = token_text(self._random_bytes)
            row = (
                hashed(code),
                bearer.client_id,
                bearer.org,
                bearer.user,
                bearer.scopes,
                redirect_uri,
                offline,
                self._clock.milliseconds(),
                self._clock.seconds() + life,
                None,
            )
            await transaction.insert(GRANTS.name, GRANTS.columns, [row])
            return code

        return await self._control.database.write(work)

    async def redeem(
        self, transaction: Transaction, code: str, client: Client, redirect_uri: str
    ) -> Redeemed:
        """Use a code up.

        Raises:
            OauthError: invalid_code, or invalid_redirect_uri where a client that is no self
                client names another one than it did for the code.
        """
        now = self._clock.seconds()
        rows = await transaction.fetch(
            f"UPDATE {self._table} SET used = $1 "
            "WHERE hash = $2 AND client_id = $3 AND used IS NULL AND expires > $4 "
            "RETURNING client_id, org_id, user_id, scopes, offline, redirect_uri",
            (self._clock.milliseconds(), hashed(code), client.client_id, now),
        )
        if not rows:
            raise OauthError("invalid_code", await self._why(transaction, code, client))
        client_id, org, user, scopes, offline, registered = rows[0]
        if not client.is_self_client and not _same_uri(registered, redirect_uri):
            raise OauthError("invalid_redirect_uri", f"client {client_id}")
        return Redeemed(Bearer(client_id, org, user, scopes), bool(offline))

    async def _make_room(self, transaction: Transaction, client_id: str) -> None:
        await transaction.execute(
            f"DELETE FROM {self._table} WHERE client_id = $1 AND expires < $2",
            (client_id, self._clock.seconds() - _KEPT),
        )
        rows = await transaction.fetch(
            f"SELECT count(*) FROM {self._table} WHERE client_id = $1 AND issued > $2",
            (client_id, self._clock.milliseconds() - WINDOW * 1000),
        )
        self._limits.check_grants(rows[0][0])

    async def _why(self, transaction: Transaction, code: str, client: Client) -> str:
        """Return which rule refuses a code, for the log."""
        rows = await transaction.fetch(
            f"SELECT client_id, used FROM {self._table} WHERE hash = $1", (hashed(code),)
        )
        if not rows:
            return "no such code"
        if rows[0][0] != client.client_id:
            return f"the code is of another client than {client.client_id}"
        return "the code was used before" if rows[0][1] is not None else "the code has expired"


def _same_uri(registered: str | None, given: str) -> bool:
    """Compare redirect URIs; a client that posts them unescaped turns each `+` into a blank."""
    return registered is not None and given.replace(" ", "+") == registered.replace(" ", "+")
