"""`crmstead grant`: a grant token for any user, as a self client's owner makes it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crmstead.cli.administration import OpenInstallation, ask

_MINUTES = ("3", "5", "7", "10")


def grant_command(open_installation: OpenInstallation) -> click.Command:
    """Return the verb, given how a data directory is opened."""

    @click.command("grant")
    @click.option("--port", type=click.IntRange(1, 65535), help="Port of the running server.")
    @click.option("--data", type=click.Path(path_type=Path), help="Data directory, server or not.")
    @click.option("--user", required=True, help="E-mail address of the user.")
    @click.option("--scope", help="Scopes, separated by commas. Default: every scope.")
    @click.option("--client", help="Client id. Default: the org's first self client.")
    @click.option("--minutes", type=click.Choice(_MINUTES), default="10", show_default=True)
    @click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
    def grant(
        *,
        port: int | None,
        data: Path | None,
        user: str,
        scope: str | None,
        client: str | None,
        minutes: str,
        as_json: bool,
    ) -> None:
        """Make a grant token for a user; a client exchanges it once for tokens."""
        wanted: dict[str, object] = {
            "user": user, "scope": scope, "client": client, "minutes": int(minutes),
        }  # fmt: skip
        answer = ask("grant", wanted, port=port, data=data, open_installation=open_installation)
        click.echo(json.dumps(answer) if as_json else answer["code"])

    return grant
