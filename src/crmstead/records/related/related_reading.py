"""Reading a related list, and one of its records, for whoever asks and however it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmstead.access.caller import Caller
from crmstead.errors.parameters import PARAM_MISSING
from crmstead.errors.raised import ApiError
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.model.version import Version
from crmstead.query.list_params import parse_list_params, split_names
from crmstead.records.read.listing import Lister, RecordPage
from crmstead.records.read.reading import read_record
from crmstead.records.read.rendering import with_keys
from crmstead.records.related.links import link_keys
from crmstead.records.related.related import (
    MODULE_KEY,
    among,
    conditions,
    ensure_related,
    require_record,
)
from crmstead.records.related.relations import Relation
from crmstead.store.orgs import OpenOrg

#: Parameters of Get Records that mean nothing for records which are another one's.
_OF_MODULES = frozenset({"cvid", "territory_id", "include_child"})
#: What `info` tells of a related list (Get Related Records, response).
_INFO = (
    "per_page", "next_page_token", "count", "page", "previous_page_token", "page_token_expiry",
    "more_records",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedReading:
    """A request for the related list `name` of one record, given by its id as text."""

    org: OpenOrg
    caller: Caller
    version: Version
    module: Module
    record: str
    name: str
    relations: Sequence[Relation]
    query: Mapping[str, str]
    since: int | None

    async def page(self, *, deleted: bool = False) -> RecordPage:
        """Return the page asked for; `deleted` looks for the record in the recycle bin.

        Raises:
            ApiError: a parameter that is missing or wrong, or no such record.
        """
        related = self.relations[0].module
        if self.version.fields_required and not split_names(self.query.get("fields", "")):
            raise ApiError(PARAM_MISSING, param_name="fields")
        query = {key: value for key, value in self.query.items() if key not in _OF_MODULES}
        params = parse_list_params(
            query, self.org.catalogue, related, self.version, self.caller.zone
        )
        record = await require_record(
            self.org, self.caller, self.module, self.record, deleted=deleted
        )
        await ensure_related(self.org, self.relations)
        of_record = among(self.org, self.caller, self.version, self.relations, record, self.name)
        lister = Lister(self.org, self.caller, related, self.version, params, self.since, of_record)
        page = await lister.page()
        return RecordPage(page.records, {key: page.info[key] for key in _INFO if key in page.info})

    async def one(self, wanted: str) -> tuple[Any, int | None] | None:
        """Return one record of the list and its Modified_Time, None where it is not in it.

        Raises:
            ApiError: the record whose list it is is not there.
        """
        record = await require_record(self.org, self.caller, self.module, self.record)
        other = parse_id(wanted)
        if other is None:
            return None
        await ensure_related(self.org, self.relations)
        names = split_names(self.query.get("fields", "")) or None
        parts = conditions(self.org, self.caller, self.relations, record)
        for relation, (module, where) in zip(self.relations, parts, strict=True):
            found = await read_record(
                self.org, self.caller, module, self.version, other, names, where
            )
            if found is not None:
                keys = await self._keys(relation, record, other)
                return (with_keys(found[0], keys) if keys else found[0]), found[1]
        return None

    async def _keys(self, relation: Relation, record: int, other: int) -> dict[str, Any]:
        """Return the keys that a record has in this list alone."""
        if relation.related.api_name != self.name:
            return {MODULE_KEY: relation.module.api_name}
        keys = link_keys(self.org, self.caller, self.version, relation, record)
        if keys is None:
            return {}
        async with self.org.database.reading() as reader:
            return (await keys(reader, [other])).get(other, {})
