"""`crmstead dev`: a server with a sample org and well-known credentials, for trying things out."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from crmstead.cli.opening import is_installation, locked
from crmstead.cli.options import (
    data_option,
    host_option,
    log_options,
    port_option,
    public_url_option,
)
from crmstead.cli.ports import is_loopback, listen, url_of

if TYPE_CHECKING:
    from crmstead.app import Server


@click.command("dev")
@port_option
@host_option
@data_option("Directory to keep the org in. Default: a temporary one, removed at the end.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63),
    default=1,
    show_default=True,
    help="Number that the sample's records follow from; a kept org is not made anew.",
)
@public_url_option
@log_options("text", "warning")
@click.pass_context
def dev(
    context: click.Context,
    /,
    *,
    port: int,
    host: str,
    data: Path | None,
    seed: int,
    public_url: str | None,
    **log: str,
) -> None:
    """Run a server with a sample org and fixed credentials that everybody knows.

    Nothing is kept unless --data names a directory.
    """
    from crmstead.cli.logs import start_log
    from crmstead.cli.running import leave_on_sigterm

    _check_host(context, host)
    start_log(log["log_format"], log["log_level"])
    leave_on_sigterm()
    with listen(host, port) as listener, _directory(data) as home:
        if not is_installation(home):
            _put_sample(home, seed)
        _run(listener, host, home, public_url, log, kept=data is not None)


def _check_host(context: click.Context, host: str) -> None:
    """Refuse to be reached from outside by accident: the credentials are no secret."""
    if is_loopback(host):
        return
    if context.get_parameter_source("host") is not ParameterSource.COMMANDLINE:
        raise click.UsageError(
            f"{host} can be reached from other machines, and everybody knows the credentials of "
            "`crmstead dev`. If that is what you want, give --host on the command line."
        )
    click.echo(
        f"Warning: {host} can be reached from other machines. Whoever reaches it holds every "
        "right: the credentials of `crmstead dev` are the same everywhere.",
        err=True,
    )


@contextmanager
def _directory(data: Path | None) -> Iterator[Path]:
    if data is None:
        with tempfile.TemporaryDirectory(prefix="crmstead-dev-") as made:
            yield Path(made)
    else:
        with locked(data):
            yield data


def _put_sample(home: Path, seed: int) -> None:
    from crmstead.app import CONTROL
    from crmstead.sample.cache import put_sample

    def making() -> None:
        click.echo("Making the sample org; it is kept for the next time.", err=True)

    put_sample(home, seed, CONTROL, making)


def _run(
    listener: socket.socket,
    host: str,
    home: Path,
    public_url: str | None,
    log: dict[str, str],
    *,
    kept: bool,
) -> None:
    from crmstead.cli.running import run_server
    from crmstead.settings import Settings

    port = listener.getsockname()[1]
    settings = Settings(
        host=host,
        port=port,
        data=home,
        public_url=public_url,
        throttle_tokens=False,
        log_format=log["log_format"],
        log_level=log["log_level"],
    )
    url = public_url or url_of(host, port)

    async def prepare(server: Server) -> Callable[[], None]:
        return await _prepare(server, home, url, kept=kept)

    run_server(settings, listener, prepare)


async def _prepare(server: Server, home: Path, url: str, *, kept: bool) -> Callable[[], None]:
    from crmstead.cli.screen import credential_lines, show_screen
    from crmstead.oauth.fixed import install_fixed
    from crmstead.sample.place import DEV, PURPOSE, SERVE

    if await server.control.setting(PURPOSE, SERVE) != DEV:
        raise click.ClickException(
            f"{home} holds an org that `crmstead serve` or `crmstead init` made. `crmstead dev` "
            "would give everybody every right to it; use `crmstead serve`."
        )
    (place,) = await server.control.orgs()
    org = (await server.orgs.open(place.id)).catalogue
    user = org.user_by_email[org.org.primary_email]
    credentials = await install_fixed(server.authorization, org.org.id, user.id)
    where = str(home) if kept else "removed at the end"
    example = f'"{url}/crm/v8/Leads?fields=Last_Name,Company,Email&per_page=3"'
    lines = [
        *credential_lines(credentials),
        f'  Try:  curl -H "Authorization: Zoho-oauthtoken {credentials.access_token}" {example}',
    ]
    headline = f'sample org "{org.org.company_name}"  ({where})'
    return lambda: show_screen(headline, url, lines)
