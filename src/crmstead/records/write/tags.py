"""Tags of a record: given by name or id, made where a name is new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import (
    ITEM_LIMIT,
    MANDATORY_MISSING,
    REFERENCE_INVALID,
    VALUE_INVALID,
    WRONG_TYPE,
)
from crmstead.fieldtypes.lookup import reference_id
from crmstead.fieldtypes.values import clean_text
from crmstead.model.module import Module
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.associations import tags_of
from crmstead.store.tags import Tag, find_tags, forget_tags, insert_tags, tie_tags

TAG = "Tag"
COLOR = "color_code"
MOST_TAGS = 10
_LONGEST_NAME = 25
_LONGEST_COLOR = 7
_COLOR = re.compile("#[0-9A-Fa-f]{6}")


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
    return [parse_tag(index, entry) for index, entry in enumerate(given)]


def parse_tag(index: int, entry: Any) -> tuple[int | None, str]:
    """Return (id, name) of an entry of an array of tags; the id goes before the name.

    Raises:
        RecordError: it names no tag.
    """
    try:
        if not isinstance(entry, dict):
            return None, _name(entry)
        number = reference_id({"id": entry.get("id")})
        return (None, parse_name(entry)) if number is None else (number, "")
    except RecordError as error:
        raise error.below(index) from None


def parse_name(entry: dict[str, Any]) -> str:
    """Return the name that an entry gives a tag.

    Raises:
        RecordError: there is none, or it is no text of at most 25 characters.
    """
    try:
        return _name(entry.get("name"))
    except RecordError as error:
        raise error.below(*(() if error.path else ("name",))) from None


def _name(given: Any) -> str:
    text = None if given is None else clean_text(given, _LONGEST_NAME, "text")
    if text is None:
        raise RecordError(MANDATORY_MISSING, ("name",))
    return text


def parse_color(entry: dict[str, Any]) -> str | None:
    """Return the colour that an entry gives a tag, None where it gives none.

    unspecified: any colour is taken; older pages list thirteen, newer examples have others.

    Raises:
        RecordError: it is no text of the form `#57B1FD`.
    """
    given = entry.get(COLOR)
    if given is None:
        return None
    try:
        text = clean_text(given, _LONGEST_COLOR, "text")
        if text is not None and not _COLOR.fullmatch(text):
            raise RecordError(VALUE_INVALID)  # noqa: TRY301 - gets its place below
    except RecordError as error:
        raise error.below(COLOR) from None
    return None if text is None else text.upper()


def new_tag(writing: Writing, module: str, name: str, color: str | None) -> Tag:
    """Return a tag that the caller makes now."""
    now, user = writing.now, writing.caller.user.id
    return Tag(writing.org.ids.next(), module, name, name.lower(), color, now, user, now, user)


class TagBook:
    """The tags that a request uses: looked up once, new ones made with the request."""

    def __init__(self, writing: Writing, module: Module) -> None:
        self._writing = writing
        self._module = module.api_name
        self._by_id: dict[int, Tag] = {}
        self._by_name: dict[str, Tag] = {}
        self._new: list[Tag] = []
        self._tied: dict[int, list[int]] = {}
        #: Records that an update gives another set of tags.
        self._again: set[int] = set()

    async def load(self, drafts: Sequence[Draft]) -> None:
        """Read the module's tags that the drafts name."""
        await self.look_up(named for draft in drafts for named in draft.tags)

    async def look_up(self, named: Iterable[tuple[int | None, str]]) -> None:
        """Read those of some tags, each (id, name), that the module has."""
        given = list(named)
        if not given:
            return
        ids = sorted({one for one, _ in given if one is not None})
        names = sorted({name.lower() for one, name in given if one is None})
        for column, values in (("id", ids), ("folded", names)):
            if values:
                writing = self._writing
                found = await find_tags(
                    writing.transaction, writing.org, column, values, self._module
                )
                self._by_id.update((tag.id, tag) for tag in found)
                self._by_name.update((tag.folded, tag) for tag in found)

    def resolve(self, draft: Draft) -> list[int]:
        """Return the ids of a draft's tags, each once; unknown names become tags.

        Raises:
            RecordError: an id that is no tag of the module.
        """
        if not draft.tags:
            return []
        found: dict[int, None] = {}
        for index, (number, name) in enumerate(draft.tags):
            tag = self.named(number, name) or (self.take(name) if number is None else None)
            if tag is None:
                raise RecordError(REFERENCE_INVALID, (TAG, index, "id"))
            found[tag.id] = None
        return list(found)

    def named(self, number: int | None, name: str) -> Tag | None:
        """Return the tag of an id, or of a name where the id is None; None where there is none."""
        return self._by_name.get(name.lower()) if number is None else self._by_id.get(number)

    def take(self, name: str, color: str | None = None) -> Tag:
        """Return a new tag; it is made if a record that is written has it."""
        tag = new_tag(self._writing, self._module, name, color)
        self._by_id[tag.id] = self._by_name[tag.folded] = tag
        self._new.append(tag)
        return tag

    def tie(self, drafts: Sequence[Draft], tags: list[int]) -> None:
        """Give drafts that will be written their tags."""
        self._tied.update((draft.id, tags) for draft in drafts)
        self._again.update(draft.id for draft in drafts if draft.before is not None)

    async def changes(self) -> dict[int, tuple[list[str], list[str]]]:
        """Return the names before and after of the tags of records that get another set."""
        if not self._again:
            return {}
        writing, ids = self._writing, sorted(self._again)
        before: dict[int, dict[int, str]] = {record: {} for record in ids}
        for record, tag, name, _ in await tags_of(writing.transaction, writing.org, ids):
            before[record][tag] = name
        return {
            record: (list(had.values()), [self._by_id[tag].name for tag in self._tied[record]])
            for record, had in before.items()
            if list(had) != self._tied[record]
        }

    async def write(self) -> None:
        """Make the new tags that a written record has, and tie tags to their records."""
        if not self._tied:
            return
        if self._again:
            await forget_tags(self._writing.transaction, self._writing.org, sorted(self._again))
        await self.make(tag for tags in self._tied.values() for tag in tags)
        await tie_tags(self._writing.transaction, self._tied)

    async def make(self, used: Iterable[int]) -> None:
        """Make those of the new tags that are among the ids of some."""
        among = set(used)
        await insert_tags(self._writing.transaction, (tag for tag in self._new if tag.id in among))
