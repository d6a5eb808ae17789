"""What a row of the surface is, and what a call and a reply are. Plain data, no framework."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from string import ascii_letters, digits
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from crmstead.access.caller import Caller
from crmstead.errors.cause import Cause
from crmstead.errors.raised import ApiError
from crmstead.model.field import ALWAYS
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.records.read.listing import RecordPage
from crmstead.records.write.finishing import Outcome
from crmstead.records.write.forms import Form
from crmstead.store.files.contents import Content
from crmstead.store.orgs import OpenOrg


@dataclass(frozen=True, slots=True)
class Param:
    """A query parameter that the dispatcher checks: whether it must be there."""

    name: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """What files a route takes as `multipart/form-data`: how many, and how many bytes of each."""

    most: int
    size: int
    #: Name of the cause in the catalogue that a larger one answers.
    too_large: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation: method and path below `/crm/{version}`, with what guards it.

    `{module}` in the path is resolved to a Module before the function runs, other `{names}` come
    as text. `scopes` are alternatives, each without the service (`modules.{module}.READ`,
    `settings.fields.READ`); `permission` a right of the profile (`View`, `Create`), without which
    `no_permission` is answered.
    """

    method: str
    path: str
    call: Callable[[Call], Awaitable[Reply]]
    scopes: tuple[str, ...]
    operation: str
    permission: str | None = None
    #: Name of the cause in the catalogue that a missing permission answers.
    no_permission: str = "NO_PERMISSION"
    params: tuple[Param, ...] = ()
    #: The body is a form, which goes to the place of files as it comes in; else it is JSON.
    upload: Upload | None = None
    since: float = 0.0
    until: float = ALWAYS


#: What a scope calls that which a method does.
_RIGHTS = {
    "GET": "READ",
    "POST": "CREATE",
    "PUT": "UPDATE",
    "PATCH": "UPDATE",
    "DELETE": "DELETE",
}


@dataclass(frozen=True, slots=True)
class Routes:
    """Makes the routes of a page that are alike: in their scopes, and in parameters of all.

    In a scope `{right}` stands for the right that the route takes, which is that of its method
    unless another one is named.
    """

    scopes: tuple[str, ...]
    params: tuple[Param, ...] = ()

    def __call__(
        self,
        method: str,
        path: str,
        call: Callable[[Call], Awaitable[Reply]],
        operation: str,
        *more: Param,
        right: str | None = None,
    ) -> Route:
        """Return the route of an operation, which may take more parameters."""
        taken = right or _RIGHTS[method]
        return Route(
            method=method,
            path=path,
            call=call,
            scopes=tuple(scope.replace("{right}", taken) for scope in self.scopes),
            operation=operation,
            params=(*self.params, *more),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """A request that comes inside of another one, and speaks for the same caller."""

    method: str
    #: As in the line of a request: it begins with `/crm/{version}/`, a query may follow.
    uri: str
    version: Version
    #: Parameters beside those of the query.
    params: Mapping[str, str]
    #: By names in lower case.
    headers: Mapping[str, str]
    body: bytes


class Inside(Protocol):
    """Answers a request that comes inside of another one, as if it had come by itself.

    `admit` is asked about the call before it is made: it may change it, refuse it by an ApiError,
    which is the answer then, or not take it at all. With `whole` a failure of the server is raised,
    so that whatever the request is part of fails with it.
    """

    async def __call__(
        self,
        outer: Call,
        inner: Inner,
        org: OpenOrg,
        admit: Callable[[Call], None],
        *,
        whole: bool,
    ) -> Reply:
        """Return the answer, with the headers that describe it.

        Raises:
            NotAdmittedError: `admit` raises it.
        """
        ...


class NotAdmittedError(Exception):
    """An operation that cannot be asked for inside of another request."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, authenticated and routed."""

    route: Route
    version: Version
    org: OpenOrg
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    #: The module that the path names.
    module: Module | None = None
    #: What came with a route that takes uploads.
    form: Form = field(default_factory=Form)
    #: URL under which this client reaches the server, without a slash at its end.
    public_url: str = ""
    #: Answers requests that this one consists of; None where a test calls an operation by itself.
    inside: Inside | None = None

    def require_module(self) -> Module:
        """Return the module of a route that names one in its path."""
        if self.module is None:
            raise LookupError(self.route.path)
        return self.module

    def record_id(self, unknown: Cause) -> int:
        """Return the id of the record in the path, behind its module.

        Raises:
            ApiError: it is no id, which is `unknown` as a record that is not there.
        """
        record = parse_id(self.path["record_id"])
        if record is None:
            raise ApiError(unknown, resource_path_index=1)
        return record


@dataclass(slots=True)
class Reply:
    """An answer: `body` is JSON, already encoded; None = no body at all (204, 304).

    Where there is `content`, that is the body; `headers` then tell its type and its name.
    `credits` is what the call turned out to cost beyond what its operation costs. One that `lasts`
    is the same whenever the caller asks, as long as nothing is written to the org.
    """

    status: int
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    content: Content | None = None
    credits: int = 0
    lasts: bool = False
    #: The body as gzip, once somebody took it so.
    gzip: bytes | None = None


_encoder = msgspec.json.Encoder()
_PLAIN = frozenset(f"{ascii_letters}{digits} .-_")
#: Signs in a name that clients read as signs of the header.
_MISLEADING = frozenset("\"'\\=;%")


def json_reply(content: Any, status: int = 200) -> Reply:
    """Return an answer with a JSON body."""
    return Reply(status, _encoder.encode(content))


def outcome_reply(outcome: Outcome, root: str = "data") -> Reply:
    """Return an entry for each record of a write, or for each item of another array."""
    return json_reply({root: outcome.answers}, outcome.status)


def records_reply(page: RecordPage, since: int | None) -> Reply:
    """Return a page of records: 204 where there are none, 304 where the client asked for newer."""
    if not page.records:
        return no_content() if since is None else Reply(304)
    reply = json_reply({"data": page.records, "info": page.info})
    reply.lasts = page.lasts
    return reply


def record_reply(found: tuple[Any, int | None] | None, since: int | None) -> Reply:
    """Return one record, given with its Modified_Time: 204 for none, 304 for one not newer."""
    if found is None:
        return no_content()
    shown, modified = found
    if since is not None and modified is not None and modified <= since:
        return Reply(304)
    return json_reply({"data": [shown]})


def no_content() -> Reply:
    """Return 204: nothing was found."""
    return Reply(204)


def file_reply(content: Content, name: str, media: str = "application/x-download") -> Reply:
    """Return the answer that is a file, to be saved under a name."""
    headers = {"content-type": media, "content-disposition": disposition(name)}
    return Reply(200, headers=headers, content=content)


def disposition(name: str) -> str:
    """Return the header that names a file: plainly, or encoded where plain text would mislead.

    The SDKs take what follows the last apostrophe, else what follows the last `=` without quotes.
    """
    if name.isascii() and name.isprintable() and not _MISLEADING.intersection(name):
        return f'attachment; filename="{name}"'
    plain = "".join(one if one in _PLAIN else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
