"""`crmstead backup` and `crmstead restore`: an installation as one file, and back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from crmstead import __version__
from crmstead.cli.opening import is_installation, locked, require_installation
from crmstead.cli.options import files_option
from crmstead.cli.refusals import NewerError
from crmstead.cli.serve import check_place, place_options

_force = click.option("--force", is_flag=True, help="Replace what is there.")


@click.command("backup")
@place_options
@files_option
@_force
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(
    data: Path | None, database: str | None, files: Path | None, file: Path, *, force: bool
) -> None:
    """Write the whole installation into FILE (a .tar.gz), while servers run on it or not.

    FILE holds all records and the hashes of all credentials: keep it as you keep the data.
    """
    from crmstead.app import CONTROL, files_folder
    from crmstead.databases.postgresql.dumping import without_password
    from crmstead.settings import Settings
    from crmstead.store.upkeep.backup import back_up

    check_place(data, database)
    if data is not None:
        require_installation(data)
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists. Give another name, or --force to replace it.")
    if not file.absolute().parent.is_dir():
        raise click.ClickException(f"There is no directory {file.absolute().parent}.")
    folder = files_folder(Settings(data=data, database=database, files=files))
    with _refusals():
        home = data or database or ""
        made, contents = back_up(home, CONTROL, __version__, file.absolute(), folder)
    size = file.stat().st_size
    click.echo(f"{file}: {len(made.files)} files, {contents} uploaded files, {size} bytes")
    if folder is None:
        click.echo("Uploaded files are not in it: give their folder with --files, if there is one.")
    for number, dump in enumerate((one for one in made.dumps.values() if one.dsn), 1):
        click.echo(
            f"server {number}: {without_password(dump.dsn or '')[0]}, {len(dump.schemas)} orgs"
        )


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument(
    "directory", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]"
)
@click.option("--database", metavar="DSN", help="PostgreSQL server, for a backup of one.")
@click.option(
    "--server",
    "servers",
    metavar="N=DSN",
    multiple=True,
    help="Where to restore the orgs of server N of those `backup` told. Default: where they were.",
)
@files_option
@_force
def restore(
    file: Path,
    directory: Path | None,
    database: str | None,
    servers: tuple[str, ...],
    files: Path | None,
    *,
    force: bool,
) -> None:
    """Make an installation of a backup, in DIR or on a PostgreSQL server. No server may run on it.

    An installation that is there already is replaced only with --force.
    """
    if (directory is None) == (database is None):
        raise click.UsageError("Give one of DIR and --database.")
    elsewhere = dict(map(_server, servers))
    with _refusals():
        if directory is not None:
            _restore_files(file, directory, elsewhere, files, force=force)
        else:
            _restore_dump(file, database or "", elsewhere, files, force=force)
    click.echo(f"Restored {file}.")


def _server(given: str) -> tuple[int, str]:
    number, _, dsn = given.partition("=")
    if not number.isdecimal() or not dsn.startswith(("postgresql://", "postgres://")):
        raise click.UsageError(
            "--server is a number, `=`, and a DSN that begins with postgresql://."
        )
    return int(number), dsn


def _restore_files(
    file: Path, data: Path, servers: dict[int, str], files: Path | None, *, force: bool
) -> None:
    from crmstead.app import CONTROL, files_folder
    from crmstead.settings import Settings
    from crmstead.store.upkeep.backup import unpacked
    from crmstead.store.upkeep.restoring import restore as restore_backup

    if not force and data.is_dir() and (is_installation(data) or any(data.glob("*.sqlite*"))):
        raise click.ClickException(f"{data} holds an installation. --force replaces it.")
    folder = files_folder(Settings(data=data, files=files))
    with locked(data), unpacked(file, data) as found:
        _check_kind(found.manifest.kind, "sqlite", file)
        asyncio.run(restore_backup(found, data, CONTROL, servers, folder, replace=force))


def _restore_dump(
    file: Path, dsn: str, servers: dict[int, str], files: Path | None, *, force: bool
) -> None:
    from crmstead.app import CONTROL
    from crmstead.store.upkeep.backup import unpacked
    from crmstead.store.upkeep.restoring import restore as restore_backup

    with unpacked(file, file.absolute().parent) as found:
        _check_kind(found.manifest.kind, "postgresql", file)
        asyncio.run(restore_backup(found, dsn, CONTROL, servers, files, replace=force))


def _check_kind(kind: str, wanted: str, file: Path) -> None:
    if kind != wanted:
        raise click.ClickException(f"{file} is a backup of {kind}, not of {wanted}.")


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell a person what could not be done."""
    from crmstead.databases.base import UnavailableError
    from crmstead.store.migrations.running import NewerSchemaError
    from crmstead.store.upkeep.backup import BackupError

    try:
        yield
    except NewerSchemaError as error:
        raise NewerError(f"The backup is of another version: {error}.") from error
    except (BackupError, UnavailableError, OSError) as error:
        raise click.ClickException(f"{error}.") from error
