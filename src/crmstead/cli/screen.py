"""What a server prints when it starts. The last line is what scripts wait for."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmstead import __version__

if TYPE_CHECKING:
    from crmstead.oauth.fixed import Credentials

_LOADED = time.perf_counter()


def show_screen(headline: str, url: str, more: Iterable[str]) -> None:
    """Print where the server is, with lines of its own kind, and that it is ready."""
    click.echo(f"crmstead {__version__}  {headline}")
    click.echo(f"  API            {url}/crm/v8  (v2 to v8)")
    click.echo(f"  Token URL      {url}/oauth/v2/token")
    click.echo(f"  Health         {url}/_health")
    for line in more:
        click.echo(line)
    click.echo(f"Ready in {_age() * 1000:.0f} ms.")


def credential_lines(credentials: Credentials) -> list[str]:
    """Return what a client is configured with, a line each."""
    return [
        f"  client_id      {credentials.client_id}",
        f"  client_secret  {credentials.client_secret}",
        f"  refresh_token  {credentials.refresh_token}",
    ]


def _age() -> float:
    """Return for how many seconds this process has been running."""
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        started = ticks / os.sysconf("SC_CLK_TCK")
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, ValueError, IndexError, AttributeError):  # a system without /proc
        return time.perf_counter() - _LOADED
