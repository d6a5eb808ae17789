"""The photo of a record: a file whose id the record keeps in Record_Image.

unspecified: setting or deleting it changes the record, so its Modified_Time goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmstead.databases.base import Transaction
from crmstead.errors.cause import Cause
from crmstead.errors.changing import LOCKED
from crmstead.errors.files import (
    PHOTO_FORMAT,
    PHOTO_NOT_APPROVED,
    PHOTO_TOO_LARGE,
)
from crmstead.errors.raised import ApiError
from crmstead.errors.related import PARENT_UNKNOWN
from crmstead.errors.requests import NO_PERMISSION, PATH_ID_INVALID
from crmstead.records.files.images import image_of
from crmstead.records.read.seen import Place
from crmstead.records.write.forms import SentFile, forget_contents, keep_files
from crmstead.records.write.history import Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.state import RecordState, lock_allows, state_of
from crmstead.records.write.targets import Stored, load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_records
from crmstead.store.files.rows import (
    FileRow,
    FileUse,
    delete_unused,
    delete_uses_in,
    find_files,
    insert_files,
    insert_uses,
)
from crmstead.store.schema import APPROVAL_STATE
from crmstead.store.transactions import write

RECORD_IMAGE = "Record_Image"
#: Upload Photo: 10 megapixels.
_MOST_PIXELS = 10_000_000
_HELD_BACK = frozenset({RecordState.NOT_APPROVED, RecordState.IN_REVIEW})


async def set_photo(place: Place, sent: SentFile) -> None:
    """Give a record a photo, in the place of one that it has.

    Raises:
        ApiError: it is no photo, or the record is none that can be given one.
    """
    await require_photo(sent)

    async def work(transaction: Transaction, files: Sequence[FileRow]) -> list[str]:
        writing = place.writing(transaction)
        stored = await _require(place, writing, PARENT_UNKNOWN)
        await insert_files(transaction, files)
        return await _replace(place, writing, stored, files[0].id)

    contents = await keep_files(place.org, place.caller, [sent], work)
    await forget_contents(place.org, contents)


async def require_photo(sent: SentFile) -> None:
    """Check that a file is a photo, and keep its media type with it.

    Raises:
        ApiError: it is none, or too large.
    """
    image = await sent.content.inspect(image_of)
    if image is None:
        raise ApiError(PHOTO_FORMAT, param_name="file")
    if image.width * image.height > _MOST_PIXELS:
        raise ApiError(PHOTO_TOO_LARGE)
    sent.media = image.media


async def delete_photo(place: Place) -> None:
    """Take the photo from a record, if it has one.

    Raises:
        ApiError: the record is not there, or may not be changed.
    """

    async def work(transaction: Transaction) -> list[str]:
        writing = place.writing(transaction)
        stored = await _require(place, writing, PATH_ID_INVALID)
        if stored[RECORD_IMAGE] is None:
            return []
        return await _replace(place, writing, stored, None)

    await forget_contents(place.org, await write(place.org, work))


async def find_photo(place: Place) -> FileRow | None:
    """Return the file of a record's photo, None where there is no record or no photo.

    Raises:
        ApiError: the record waits for its approval.
    """
    async with place.org.database.reading() as reader:
        row = await place.find(reader, RECORD_IMAGE, APPROVAL_STATE)
        if row is None:
            return None
        stored = {APPROVAL_STATE: row[2]}
        state = state_of(place.org.catalogue, place.caller, place.module, stored)
        if state in _HELD_BACK:
            raise ApiError(PHOTO_NOT_APPROVED)
        if row[1] is None:
            return None
        return (await find_files(reader, place.org, [row[1]])).get(row[1])


async def _require(place: Place, writing: Writing, unknown: Cause) -> Stored:
    """Return the record, held, once it may be changed."""
    stored = (await load_targets(writing, place.module, [place.record])).get(place.record)
    if stored is None:
        raise ApiError(unknown, resource_path_index=1)
    state = state_of(place.org.catalogue, place.caller, place.module, stored)
    if state in _HELD_BACK:
        raise ApiError(PHOTO_NOT_APPROVED)
    if state is RecordState.NOT_PERMITTED:
        raise ApiError(NO_PERMISSION)
    free = lock_allows(writing.catalogue, place.module, [RECORD_IMAGE])
    if state is RecordState.HELD or (state is RecordState.LOCKED and not free):
        raise ApiError(LOCKED, action="record_locking")
    return stored


async def _replace(place: Place, writing: Writing, stored: Stored, file: str | None) -> list[str]:
    """Change a record's photo; return the contents to forget."""
    transaction, old = writing.transaction, stored[RECORD_IMAGE]
    row = touched(writing, place.module, place.record, **{RECORD_IMAGE: file})
    await update_records(transaction, place.org, place.module, [row])
    await delete_uses_in(transaction, place.org, RECORD_IMAGE, [place.record])
    if file is not None:
        await insert_uses(transaction, [FileUse(place.record, RECORD_IMAGE, file)])
    change = Change(place.record, "updated", {"fields": {RECORD_IMAGE: [old, file]}})
    await keep_history(writing, place.module, [change])
    return [] if old is None else await delete_unused(transaction, place.org, [old])
