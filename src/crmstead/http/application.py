"""The whole server as one ASGI application: `/crm` by our own dispatch, the rest by Starlette."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crmstead import __version__
from crmstead.errors.catalogue import URL_UNKNOWN
from crmstead.errors.raised import ApiError
from crmstead.http.dispatch import Dispatcher, PublicUrl
from crmstead.http.oauth_endpoints import oauth_routes
from crmstead.http.request import Receive, Scope, Send
from crmstead.http.response import error_reply
from crmstead.oauth.server import AuthorizationServer


class Application:
    """Routes a request to the API or to the shell around it."""

    def __init__(
        self, dispatcher: Dispatcher, authorization: AuthorizationServer, public_url: PublicUrl
    ) -> None:
        self._dispatcher = dispatcher

        def url_of(request: Request) -> str:
            return public_url(request.url.scheme, request.headers.get("host", ""))

        self._shell = Starlette(
            routes=[
                Route("/_health", self._health),
                *oauth_routes(authorization, url_of),
            ],
            exception_handlers={404: self._unknown},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI connection."""
        if scope["type"] == "http" and scope["path"].startswith("/crm/"):
            await self._dispatcher(scope, receive, send)
        elif scope["type"] == "http":
            await self._shell(scope, receive, send)

    async def _health(self, request: Request) -> Response:
        del request
        orgs = await self._dispatcher.orgs.all()
        databases = sorted({org.database.dialect.name for org in orgs})
        return JSONResponse(
            {"status": "ok", "version": __version__, "orgs": len(orgs), "databases": databases}
        )

    async def _unknown(self, request: Request, error: Exception) -> Response:
        del request, error
        reply = error_reply(ApiError(URL_UNKNOWN), None)
        return Response(reply.body, reply.status, media_type="application/json;charset=UTF-8")
