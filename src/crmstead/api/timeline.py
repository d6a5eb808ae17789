"""Timeline of a record: its history and that of what belongs to it (records reference 11.20)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.errors.locking import RECORD_ID_INVALID
from crmstead.errors.parameters import PAGE_TOKEN_INVALID, PAGE_TOKENS_PASSED, PAGES_PASSED
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_NOT_IN_API
from crmstead.query.timeline_params import TimelineParams, parse_timeline_params
from crmstead.records.read.listing import REACHED_BY_PAGE, REACHED_BY_TOKEN
from crmstead.records.timeline.timeline import Found, Span, prepare, read_timeline
from crmstead.records.timeline.timeline_values import TimelinePage, load_names
from crmstead.store.page_tokens import Cursor, PageTokens
from crmstead.store.schema import has_table

_RECORD = 1


async def get_timeline(call: Call) -> Reply:
    """Answer a page of a record's timeline, 204 where nothing meets the filters."""
    module, org, caller = call.require_module(), call.org, call.caller
    if not has_table(module) or module.is_subform or module.is_linking:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    params = parse_timeline_params(call.query, org.catalogue, caller.zone)
    record = call.record_id(RECORD_ID_INVALID)
    # Bound to the record as well: tokens of one timeline open no other.
    bound = f"{record}&{params.bound}"
    tokens = PageTokens(org.page_keys, org.id, caller.user.id, module.id, bound)
    span, start = _span(call, params, tokens)
    await prepare(org, module)
    async with org.database.reading(snapshot=True) as reader:
        found = await read_timeline(reader, org, caller, module, record, span)
        if found is None:
            raise ApiError(RECORD_ID_INVALID, resource_path_index=_RECORD)
        if not found.entries:
            return no_content()
        names = await load_names(reader, org, call.caller, found.subjects, found.entries)
    page = TimelinePage(
        org, caller, call.version, found.subjects, record, params.inner, params.include, names
    )
    return json_reply(
        {
            "__timeline": [page.describe(entry) for entry in found.entries],
            "info": _info(call, tokens, span, start, found),
        }
    )


def _span(call: Call, params: TimelineParams, tokens: PageTokens) -> tuple[Span, int]:
    """Return which entries to read, and the offset of the first in the whole walk."""
    if params.page_token is None:
        offset = (params.page - 1) * params.per_page
        if offset >= REACHED_BY_PAGE:
            raise ApiError(PAGES_PASSED, limit=REACHED_BY_PAGE)
        return Span(params.per_page, params.descending, params.filters, offset), offset
    cursor = tokens.read(params.page_token, call.org.clock.seconds()).cursor
    if cursor.offset >= REACHED_BY_TOKEN:
        raise ApiError(PAGE_TOKENS_PASSED, param_name="page_token")
    time, _, size = str(cursor.value).partition("/")
    if not size.isdigit():
        raise ApiError(PAGE_TOKEN_INVALID, param_name="page_token")
    span = Span(
        int(size),
        params.descending,
        params.filters,
        beside=(int(time), cursor.record),
        backwards=cursor.backwards,
    )
    return span, cursor.offset


def _info(call: Call, tokens: PageTokens, span: Span, start: int, found: Found) -> dict[str, Any]:
    now, count = call.org.clock.seconds(), len(found.entries)
    following = previous = None

    def token(place: int, offset: int, *, backwards: bool) -> str:
        entry = found.entries[place]
        # The size of a page goes with the token: it cannot be given beside one.
        value = f"{entry.time}/{span.limit}"
        return tokens.make(Cursor(value, entry.id, offset, backwards), now)

    if found.more or span.backwards:
        following = token(-1, start + count, backwards=False)
    if found.more if span.backwards else start > 0:
        previous = token(0, max(0, start - span.limit), backwards=True)
    info: dict[str, Any] = {
        "per_page": span.limit,
        "next_page_token": following,
        "count": count,
        "previous_page_token": previous,
        "more_records": following is not None,
    }
    if span.beside is None:
        info["page"] = start // span.limit + 1
    return info


ROUTES = (
    Route(
        method="GET",
        path="{module}/{record_id}/__timeline",
        call=get_timeline,
        scopes=("modules.{module}.READ",),
        operation="getTimelines",
        permission="View",
    ),
)
