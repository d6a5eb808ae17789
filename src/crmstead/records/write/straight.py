"""The straight-line check: one compiled function for items that have the same keys.

Items of an import all look alike. For keys that keep coming, a function is compiled that checks
every value in a row, without a look-up per field. It gives up at the first value that is not
plainly good, and the careful way (records.write.validation) then finds out what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.base import Parser, Plain
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Straight:
    """What items of the same keys need."""

    #: Returns the values to store, None where something has to be looked at with care. Whether
    #: the records exist that they point to is not looked at.
    parse: Callable[[Mapping[str, Any], tzinfo], dict[str, Any] | None]
    #: The fields that it leaves out, or whose records have to be looked for; in the items' order.
    special: tuple[Field, ...]
    #: Lookups whose ids are among the values, each with its module.
    lookups: tuple[tuple[str, str], ...]
    #: Fields that point to records otherwise: by their rows, or with a module of their own.
    reaching: bool


#: Items of the same keys before a function is worth its compilation.
_WORTH = 50
#: Most keys that are counted, and that have a function: what clients can make the server keep.
_MOST_COUNTED, _MOST_COMPILED = 1024, 128
#: No module has more fields; an item with more keys is nobody's import.
_MOST_KEYS = 500


class StraightChecks:
    """The functions of one module, by the keys of the items."""

    def __init__(
        self,
        fields: Mapping[str, Field],
        parsers: Mapping[str, Parser],
        references: Mapping[str, Parser],
    ) -> None:
        self._fields = fields
        self._parsers = {**parsers, **references}
        self._references = references
        self._seen: dict[Keys, int] = {}
        self._compiled: dict[Keys, Straight] = {}

    def find(self, item: Mapping[str, Any]) -> Straight | None:
        """Return the function for an item, None where its keys are not common enough."""
        if not 0 < len(item) <= _MOST_KEYS:
            return None
        keys = tuple(item)
        found = self._compiled.get(keys)
        if found is not None:
            return found
        if len(self._seen) >= _MOST_COUNTED:
            self._seen.clear()
        seen = self._seen[keys] = self._seen.get(keys, 0) + 1
        if seen < _WORTH:
            return None
        if len(self._compiled) >= _MOST_COMPILED:
            self._compiled.clear()
        made = self._compiled[keys] = self._compile(keys)
        return made

    def _compile(self, keys: Keys) -> Straight:
        names: dict[str, Any] = {"RecordError": RecordError}
        lines, kept = [], []
        for number, key in enumerate(keys):
            if key in self._parsers:
                field = self._fields[key]
                plain = type_of(field.kind).plainly_good(field)
                names[f"p{number}"] = self._parsers[key]
                names[f"h{number}"] = None if plain is None else plain.helper
                lines += _check(plain, number)
                kept.append(f"{key!r}: a{number}")
        arguments = ", ".join(f"a{number}" for number in range(len(keys)))
        body = "\n".join(f"  {line}" for line in lines) or "  pass"
        source = (
            "def straight(item, zone):\n"
            f" ({arguments},) = item.values()\n"
            f" try:\n{body}\n"
            " except RecordError:\n  return None\n"
            f" return {{{', '.join(kept)}}}\n"
        )
        # Api names come from metadata and stand in the source as text constants only.
        exec(compile(source, "<straight check>", "exec"), names)  # noqa: S102
        known = [self._fields[key] for key in keys if key in self._fields]
        special = [
            field
            for field in known
            if field.api_name in self._references or field.api_name not in self._parsers
        ]
        lookups = tuple(
            (field.api_name, field.lookup)
            for field in special
            if field.api_name in self._references and field.kind != "user" and field.lookup
        )
        others = (field for field in special if field.api_name not in self._references)
        reaching = any(
            field.lookup or field.multi_module or field.subform or field.linking for field in others
        )
        return Straight(names["straight"], tuple(special), lookups, reaching)


def _check(plain: Plain | None, number: int) -> list[str]:
    value, helper = f"a{number}", f"h{number}"
    parsed = f"{value} = p{number}({value}, zone)"
    if plain is None:
        return [f"if {value} is not None:", f" {parsed}"]
    return [
        f"if {plain.condition.format(value, helper)}:",
        f" {value} = {plain.stored.format(value, helper)}",
        f"elif {value} is not None:",
        f" {parsed}",
    ]
