"""Attachments of a record: files and links, each a row of the module Attachments.

Who sees a record sees its attachments, whoever made them. unspecified: an attachment added or
removed leaves the record's Modified_Time as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.databases.base import Reader, Transaction
from crmstead.errors.files import (
    ATTACHMENT_NOT_DELETED,
    ATTACHMENT_URL_INVALID,
    DOWNLOAD_NOT_ALLOWED,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.related import PARENT_UNKNOWN
from crmstead.fieldtypes.website import is_website
from crmstead.model.times import times_of
from crmstead.query.list_params import ListParams
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    ColumnRef,
    Compare,
    OneOf,
    ReadPlan,
    Selection,
    both,
)
from crmstead.records.bin.removing import remove_records
from crmstead.records.files.file_removal import release_files
from crmstead.records.read.listing import Among, Lister, RecordPage
from crmstead.records.read.seen import Place
from crmstead.records.sharing.sharing import require_write
from crmstead.records.write.answers import ItemAnswer, error_answer, items_status, written_answer
from crmstead.records.write.draft import Draft
from crmstead.records.write.filling import fill, set_owner
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.forms import SentFile, forget_contents, keep_files
from crmstead.store.files.rows import FileRow, FileUse, insert_files, insert_uses
from crmstead.store.rows import ID, LIVE, insert_records, read
from crmstead.store.schema import MODULE_SUFFIX, PARENT, ensure_tables
from crmstead.store.transactions import write

ATTACHMENTS = "Attachments"
_NAME = "File_Name"
_FILE = "$file_id"
_LINK = "$link_url"
_TYPE = "$type"
_LINKED = "Link URL"
_LONGEST_URL = 2000
_LONGEST_NAME = 255
#: Where the record and the attachment stand in the path.
_RECORD_INDEX, _ATTACHMENT_INDEX = 1, 3
_COLUMNS = Selection(ATTACHMENTS, tuple(ColumnRef(BASE, name) for name in ("id", _NAME, _FILE)))


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment with a file: what it is called, and the file's id."""

    name: str
    file: str


async def prepare(place: Place) -> None:
    """Make the tables that attachments of a record touch."""
    await ensure_tables(place.org, place.module)
    await ensure_tables(place.org, place.org.catalogue.module_by_name[ATTACHMENTS])


async def attach_file(place: Place, sent: SentFile) -> Outcome:
    """Attach an uploaded file to a record.

    Raises:
        ApiError: there is no such record; nothing is kept then.
    """

    async def work(transaction: Transaction, files: Sequence[FileRow]) -> Outcome:
        (file,) = files
        values = {_NAME: file.name, "Size": str(file.size), _FILE: file.id}
        draft, outcome = await _attach(place, transaction, values)
        await insert_files(transaction, files)
        await insert_uses(transaction, [FileUse(draft.id, _FILE, file.id)])
        return outcome

    return await keep_files(place.org, place.caller, [sent], work)


async def attach_link(place: Place, url: str, title: str) -> Outcome:
    """Attach a link to a record; without a title it is called as it reads.

    Raises:
        ApiError: it is no address, or there is no such record.
    """
    if len(url) > _LONGEST_URL or not url.isprintable() or not is_website(url):
        raise ApiError(ATTACHMENT_URL_INVALID, param_name="attachmentUrl")
    name = "".join(filter(str.isprintable, title)).strip() or url
    values = {_NAME: name[:_LONGEST_NAME], _LINK: url, _TYPE: _LINKED}

    async def work(transaction: Transaction) -> Outcome:
        return (await _attach(place, transaction, values))[1]

    return await write(place.org, work)


async def _attach(
    place: Place, transaction: Transaction, values: dict[str, Any]
) -> tuple[Draft, Outcome]:
    await _require_writable(place, transaction)
    writing = place.writing(transaction)
    parent = {PARENT: place.record, PARENT + MODULE_SUFFIX: place.module.api_name}
    module = place.org.catalogue.module_by_name[ATTACHMENTS]
    draft = Draft(module, 0, {}, {**values, **parent})
    set_owner(writing, draft)
    fill(writing, draft)
    await insert_records(transaction, [(module, [draft.values])])
    answer = written_answer(writing, draft, times_of(place.caller.zone).format(writing.now))
    answer["message"] = "attachment uploaded successfully"
    return draft, Outcome([answer], 200)


