"""`python -m crmstead` is the command `crmstead`."""

from crmstead.cli import main

main()
