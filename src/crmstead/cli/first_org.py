"""The first org of an installation, and the credentials that are shown once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from crmstead.app import Server
    from crmstead.oauth.fixed import Credentials

#: Setting that says which process makes the first org.
_CLAIM = "first_org"
#: Seconds to wait for another server that is making it.
_PATIENCE = 30
_PAUSE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrg:
    """What an org is called, and who owns it."""

    company: str
    email: str
    first_name: str | None
    last_name: str
    time_zone: str
    territories: bool = False
    user_licenses: int | None = None


def check_new_org(wanted: NewOrg) -> None:
    """Refuse an e-mail address or a time zone that is none.

    Raises:
        click.UsageError: it is none.
    """
    from crmstead.fieldtypes.email import is_email

    if not is_email(wanted.email):
        raise click.UsageError(f"{wanted.email} is no e-mail address.")
    try:
        ZoneInfo(wanted.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise click.UsageError(f"There is no time zone {wanted.time_zone}.") from error


async def make_first_org(server: Server, wanted: NewOrg) -> Credentials | None:
    """Return the credentials of the org that was made, None where there is an org already.

    Servers that start at once on one database agree on who makes it; the others wait.

    Raises:
        click.ClickException: another server did not finish.
    """
    from crmstead.model.people import Org
    from crmstead.oauth.fixed import generate
    from crmstead.records.territories.following import FEATURE
    from crmstead.store.new_org import new_org

    if await server.control.orgs():
        return None
    if await server.control.setting(_CLAIM, server.holder) != server.holder:
        await _wait(server)
        return None
    number = server.clock.milliseconds()
    org = Org(
        id=number,
        zgid=str(number // 1000),
        company_name=wanted.company,
        primary_email=wanted.email,
        time_zone=wanted.time_zone,
        created_time=server.clock.seconds(),
        features=frozenset({FEATURE} if wanted.territories else ()),
        user_licenses=wanted.user_licenses,
    )
    definitions = new_org(org, first_name=wanted.first_name, last_name=wanted.last_name)
    await server.orgs.make(definitions, f"org_{number}")
    return await generate(server.authorization, number, definitions.users[0].id)


async def _wait(server: Server) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            while not await server.control.orgs():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(_PAUSE)
    except TimeoutError:
        raise click.ClickException(
            "Another server began to make the first org and did not finish. Start again with an "
            "empty directory or database."
        ) from None


async def refuse_sample(server: Server) -> None:
    """Refuse the installation of `crmstead dev`, and mark any other as one of its own.

    Raises:
        click.ClickException: everybody knows its credentials.
    """
    from crmstead.sample.place import DEV, PURPOSE, SERVE

    if await server.control.setting(PURPOSE, SERVE) == DEV:
        raise click.ClickException(
            "This is the sample of `crmstead dev`, whose credentials everybody knows. Use "
            "`crmstead dev` for it, or start with an empty directory."
        )
