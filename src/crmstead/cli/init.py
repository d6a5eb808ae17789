"""`crmstead init`: the first org of an installation, without starting a server."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmstead.cli.first_org import NewOrg, check_new_org, make_first_org, refuse_sample
from crmstead.cli.opening import locked
from crmstead.cli.org_options import org_options
from crmstead.cli.serve import check_place, place_options

if TYPE_CHECKING:
    from crmstead.oauth.fixed import Credentials


@click.command("init")
@place_options
@org_options(required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the credentials as JSON.")
def init(*, data: Path | None, database: str | None, as_json: bool, **given: Any) -> None:
    """Make the org of a new installation and show its credentials, once."""
    import asyncio

    from crmstead.cli.screen import credential_lines
    from crmstead.databases.base import UnavailableError

    check_place(data, database)
    wanted = NewOrg(**{field.name: given[field.name] for field in fields(NewOrg)})
    check_new_org(wanted)
    try:
        with locked(data) if data else nullcontext():
            credentials = asyncio.run(_make(wanted, data, database))
    except UnavailableError as error:
        raise click.ClickException(f"The database cannot be opened: {error}") from error
    if credentials is None:
        raise click.ClickException("There is an org already; nothing was changed.")
    if as_json:
        kept = {
            "client_id": credentials.client_id,
            "client_secret": credentials.client_secret,
            "refresh_token": credentials.refresh_token,
        }
        click.echo(json.dumps(kept, indent=2))
        return
    click.echo(f'Made the org "{wanted.company}". Its credentials are shown this once:')
    for line in credential_lines(credentials):
        click.echo(line)


async def _make(wanted: NewOrg, data: Path | None, database: str | None) -> Credentials | None:
    from crmstead.app import open_server
    from crmstead.settings import Settings

    async with open_server(Settings(data=data, database=database)) as server:
        await refuse_sample(server)
        return await make_first_org(server, wanted)
