"""One request from its path to its answer: route, authenticate, check, call, answer.

The order of the checks is the contract's (records reference 1.6).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from crmstead.access.caller import Caller, caller_of
from crmstead.access.visibility import may, permission_name
from crmstead.api.route import Call, Reply, Route, Upload
from crmstead.databases.base import UnavailableError
from crmstead.errors.catalogue import (
    CATALOGUE,
    INTERNAL,
    MODULE_NOT_IN_API,
    MODULE_UNKNOWN,
    PARAM_MISSING,
    SCOPE_MISSING,
    TOKEN_INVALID,
    UNAVAILABLE,
    URL_UNKNOWN,
)
from crmstead.errors.raised import ApiError
from crmstead.http.external import EXTERNAL, answer_external
from crmstead.http.forms import FormReader
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
from crmstead.http.response import error_reply, send_reply
from crmstead.http.router import Router
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import ALWAYS
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.model.version import BY_NAME, Version
from crmstead.oauth.authentication import Authenticated, Authentication
from crmstead.oauth.scopes import ScopeSet
from crmstead.store.directory import OrgDirectory
from crmstead.store.orgs import OpenOrg

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        seen = self.observer.begin(scope)
        try:
            headers = headers_of(scope)
            reply = await self._reply(scope, receive, headers, seen)
            gzip = "gzip" in headers.get("accept-encoding", "")
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
        org, caller = await self._enter(who)
        seen.org, seen.user = org.id, caller.user.id
        self.quotas.enter(org.id, seen)
        module = find_module(org.catalogue, path["module"], version) if "module" in path else None
        seen.module = module.api_name if module else None
        check_rights(route, caller, who.scopes, module)
        query = query_of(scope)
        check_params(route, query)
        call = Call(
            route=route,
            version=version,
            org=org,
            caller=caller,
            path=path,
            query=query,
            headers=headers,
            body=b"",
            module=module,
            public_url=self.public_url(scope["scheme"], headers.get("host", "")),
        )
        work = route.call
        if route.upload is not None:
            work = partial(self._upload, receive, route.upload)
        elif method in _BODIES:
            call.body = await body_of(receive, self.body_limit)
            self.quotas.charge_body(org.id, call.body, seen)
        reply = await (answer_external(call, external, work) if external else work(call))
        ends = times_of(caller.zone).format(who.ends)
        # Some replies are shared, so none is changed.
        headers = {**reply.headers, "x-accesstoken-reset": ends}
        return Reply(reply.status, reply.body, headers, reply.content)

    async def _upload(self, receive: Receive, upload: Upload, call: Call) -> Reply:
        """Take a form in, answer it, and forget what the operation did not keep of it."""
        reader = FormReader(call.org.files, call.form, upload)
        try:
            await reader.read(receive, call.headers.get("content-type", ""))
            return await call.route.call(call)
        finally:
            for sent in call.form.files:
                await sent.content.discard()

    async def _enter(self, who: Authenticated) -> tuple[OpenOrg, Caller]:
        org = await self.orgs.open(who.org, who.epoch)
        user = org.catalogue.user_by_id.get(who.user)
        if user is None or user.status != "active":
            raise ApiError(TOKEN_INVALID)
        return org, caller_of(org.catalogue, user, who.scopes, who.ends)


def _marks(seen: Exchange) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers that are about the request, whatever its answer."""
    yield REQUEST_ID, seen.id.encode()
    if seen.credits_left is not None:
        yield b"x-api-credits-remaining", str(seen.credits_left).encode()


def find_module(catalogue: Catalogue, name: str, version: Version) -> Module:
    """Return the module that a path names in a version, letter case and all.

    Raises:
        ApiError: there is none, or it is not in the API.
    """
    module = catalogue.module_by_name.get(name)
    if module is None or module.pseudo or not version.within(module.since, ALWAYS):
        raise ApiError(MODULE_UNKNOWN, resource_path_index=0)
    if not module.api_supported:
        raise ApiError(MODULE_NOT_IN_API, resource_path_index=0)
    return module


def check_rights(route: Route, caller: Caller, scopes: ScopeSet, module: Module | None) -> None:
    """Check the token's scopes, then the profile's permission.

    Raises:
        ApiError: one of them is missing.
    """
    if not scopes.allows(route.scopes, module):
        raise ApiError(SCOPE_MISSING)
    if route.permission is not None and module is not None:
        united = module.view_of and route.permission == "View"
        if not united and not may(caller, route.permission, module):
            raise ApiError(
                CATALOGUE[route.no_permission],
                permissions=[permission_name(route.permission, module)],
            )


def check_params(route: Route, query: Mapping[str, str]) -> None:
    """Check that the parameters that must be there are.

    Raises:
        ApiError: the first one missing.
    """
    for param in route.params:
        if param.required and param.name not in query:
            raise ApiError(PARAM_MISSING, param_name=param.name)
