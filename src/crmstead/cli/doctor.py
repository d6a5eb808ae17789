"""`crmstead doctor`: what is wrong in an installation, and what to do about it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crmstead.cli.opening import locked, require_installation
from crmstead.cli.options import files_option
from crmstead.cli.refusals import TakenError
from crmstead.cli.serve import check_place, place_options

if TYPE_CHECKING:
    from crmstead.store.upkeep.examining import Finding


@click.command("doctor")
@place_options
@files_option
def doctor(data: Path | None, database: str | None, files: Path | None) -> None:
    """Examine an installation: damage, what is missing, versions, lost rows and files, space.

    Servers may run on it. Nothing is changed. The exit code is 1 where something is not good.
    """
    check_place(data, database)
    if data is not None:
        require_installation(data)
        click.echo(f"       {_lock(data)}")
    good = asyncio.run(_report(data, database, files))
    if not good:
        sys.exit(1)


def _lock(data: Path) -> str:
    try:
        with locked(data):
            return "no server runs on it"
    except TakenError as taken:
        return taken.message[0].lower() + taken.message[1:].rstrip(".")


async def _report(data: Path | None, database: str | None, files: Path | None) -> bool:
    good = True
    async for finding in _findings(data, database, files):
        good = good and finding.good
        click.echo(f"{'ok ' if finding.good else 'BAD'}    {finding.text}")
        if finding.do:
            click.echo(f"       {finding.do}")
    return good


async def _findings(
    data: Path | None, database: str | None, files: Path | None
) -> AsyncIterator[Finding]:
    from crmstead.app import CONTROL, files_folder
    from crmstead.settings import Settings
    from crmstead.store.upkeep.doctor import disk, examine
    from crmstead.store.upkeep.file_doctor import examine_files

    if data is not None:
        yield disk(data)
    async for finding in examine(data or database or "", CONTROL):
        yield finding
    folder = files_folder(Settings(data=data, database=database, files=files))
    async for finding in examine_files(data or database or "", CONTROL, folder):
        yield finding
