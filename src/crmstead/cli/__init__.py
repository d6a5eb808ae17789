"""The command `crmstead`.

Exit codes: 0 done, 1 failed, 2 called wrongly, 3 taken by another, 4 of a newer version.
"""

from __future__ import annotations

import click

from crmstead import __version__
from crmstead.cli.backup import backup, restore
from crmstead.cli.dev import dev
from crmstead.cli.doctor import doctor
from crmstead.cli.env import env
from crmstead.cli.environment import named_in_environment, one_place
from crmstead.cli.grant import grant_command
from crmstead.cli.init import init
from crmstead.cli.migrate import migrate
from crmstead.cli.move import move
from crmstead.cli.opening import open_directory
from crmstead.cli.serve import serve
from crmstead.cli.token import token_command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="crmstead", message="%(prog)s %(version)s")
def main() -> None:
    """Run a CRM records server that speaks the Zoho CRM REST API, v2 to v8.

    Every option can be given in the environment too: --public-url is CRMSTEAD_PUBLIC_URL.
    """


@click.command("version")
def version() -> None:
    """Print the version."""
    click.echo(f"crmstead {__version__}")


for _command in (
    dev,
    serve,
    init,
    migrate,
    move,
    backup,
    restore,
    doctor,
    env,
    one_place(token_command(open_directory)),
    one_place(grant_command(open_directory)),
    version,
):
    main.add_command(named_in_environment(_command))
