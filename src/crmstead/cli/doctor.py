"""`crmstead doctor`: what is wrong in a data directory, and what to do about it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmstead.cli.opening import locked, require_installation
from crmstead.cli.options import data_option
from crmstead.cli.refusals import TakenError

if TYPE_CHECKING:
    from crmstead.store.doctor import Finding


@click.command("doctor")
@data_option("Directory to examine; a server may run on it.")
def doctor(data: Path | None) -> None:
    """Examine a data directory: damage, missing tables and columns, versions, lost rows, space.

    Nothing is changed. The exit code is 1 where something is not good.
    """
    if data is None:
        raise click.UsageError("Give --data.")
    require_installation(data)
    click.echo(f"       {_lock(data)}")
    good = asyncio.run(_report(data))
    if not good:
        sys.exit(1)


def _lock(data: Path) -> str:
    try:
        with locked(data):
            return "no server runs on it"
    except TakenError as taken:
        return taken.message[0].lower() + taken.message[1:].rstrip(".")


async def _report(data: Path) -> bool:
    good = True
    async for finding in _findings(data):
        good = good and finding.good
        click.echo(f"{'ok ' if finding.good else 'BAD'}    {finding.text}")
        if finding.do:
            click.echo(f"       {finding.do}")
    return good


async def _findings(data: Path) -> AsyncIterator[Finding]:
    from crmstead.app import CONTROL
    from crmstead.store.doctor import disk, examine

    yield disk(data)
    async for finding in examine(data, CONTROL):
        yield finding
