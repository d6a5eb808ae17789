"""Calls with the header `X-EXTERNAL`: ids are put in before the operation, names back after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from crmstead.api.route import Call, Reply
from crmstead.errors.raised import ApiError
from crmstead.records.external.request import Asked, by_ids

#: The header, as `headers_of` has it.
EXTERNAL = "x-external"


async def answer_external(
    call: Call, header: str, work: Callable[[Call], Awaitable[Reply]]
) -> Reply:
    """Answer a call that may name records by external fields.

    Raises:
        ApiError: what the operation raises, or something is wrong with the header.
    """
    if call.module is None:
        return await work(call)
    asked = Asked(
        call.route.operation,
        call.route.path,
        call.module,
        dict(call.path),
        dict(call.query),
        call.body,
    )
    answering = await by_ids(call.org, call.caller, call.version, header, asked)
    named = replace(call, path=asked.path, query=asked.query, body=asked.body)
    try:
        reply = await work(named)
    except ApiError as error:
        error.details = answering.details(error.details)
        raise
    if not reply.body:
        return reply
    if answering.lists:
        return replace(reply, body=answering.listed(reply.body))
    if call.route.method == "GET":
        return reply
    return replace(reply, body=answering.told(reply.body))
