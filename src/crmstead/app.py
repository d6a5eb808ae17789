"""The composition root: settings to databases, orgs and authorization."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crmstead.databases.base import UnavailableError
from crmstead.databases.registry import Databases
from crmstead.model.clock import Clock, SystemClock
from crmstead.model.ids import IdSource
from crmstead.oauth.administration import UserPlace
from crmstead.oauth.limits import Limits
from crmstead.oauth.server import AuthorizationServer
from crmstead.settings import Settings
from crmstead.store.control import Control
from crmstead.store.directory import OrgDirectory
from crmstead.store.files.folder import FOLDER, FolderStore

#: Schema of the control database.
CONTROL = "crmstead_control"
#: Seconds that a node id is leased for; renewed at a third of them.
NODE_LEASE = 180
_PAGE_KEY_BYTES = 32
#: The vendor's API hosts: an SDK that is answered one of them goes there with the next request.
_VENDOR_HOST = re.compile(r"(?:[\w-]+\.)?(?:zohoapis|zohocloud)\.", re.IGNORECASE)


@dataclass(slots=True)
class Server:
    """An installation that is open: what the command line and the application work with."""

    settings: Settings
    clock: Clock
    control: Control
    orgs: OrgDirectory
    authorization: AuthorizationServer
    #: The node id that this process makes ids with, and the name it holds it under.
    node: int
    holder: str

    @property
    def public_url(self) -> str:
        """URL of the API where no request tells it."""
        return self.settings.public_url or f"http://127.0.0.1:{self.settings.port}"

    def url_for(self, scheme: str, host: str) -> str:
        """Return the URL under which the client of a request reaches the server."""
        if self.settings.public_url is not None or not host or _VENDOR_HOST.match(host):
            return self.public_url
        return f"{scheme}://{host}"

    async def find_user(self, email: str) -> UserPlace | None:
        """Return the active user of an e-mail address, whichever org has it.

        Raises:
            UnavailableError: no org that can be opened has it, but not all can be.
        """
        for org in await self.orgs.all():
            user = org.catalogue.user_by_email.get(email.lower())
            if user is not None and user.status == "active":
                return UserPlace(org.id, user.id)
        away = self.orgs.away()
        if away:
            told = "; ".join(f"org {org}: {why}" for org, why in away.items())
            raise UnavailableError(f"the user is in no org that can be opened. Not opened: {told}")
        return None

    async def renew_lease(self) -> None:
        """Hold the node id for another `NODE_LEASE` seconds.

        Raises:
            NoNodeError: somebody else has it by now, so not one more id may be made.
            UnavailableError: the control database cannot be reached.
        """
        await self.control.renew_node(self.node, self.holder, self.clock.seconds() + NODE_LEASE)


@asynccontextmanager
async def open_server(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Server]:
    """Open an installation, and close it with the block.

    Raises:
        UnavailableError: its control database cannot be opened.
    """
    clock = clock or SystemClock()
    databases = Databases(_home(settings))
    control = Control(databases.open(CONTROL))
    folder = files_folder(settings)
    files = None if folder is None else FolderStore(folder)
    holder = f"{os.getpid()}.{secrets.token_hex(8)}"
    try:
        await control.prepare()
        node = await control.lease_node(holder, clock.seconds(), NODE_LEASE)
        keys = await control.page_keys(secrets.token_bytes(_PAGE_KEY_BYTES))
        orgs = OrgDirectory(
            control,
            databases,
            clock,
            IdSource(clock, node),
            tuple(key.secret for key in keys),
            files,
        )
        limits = Limits(
            live_access_tokens=settings.live_access_tokens, throttled=settings.throttle_tokens
        )
        authorization = AuthorizationServer(control, clock, secrets.token_bytes, limits)
        try:
            yield Server(settings, clock, control, orgs, authorization, node, holder)
        finally:
            # It ends by itself, should the database be away by now.
            with suppress(UnavailableError):
                await control.release_node(node, holder, clock.seconds())
    finally:
        await databases.close()


def files_folder(settings: Settings) -> Path | None:
    """Return where uploaded files are kept, None where no setting says it."""
    if settings.files is not None or settings.database is not None:
        return settings.files
    return (settings.data or Path.cwd()) / FOLDER


def _home(settings: Settings) -> Path | str:
    """Return where databases are kept, and make the directory if it is one."""
    if settings.database is not None:
        return settings.database
    home = settings.data or Path.cwd()
    home.mkdir(parents=True, exist_ok=True)
    return home
