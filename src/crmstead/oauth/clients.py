"""OAuth clients: making them, and knowing them again (platform reference 1.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from crmstead.databases.base import Row, Transaction
from crmstead.model.clock import Clock
from crmstead.oauth.credentials import (
    RandomBytes,
    client_id_text,
    client_secret_text,
    hashed,
)
from crmstead.oauth.refusals import OauthError
from crmstead.store.control import CLIENTS, Control

CLIENT_TYPES = ("self", "server", "javascript", "mobile", "device")
_READ = "client_id, type, name, redirect_uris, org_id, user_id, secret_hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A registered client; `org` and `user` own it."""

    client_id: str
    type: str
    name: str
    redirect_uris: tuple[str, ...]
    org: int
    user: int

    @property
    def is_self_client(self) -> bool:
        """Whether its owner makes grant tokens by hand, without redirect and consent page."""
        return self.type == "self"


class Clients:
    """The clients of an installation."""

    def __init__(self, control: Control, clock: Clock, random_bytes: RandomBytes) -> None:
        self._control = control
        self._clock = clock
        self._random_bytes = random_bytes
        self._table = control.table(CLIENTS.name)

    async def make(
        self,
        kind: str,
        name: str,
        *,
        org: int,
        user: int,
        redirect_uris: Sequence[str] = (),
    ) -> tuple[Client, str]:
        """Register a client; its secret, returned here, cannot be read again.

        Raises:
            ValueError: there is no such type, or a redirect URI is no web address.
        """
        if kind not in CLIENT_TYPES:
            raise ValueError(f"no such type of client: {kind}")
        for uri in redirect_uris:
            if not uri.startswith(("http://", "https://")):
                raise ValueError(f"a redirect URI starts with http:// or https://: {uri}")
        client = Client(
            client_id=client_id_text(self._random_bytes),
            type=kind,
            name=name,
            redirect_uris=tuple(redirect_uris),
            org=org,
            user=user,
        )
        secret = client_secret_text(self._random_bytes)

        async def work(transaction: Transaction) -> None:
            await self.keep(transaction, client, secret)

        await self._control.database.write(work)
        return client, secret

    async def keep(self, transaction: Transaction, client: Client, secret: str) -> None:
        """Insert a client, in place of one of the same id."""
        await transaction.execute(
            f"DELETE FROM {self._table} WHERE client_id = $1", (client.client_id,)
        )
        row = (
            client.client_id,
            hashed(secret),
            client.type,
            client.name,
            json.dumps(client.redirect_uris),
            client.org,
            client.user,
            self._clock.milliseconds(),
            None,
        )
        await transaction.insert(CLIENTS.name, CLIENTS.columns, [row])

    async def find(self, client_id: str) -> Client | None:
        """Return a client, None where there is none of that id."""
        row = await self._row(client_id)
        return _client(row) if row else None

    async def check(self, client_id: str, secret: str) -> Client:
        """Return the client that an id and secret belong to.

        Raises:
            OauthError: invalid_client or invalid_client_secret.
        """
        row = await self._row(client_id)
        if row is None:
            raise OauthError("invalid_client", f"no client {client_id[:40]!r}")
        if not compare_digest(row[6], hashed(secret)):
            raise OauthError("invalid_client_secret", f"client {client_id}")
        return _client(row)

    async def self_client(self, org: int) -> Client | None:
        """Return the first self client of an org."""
        async with self._control.database.reading() as reader:
            rows = await reader.fetch(
                f"SELECT {_READ} FROM {self._table} WHERE org_id = $1 AND type = $2 "
                "ORDER BY created, client_id LIMIT 1",
                (org, "self"),
            )
        return _client(rows[0]) if rows else None

    async def lock(self, transaction: Transaction, client_id: str) -> None:
        """Make transactions that count what a client has wait for each other."""
        await transaction.execute(
            f"UPDATE {self._table} SET used = $1 WHERE client_id = $2",
            (self._clock.milliseconds(), client_id),
        )

    async def _row(self, client_id: str) -> Row | None:
        if not (client_id.isascii() and client_id.isprintable()):
            return None  # no database is asked for text that it may not be able to hold
        async with self._control.database.reading() as reader:
            rows = await reader.fetch(
                f"SELECT {_READ} FROM {self._table} WHERE client_id = $1", (client_id,)
            )
        return rows[0] if rows else None


def _client(row: Row) -> Client:
    return Client(
        client_id=row[0],
        type=row[1],
        name=row[2],
        redirect_uris=tuple(json.loads(row[3])),
        org=row[4],
        user=row[5],
    )
