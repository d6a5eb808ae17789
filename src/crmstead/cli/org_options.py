"""Options that say what the first org of an installation is like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def org_options(*, required: bool) -> Callable[[F], F]:
    """Return the options of a new org; without them it gets a name of no meaning."""
    first = "" if required else " of the org made at the first start"
    options = (
        click.option(
            "--company",
            required=required,
            default=None if required else "My Company",
            help=f"Name of the company{first}.",
        ),
        click.option(
            "--email",
            required=required,
            default=None if required else "admin@example.com",
            help=f"E-mail address of the administrator{first}.",
        ),
        click.option("--first-name", help="First name of the administrator."),
        click.option(
            "--last-name",
            default="Administrator",
            show_default=True,
            help="Last name of the administrator.",
        ),
        click.option(
            "--time-zone",
            default="UTC",
            show_default=True,
            help="Time zone of the org, such as Europe/Berlin.",
        ),
    )

    def all_of_them(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return all_of_them
