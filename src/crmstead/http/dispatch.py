"""One request from its path to its answer: route, authenticate, check, call, answer.

The order of the checks is the contract's (records reference 1.6).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from crmstead.api.route import Call, Inside, Reply, Upload
from crmstead.databases.base import UnavailableError
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import INTERNAL, UNAVAILABLE, URL_UNKNOWN
from crmstead.http.answering import answer
from crmstead.http.calls import caller_in, check_call, module_of
from crmstead.http.external import EXTERNAL
from crmstead.http.forms import FormReader
from crmstead.http.kept_replies import Asked, KeptReplies, may_be_kept
from crmstead.http.observing import REQUEST_ID, Exchange, Observer
from crmstead.http.quotas import Quotas
from crmstead.http.request import (
    GoneError,
    Receive,
    Scope,
    Send,
    body_of,
    headers_of,
    query_of,
    segments_of,
)
from crmstead.http.response import error_reply, send_reply, takes_gzip
from crmstead.http.router import Router
from crmstead.model.times import times_of
from crmstead.model.version import BY_NAME, Version
from crmstead.oauth.authentication import Authentication
from crmstead.store.directory import OrgDirectory

logger = logging.getLogger("crmstead.requests")
_BODIES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class PublicUrl(Protocol):
    """Tells under which URL a client reaches the server."""

    def __call__(self, scheme: str, host: str) -> str:
        """Return the URL without a slash at its end."""
        ...


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """The ASGI application of the `/crm` tree."""

    router: Router
    authentication: Authentication
    orgs: OrgDirectory
    public_url: PublicUrl
    body_limit: int
    observer: Observer
    quotas: Quotas
    inside: Inside
    kept: KeptReplies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        seen = self.observer.begin(scope)
        try:
            headers = headers_of(scope)
            reply = await self._reply(scope, receive, headers, seen)
            gzip = takes_gzip(headers.get("accept-encoding", ""))
            seen.size = await send_reply(send, reply, _marks(seen), gzip=gzip)
            seen.status = reply.status
        except GoneError:
            logger.debug("the client of request %s went away", seen.id)
        finally:
            self.quotas.leave(seen)
            self.observer.end(seen)

    async def _reply(
        self, scope: Scope, receive: Receive, headers: dict[str, str], seen: Exchange
    ) -> Reply:
        version: Version | None = None
        try:
            segments = segments_of(scope["path"])
            version = BY_NAME.get(segments[0]) if segments else None
            if version is None:
                raise ApiError(URL_UNKNOWN)  # noqa: TRY301 - answered below like every other
            seen.version = version.name
            return await self._answer(scope, receive, headers, segments[1:], version, seen)
        except ApiError as error:
            refusal = error
        except UnavailableError:
            logger.exception("a database is unavailable (request %s)", seen.id)
            refusal = ApiError(UNAVAILABLE)
        except GoneError:
            raise
        except Exception:
            logger.exception("%s %s failed (request %s)", seen.method, seen.path, seen.id)
            refusal = ApiError(INTERNAL)
        seen.code = refusal.cause.code
        return error_reply(refusal, version)

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        headers: dict[str, str],
        segments: list[str],
        version: Version,
        seen: Exchange,
    ) -> Reply:
        method: str = scope["method"]
        external = headers.get(EXTERNAL, "")
        route, path = self.router.find(method, segments, version, any_id=bool(external))
        seen.operation = route.operation
        who = await self.authentication.authenticate(headers.get("authorization"))
        org = await self.orgs.open(who.org, who.epoch)
        caller = caller_in(org, who.user, who.scopes, who.ends)
        seen.org, seen.user = org.id, caller.user.id
        self.quotas.enter(org.id, seen)
        module = module_of(org.catalogue, path, version)
        seen.module = module.api_name if module else None
        call = Call(
            route=route,
            version=version,
            org=org,
            caller=caller,
            path=path,
            query=query_of(scope),
            headers=headers,
            body=b"",
            module=module,
            public_url=self.public_url(scope["scheme"], headers.get("host", "")),
            inside=self.inside,
        )
        check_call(call)
        if route.upload is not None:
            reply = await self._upload(receive, route.upload, call)
        elif method in _BODIES:
            call.body = await body_of(receive, self.body_limit)
            self.quotas.charge_body(org.id, call.body, call.query.get("ids", ""), seen)
            reply = await answer(call)
        else:
            reply = await self._read(scope, call)
        self.quotas.charge_more(org.id, reply.credits, seen)
        seen.token_ends = times_of(caller.zone).format(who.ends)
        return reply

    async def _read(self, scope: Scope, call: Call) -> Reply:
        """Return the reply to a call without a body: a kept one, where nothing was written since.

        What is there is asked for before it is read, so a reply is never taken for a newer one.
        """
        org, caller = call.org, call.caller
        state = org.database.state()
        if state is None or not may_be_kept(call.route.method, call.headers):
            return await answer(call)
        asked = Asked(
            org.id,
            org.catalogue.version,
            caller.user.id,
            scope["path"],
            scope["query_string"],
        )
        found = self.kept.find(asked, state, caller.now)
        if found is None:
            found = await answer(call)
            self.kept.keep(asked, state, caller.now, found)
        else:
            self.observer.metrics.had_kept += 1
        return found

    async def _upload(self, receive: Receive, upload: Upload, call: Call) -> Reply:
        """Take a form in, answer it, and forget what the operation did not keep of it."""
        reader = FormReader(call.org.files, call.form, upload)
        try:
            await reader.read(receive, call.headers.get("content-type", ""))
            return await answer(call)
        finally:
            for sent in call.form.files:
                await sent.content.discard()


def _marks(seen: Exchange) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that are about the request, whatever its answer."""
    yield REQUEST_ID, seen.id.encode()
    if seen.token_ends is not None:
        yield b"x-accesstoken-reset", seen.token_ends.encode()
    if seen.credits_left is not None:
        yield b"x-api-credits-remaining", str(seen.credits_left).encode()
