"""Search Records: what fits criteria, an e-mail address, a phone number or words."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.api.route import Call, Reply, Route, records_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import SEARCH_MODULE_NOT_SUPPORTED, SEARCH_PARAM_MISSING
from crmstead.query.search_params import NEEDLES, needle_asked
from crmstead.records.read.searching import can_search, searcher
from crmstead.records.write.body import params_of


async def search_records(call: Call) -> Reply:
    """Answer `GET /{module}/search`: 204 where nothing is found."""
    return await _search(call, call.query)


async def bulk_search(call: Call) -> Reply:
    """Answer `POST /{module}/bulk/search`: the same, its parameters in the query or the body."""
    return await _search(call, {**call.query, **params_of(call.body)})


async def _search(call: Call, query: Mapping[str, str]) -> Reply:
    module = call.require_module()
    if not can_search(module):
        raise ApiError(SEARCH_MODULE_NOT_SUPPORTED, module=module.api_name)
    if needle_asked(query) is None:
        raise ApiError(SEARCH_PARAM_MISSING, param_names=list(NEEDLES))
    page = await searcher(call.org, call.caller, module, call.version, query).page()
    return records_reply(page, None)


_SCOPES = ("modules.{module}.READ & ZohoSearch.securesearch.READ",)

ROUTES = (
    Route(
        method="GET",
        path="{module}/search",
        call=search_records,
        scopes=_SCOPES,
        operation="searchRecords",
        permission="View",
        no_permission="SEARCH_NOT_PERMITTED",
    ),
    Route(
        method="POST",
        path="{module}/bulk/search",
        call=bulk_search,
        scopes=_SCOPES,
        operation="bulkSearchRecords",
        permission="View",
        no_permission="SEARCH_NOT_PERMITTED",
        since=8.0,
    ),
)
