"""How many files the process may have open: a connection is one, and so is each of a database's."""

from __future__ import annotations

import logging
import resource
from contextlib import suppress

#: Files beside the connections of clients: those of some hundred SQLite databases, or a PostgreSQL
#: pool, the log, the listener.
_OTHERS = 1000
_logger = logging.getLogger("crmstead.server")


def allow_open_files(connections: int) -> None:
    """Raise the soft limit to the hard one, and warn where that is too low for the connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        # Some systems call a limit infinite that they do not take as one.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    if soft != resource.RLIM_INFINITY and soft < connections + _OTHERS:
        _logger.warning(
            "at most %d files may be open, too few for %d connections and the databases beside "
            "them: raise the limit (ulimit -n, LimitNOFILE=), or lower --connections",
            soft,
            connections,
        )
