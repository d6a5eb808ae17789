"""Update Related Records and Delink Records: links between records, with what they say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, outcome_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.related import (
    PARENT_UNKNOWN,
    RELATION_NOT_SUPPORTED,
)
from crmstead.model.ids import parse_id
from crmstead.query.list_params import ids_to_delete
from crmstead.records.related.linking import delink, link_items
from crmstead.records.related.related import ensure_related, find_relations
from crmstead.records.related.relations import Relation
from crmstead.records.write.body import named_item, parse_body, require_items
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.options import Options, parse_options
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.transacting import act
from crmstead.records.write.writing import Writing

#: Of the other record's id, and of the list's name, in the path.
_OTHER, _LIST = 3, 2


async def link_many(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/{related_list}`: an entry for each item."""
    relation, record = _linkable(call), call.record_id(PARENT_UNKNOWN)
    content = parse_body(call.body)
    items = require_items(content)
    return await _link(call, relation, content, record, items)


async def link_one(call: Call) -> Reply:
    """Answer `PUT /{module}/{record_id}/{related_list}/{related_id}`; the path names the other."""
    relation, record = _linkable(call), call.record_id(PARENT_UNKNOWN)
    content = parse_body(call.body)
    item = named_item(content, call.path["related_id"])
    return await _link(call, relation, content, record, [item])


async def delink_many(call: Call) -> Reply:
    """Answer `DELETE /{module}/{record_id}/{related_list}?ids=`: an entry for each id."""
    relation, record = _single(call), call.record_id(PARENT_UNKNOWN)
    return await _delink(call, relation, record, ids_to_delete(call.query))


async def delink_one(call: Call) -> Reply:
    """Answer `DELETE /{module}/{record_id}/{related_list}/{related_id}`."""
    relation, record = _single(call), call.record_id(PARENT_UNKNOWN)
    other = parse_id(call.path["related_id"])
    if other is None:
        raise ApiError(PARENT_UNKNOWN, resource_path_index=_OTHER)
    return await _delink(call, relation, record, [other])


def _single(call: Call) -> Relation:
    """Return the one relation that the list of the path consists of."""
    name = call.path["related_list"]
    relations = find_relations(call.org, call.caller, call.require_module(), name)
    if relations[0].related.api_name != name:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=_LIST)
    return relations[0]


def _linkable(call: Call) -> Relation:
    relation = _single(call)
    if relation.link is None and relation.own is None:
        raise ApiError(RELATION_NOT_SUPPORTED, resource_path_index=_LIST)
    return relation


async def _link(
    call: Call, relation: Relation, content: dict[str, Any], record: int, items: list[Any]
) -> Reply:
    options = parse_options(content, call.org.catalogue, relation.module, with_rule=False)
    return await _write(
        call, relation, options, lambda writing: link_items(writing, relation, record, items)
    )


async def _delink(call: Call, relation: Relation, record: int, ids: list[int]) -> Reply:
    return await _write(
        call, relation, Options(), lambda writing: delink(writing, relation, record, ids)
    )


async def _write(
    call: Call,
    relation: Relation,
    options: Options,
    change: Callable[[Writing], Awaitable[Outcome]],
) -> Reply:
    await ensure_related(call.org, [relation])
    for module in (relation.parent, relation.module):
        await ensure_written(call.org, module)

    return outcome_reply(await act(call, change, options=options))


_PATH = "{module}/{record_id}/{related_list}"
_UPDATE, _DELETE = ("modules.{module}.UPDATE",), ("modules.{module}.DELETE",)

ROUTES = (
    Route(
        method="PUT",
        path=_PATH,
        call=link_many,
        scopes=_UPDATE,
        operation="updateRelatedRecords",
        permission="Edit",
    ),
    Route(
        method="PUT",
        path=f"{_PATH}/{{related_id}}",
        call=link_one,
        scopes=_UPDATE,
        operation="updateRelatedRecord",
        permission="Edit",
    ),
    Route(
        method="DELETE",
        path=_PATH,
        call=delink_many,
        scopes=_DELETE,
        operation="delinkRecords",
        permission="Edit",
        params=(Param("ids", required=True),),
    ),
    Route(
        method="DELETE",
        path=f"{_PATH}/{{related_id}}",
        call=delink_one,
        scopes=_DELETE,
        operation="delinkRecord",
        permission="Edit",
    ),
)
