"""COQL: records by a query in the API's own query language."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.coql import COQL_BODY_INVALID, COQL_QUERY_MISSING
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import SCOPE_MISSING
from crmstead.model.module import Module
from crmstead.oauth.scopes import allows
from crmstead.records.coql.answering import Answerer
from crmstead.records.coql.describing import describe_columns
from crmstead.records.coql.schema import Rights
from crmstead.records.write.body import parse_body

_QUERY = "select_query"
_META = "include_meta"
#: What `include_meta` may name.
_KNOWN_META = ["fields"]


async def query_records(call: Call) -> Reply:
    """Answer `POST /coql`: 204 where nothing is found."""
    body = parse_body(call.body)
    text = _query(body)
    meta = _meta(body)
    if meta and not allows(call.caller.scopes, _FIELDS):
        raise ApiError(SCOPE_MISSING)

    def covers(module: Module) -> bool:
        return allows(call.caller.scopes, _RECORDS, module)

    rights = Rights(call.org, call.caller, covers)
    answered = await Answerer(rights, call.version).answer(text)
    if not answered.rows:
        return no_content()
    content: dict[str, Any] = {"data": answered.rows}
    if meta:
        described = describe_columns(rights, call.version, answered.planned)
        content["fields"] = described
    content["info"] = {"count": len(answered.rows), "more_records": answered.more}
    return json_reply(content)


def _query(body: dict[str, Any]) -> str:
    text = body.get(_QUERY)
    if text is None:
        raise ApiError(COQL_QUERY_MISSING, api_name=_QUERY)
    if not isinstance(text, str):
        raise ApiError(
            COQL_BODY_INVALID,
            expected_data_type="text",
            api_name=_QUERY,
            json_path=f"$.{_QUERY}",
        )
    return text


def _meta(body: dict[str, Any]) -> list[str]:
    given = body.get(_META)
    if given is None:
        return []
    at: dict[str, Any] = {"api_name": _META, "json_path": f"$.{_META}"}
    if not isinstance(given, list):
        raise ApiError(COQL_BODY_INVALID, expected_data_type="jsonarray", **at)
    for index, one in enumerate(given):
        at["json_path"] = f"$.{_META}[{index}]"
        if not isinstance(one, str):
            raise ApiError(
                COQL_BODY_INVALID, expected_data_type="text", supported_values=_KNOWN_META, **at
            )
        if one not in _KNOWN_META:
            raise ApiError(COQL_BODY_INVALID, supported_values=_KNOWN_META, **at)
    return given


_RECORDS = ("modules.{module}.READ",)
_FIELDS = ("settings.fields.READ",)

ROUTES = (
    Route(
        method="POST",
        path="coql",
        call=query_records,
        scopes=("coql.READ",),
        operation="getCoqlRecords",
    ),
)
