"""Why a command cannot go on, told to a person."""

from __future__ import annotations

import click

#: Exit code where another process has the port or the directory.
TAKEN = 3


class TakenError(click.ClickException):
    """Another process has what this one needs."""

    exit_code = TAKEN
