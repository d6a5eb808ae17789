"""Refresh and access tokens: making, using, ending (platform reference 1.4 to 1.6)."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.databases.base import Row, Transaction
from crmstead.model.clock import Clock
from crmstead.oauth.clients import Clients
from crmstead.oauth.credentials import RandomBytes, hashed, token_text
from crmstead.oauth.grants import Bearer
from crmstead.oauth.limits import ACCESS_LIFE, WINDOW, Limits, surplus
from crmstead.oauth.refusals import OauthError
from crmstead.store.control import ORGS, TOKENS, Control

#: Seconds for which a dead token is kept: longer than the throttle's window looks back, and long
#: enough for the log to say why a client was refused.
_KEPT = 86_400


@dataclass(frozen=True, slots=True)
class LiveToken:
    """An access token that is neither expired nor revoked; `ends` in seconds since 1970.

    `epoch` is that of the token's org.
    """

    org: int
    user: int
    scopes: str
    ends: int
    epoch: int


@dataclass(frozen=True, slots=True)
class UsedRefresh:
    """A refresh token in use: whom it stands for, and the hash that its access tokens name."""

    bearer: Bearer
    hash: str


class Tokens:
    """The tokens of an installation."""

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
        self._table = control.table(TOKENS.name)

    async def issue_access(
        self, transaction: Transaction, bearer: Bearer, origin: str, parent: str | None = None
    ) -> str:
        """Return a new access token; the oldest of too many under the same parent end."""
        await self._forget_dead(transaction, bearer)
        if parent is not None:
            await self._end_oldest(
                transaction,
                "parent = $1 AND revoked IS NULL AND issued > $2",
                (parent, self._clock.milliseconds() - ACCESS_LIFE * 1000),
                self._limits.live_access_tokens,
            )
        text = token_text(self._random_bytes)
        expires = self._clock.seconds() + ACCESS_LIFE
        await self.keep(transaction, text, "access", bearer, origin, expires, parent)
        return text

    async def issue_refresh(self, transaction: Transaction, bearer: Bearer, origin: str) -> str:
        """Return a new refresh token; the oldest of too many of its user and client end."""
        await self._clients.lock(transaction, bearer.client_id)
        await self._end_oldest(
            transaction,
            "client_id = $1 AND user_id = $2 AND org_id = $3 AND kind = $4 AND revoked IS NULL",
            (bearer.client_id, bearer.user, bearer.org, "refresh"),
            self._limits.refresh_tokens,
        )
        text = token_text(self._random_bytes)
        await self.keep(transaction, text, "refresh", bearer, origin, None)
        return text

    async def keep(
        self,
        transaction: Transaction,
        text: str,
        kind: str,
        bearer: Bearer,
        origin: str,
        expires: int | None,
        parent: str | None = None,
    ) -> None:
        """Insert a token, in place of one of the same text."""
        key = hashed(text)
        await transaction.execute(f"DELETE FROM {self._table} WHERE hash = $1", (key,))
        row = (
            key,
            kind,
            bearer.client_id,
            bearer.org,
            bearer.user,
            bearer.scopes,
            parent,
            origin,
            self._clock.milliseconds(),
            expires,
            None,
            None,
        )
        await transaction.insert(TOKENS.name, TOKENS.columns, [row])

    async def use_refresh(self, transaction: Transaction, text: str, client_id: str) -> UsedRefresh:
        """Return what a refresh token stands for, and hold others off that use the same.

        Raises:
            OauthError: invalid_code.
            ThrottledError: it was used too often.
        """
        key = hashed(text)
        rows = await transaction.fetch(
            f"UPDATE {self._table} SET used = $1 "
            "WHERE hash = $2 AND kind = $3 AND client_id = $4 AND revoked IS NULL "
            "RETURNING client_id, org_id, user_id, scopes",
            (self._clock.milliseconds(), key, "refresh", client_id),
        )
        if not rows:
            raise OauthError("invalid_code", await self._why(transaction, key, client_id))
        made = await transaction.fetch(
            f"SELECT count(*) FROM {self._table} WHERE parent = $1 AND origin = $2 AND issued > $3",
            (key, "refresh", self._clock.milliseconds() - WINDOW * 1000),
        )
        self._limits.check_refreshes(made[0][0])
        return UsedRefresh(Bearer(*rows[0]), key)

    async def revoke(self, text: str) -> bool:
        """End a token, and with a refresh token its access tokens; False = there is none such."""
        key = hashed(text)
        now = self._clock.seconds()

        async def work(transaction: Transaction) -> bool:
            rows = await transaction.fetch(
                f"UPDATE {self._table} SET revoked = $1 "
                "WHERE hash = $2 AND revoked IS NULL AND (expires IS NULL OR expires > $3) "
                "RETURNING kind",
                (now, key, now),
            )
            if rows and rows[0][0] == "refresh":
                await self._end_children(transaction, key)
            return bool(rows)

        return await self._control.database.write(work)

    async def live(self, text: str) -> LiveToken | None:
        """Return what an access token stands for, None where it is unknown or dead."""
        async with self._control.database.reading() as reader:
            rows = await reader.fetch(
                f"SELECT org_id, user_id, scopes, expires, epoch FROM {self._table} "
                f"JOIN {self._control.table(ORGS.name)} ON id = org_id "
                "WHERE hash = $1 AND kind = $2 AND revoked IS NULL AND expires > $3",
                (hashed(text), "access", self._clock.seconds()),
            )
        return LiveToken(*rows[0]) if rows else None

    async def _check_refreshes(self, transaction: Transaction, parent: str) -> None:
        made = await transaction.fetch(
            f"SELECT count(*) FROM {self._table} WHERE parent = $1 AND origin = $2 AND issued > $3",
            (parent, "refresh", self._clock.milliseconds() - WINDOW * 1000),
        )
        self._limits.check_refreshes(made[0][0])

    async def _end_oldest(
        self, transaction: Transaction, where: str, values: tuple[object, ...], most: int
    ) -> None:
        rows = await transaction.fetch(
            f"SELECT hash FROM {self._table} WHERE {where} ORDER BY issued, hash", values
        )
        for (key,) in surplus(rows, most):
            await transaction.execute(
                f"UPDATE {self._table} SET revoked = $1 WHERE hash = $2",
                (self._clock.seconds(), key),
            )
            await self._end_children(transaction, key)

    async def _end_children(self, transaction: Transaction, parent: str) -> None:
        await transaction.execute(
            f"UPDATE {self._table} SET revoked = $1 WHERE parent = $2 AND revoked IS NULL",
            (self._clock.seconds(), parent),
        )

    async def _forget_dead(self, transaction: Transaction, bearer: Bearer) -> None:
        now = self._clock.seconds()
        await transaction.execute(
            f"DELETE FROM {self._table} WHERE client_id = $1 AND user_id = $2 AND issued < $3 "
            "AND (revoked < $4 OR expires < $5)",
            (bearer.client_id, bearer.user, (now - _KEPT) * 1000, now - _KEPT, now),
        )

    async def _why(self, transaction: Transaction, key: str, client_id: str) -> str:
        """Return which rule refuses a refresh token, for the log."""
        rows: list[Row] = list(
            await transaction.fetch(
                f"SELECT kind, client_id FROM {self._table} WHERE hash = $1", (key,)
            )
        )
        if not rows:
            return "no such refresh token"
        if rows[0][0] != "refresh":
            return "an access token was given as refresh token"
        if rows[0][1] != client_id:
            return f"the refresh token is of another client than {client_id}"
        return "the refresh token was revoked"
