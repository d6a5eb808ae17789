"""`crmstead token`: an access token for any user, without a client's secret."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crmstead.cli.administration import OpenInstallation, ask


def token_command(open_installation: OpenInstallation) -> click.Command:
    """Return the verb, given how a data directory is opened."""

    @click.command("token")
    @click.option("--port", type=click.IntRange(1, 65535), help="Port of the running server.")
    @click.option("--data", type=click.Path(path_type=Path), help="Data directory, server or not.")
    @click.option("--user", required=True, help="E-mail address of the user.")
    @click.option("--scope", help="Scopes, separated by commas. Default: every scope.")
    @click.option("--client", help="Client id. Default: the org's first self client.")
    @click.option("--refresh", is_flag=True, help="Make a refresh token too.")
    @click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
    def token(
        *,
        port: int | None,
        data: Path | None,
        user: str,
        scope: str | None,
        client: str | None,
        refresh: bool,
        as_json: bool,
    ) -> None:
        """Make an access token for a user; it lives an hour."""
        wanted: dict[str, object] = {
            "user": user, "scope": scope, "client": client, "refresh": refresh,
        }  # fmt: skip
        answer = ask("token", wanted, port=port, data=data, open_installation=open_installation)
        if as_json:
            click.echo(json.dumps(answer))
            return
        click.echo(answer["access_token"])
        if refresh:
            click.echo(f"refresh token {answer['refresh_token']}")

    return token
