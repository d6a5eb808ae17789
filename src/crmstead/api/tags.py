"""Tags of modules: listing, making, changing, merging and removing them, counting their records."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.errors.acting import MODULE_NOT_FOR_ACTION
from crmstead.errors.raised import ApiError, RecordError
from crmstead.metadata.describing.asked import module_asked, path_id
from crmstead.model.module import Module
from crmstead.query.plan import HasRow, both
from crmstead.records.actions.acting import require_right
from crmstead.records.actions.tag_settings import (
    MOST_TAGS,
    Answers,
    create_tags,
    describe_tag,
    merge_into,
    not_found,
    remove_tag,
    require_tag,
    update_tags,
)
from crmstead.records.actions.tagging import TAGS
from crmstead.records.write.answers import items_status, refusal, whole
from crmstead.records.write.body import parse_body, require_array
from crmstead.records.write.tags import parse_color
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing
from crmstead.store.rows import LIVE, count
from crmstead.store.schema import ensure_tables
from crmstead.store.system_tables import RECORD_TAGS
from crmstead.store.tags import find_tags, list_tags

#: Of the tag's id in `settings/tags/{id}`.
_PATH_INDEX = 2
#: Tags of a module that the answers state as allowed; making more is not refused.
_ALLOWED = 100


async def get_tags(call: Call) -> Reply:
    """Answer all tags of a module; with `my_tags=true` those that the caller made."""
    module = _module(call)
    async with call.org.database.reading() as reader:
        tags = await list_tags(reader, call.org, module.api_name)
    if call.query.get("my_tags", "").lower() == "true":
        tags = [tag for tag in tags if tag.created_by == call.caller.user.id]
    catalogue, zone = call.org.catalogue, call.caller.zone
    shown = [describe_tag(catalogue, zone, tag) for tag in tags]
    return json_reply({TAGS: shown, "info": {"count": len(shown), "allowed_count": _ALLOWED}})


async def create(call: Call) -> Reply:
    """Answer `POST settings/tags`: 201, 207 where some of the tags were refused."""
    module = _module(call)
    require_right(call.caller, "Edit", module)
    try:
        color = parse_color(dict(call.query))
    except RecordError as error:
        raise whole(error, call.version) from None
    entries = require_array(parse_body(call.body), TAGS, MOST_TAGS)
    return await _act(call, lambda writing: create_tags(writing, module, entries, color), 201)


async def update_many(call: Call) -> Reply:
    """Answer `PUT settings/tags`: each entry names its tag by `id`."""
    module = _module(call)
    require_right(call.caller, "Edit", module)
    entries = require_array(parse_body(call.body), TAGS, MOST_TAGS)
    return await _act(call, lambda writing: update_tags(writing, module, entries))


async def update_one(call: Call) -> Reply:
    """Answer `PUT settings/tags/{id}`."""
    module = _module(call)
    require_right(call.caller, "Edit", module)
    number = path_id(call.path["id"], _PATH_INDEX)
    entries = require_array(parse_body(call.body), TAGS, 1)
    return await _act(call, lambda writing: update_tags(writing, module, entries, number))


async def delete(call: Call) -> Reply:
    """Answer `DELETE settings/tags/{id}`: the tag leaves its records, too."""
    number = path_id(call.path["id"], _PATH_INDEX)

    async def work(writing: Writing) -> Answers:
        tag = await require_tag(writing, number)
        require_right(call.caller, "Edit", writing.catalogue.module_by_name[tag.module])
        return await remove_tag(writing, tag)

    return await _act(call, work)


async def merge(call: Call) -> Reply:
    """Answer `POST settings/tags/{id}/actions/merge`: the tag of the path is the one that stays."""
    number = path_id(call.path["id"], _PATH_INDEX)

    async def work(writing: Writing) -> Answers:
        tag = await require_tag(writing, number)
        require_right(call.caller, "Edit", writing.catalogue.module_by_name[tag.module])
        (entry,) = require_array(parse_body(call.body), TAGS, 1)
        return await merge_into(writing, tag, entry)

    return await _act(call, work)


async def count_records(call: Call) -> Reply:
    """Answer how many records with a tag the caller sees, as text."""
    module = _module(call)
    number = path_id(call.path["id"], _PATH_INDEX)
    await ensure_tables(call.org, module)
    tagged = HasRow(RECORD_TAGS.name, "record", "tag", (number,))
    where = both(LIVE, visible_records(call.org.catalogue, call.caller, module), tagged)
    async with call.org.database.reading() as reader:
        if not await find_tags(reader, call.org, "id", [number], module.api_name):
            raise not_found(number)
        found = await count(reader, call.org, module, where)
    return json_reply({"count": str(found)})


def _module(call: Call) -> Module:
    """Return the module that `module` names, whose records have tags."""
    module = module_asked(call.org.catalogue, call.query, missing="param")
    if "tags" not in module.supports:
        raise ApiError(MODULE_NOT_FOR_ACTION)
    return module


async def _act(
    call: Call, work: Callable[[Writing], Awaitable[Answers]], success: int = 200
) -> Reply:
    answers = await act(call, work)
    errors = [one if isinstance(one, RecordError) else None for one in answers]
    shown: list[dict[str, Any]] = [
        refusal(one, call.version) if isinstance(one, RecordError) else one for one in answers
    ]
    return json_reply({TAGS: shown}, items_status(errors, call.version, success))


ROUTES = (
    Route(
        method="GET",
        path="settings/tags",
        call=get_tags,
        scopes=("settings.tags.READ",),
        operation="getTags",
    ),
    Route(
        method="POST",
        path="settings/tags",
        call=create,
        scopes=("settings.tags.CREATE",),
        operation="createTags",
    ),
    Route(
        method="PUT",
        path="settings/tags",
        call=update_many,
        scopes=("settings.tags.UPDATE",),
        operation="updateTags",
    ),
    Route(
        method="PUT",
        path="settings/tags/{id}",
        call=update_one,
        scopes=("settings.tags.UPDATE",),
        operation="updateTag",
    ),
    Route(
        method="DELETE",
        path="settings/tags/{id}",
        call=delete,
        scopes=("settings.tags.DELETE",),
        operation="deleteTag",
    ),
    Route(
        method="POST",
        path="settings/tags/{id}/actions/merge",
        call=merge,
        scopes=("settings.tags.CREATE",),
        operation="mergeTags",
    ),
    Route(
        method="GET",
        path="settings/tags/{id}/actions/records_count",
        call=count_records,
        scopes=("settings.tags.READ",),
        operation="countTagRecords",
    ),
)
