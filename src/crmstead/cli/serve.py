"""`crmstead serve`: a server whose records are kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmstead.cli.first_org import NewOrg, check_new_org, make_first_org, refuse_sample
from crmstead.cli.opening import locked
from crmstead.cli.options import (
    data_option,
    files_option,
    host_option,
    log_options,
    port_option,
    public_url_option,
)
from crmstead.cli.org_options import org_options
from crmstead.cli.ports import listen, url_of
from crmstead.settings import Settings

if TYPE_CHECKING:
    from crmstead.app import Server

_DEFAULTS = Settings()


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the two options that say where records are kept."""
    command = click.option(
        "--database",
        metavar="DSN",
        help="PostgreSQL server to keep records on: postgresql://user@host/name. "
        "Several servers may share it.",
    )(command)
    return data_option("Directory to keep records in (SQLite); one server at a time.")(command)


def check_place(data: Path | None, database: str | None) -> None:
    """Refuse both places or neither.

    Raises:
        click.UsageError: not exactly one is given.
    """
    if (data is None) == (database is None):
        raise click.UsageError("Give one of --data and --database.")
    if database is not None and not database.startswith(("postgresql://", "postgres://")):
        raise click.UsageError("--database begins with postgresql://.")


@click.command("serve")
@place_options
@files_option
@port_option
@host_option
@public_url_option
@click.option(
    "--body-limit",
    type=click.IntRange(1024),
    default=_DEFAULTS.body_limit,
    show_default=True,
    help="Most bytes of a request's body.",
)
@click.option(
    "--kept-replies",
    type=click.IntRange(0),
    default=_DEFAULTS.kept_replies,
    show_default=True,
    help="Bytes of replies to reads that are kept for who asks again. SQLite only.",
)
@click.option(
    "--live-access-tokens",
    type=click.IntRange(1),
    default=_DEFAULTS.live_access_tokens,
    show_default=True,
    help="Access tokens of one refresh token that live at once.",
)
@click.option(
    "--throttle-tokens/--no-throttle-tokens",
    default=_DEFAULTS.throttle_tokens,
    show_default=True,
    help="Whether to refuse clients that ask for tokens too often.",
)
@click.option(
    "--connections",
    type=click.IntRange(1),
    default=_DEFAULTS.connections,
    show_default=True,
    help="Most connections that are open at once.",
)
@click.option(
    "--concurrency", type=click.IntRange(1), help="Most calls of one org at once. Default: any."
)
@click.option(
    "--sub-concurrency",
    type=click.IntRange(1),
    help="Most heavy calls of one org at once: searches, writes of over 10 records. Default: any.",
)
@click.option(
    "--credits", type=click.IntRange(1), help="Credits of one org in 24 hours. Default: any."
)
@org_options(required=False)
@log_options("json", "info")
def serve(log_format: str, log_level: str, **given: Any) -> None:
    """Run a server. The first start makes an org and shows its credentials, once."""
    from crmstead.cli.logs import start_log
    from crmstead.cli.running import leave_on_sigterm, run_server

    check_place(given["data"], given["database"])
    wanted = NewOrg(**{field.name: given.pop(field.name) for field in fields(NewOrg)})
    check_new_org(wanted)
    start_log(log_format, log_level)
    leave_on_sigterm()
    data: Path | None = given["data"]
    host: str = given["host"]
    with locked(data) if data else nullcontext(), listen(host, given.pop("port")) as listener:
        settings = Settings(
            port=listener.getsockname()[1], log_format=log_format, log_level=log_level, **given
        )
        url = settings.public_url or url_of(host, settings.port)

        async def prepare(server: Server) -> Callable[[], None]:
            return await _prepare(server, wanted, url)

        run_server(settings, listener, prepare)


async def _prepare(server: Server, wanted: NewOrg, url: str) -> Callable[[], None]:
    from crmstead.cli.screen import credential_lines, show_screen

    await refuse_sample(server)
    credentials = await make_first_org(server, wanted)
    orgs = await server.control.orgs()
    headline = f'org "{orgs[0].name}"' if len(orgs) == 1 else f"{len(orgs)} orgs"
    where = str(server.settings.data) if server.settings.data else "PostgreSQL"
    lines: list[str] = []
    if server.orgs.files is None:
        lines.append("  Files          none are kept: give --files DIR")
    if credentials is not None:
        lines.append(f"Made the org, of {wanted.email}. Its credentials are shown this once:")
        lines.extend(credential_lines(credentials))
    return lambda: show_screen(f"{headline}  ({where})", url, lines)
