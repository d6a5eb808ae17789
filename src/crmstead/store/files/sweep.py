"""Sweeping up after uploads: files that no record uses, contents that no row tells of.

Several servers may sweep at once; what one has removed the others pass over.
"""

from __future__ import annotations

import logging

from crmstead.databases.base import Transaction
from crmstead.store.directory import OrgDirectory
from crmstead.store.files.contents import LOST_AFTER, FileStore
from crmstead.store.files.rows import delete_unused, find_files, unused_before
from crmstead.store.orgs import OpenOrg

#: unspecified: how long an uploaded file waits for a record to use it.
UNUSED_AFTER = 7 * 24 * 3600
_BATCH = 500
_logger = logging.getLogger("crmstead.files")


async def sweep_files(orgs: OrgDirectory) -> int:
    """Remove contents that no org needs any more; return how many went.

    Raises:
        UnavailableError: a database cannot be reached.
    """
    store = orgs.files
    if store is None:
        return 0
    removed = await store.forget_broken(orgs.clock.seconds() - LOST_AFTER)
    known = {org for org, _ in await orgs.databases()}
    # What stands there of an org that is not known is for a person to look at.
    for number in known.intersection(await store.orgs()):
        removed += await sweep_org(await orgs.open(number), store)
    if removed:
        _logger.info("%s contents of files that nothing needs were removed", removed)
    return removed


async def sweep_org(org: OpenOrg, store: FileStore) -> int:
    """Remove what an org does not need; return how many contents went."""
    return await _sweep_unused(org, store) + await _sweep_lost(org, store)


async def _sweep_unused(org: OpenOrg, store: FileStore) -> int:
    before = org.clock.seconds() - UNUSED_AFTER
    removed = 0
    while True:
        async with org.database.reading() as reader:
            files = await unused_before(reader, org, before, _BATCH)
        if not files:
            return removed

        async def work(transaction: Transaction, files: list[str] = files) -> list[str]:
            return await delete_unused(transaction, org, files)

        unused = await org.database.write(work)
        await store.remove(org.id, unused)
        removed += len(unused)
        if len(unused) < len(files):
            return removed  # the others are used by now; the next sweep looks again


async def _sweep_lost(org: OpenOrg, store: FileStore) -> int:
    """Remove contents whose rows were never committed, or are gone."""
    removed = 0
    async for keys in store.older(org.id, org.clock.seconds() - LOST_AFTER):
        async with org.database.reading() as reader:
            known = await find_files(reader, org, keys)
        lost = [key for key in keys if key not in known]
        await store.remove(org.id, lost)
        removed += len(lost)
    return removed
