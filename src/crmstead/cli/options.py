"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from crmstead.settings import DEFAULT_PORT

F = TypeVar("F", bound=Callable[..., Any])
_LEVELS = ("debug", "info", "warning", "error")

port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
)
public_url_option = click.option(
    "--public-url",
    metavar="URL",
    callback=lambda _context, _option, value: _checked_url(value),
    help="URL under which clients reach the server. Default: what their requests say.",
)
files_option = click.option(
    "--files",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of uploaded files; servers that share a database share it. "
    "Default: files below --data, none with --database.",
)


def data_option(text: str) -> Callable[[F], F]:
    """Return the option that names a data directory."""
    kind = click.Path(file_okay=False, path_type=Path)
    return click.option("--data", type=kind, metavar="DIR", help=text)


def log_options(form: str, level: str) -> Callable[[F], F]:
    """Return the options of the log, with their defaults."""

    def both(command: F) -> F:
        command = click.option(
            "--log-level",
            type=click.Choice(_LEVELS),
            default=level,
            show_default=True,
            help="Least level that is logged.",
        )(command)
        return click.option(
            "--log-format",
            type=click.Choice(("text", "json")),
            default=form,
            show_default=True,
            help="Form of the log, which goes to standard error.",
        )(command)

    return both


def _checked_url(value: str | None) -> str | None:
    if value is None:
        return None
    if not value.startswith(("http://", "https://")):
        raise click.BadParameter("begin it with http:// or https://")
    return value.rstrip("/")
