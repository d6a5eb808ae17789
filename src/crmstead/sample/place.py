"""Where the sample org stands in an installation, and what says that it is only a sample."""

from __future__ import annotations

#: Schema of the sample org.
LOCATION = "org_sample"
#: Setting of an installation that tells what it is for; the first to ask decides.
PURPOSE = "purpose"
#: Everybody knows its credentials.
DEV = "dev"
#: Its credentials are its own.
SERVE = "serve"
