"""Tags of a record: given by name or id, made where a name is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.errors.catalogue import ITEM_LIMIT, MANDATORY_MISSING, REFERENCE_INVALID, WRONG_TYPE
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.values import clean_text
from crmstead.model.module import Module
from crmstead.records.draft import Draft
from crmstead.records.writing import Writing
from crmstead.store.associations import find_tags, forget_tags
from crmstead.store.schema import RECORD_TAGS, TAGS

TAG = "Tag"
MOST_TAGS = 10
_LONGEST_NAME = 25


def parse_tags(given: Any) -> list[tuple[int | None, str]]:
    """Return (id, name) of each tag; a bare text is a name.

    Raises:
        RecordError: no array, more than 10, or an entry that names no tag.
    """
    if given is None:
        return []
    if not isinstance(given, list):
        raise RecordError(WRONG_TYPE, expected_data_type="jsonarray")
    if len(given) > MOST_TAGS:
        raise RecordError(ITEM_LIMIT, limit=MOST_TAGS)
    return [_parse_tag(index, entry) for index, entry in enumerate(given)]


def _parse_tag(index: int, entry: Any) -> tuple[int | None, str]:
    try:
        if isinstance(entry, dict) and entry.get("id") is not None:
            return reference_id({"id": entry["id"]}), ""
        name = entry.get("name") if isinstance(entry, dict) else entry
        path = ("name",) if isinstance(entry, dict) else ()
        if name is None:
            raise RecordError(MANDATORY_MISSING, ("name",))  # noqa: TRY301 - gets its index below
        try:
            text = clean_text(name, _LONGEST_NAME, "text")
        except RecordError as error:
            raise error.below(*path) from None
        if text is None:
            raise RecordError(MANDATORY_MISSING, ("name",))  # noqa: TRY301 - gets its index below
    except RecordError as error:
        raise error.below(index) from None
    return None, text


class TagBook:
    """The tags that a request uses: looked up once, new ones made with the request."""

    def __init__(self, writing: Writing, module: Module) -> None:
        self._writing = writing
        self._module = module.api_name
        self._by_id: set[int] = set()
        self._by_name: dict[str, int] = {}
        self._new: list[tuple[int, str, str, str, None]] = []
        self._tied: dict[int, list[int]] = {}
        #: Records that an update gives another set of tags.
        self._again: set[int] = set()

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the module's tags that the drafts name."""
        ids = sorted({one for draft in drafts for one, _ in draft.tags if one is not None})
        names = sorted({name.lower() for draft in drafts for one, name in draft.tags if not one})
        for column, values in (("id", ids), ("folded", names)):
            if values:
                rows = await find_tags(
                    self._writing.transaction, self._writing.org, self._module, column, values
                )
                self._by_id.update(row[0] for row in rows)
                self._by_name.update((row[1], row[0]) for row in rows)

    def resolve(self, draft: Draft) -> list[int]:
        """Return the ids of a draft's tags, each once; unknown names become tags.

        Raises:
            RecordError: an id that is no tag of the module.
        """
        found: dict[int, None] = {}
        for index, (tag, name) in enumerate(draft.tags):
            if tag is not None and tag not in self._by_id:
                raise RecordError(REFERENCE_INVALID, (TAG, index, "id"))
            found[tag if tag is not None else self._named(name)] = None
        return list(found)

    def _named(self, name: str) -> int:
        folded = name.lower()
        known = self._by_name.get(folded)
        if known is None:
            known = self._by_name[folded] = self._writing.org.ids.next()
            self._by_id.add(known)
            self._new.append((known, self._module, name, folded, None))
        return known

    def tie(self, drafts: Sequence[Draft], tags: list[int]) -> None:
        """Give drafts that will be written their tags."""
        self._tied.update((draft.id, tags) for draft in drafts)
        self._again.update(draft.id for draft in drafts if draft.before is not None)

    async def write(self) -> None:
        """Make the new tags that a written record has, and tie tags to their records."""
        if self._again:
            await forget_tags(self._writing.transaction, self._writing.org, sorted(self._again))
        rows = [
            (record, position, tag)
            for record, ids in self._tied.items()
            for position, tag in enumerate(ids)
        ]
        used = {tag for _, _, tag in rows}
        made = [new for new in self._new if new[0] in used]
        if made:
            await self._writing.transaction.insert(TAGS.name, TAGS.columns, made)
        if rows:
            await self._writing.transaction.insert(RECORD_TAGS.name, RECORD_TAGS.columns, rows)
