"""Adding tags to records and removing them: what a request asks for, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.errors.acting import (
    TAG_HAS_OTHER_COLOR,
    TAG_ID_INVALID,
    TAG_TOO_LONG,
    TAG_WRONG_TYPE,
)
from crmstead.errors.raised import ApiError, At, RecordError
from crmstead.errors.requests import OPTION_INVALID
from crmstead.errors.values import (
    EXPECTED_FIELD_MISSING,
    ITEM_LIMIT,
    TOO_LONG,
    WRONG_TYPE,
)
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.records.actions.selected import Results, answered, done, good
from crmstead.records.write.answers import ItemAnswer
from crmstead.records.write.body import require_array
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.history import ADDED_TAGS, REMOVED_TAGS, Change, keep_history
from crmstead.records.write.stamps import touched
from crmstead.records.write.tags import COLOR, MOST_TAGS, TagBook, parse_color, parse_tag
from crmstead.records.write.writing import Writing
from crmstead.store.associations import tags_of
from crmstead.store.changing import update_records
from crmstead.store.tags import Tag, put_tags

TAGS = "tags"
#: Parameter of the older versions: names with commas between them.
TAG_NAMES = "tag_names"
OVER_WRITE = "over_write"
#: A tag is refused in other words here than in the field of a record (records reference 11.8).
_WORDS = {WRONG_TYPE: TAG_WRONG_TYPE, TOO_LONG: TAG_TOO_LONG}
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class GivenTag:
    """A tag as a request names it: by id, else by name."""

    id: int | None
    name: str
    color: str | None = None


@dataclass(frozen=True, slots=True)
class Tagging:
    """What is to be done with the tags of records."""

    given: tuple[GivenTag, ...]
    removes: bool = False
    #: The given tags take the place of those that a record has.
    replaces: bool = False


def tags_asked(
    content: Mapping[str, Any], query: Mapping[str, str], version: Version
) -> tuple[GivenTag, ...]:
    """Return the tags of a body, or of the parameter of older versions.

    Raises:
        ApiError: none, or too many.
        RecordError: a tag is named badly; its path begins with `tags`.
    """
    given = content.get(TAGS)
    if given is None and version.tag_names and TAG_NAMES in query:
        given = [name for name in query[TAG_NAMES].split(",") if name.strip()]
    entries = require_array({TAGS: given}, TAGS, MOST_TAGS)
    return tuple(_tag(index, entry) for index, entry in enumerate(entries))


def over_write_asked(content: Mapping[str, Any], query: Mapping[str, str]) -> bool:
    """Tell whether given tags take the place of the others; the body goes before the query.

    Raises:
        ApiError: the value is neither true nor false.
    """
    given = content.get(OVER_WRITE)
    if given is None:
        text = query.get(OVER_WRITE)
        given = False if text is None else _TRUTHS.get(text.strip().lower(), text)
    if not isinstance(given, bool):
        path = f"$.{OVER_WRITE}"
        raise ApiError(
            OPTION_INVALID, expected_data_type="boolean", api_name=OVER_WRITE, json_path=path
        )
    return given


def _tag(index: int, entry: Any) -> GivenTag:
    if isinstance(entry, dict) and entry.get("id") is None and entry.get("name") is None:
        expected = [At((TAGS, index, "id")), At((TAGS, index, "name"))]
        raise RecordError(EXPECTED_FIELD_MISSING, expected_fields=expected)
    try:
        number, name = parse_tag(index, entry)
        if not isinstance(entry, dict):
            return GivenTag(number, name)
        try:
            return GivenTag(number, name, parse_color(entry))
        except RecordError as error:
            raise error.below(index) from None
    except RecordError as error:
        moved = error.below(TAGS)
        cause = _WORDS.get(error.cause, error.cause)
        raise RecordError(cause, moved.path, **moved.details) from None


async def tag_records(
    writing: Writing, module: Module, results: Results, asked: Tagging
) -> Outcome:
    """Answer `change_tags`."""
    return answered(writing, await change_tags(writing, module, results, asked))


async def change_tags(
    writing: Writing, module: Module, results: Results, asked: Tagging
) -> list[ItemAnswer | RecordError]:
    """Change the tags of loaded records; the entries carry those that each has afterwards.

    Raises:
        RecordError: a tag that is none, or has another colour; its path begins with `tags`.
    """
    book = TagBook(writing, module)
    await book.look_up((one.id, one.name) for one in asked.given)
    tags = _resolve(book, asked)
    records = good(results)
    before: dict[int, list[Tag]] = {record: [] for record in records}
    for record, number, name, color in await tags_of(
        writing.transaction, writing.org, list(records)
    ):
        before[record].append(_known(book, number, name, color))
    after = dict(before)
    answers: list[ItemAnswer | RecordError] = []
    for one in results:
        if isinstance(one, RecordError):
            answers.append(one)
            continue
        wanted = _wanted(after[one["id"]], tags, asked)
        if len(wanted) > MOST_TAGS:
            answers.append(RecordError(ITEM_LIMIT, (TAGS,), limit=MOST_TAGS))
            continue
        after[one["id"]] = wanted
        shown = [_shown(tag) for tag in wanted]
        answers.append(done("tags updated successfully", id=str(one["id"]), tags=shown))
    written = {one["details"]["id"] for one in answers if not isinstance(one, RecordError)}
    kept = {record: tags for record, tags in after.items() if str(record) in written}
    await _write(writing, module, book, before, kept)
    return answers


def _resolve(book: TagBook, asked: Tagging) -> list[Tag]:
    """Return the tags of the request, each once; an unknown name is made, or none to remove."""
    found: dict[int, Tag] = {}
    for index, given in enumerate(asked.given):
        tag = book.named(given.id, given.name)
        if tag is None and given.id is not None:
            raise RecordError(TAG_ID_INVALID, (TAGS, index, "id"))
        if tag is None:
            if asked.removes:
                continue
            tag = book.take(given.name, given.color)
        elif not asked.removes and given.color not in (None, tag.color_code):
            raise RecordError(TAG_HAS_OTHER_COLOR, (TAGS, index, COLOR))
        found[tag.id] = tag
    return list(found.values())


def _known(book: TagBook, number: int, name: str, color: str | None) -> Tag:
    """Return a tag that a record has; of those the request does not name, only these are known."""
    found = book.named(number, "")
    return found or Tag(number, "", name, name.lower(), color, None, None, None, None)


def _wanted(has: Sequence[Tag], tags: Sequence[Tag], asked: Tagging) -> list[Tag]:
    named = {tag.id for tag in tags}
    if asked.removes:
        return [tag for tag in has if tag.id not in named]
    if asked.replaces:
        return list(tags)
    held = {tag.id for tag in has}
    return [*has, *(tag for tag in tags if tag.id not in held)]


def _shown(tag: Tag) -> dict[str, Any]:
    return {"name": tag.name, "id": str(tag.id), "color_code": tag.color_code}


async def _write(
    writing: Writing,
    module: Module,
    book: TagBook,
    before: Mapping[int, Sequence[Tag]],
    after: Mapping[int, Sequence[Tag]],
) -> None:
    changes: list[Change] = []
    for record, tags in after.items():
        old, new = {tag.id for tag in before[record]}, {tag.id for tag in tags}
        added = [tag.name for tag in tags if tag.id not in old]
        removed = [tag.name for tag in before[record] if tag.id not in new]
        if added:
            changes.append(Change(record, "tag_added", {ADDED_TAGS: added}))
        if removed:
            changes.append(Change(record, "tag_removed", {REMOVED_TAGS: removed}))
    tied = {
        record: [tag.id for tag in tags]
        for record, tags in after.items()
        if list(tags) != list(before[record])
    }
    await book.make(tag for tags in tied.values() for tag in tags)
    if tied:
        await put_tags(writing.transaction, writing.org, tied)
    rows = [touched(writing, module, record) for record in after]
    await update_records(writing.transaction, writing.org, module, rows)
    await keep_history(writing, module, changes)
