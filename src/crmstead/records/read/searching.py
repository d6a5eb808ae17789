"""Searching a module and counting its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.access.caller import Caller
from crmstead.access.fields import visible_fields
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import FIELD_TYPE_UNAVAILABLE
from crmstead.model.field import Field
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.comparing import column, like
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    NOTHING,
    All,
    ColumnRef,
    Compare,
    Condition,
    Like,
    both,
)
from crmstead.query.plan import Any as AnyOf
from crmstead.query.search_criteria import parse_criteria
from crmstead.query.search_params import (
    SearchParams,
    digits_of,
    email_of,
    parse_search_params,
    words_asked,
)
from crmstead.query.searching import Searched, search_condition
from crmstead.query.special_values import SPECIAL, Moment
from crmstead.query.words import words_of
from crmstead.records.read.fields import shown_fields
from crmstead.records.read.lasting import shown_alike
from crmstead.records.read.listing import RecordPage
from crmstead.records.read.reading import Reading, Window, render
from crmstead.records.read.rendering import View
from crmstead.records.read.seeing import without_unseen
from crmstead.records.read.walks import read_slice
from crmstead.store.full_text import keep_words, matching
from crmstead.store.orgs import OpenOrg
from crmstead.store.rows import count
from crmstead.store.schema import APPROVAL_STATE, ensure_tables

#: Needles that are looked up among the words that are kept.
_BY_WORDS = frozenset({"word", "email"})


def can_search(module: Module) -> bool:
    """Tell whether records of a module are found by a search; rows and links are, too."""
    return "search" in module.supports or module.is_subform or module.is_linking


@dataclass(frozen=True, slots=True)
class Searcher:
    """Answers one search or count."""

    org: OpenOrg
    caller: Caller
    module: Module
    version: Version
    fields: Searched
    params: SearchParams

    async def page(self) -> RecordPage:
        """Return the page asked for; without records where there are none."""
        listed = self.params.listed
        reading = await self._reading()
        window = Window(listed.per_page, (listed.page - 1) * listed.per_page)
        async with self.org.database.reading() as reader:
            found = await read_slice(reader, reading, window)
            records = await render(reader, reading, found.rows, found.rendering, View.LIST)
        info: dict[str, Any] = {
            "per_page": listed.per_page,
            "count": len(records),
            "page": listed.page,
            "more_records": found.more,
        }
        if self.version.search_tells_sort:
            order = reading.order()
            info["sort_by"] = reading.sort_name()
            info["sort_order"] = "desc" if order.descending else "asc"
        return RecordPage(records, info, self._lasts())

    def _lasts(self) -> bool:
        """Tell whether it finds the same at another time, as long as nothing is written."""
        plain = self.params.needle is None or SPECIAL not in self.params.needle[1]
        return plain and shown_alike(self.org.catalogue, self.module)

    async def count(self) -> int:
        """Return how many records there are.

        Raises:
            ApiError: the module has no field of the kind that is searched by.
        """
        needle = self.params.needle
        if needle is not None and needle[0] != "criteria" and not self._searched(needle[0]):
            raise ApiError(FIELD_TYPE_UNAVAILABLE, param_name=needle[0])
        reading = await self._reading()
        async with self.org.database.reading() as reader:
            return await count(reader, self.org, self.module, reading.where())

    async def _reading(self) -> Reading:
        """Return the list that the search amounts to, its tables and words there."""
        needle = self._needle()
        state = self._approval_state()
        await ensure_tables(self.org, self.module)
        if self.params.needle is not None and self.params.needle[0] in _BY_WORDS:
            await keep_words(self.org, self.module)
        listed = self.params.listed
        if listed.fields is None:
            listed = replace(listed, fields=self._whole())
        also = both(needle, state)
        return Reading(self.org, self.caller, self.module, self.version, listed, also=also)

    def _whole(self) -> tuple[str, ...]:
        """Return the names of all that a record shows, but for its rows."""
        shown = shown_fields(self.caller, self.module, self.version)
        return tuple(field.api_name for field in shown if field.subform is None)

    def _needle(self) -> Condition:
        if self.params.needle is None:
            return EVERYTHING
        name, text = self.params.needle
        if name == "criteria":
            moment = Moment(self.org.clock.seconds(), self.caller.zone, self.caller.user.id)
            condition = search_condition(parse_criteria(text), self.fields, moment)
            return without_unseen(self.org.catalogue, self.caller, self.module, condition)
        if name == "word":
            return self._words(text)
        fields = self._searched(name)
        if name == "email":
            return self._address(email_of(text), fields)
        digits = digits_of(text)
        numbers = map(column, fields)
        return AnyOf(tuple(Like(one, "contains", digits, digits=True) for one in numbers))

    def _address(self, address: str, fields: Sequence[Field]) -> Condition:
        """Return "an address holds a text", found by the words of both.

        unspecified: the text begins where a word of the address does, as a local part, a domain
        and a whole address do; so an index leads there.
        """
        held = AnyOf(tuple(like(field, "contains", address) for field in fields))
        words = words_of(address)
        return both(matching(self.module, words), held) if words and fields else held

    def _searched(self, name: str) -> list[Any]:
        return self.fields.worded() if name == "word" else self.fields.of_kind(name)

    def _words(self, text: str) -> Condition:
        words = words_asked(text)
        fields = self.fields.worded()
        if not fields:
            return NOTHING
        found = matching(self.module, words)
        if not self.fields.restricted and not self._hides():
            return found
        # The words kept are those of all fields: one that the caller sees has to have each.
        seen = (AnyOf(tuple(like(field, "contains", word) for field in fields)) for word in words)
        return All((found, *seen))

    def _hides(self) -> bool:
        return any(self.caller.profile.id in field.hidden_from for field in self.module.fields)

    def _approval_state(self) -> Condition:
        state = self.params.approval_state
        if state is None:
            return EVERYTHING
        if APPROVAL_STATE not in self.module.by_name:
            return EVERYTHING if state == "approved" else NOTHING
        return Compare(ColumnRef(BASE, APPROVAL_STATE), "=", state)


def searcher(
    org: OpenOrg, caller: Caller, module: Module, version: Version, query: Mapping[str, str]
) -> Searcher:
    """Return what answers a search or count with some parameters.

    Raises:
        ApiError: a parameter is not good.
    """
    fields = searched_fields(org, caller, module)
    params = parse_search_params(query, org.catalogue, module, fields)
    return Searcher(org, caller, module, version, fields, params)


def searched_fields(org: OpenOrg, caller: Caller, module: Module) -> Searched:
    """Return the fields that a caller may search a module by; never hidden ones."""
    key = ("searched", module.api_name, caller.profile.id)
    found: Searched | None = org.compiled.get(key)
    if found is None:
        fields = visible_fields(caller, module.fields)
        by_name = {field.api_name: field for field in fields}
        restricted = org.catalogue.restricted_fields(module) & by_name.keys()
        found = org.compiled[key] = Searched(by_name, module.aliases, restricted)
    return found
