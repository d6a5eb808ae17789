"""Rich text in full: what lists cut to 500 characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.errors.parameters import PARAM_INVALID, TOO_MANY_FIELDS
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API, PATH_ID_INVALID
from crmstead.errors.searching import API_NOT_SUPPORTED
from crmstead.errors.settings import IDS_TOO_MANY
from crmstead.model.ids import parse_id
from crmstead.query.list_params import split_names
from crmstead.records.files.rich_text import read_full_texts, rich_text_fields
from crmstead.store.schema import has_table

_SUPPORTED = "v7"
_MOST_FIELDS = 8
_MOST_IDS = 200


async def fetch_one(call: Call) -> Reply:
    """Answer the rich text of one record: 204 where its module has no such field."""
    names = _names(call)
    record = parse_id(call.path["record_id"])
    found = [] if record is None else await _read(call, [record], names)
    if not found:
        raise ApiError(PATH_ID_INVALID, resource_path_index=1)
    return json_reply({"data": found}) if names else no_content()


async def fetch_many(call: Call) -> Reply:
    """Answer the rich text of the records that `ids` names; unknown ones are left out."""
    names = _names(call)
    ids = [parse_id(one) for one in split_names(call.query["ids"])]
    known = [one for one in ids if one is not None]
    if not known or len(known) < len(ids):
        raise ApiError(PARAM_INVALID, param_name="ids")
    if len(known) > _MOST_IDS:
        raise ApiError(IDS_TOO_MANY, limit=_MOST_IDS, param_name="ids")
    found = await _read(call, known, names)
    return json_reply({"data": found}) if found and names else no_content()


def _names(call: Call) -> tuple[str, ...]:
    """Return the fields asked for; all of the kind where none are named."""
    if not call.version.rich_text_cut:
        raise ApiError(API_NOT_SUPPORTED, supported_version=_SUPPORTED)
    module = call.require_module()
    if not has_table(module):
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    known = rich_text_fields(call.caller, module, call.version)
    asked = split_names(call.query.get("fields", ""))
    if len(asked) > _MOST_FIELDS:
        raise ApiError(TOO_MANY_FIELDS, limit=_MOST_FIELDS, param_name="fields")
    if not set(asked) <= set(known):
        raise ApiError(PARAM_INVALID, param_name="fields")
    return asked or known


async def _read(call: Call, records: Sequence[int], names: tuple[str, ...]) -> list[Any]:
    return await read_full_texts(
        call.org, call.caller, call.require_module(), call.version, records, names
    )


ROUTES = (
    Route(
        method="GET",
        path="{module}/actions/fetch_full_data",
        call=fetch_many,
        scopes=("modules.{module}.READ",),
        operation="fetchFullDataOfRecords",
        permission="View",
        params=(Param("ids", required=True), Param("fields")),
    ),
    Route(
        method="GET",
        path="{module}/{record_id}/actions/fetch_full_data",
        call=fetch_one,
        scopes=("modules.{module}.READ",),
        operation="fetchFullData",
        permission="View",
        params=(Param("fields"),),
    ),
)
