"""One page of a list: the window it shows, its rows, its `info` and its page tokens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.ways import is_lasting
from crmstead.databases.base import Reader
from crmstead.errors.parameters import PAGE_TOKENS_PASSED, PAGES_PASSED
from crmstead.errors.raised import ApiError
from crmstead.model.module import Module
from crmstead.model.times import times_of
from crmstead.model.version import Version
from crmstead.query.list_params import ListParams
from crmstead.query.plan import Condition
from crmstead.records.read.lasting import shown_alike
from crmstead.records.read.reading import Reading, Slice, Window, cursor_at, render
from crmstead.records.read.rendering import View, with_keys
from crmstead.records.read.united import ACTIVITY_TYPE, read_united, united_readings
from crmstead.records.read.walks import read_slice
from crmstead.store.orgs import OpenOrg
from crmstead.store.page_tokens import LIFE, Cursor, PageTokens, Token
from crmstead.store.schema import ensure_tables

#: Records that `page` alone reaches, and that page tokens reach (Get Records).
REACHED_BY_PAGE = 2_000
REACHED_BY_TOKEN = 100_000
#: Seconds before a page token's end in which its page does not last: replies are kept for less.
_SOON = 60 * 60


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Records as they are shown, and the `info` about them."""

    records: list[Any]
    info: dict[str, Any]
    #: They are the same whenever they are asked for, as long as nothing is written.
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """Records that a list is of, where it is not of all of its module: those of another record."""

    #: What holds for the records of each module. Several modules are merged into one list.
    parts: Sequence[tuple[Module, Condition]]
    #: What a page token holds for, besides the parameters.
    bound: str
    #: Key that tells the module of each record, in a merged list.
    module_key: str | None = None
    #: Reads keys that records have in this list alone: ids -> keys by id.
    more: Callable[[Reader, Sequence[int]], Awaitable[Mapping[int, dict[str, Any]]]] | None = None
    #: Which of them are seen; None = those that the caller sees of their module.
    visible: Condition | None = None


@dataclass(frozen=True, slots=True)
class Lister:
    """Answers one list request."""

    org: OpenOrg
    caller: Caller
    module: Module
    version: Version
    params: ListParams
    modified_since: int | None
    among: Among | None = None

    async def page(self) -> RecordPage:
        """Return the page asked for; without records where there are none.

        Raises:
            ApiError: a page token that is not good, or a page beyond what may be reached.
        """
        tokens = PageTokens(
            self.org.page_keys,
            self.org.id,
            self.caller.user.id,
            self.module.id,
            self.params.bound if self.among is None else self.params.bound + self.among.bound,
        )
        token = self._token_given(tokens)
        window, start = self._window(token)
        reading = Reading(
            self.org,
            self.caller,
            self.module,
            self.version,
            self.params,
            self.modified_since,
            under_record=self.among is not None,
            visible=None if self.among is None else self.among.visible,
            lasts=self._lasts(),
        )
        records, found = await self._read(reading, window)
        info = self._info(reading, tokens, window, start, found)
        return RecordPage(records, info, self._is_shown_alike(token))

    def _lasts(self) -> bool:
        """Tell whether the list is the same at another time: what views choose may turn on it."""
        params = self.params
        plain = params.view is None and params.ids is None and is_lasting(self.org.catalogue)
        return plain and self.among is None and self.modified_since is None

    def _is_shown_alike(self, token: Token | None) -> bool:
        if self.module.view_of or (token is not None and self._ends_soon(token)):
            return False
        return self._lasts() and shown_alike(self.org.catalogue, self.module)

    async def _read(self, reading: Reading, window: Window) -> tuple[list[Any], Slice]:
        if self.module.view_of:
            asked = self.params.fields is None or ACTIVITY_TYPE in self.params.fields
            return await read_united(
                united_readings(reading), window, ACTIVITY_TYPE if asked else None
            )
        if self.among is None:
            return await self._read_one(reading, window)
        parts = [replace(reading, module=one, also=where) for one, where in self.among.parts]
        if self.among.module_key is not None:
            return await read_united(parts, window, self.among.module_key)
        return await self._read_one(parts[0], window)

    async def _read_one(self, reading: Reading, window: Window) -> tuple[list[Any], Slice]:
        await ensure_tables(self.org, reading.module)
        async with self.org.database.reading() as reader:
            found = await read_slice(reader, reading, window)
            records = await render(reader, reading, found.rows, found.rendering, View.LIST)
            if self.among is not None and self.among.more is not None and records:
                ids = [row[0] for row in found.rows]
                keys = await self.among.more(reader, ids)
                records = [
                    with_keys(record, keys.get(one, {}))
                    for one, record in zip(ids, records, strict=True)
                ]
        return records, found

    def _ends_soon(self, token: Token) -> bool:
        return token.ends - self.org.clock.seconds() < _SOON

    def _token_given(self, tokens: PageTokens) -> Token | None:
        given = self.params.page_token
        return None if given is None else tokens.read(given, self.org.clock.seconds())

    def _window(self, token: Token | None) -> tuple[Window, int]:
        """Return which records to read, and the offset of the first in the whole walk."""
        params = self.params
        if token is None:
            offset = (params.page - 1) * params.per_page
            if offset >= REACHED_BY_PAGE:
                raise ApiError(PAGES_PASSED, limit=REACHED_BY_PAGE)
            return Window(min(params.per_page, REACHED_BY_PAGE - offset), offset), offset
        cursor = token.cursor
        if cursor.offset >= REACHED_BY_TOKEN:
            raise ApiError(PAGE_TOKENS_PASSED, param_name="page_token")
        limit = min(params.per_page, REACHED_BY_TOKEN - cursor.offset)
        return Window(limit, cursor=cursor), cursor.offset

    def _info(
        self, reading: Reading, tokens: PageTokens, window: Window, start: int, found: Slice
    ) -> dict[str, Any]:
        backwards = window.cursor is not None and window.cursor.backwards
        order = reading.order()
        count = len(found.rows)
        after_last = before_first = None
        # A page reached backwards has the page it was left for behind it.
        if count and (found.more or backwards):
            after_last = cursor_at(found.rows[-1], order, start + count)
        if count and (found.more if backwards else start > 0):
            before = max(0, start - self.params.per_page)
            before_first = cursor_at(found.rows[0], order, before, backwards=True)
        info: dict[str, Any] = {
            "per_page": self.params.per_page,
            "count": count,
            "page": self.params.page,
            "sort_by": reading.sort_name(),
            "sort_order": "desc" if order.descending else "asc",
            "more_records": after_last is not None,
        }
        if self.version.page_tokens_in_info:
            info |= self._tokens(tokens, after_last, before_first)
        return info

    def _tokens(
        self, tokens: PageTokens, following: Cursor | None, previous: Cursor | None
    ) -> dict[str, Any]:
        now = self.org.clock.seconds()
        some = following is not None or previous is not None
        expiry = times_of(self.caller.zone).format(now + LIFE) if some else None
        return {
            "call": False,
            "email": False,
            "next_page_token": None if following is None else tokens.make(following, now),
            "previous_page_token": None if previous is None else tokens.make(previous, now),
            "page_token_expiry": expiry,
        }
