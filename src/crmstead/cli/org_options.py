"""Options that say what the first org of an installation is like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def org_options(*, required: bool) -> Callable[[F], F]:
    """Return the options of a new org; without them it gets a name of no meaning."""
    when = "" if required else " of the org made at the first start"

    def named(option: str, default: str, text: str) -> Callable[[F], F]:
        if required:
            return click.option(option, required=True, help=text)
        return click.option(option, default=default, show_default=True, help=text)

    options = (
        named("--company", "My Company", f"Name of the company{when}."),
        named("--email", "admin@example.com", f"E-mail address of the administrator{when}."),
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
        click.option("--territories", is_flag=True, help="Let the org have territories."),
        click.option(
            "--user-licenses",
            type=click.IntRange(min=1),
            help="Users who may be active at once; as many as there are by default.",
        ),
    )

    def all_of_them(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return all_of_them
