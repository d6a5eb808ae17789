"""Keeping to the metadata of now: a request whose metadata changed meanwhile is begun again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from crmstead.databases.base import SchemaChangedError, UnavailableError
from crmstead.store.definitions import load, read_version
from crmstead.store.orgs import OpenOrg, StaleError

T = TypeVar("T")

_ATTEMPTS = 64


async def follow(org: OpenOrg) -> OpenOrg:
    """Return an org with the metadata that its database has now, whoever changed it."""
    latest = org.latest.org
    if await read_org_version(latest) == latest.catalogue.version:
        return latest
    return org.renew(await load(org.database, latest.catalogue))


async def repeated(org: OpenOrg, work: Callable[[OpenOrg], Awaitable[T]]) -> T:
    """Do work that writes nothing or all, again from its start where the metadata changed.

    A read may find a column gone that it was to read; a write finds another version.

    Raises:
        UnavailableError: the metadata changes again and again.
    """
    for _ in range(_ATTEMPTS):
        try:
            return await work(org)
        except StaleError:
            org = await follow(org)
        except SchemaChangedError:
            latest = await follow(org)
            if latest is org:
                raise
            org = latest
    raise UnavailableError("the metadata changes again and again")


async def read_org_version(org: OpenOrg) -> int:
    """Return the version of an org's metadata as its database has it now."""
    async with org.database.reading() as reader:
        return await read_version(reader, org.database)
