"""The whole server as one ASGI application: `/crm` by our own dispatch, the rest by Starlette."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import URL_UNKNOWN
from crmstead.http.dispatch import Dispatcher, PublicUrl
from crmstead.http.oauth_endpoints import oauth_routes
from crmstead.http.observing import UNKNOWN, observe
from crmstead.http.request import Receive, Scope, Send
from crmstead.http.response import error_reply
from crmstead.http.status_pages import status_routes
from crmstead.oauth.server import AuthorizationServer
from crmstead.store.control import Control

#: What logs and metrics call the paths outside `/crm`.
_OPERATIONS = {
    "/oauth/v2/token": "oauthToken",
    "/oauth/v2/token/revoke": "oauthRevoke",
    "/oauth/v2/auth": "oauthAuthorize",
    "/oauth/serverinfo": "oauthServerInfo",
}
#: Pages for those who run the server, asked for so often that telling of them hides the rest.
_NOT_TOLD = "/_"


class Application:
    """Routes a request to the API or to the shell around it."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        authorization: AuthorizationServer,
        control: Control,
        public_url: PublicUrl,
    ) -> None:
        self._dispatcher = dispatcher
        self._observer = dispatcher.observer
        self._observer.metrics.gauge(
            "crmstead_kept_reply_bytes", "Memory of kept replies.", lambda: dispatcher.kept.weight
        )

        def url_of(request: Request) -> str:
            return public_url(request.url.scheme, request.headers.get("host", ""))

        self._shell = Starlette(
            routes=[
                *status_routes(control, dispatcher.orgs, self._observer.metrics),
                *oauth_routes(authorization, url_of),
            ],
            exception_handlers={404: self._unknown},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] != "http":
            return
        path: str = scope["path"]
        if path.startswith("/crm/"):
            await self._dispatcher(scope, receive, send)
        elif path.startswith(_NOT_TOLD):
            await self._shell(scope, receive, send)
        else:
            operation = _OPERATIONS.get(path, UNKNOWN)
            await observe(self._observer, operation, self._shell, scope, receive, send)

    async def _unknown(self, request: Request, error: Exception) -> Response:
        del request, error
        reply = error_reply(ApiError(URL_UNKNOWN), None)
        return Response(reply.body, reply.status, media_type="application/json;charset=UTF-8")
