"""Options in the environment: `--public-url` of every command is `CRMSTEAD_PUBLIC_URL`."""

from __future__ import annotations

import functools
from typing import Any

import click
from click.core import ParameterSource

_PREFIX = "CRMSTEAD_"


def named_in_environment(command: click.Command) -> click.Command:
    """Let every option of a command be given by its variable, and say so in its help."""
    for option in command.params:
        if isinstance(option, click.Option):
            long = next(name for name in option.opts if name.startswith("--"))
            option.envvar = _PREFIX + long.removeprefix("--").replace("-", "_").upper()
            option.show_envvar = True
    return command


def one_place(command: click.Command) -> click.Command:
    """Let a command that takes either `--port` or `--data` settle between the two.

    A container may have both in its environment: what stands on the command line wins, and else
    the directory.
    """
    inner = command.callback
    if inner is None:
        raise TypeError(command.name)

    @functools.wraps(inner)
    def settled(**given: Any) -> Any:
        if given.get("port") is not None and given.get("data") is not None:
            context = click.get_current_context()
            sources = {name: context.get_parameter_source(name) for name in ("port", "data")}
            if sources["port"] is ParameterSource.ENVIRONMENT:
                given["port"] = None
            elif sources["data"] is ParameterSource.ENVIRONMENT:
                given["data"] = None
        return inner(**given)

    command.callback = settled
    return command
