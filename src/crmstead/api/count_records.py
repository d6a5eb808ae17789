"""Record count: how many records of a module there are, or fit a search or a custom view."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.api.route import Call, Reply, Route, json_reply
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import API_NOT_SUPPORTED, COUNT_MODULE_NOT_SUPPORTED, CVID_AND_SEARCH
from crmstead.query.search_params import needle_asked
from crmstead.records.read.searching import can_search, searcher
from crmstead.records.write.body import params_of

#: The version in which the count began.
_SUPPORTED = "v2.1"


async def count_records(call: Call) -> Reply:
    """Answer `GET /{module}/actions/count`; without parameters of every record that is seen."""
    return await _count(call, call.query)


async def count_posted(call: Call) -> Reply:
    """Answer `POST /{module}/actions/count`: the same, its parameters in the query or the body."""
    return await _count(call, {**call.query, **params_of(call.body)})


async def _count(call: Call, query: Mapping[str, str]) -> Reply:
    module = call.require_module()
    if not call.version.counts_records:
        raise ApiError(API_NOT_SUPPORTED, supported_version=_SUPPORTED)
    if not can_search(module):
        raise ApiError(COUNT_MODULE_NOT_SUPPORTED, module=module.api_name)
    needle = needle_asked(query)
    if needle is not None and "cvid" in query:
        due_to = [{"param_name": "cvid"}, {"param_name": needle[0]}]
        raise ApiError(CVID_AND_SEARCH, ambiguity_due_to=due_to)
    found = searcher(call.org, call.caller, module, call.version, query)
    return json_reply({"count": await found.count()})


# The page names `settings.layouts.READ`, too; clients without it count all the same.
_SCOPES = ("modules.{module}.READ & ZohoSearch.securesearch.READ",)

ROUTES = (
    Route(
        method="GET",
        path="{module}/actions/count",
        call=count_records,
        scopes=_SCOPES,
        operation="countRecords",
        permission="View",
    ),
    Route(
        method="POST",
        path="{module}/actions/count",
        call=count_posted,
        scopes=_SCOPES,
        operation="countRecordsPosted",
        permission="View",
    ),
)
