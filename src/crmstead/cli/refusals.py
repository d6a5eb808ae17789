"""Why a command cannot go on, told to a person."""

from __future__ import annotations

import click

#: Exit code where another process has the port or the directory.
TAKEN = 3


#: Exit code where a newer version wrote the database.
NEWER = 4


class NewerError(click.ClickException):
    """The database is of a newer version than this one."""

    exit_code = NEWER


class TakenError(click.ClickException):
    """Another process has what this one needs."""

    exit_code = TAKEN
