"""The photo of the org: a file that the org uses as records use theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crmstead.databases.base import Transaction
from crmstead.records.files.photos import require_photo
from crmstead.records.write.forms import SentFile, forget_contents, keep_files
from crmstead.records.write.transacting import Asking
from crmstead.setup.redefining import Redefining, redefine
from crmstead.store.files.rows import (
    FileRow,
    FileUse,
    delete_unused,
    delete_uses_of,
    find_files,
    insert_files,
    insert_uses,
)
from crmstead.store.orgs import OpenOrg

_FIELD = "$org_photo"


async def find_org_photo(org: OpenOrg) -> FileRow | None:
    """Return the file of the org's photo, None where it has none."""
    file = org.catalogue.org.photo
    if file is None:
        return None
    async with org.database.reading() as reader:
        return (await find_files(reader, org, [file])).get(file)


async def set_org_photo(asking: Asking, sent: SentFile) -> None:
    """Give the org a photo, in the place of one that it has.

    Should the server die before the org uses the file, that is swept later.

    Raises:
        ApiError: it is no photo.
    """
    await require_photo(sent)

    async def keep(transaction: Transaction, files: Sequence[FileRow]) -> str:
        await insert_files(transaction, files)
        return files[0].id

    await _use(asking, await keep_files(asking.org, asking.caller, [sent], keep))


async def delete_org_photo(asking: Asking) -> None:
    """Take the photo from the org, if it has one."""
    await _use(asking, None)


async def _use(asking: Asking, file: str | None) -> None:
    org = asking.org

    async def work(redefining: Redefining) -> list[str]:
        transaction, definitions = redefining.transaction, redefining.definitions
        old = await delete_uses_of(transaction, org, [org.id])
        if file is not None:
            await insert_uses(transaction, [FileUse(org.id, _FIELD, file)])
        definitions.org = replace(definitions.org, photo=file)
        return await delete_unused(transaction, org, old)

    await forget_contents(org, await redefine(asking, work))
