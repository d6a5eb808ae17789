"""Files of records that are removed for good: of their fields, their photo, of attachments."""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.databases.base import Transaction
from crmstead.store.files.rows import delete_unused, delete_uses_of
from crmstead.store.orgs import OpenOrg

#: Kinds of fields that hold files.
FILE_KINDS = frozenset({"fileupload", "imageupload"})


async def release_files(
    transaction: Transaction, org: OpenOrg, records: Sequence[int]
) -> list[str]:
    """Forget which files records use, and the files that nothing uses then; return those.

    Nobody reaches them once the transaction is committed. Their contents may then be removed
    (`forms.forget_contents`); those of callers that do not are swept within a day or two.
    """
    used = await delete_uses_of(transaction, org, records)
    return await delete_unused(transaction, org, used)
