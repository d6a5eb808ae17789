"""Forms with files: what came in, and keeping it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from crmstead.access.caller import Caller
from crmstead.databases.base import Transaction
from crmstead.errors.files import FILES_NOT_KEPT
from crmstead.errors.raised import ApiError
from crmstead.store.files.contents import Content, FileStore, Incoming, new_key
from crmstead.store.files.rows import FileRow
from crmstead.store.orgs import OpenOrg
from crmstead.store.transactions import write

T = TypeVar("T")

_logger = logging.getLogger("crmstead.files")


@dataclass(slots=True)
class SentFile:
    """A file of a form; its name is what the client calls it, and names nothing here."""

    name: str
    content: Incoming
    #: Media type, once the server has found it out.
    media: str | None = None


@dataclass(slots=True)
class Form:
    """What a form held."""

    files: list[SentFile] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def require_store(store: FileStore | None) -> FileStore:
    """Return the place of files.

    Raises:
        ApiError: the server was started without one.
    """
    if store is None:
        raise ApiError(FILES_NOT_KEPT)
    return store


async def keep_files(
    org: OpenOrg,
    caller: Caller,
    sent: Sequence[SentFile],
    work: Callable[[Transaction, Sequence[FileRow]], Awaitable[T]],
) -> T:
    """Bring contents to the disk, then run the work that writes the rows that tell of them.

    No row is there without its content, whenever the server dies. Contents that no row tells of
    in the end are swept later.
    """
    rows: list[FileRow] = []
    try:
        for one in sent:
            key = new_key()
            now = org.clock.seconds()
            rows.append(FileRow(key, one.name, one.content.size, caller.user.id, now, one.media))
            await one.content.keep(org.id, key)
        return await write(org, lambda transaction: work(transaction, rows))
    except ApiError:
        # Refused, so nothing was written. Of any other failure that is not known.
        await forget_contents(org, [row.id for row in rows])
        raise


async def open_file(org: OpenOrg, file: str) -> Content | None:
    """Return the content of a file that a row tells of, None where it is gone meanwhile."""
    content = await require_store(org.files).open(org.id, file)
    if content is None:
        _logger.warning("org %s has no content of file %s", org.id, file)
    return content


async def forget_contents(org: OpenOrg, files: Sequence[str]) -> None:
    """Remove contents whose rows are gone for good; what cannot be removed is swept later."""
    if files and org.files is not None:
        with suppress(OSError):
            await org.files.remove(org.id, files)
