"""Requests inside of a request: routed, checked and called as those that come by themselves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from crmstead.api.route import Call, Inner, NotAdmittedError, Reply
from crmstead.databases.base import UnavailableError
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import INTERNAL, UNAVAILABLE
from crmstead.http.answering import answer, once
from crmstead.http.calls import caller_in, check_call, module_of
from crmstead.http.external import EXTERNAL
from crmstead.http.request import parse_query, segments_of
from crmstead.http.response import JSON_TYPE, error_reply
from crmstead.http.router import Router
from crmstead.model.times import times_of
from crmstead.store.orgs import OpenOrg

_logger = logging.getLogger("crmstead.requests")
#: When the token ends, as the documentation spells it; in JSON letter case counts.
_TOKEN_ENDS = "X-ACCESSTOKEN-RESET"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class InnerRequests:
    """Answers requests inside of a request (`api.route.Inside`)."""

    router: Router

    async def __call__(
        self,
        outer: Call,
        inner: Inner,
        org: OpenOrg,
        admit: Callable[[Call], None],
        *,
        whole: bool,
    ) -> Reply:
        """Return the answer, whatever it is; with `whole` a failure of the server is raised."""
        try:
            reply = await self._answer(outer, inner, org.latest.org, admit, whole=whole)
        except ApiError as error:
            reply = error_reply(error, inner.version)
        except NotAdmittedError:
            raise
        except Exception as error:
            if whole:
                raise
            _logger.exception("a request inside of %s failed", outer.route.operation)
            cause = UNAVAILABLE if isinstance(error, UnavailableError) else INTERNAL
            reply = error_reply(ApiError(cause), inner.version)
        ends = times_of(outer.caller.zone).format(outer.caller.token_ends)
        headers = {_TOKEN_ENDS: ends, **reply.headers}
        if reply.body:
            headers["content-type"] = JSON_TYPE
        return Reply(reply.status, reply.body, headers, reply.content)

    async def _answer(
        self,
        outer: Call,
        inner: Inner,
        org: OpenOrg,
        admit: Callable[[Call], None],
        *,
        whole: bool,
    ) -> Reply:
        address, _, query = inner.uri.partition("?")
        _, *segments = segments_of(unquote(address))
        external = inner.headers.get(EXTERNAL, "")
        route, path = self.router.find(inner.method, segments, inner.version, any_id=bool(external))
        known = outer.caller
        call = Call(
            route=route,
            version=inner.version,
            org=org,
            # An earlier request may have changed what the caller may do.
            caller=caller_in(org, known.user.id, known.scopes, known.token_ends),
            path=path,
            query={**parse_query(query), **inner.params},
            headers=inner.headers,
            body=inner.body,
            module=module_of(org.catalogue, path, inner.version),
            public_url=outer.public_url,
        )
        check_call(call)
        admit(call)
        # What is part of one transaction is begun again with all of it.
        return await (once(call) if whole else answer(call))
