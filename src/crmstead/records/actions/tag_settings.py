"""Making, changing, merging and removing the tags of a module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.errors.acting import TAG_HAS_OTHER_COLOR, TAG_ID_INVALID, TAG_NOT_FOUND
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.values import DUPLICATE, ITEM_NOT_OBJECT, MANDATORY_MISSING
from crmstead.fieldtypes.lookup import reference_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import user_reference
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.records.actions.selected import done
from crmstead.records.actions.tagging import TAGS
from crmstead.records.write.answers import ItemAnswer
from crmstead.records.write.tags import COLOR, new_tag, parse_color, parse_name
from crmstead.records.write.writing import Writing
from crmstead.store.changing import update_rows
from crmstead.store.system_tables import TAGS as TABLE
from crmstead.store.tags import Tag, delete_tag, find_tags, insert_tags, list_tags, merge_tags

#: unspecified: tags of one request.
MOST_TAGS = 100

Answers = list[ItemAnswer | RecordError]


async def create_tags(
    writing: Writing, module: Module, entries: Sequence[Any], color: str | None
) -> Answers:
    """Make tags; `color` is that of entries that give none."""
    known = {tag.folded: tag for tag in await _held(writing, module)}
    made: list[Tag] = []
    answers: Answers = []
    for index, entry in enumerate(entries):
        try:
            name, given = _parse(entry)
            found = known.get(name.lower())
            if found is not None:
                raise _taken(found, given)
        except RecordError as error:
            answers.append(error.below(TAGS, index))
            continue
        tag = new_tag(writing, module.api_name, name, given or color)
        known[tag.folded] = tag
        made.append(tag)
        answers.append(_answer(writing, tag, "tags created successfully"))
    await insert_tags(writing.transaction, made)
    return answers


async def update_tags(
    writing: Writing, module: Module, entries: Sequence[Any], only: int | None = None
) -> Answers:
    """Give tags other names and colours; `only` is the tag that the path names.

    Raises:
        ApiError: the path names no tag of the module.
    """
    held = await _held(writing, module)
    by_id, by_name = {tag.id: tag for tag in held}, {tag.folded: tag for tag in held}
    if only is not None and only not in by_id:
        raise not_found(only)
    changed: dict[int, Tag] = {}
    answers: Answers = []
    for index, entry in enumerate(entries):
        try:
            name, color = _parse(entry)
            tag = by_id.get(only if only is not None else _id_of(entry, "id"))
            if tag is None:
                raise RecordError(TAG_ID_INVALID, ("id",))  # noqa: TRY301 - gets its place below
            other = by_name.get(name.lower())
            if other is not None and other is not tag:
                raise RecordError(DUPLICATE, ("name",), id=str(other.id))  # noqa: TRY301
        except RecordError as error:
            answers.append(error.below(TAGS, index))
            continue
        del by_name[tag.folded]
        tag.name, tag.folded = name, name.lower()
        tag.color_code = color if COLOR in entry else tag.color_code
        tag.modified_time, tag.modified_by = writing.now, writing.caller.user.id
        by_name[tag.folded] = changed[tag.id] = tag
        answers.append(_answer(writing, tag, "tags updated successfully"))
    await _rename(writing, list(changed.values()))
    return answers


async def _rename(writing: Writing, tags: Sequence[Tag]) -> None:
    """Write changed tags; two of them may swap their names, so both leave their old ones first."""
    away = [{"id": tag.id, "folded": f"\n{tag.id}"} for tag in tags]
    if len(tags) > 1:
        await update_rows(writing.transaction, TABLE, away)
    names = ("id", "name", "folded", "color_code", "modified_time", "modified_by")
    rows = [{name: getattr(tag, name) for name in names} for tag in tags]
    await update_rows(writing.transaction, TABLE, rows)


async def remove_tag(writing: Writing, tag: Tag) -> Answers:
    """Remove a tag from the module and from its records.

    unspecified: that is no change of the records, so neither their Modified_Time nor their
    timelines tell of it.
    """
    await delete_tag(writing.transaction, writing.org, tag.id)
    return [done("tags deleted successfully", id=str(tag.id))]


async def merge_into(writing: Writing, tag: Tag, entry: Any) -> Answers:
    """Give the records of the tag that an entry names a tag instead; the first is removed."""
    try:
        if not isinstance(entry, dict):
            raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=TAGS)  # noqa: TRY301
        number = _id_of(entry, "conflict_id")
        found = await find_tags(writing.transaction, writing.org, "id", [number], tag.module)
        if not found or number == tag.id:
            raise RecordError(TAG_ID_INVALID, ("conflict_id",))  # noqa: TRY301 - as above
    except RecordError as error:
        return [error.below(TAGS, 0)]
    await merge_tags(writing.transaction, writing.org, tag.id, found[0].id)
    tag.modified_time, tag.modified_by = writing.now, writing.caller.user.id
    await _rename(writing, [tag])
    return [_answer(writing, tag, "tags merged successfully")]


async def require_tag(writing: Writing, number: int) -> Tag:
    """Return the tag that a path names.

    Raises:
        ApiError: there is none.
    """
    found = await find_tags(writing.transaction, writing.org, "id", [number], None)
    if not found:
        raise not_found(number)
    return found[0]


def not_found(number: int) -> ApiError:
    """Return what a path is answered that names no tag."""
    return ApiError(TAG_NOT_FOUND, id=str(number))


async def _held(writing: Writing, module: Module) -> list[Tag]:
    return await list_tags(writing.transaction, writing.org, module.api_name)


def _parse(entry: Any) -> tuple[str, str | None]:
    """Return the name and colour that an entry gives."""
    if not isinstance(entry, dict):
        raise RecordError(ITEM_NOT_OBJECT, expected_data_type="jsonobject", api_name=TAGS)
    return parse_name(entry), parse_color(entry)


def _id_of(entry: dict[str, Any], key: str) -> int:
    """Return the id under a key of an entry."""
    given = entry.get(key)
    try:
        number = None if given is None else reference_id({"id": given})
    except RecordError as error:
        raise RecordError(error.cause, (key,), **error.details) from None
    if number is None:
        raise RecordError(MANDATORY_MISSING, (key,))
    return number


def _taken(found: Tag, color: str | None) -> RecordError:
    if color is not None and color != found.color_code:
        return RecordError(TAG_HAS_OTHER_COLOR, (COLOR,))
    return RecordError(DUPLICATE, ("name",), id=str(found.id))


def _answer(writing: Writing, tag: Tag, message: str) -> ItemAnswer:
    return done(message, **describe_tag(writing.catalogue, writing.caller.zone, tag))


def describe_tag(catalogue: Catalogue, zone: ZoneInfo, tag: Tag) -> dict[str, Any]:
    """Return a tag as it is answered; who made it when is null of tags made long ago."""
    when = times_of(zone).format
    return {
        "created_time": None if tag.created_time is None else when(tag.created_time),
        "modified_time": None if tag.modified_time is None else when(tag.modified_time),
        "name": tag.name,
        "modified_by": user_reference(catalogue, tag.modified_by),
        "id": str(tag.id),
        "created_by": user_reference(catalogue, tag.created_by),
        "color_code": tag.color_code,
    }
