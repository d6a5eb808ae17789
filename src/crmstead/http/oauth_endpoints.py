"""The OAuth endpoints over HTTP: `/oauth/v2/token` and what stands around it.

Parameters come in the query string, as a form or as multipart; clients send all three. A form's
value wins over the query's. What cannot be read is as good as missing, never a server error.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from html import escape
from urllib.parse import parse_qsl

import msgspec
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from crmstead.databases.base import UnavailableError
from crmstead.oauth.refusals import OauthError
from crmstead.oauth.scopes import UnknownScopeError, parse_scopes
from crmstead.oauth.server import AuthorizationServer

#: Largest body of a request, in bytes.
BODY_LIMIT = 64 * 1024
_MOST_FIELDS = 100
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_GENERAL_ERROR = {"error": "general_error"}
_RESPONSE_TYPES = frozenset({"code", "token"})
_logger = logging.getLogger("crmstead.oauth")

#: Returns the URL under which the client of a request reaches this server, without a slash at its
#: end.
PublicUrl = Callable[[Request], str]


class _TooLargeError(Exception):
    """The body passes the limit."""


def oauth_routes(server: AuthorizationServer, public_url: PublicUrl) -> list[Route]:
    """Return the routes under `/oauth`."""
    endpoints = OauthEndpoints(server, public_url)
    return [
        Route("/oauth/v2/token", endpoints.token, methods=_METHODS),
        Route("/oauth/v2/token/revoke", endpoints.revoke, methods=_METHODS),
        Route("/oauth/v2/auth", endpoints.authorize, methods=["GET"]),
        Route("/oauth/v2/org/auth", endpoints.authorize, methods=["GET"]),
        Route("/oauth/v2/auth", endpoints.client_credentials, methods=["POST"]),
        Route("/oauth/serverinfo", endpoints.server_info, methods=["GET"]),
    ]


class OauthEndpoints:
    """The endpoints of one authorization server."""

    def __init__(self, server: AuthorizationServer, public_url: PublicUrl) -> None:
        self._server = server
        self._public_url = public_url

    async def token(self, request: Request) -> Response:
        """Answer `POST /oauth/v2/token`: every grant."""

        async def answer(given: dict[str, str]) -> dict[str, object]:
            return await self._server.token(given, self._public_url(request))

        return await _answer(request, answer)

    async def revoke(self, request: Request) -> Response:
        """Answer `POST /oauth/v2/token/revoke`."""
        return await _answer(request, self._server.revoke)

    async def client_credentials(self, request: Request) -> Response:
        """Answer `POST /oauth/v2/auth`, which one page prints for client credentials alone."""

        async def answer(given: dict[str, str]) -> dict[str, object]:
            kind = given.get("grant_type")
            if kind != "client_credentials":
                error = "unsupported_grant_type" if kind else "general_error"
                raise OauthError(error, "this path has client credentials only")
            return await self._server.token(given, self._public_url(request))

        return await _answer(request, answer)

    async def authorize(self, request: Request) -> Response:
        """Answer `GET /oauth/v2/auth`: refuse what the consent page would refuse.

        unspecified: the consent page itself is not built; 501 says so.
        """
        given = request.query_params
        try:
            client = await self._server.clients.find(given.get("client_id", ""))
        except UnavailableError:
            _logger.exception("the control database cannot be reached")
            return _page("ERROR_general_error", "Please try again later", status=503)
        if client is None:
            return _page("ERROR_invalid_client", "Client ID passed does not exist")
        if given.get("redirect_uri", "") not in client.redirect_uris:
            return _page("ERROR_invalid_redirect_uri", "Redirect URI is not registered")
        if not _known_scopes(given.get("scope", "")):
            return _page("ERROR_invalid_scope", "Scope does not exist")
        if given.get("response_type") not in _RESPONSE_TYPES:
            return _page("ERROR_invalid_response_type", "Response type must be code or token")
        return _page(
            "Not built yet",
            "This server has no consent page yet. Make a grant token on its machine instead: "
            "crmstead grant",
            status=501,
        )

    async def server_info(self, request: Request) -> Response:
        """Answer `GET /oauth/serverinfo`: the one data centre there is."""
        return _json({"result": "success", "locations": {"us": self._public_url(request)}})


async def _answer(
    request: Request, answer: Callable[[dict[str, str]], Awaitable[dict[str, object]]]
) -> Response:
    """Return what `answer` makes of the parameters, or its refusal."""
    if request.method != "POST":
        return _json(_GENERAL_ERROR)
    try:
        return _json(await answer(await parameters(request)))
    except OauthError as error:
        _logger.info("%s refused: %s (%s)", request.url.path, error.error, error.reason)
        return _json(error.body(), error.status)
    except _TooLargeError:
        return _json(_GENERAL_ERROR, 413)
    except UnavailableError:
        _logger.exception("the control database cannot be reached")
        return _json(_GENERAL_ERROR, 503)


async def parameters(request: Request) -> dict[str, str]:
    """Return the parameters of query and body; a body of any other type is tried as a form."""
    given = dict(request.query_params)
    body = await _body(request)
    if request.headers.get("content-type", "").lower().startswith("multipart/"):
        given.update(await _multipart(request, body))
    else:
        given.update(_form(body))
    return given


async def _body(request: Request) -> bytes:
    parts = bytearray()
    async for chunk in request.stream():
        parts += chunk
        if len(parts) > BODY_LIMIT:
            raise _TooLargeError
    return bytes(parts)


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(
            parse_qsl(
                body.decode("utf-8", "replace"),
                keep_blank_values=True,
                max_num_fields=_MOST_FIELDS,
            )
        )
    except ValueError:  # too many fields
        return {}


async def _multipart(request: Request, body: bytes) -> dict[str, str]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, stream(), max_fields=_MOST_FIELDS, max_files=0)
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError):  # ValueError: some charsets refuse in their own way
        return {}
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _known_scopes(text: str) -> bool:
    try:
        return bool(parse_scopes(text))
    except UnknownScopeError:
        return False


def _json(content: object, status: int = 200) -> Response:
    """Return JSON on one line without a newline at its end, which one SDK relies on."""
    headers = {"Content-Type": "application/json;charset=UTF-8", "Cache-Control": "no-store"}
    return Response(msgspec.json.encode(content), status, headers)


def _page(title: str, text: str, *, status: int = 400) -> Response:
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p></html>\n"
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})