async def list_attachments(place: Place, params: ListParams, since: int | None) -> RecordPage:
    """Return a page of a record's attachments.

    Raises:
        ApiError: there is no such record.
    """
    async with place.org.database.reading() as reader:
        await _require_parent(place, reader)
    module = place.org.catalogue.module_by_name[ATTACHMENTS]
    own = Compare(ColumnRef(BASE, PARENT), "=", place.record)
    among = Among([(module, own)], f"\x1f{place.record}/{ATTACHMENTS}", visible=EVERYTHING)
    lister = Lister(place.org, place.caller, module, place.version, params, since, among)
    return await lister.page()


async def find_attachment(place: Place, attachment: int | None) -> Attached | None:
    """Return the file of an attachment, None where there is no such attachment.

    Raises:
        ApiError: there is no such record, or the attachment is a link.
    """
    async with place.org.database.reading() as reader:
        await _require_parent(place, reader)
        found = await _find(place, reader, [attachment] if attachment is not None else [])
    for _, name, file in found.values():
        if file is None:
            raise ApiError(DOWNLOAD_NOT_ALLOWED)
        return Attached(name, file)
    return None


async def delete_attachment(place: Place, attachment: int | None) -> Outcome:
    """Delete one attachment for good.

    Raises:
        ApiError: there is no such record, or it has no such attachment.
    """

    async def work(transaction: Transaction) -> list[str]:
        await _require_writable(place, transaction)
        found = await _find(place, transaction, [] if attachment is None else [attachment])
        if not found:
            raise _unknown(_ATTACHMENT_INDEX)
        return await _remove(place, transaction, list(found))

    await forget_contents(place.org, await write(place.org, work))
    return Outcome([_deleted(str(attachment))], 200)


async def delete_attachments(place: Place, attachments: Sequence[int]) -> Outcome:
    """Delete attachments for good, each on its own; one that is named twice is gone at the second.

    Raises:
        ApiError: there is no such record.
    """

    async def work(transaction: Transaction) -> tuple[set[int], list[str]]:
        await _require_writable(place, transaction)
        found = await _find(place, transaction, sorted(set(attachments)))
        return set(found), await _remove(place, transaction, list(found))

    there, contents = await write(place.org, work)
    await forget_contents(place.org, contents)
    answers: list[ItemAnswer] = []
    errors: list[RecordError | None] = []
    for index, one in enumerate(attachments):
        known = one in there
        there.discard(one)
        error = None if known else RecordError(ATTACHMENT_NOT_DELETED, id=str(one))
        errors.append(error)
        answers.append(error_answer(error, index, place.version) if error else _deleted(str(one)))
    return Outcome(answers, items_status(errors, place.version, 200))


async def _remove(place: Place, transaction: Transaction, ids: Sequence[int]) -> list[str]:
    """Remove attachments for good; return the contents to forget."""
    if not ids:
        return []
    contents = await release_files(transaction, place.org, ids)
    module = place.org.catalogue.module_by_name[ATTACHMENTS]
    await remove_records(transaction, place.org, module, ids)
    return contents


async def _require_parent(place: Place, reader: Reader) -> None:
    if await place.find(reader) is None:
        raise _unknown(_RECORD_INDEX)


async def _require_writable(place: Place, reader: Reader) -> None:
    await _require_parent(place, reader)
    await require_write(reader, place.org, place.caller, place.module, place.record)


async def _find(
    place: Place, reader: Reader, attachments: Sequence[int]
) -> Mapping[int, tuple[int, str, str | None]]:
    """Return (id, name, file) of those of some attachments that the record has, by id."""
    own = Compare(ColumnRef(BASE, PARENT), "=", place.record)
    where = both(LIVE, OneOf(ID, tuple(attachments)), own)
    rows = await read(reader, place.org, ReadPlan(_COLUMNS, where, (), limited=False))
    return {row[0]: (row[0], row[1], row[2]) for row in rows}


def _unknown(index: int) -> ApiError:
    return ApiError(PARENT_UNKNOWN, resource_path_index=index)


def _deleted(attachment: str) -> ItemAnswer:
    return {
        "code": "SUCCESS",
        "details": {"id": attachment},
        "message": "record deleted",
        "status": "success",
    }
