"""`crmstead env`: what a client is configured with, as shell lines or JSON."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from crmstead.cli.options import data_option, public_url_option
from crmstead.cli.ports import url_of
from crmstead.settings import DEFAULT_PORT

#: Names that clients of the API read, and what goes into them.
_NAMES = (
    ("ZOHO_API_DOMAIN", "api_domain"),
    ("ZOHO_ACCOUNTS_URL", "accounts_url"),
    ("ZOHO_TOKEN_URL", "token_url"),
    ("ZOHO_BASE_URL", "base_url"),
    ("ZOHO_CLIENT_ID", "client_id"),
    ("ZOHO_CLIENT_SECRET", "client_secret"),
    ("ZOHO_REFRESH_TOKEN", "refresh_token"),
)
_SECRETS = ("client_secret", "refresh_token")


@click.command("env")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of shell lines.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"Port of the server. Default: that of the one on --data, else {DEFAULT_PORT}.",
)
@data_option("Data directory. Default: what `crmstead dev` starts with.")
@public_url_option
def env(*, as_json: bool, port: int | None, data: Path | None, public_url: str | None) -> None:
    """Print what clients are configured with: eval "$(crmstead env)".

    No server needs to be running.
    """
    url = public_url or url_of("127.0.0.1", port or _port_of(data) or DEFAULT_PORT)
    found: dict[str, str | None] = {
        "api_domain": url,
        "token_url": f"{url}/oauth/v2/token",
        "accounts_url": url,
        "file_upload_url": url,
        **_credentials(data),
    }
    if any(found[name] is None for name in _SECRETS):
        click.echo(
            "Secrets of this installation are not kept, so they cannot be printed. "
            "`crmstead token --refresh` makes a new refresh token.",
            err=True,
        )
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    found["base_url"] = f"{url}/crm/v8"
    for name, key in _NAMES:
        value = found[key]
        if value is not None:
            click.echo(f"export {name}={shlex.quote(value)}")


def _port_of(data: Path | None) -> int | None:
    """Return the port of the server that runs on a directory: its socket is named by it."""
    if data is None:
        return None
    from crmstead.http.admin import running_socket

    path = running_socket(data)
    return int(path.stem) if path is not None and path.stem.isdigit() else None


def _credentials(data: Path | None) -> dict[str, str | None]:
    from crmstead.oauth.fixed import FIXED

    client = FIXED.client_id
    if data is not None:
        import asyncio

        from crmstead.cli.opening import require_installation

        require_installation(data)
        known, own_client = asyncio.run(_kept(data))
        if not known:
            return {"client_id": own_client, "client_secret": None, "refresh_token": None}
    return {
        "client_id": client,
        "client_secret": FIXED.client_secret,
        "refresh_token": FIXED.refresh_token,
    }


async def _kept(data: Path) -> tuple[bool, str | None]:
    """Return whether everybody knows the credentials, and the client of the first org.

    A server may run on the directory: nothing but its control database is read.
    """
    import secrets

    from crmstead.app import CONTROL
    from crmstead.databases.registry import Databases
    from crmstead.model.clock import SystemClock
    from crmstead.oauth.clients import Clients
    from crmstead.sample.place import DEV, PURPOSE, SERVE
    from crmstead.store.control import Control

    databases = Databases(data)
    try:
        control = Control(databases.open(CONTROL))
        known = await control.setting(PURPOSE, SERVE) == DEV
        orgs = await control.orgs()
        clients = Clients(control, SystemClock(), secrets.token_bytes)
        client = await clients.self_client(orgs[0].id) if orgs else None
        return known, client.client_id if client else None
    finally:
        await databases.close()
