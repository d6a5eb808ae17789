"""Every setting of a server: name, type, default, one sentence. Read by app and cli only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_PORT = 9460


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `dev` and `serve` take as flags or as `CRMSTEAD_…` variables."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    #: Directory of a SQLite server; None with a PostgreSQL one and for an ephemeral `dev`.
    data: Path | None = None
    #: DSN of a PostgreSQL server.
    database: str | None = None
    #: Folder of uploaded files; None = `files` below `data`, and none with a PostgreSQL server.
    files: Path | None = None
    #: URL under which clients reach the server; None = derived from the Host header.
    public_url: str | None = None
    #: Refuse the 11th access token request per refresh token in 10 minutes, and the like.
    throttle_tokens: bool = True
    #: Access tokens that live at once per refresh token.
    live_access_tokens: int = 10
    #: Largest request body, in bytes; more is 413 BODY_SIZE_REACHED.
    body_limit: int = 20 * 1024 * 1024
    #: Bytes of replies to reads that are kept for who asks again; 0 = none. SQLite only.
    kept_replies: int = 8 * 1024 * 1024
    #: Form of the log: `text` or `json`.
    log_format: str = "text"
    #: Least level that is logged; requests are `info`, those that failed here `error`.
    log_level: str = "warning"
    #: Calls of one org that run at once; more are 429 TOO_MANY_REQUESTS. None = any number.
    concurrency: int | None = None
    #: Heavy calls among them (searches, writes of more than ten records). None = any number.
    sub_concurrency: int | None = None
    #: Credits of one org in any 24 hours; more are 429 TOO_MANY_REQUESTS. None = any number.
    credits: int | None = None
    #: Connections that are open at once; more are answered 503 and closed.
    connections: int = 1000
