"""Get Related Records: a page of a related list, one of its records, how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.catalogue import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.related import RELATION_OF_DELETED_UNKNOWN
from crmstead.metadata.describing.asked import since_asked
from crmstead.model.ids import parse_id
from crmstead.query.list_params import parse_list_params, split_names
from crmstead.records.links import link_keys
from crmstead.records.listing import Lister
from crmstead.records.reading import read_record
from crmstead.records.related import (
    MODULE_KEY,
    among,
    conditions,
    ensure_related,
    find_relations,
    require_record,
)
from crmstead.records.relations import Relation, relations_of
from crmstead.records.rendering import with_keys

_NOT_MODIFIED = Reply(304)
#: Parameters of Get Records that mean nothing for records which are another one's.
_OF_MODULES = frozenset({"cvid", "territory_id", "include_child"})
#: What `info` tells of a related list (Get Related Records, response).
_INFO = (
    "per_page", "next_page_token", "count", "page", "previous_page_token", "page_token_expiry",
    "more_records",
)  # fmt: skip
#: Of the list's name behind `deleted`.
_NAME_OF_DELETED = 3


async def get_related_records(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/{related_list}`: 204 where nothing is related."""
    name = call.path["related_list"]
    relations = find_relations(call.org, call.caller, call.require_module(), name)
    return await list_related(call, relations, name)


async def get_related_of_deleted(call: Call) -> Reply:
    """Answer `GET /{module}/deleted/{record_id}/{related_list}`: of a record in the recycle bin."""
    module, name = call.require_module(), call.path["related_list"]
    relations = relations_of(call.org, module, name)
    if not relations or not all(one.by_lookup for one in relations):
        raise ApiError(RELATION_OF_DELETED_UNKNOWN, resource_path_index=_NAME_OF_DELETED)
    seen = find_relations(call.org, call.caller, module, name)
    return await list_related(call, seen, name, deleted=True)


async def list_related(
    call: Call, relations: Sequence[Relation], name: str, *, deleted: bool = False
) -> Reply:
    """Answer a page of a related list; 304 where nothing is newer than the client asks for."""
    module, related = call.require_module(), relations[0].module
    if call.version.fields_required and not split_names(call.query.get("fields", "")):
        raise ApiError(PARAM_MISSING, param_name="fields")
    query = {key: value for key, value in call.query.items() if key not in _OF_MODULES}
    params = parse_list_params(query, call.org.catalogue, related, call.version, call.caller.zone)
    since = since_asked(call.headers)
    record = await require_record(
        call.org, call.caller, module, call.path["record_id"], deleted=deleted
    )
    await ensure_related(call.org, relations)
    of_record = among(call.org, call.caller, call.version, relations, record, name)
    lister = Lister(call.org, call.caller, related, call.version, params, since, of_record)
    page = await lister.page()
    if not page.records:
        return no_content() if since is None else _NOT_MODIFIED
    info = {key: page.info[key] for key in _INFO if key in page.info}
    return json_reply({"data": page.records, "info": info})


async def get_related_record(call: Call) -> Reply:
    """Answer `GET /{module}/{record_id}/{related_list}/{related_id}`: 204 for one not related."""
    name = call.path["related_list"]
    relations = find_relations(call.org, call.caller, call.require_module(), name)
    return await read_related(call, relations, name)


async def read_related(call: Call, relations: Sequence[Relation], name: str) -> Reply:
    """Answer one record of a related list; `fields` limits its keys."""
    module, since = call.require_module(), since_asked(call.headers)
    record = await require_record(call.org, call.caller, module, call.path["record_id"])
    wanted = parse_id(call.path["related_id"])
    if wanted is None:
        return no_content()
    await ensure_related(call.org, relations)
    names = split_names(call.query.get("fields", "")) or None
    parts = conditions(call.org, call.caller, relations, record)
    for relation, (related, where) in zip(relations, parts, strict=True):
        found = await read_record(
            call.org, call.caller, related, call.version, wanted, names, where
        )
        if found is not None:
            shown, modified = found
            if since is not None and modified is not None and modified <= since:
                return _NOT_MODIFIED
            keys = await _keys(call, relation, record, wanted, name)
            return json_reply({"data": [with_keys(shown, keys) if keys else shown]})
    return no_content()


async def _keys(
    call: Call, relation: Relation, record: int, wanted: int, name: str
) -> dict[str, Any]:
    """Return the keys that a record has in this list alone."""
    if relation.related.api_name != name:
        return {MODULE_KEY: relation.module.api_name}
    keys = link_keys(call.org, call.caller, call.version, relation, record)
    if keys is None:
        return {}
    async with call.org.database.reading() as reader:
        return (await keys(reader, [wanted])).get(wanted, {})


ROUTES = (
    Route(
        method="GET",
        path="{module}/{record_id}/{related_list}",
        call=get_related_records,
        scopes=("modules.{module}.READ",),
        operation="getRelatedRecords",
        permission="View",
    ),
    Route(
        method="GET",
        path="{module}/{record_id}/{related_list}/{related_id}",
        call=get_related_record,
        scopes=("modules.{module}.READ",),
        operation="getRelatedRecord",
        permission="View",
    ),
    Route(
        method="GET",
        path="{module}/deleted/{record_id}/{related_list}",
        call=get_related_of_deleted,
        scopes=("modules.{module}.READ",),
        operation="getDeletedParentRecordsRelatedRecord",
        permission="View",
    ),
)
