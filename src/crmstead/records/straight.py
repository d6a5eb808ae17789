"""The straight-line check: one compiled function for items that have the same keys.

Items of an import all look alike. For keys that keep coming, a function is compiled that checks
every value in a row, without a look-up per field. It gives up at the first value that is not
plainly good, and the careful way (records.validation) then finds out what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.base import Parser
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field

Keys = tuple[str, ...]
#: Returns the values to store, None where something has to be looked at with care.
Straight = Callable[[Mapping[str, Any], tzinfo], dict[str, Any] | None]

#: Items of the same keys before a function is worth its compilation.
_WORTH = 50
#: Most keys that are counted, and that have a function: what clients can make the server keep.
_MOST_COUNTED, _MOST_COMPILED = 1024, 128
#: No module has more fields; an item with more keys is nobody's import.
_MOST_KEYS = 500


class StraightChecks:
    """The functions of one module, by the keys of the items."""

    def __init__(self, fields: Mapping[str, Field], parsers: Mapping[str, Parser]) -> None:
        self._fields = fields
        self._parsers = parsers
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
                names[f"p{number}"] = self._parsers[key]
                lines += self._check(self._fields[key], number)
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
        made: Straight = names["straight"]
        return made

    def _check(self, field: Field, number: int) -> list[str]:
        value = f"a{number}"
        plain = type_of(field.kind).plainly_good(field)
        parsed = f"{value} = p{number}({value}, zone)"
        if plain is None:
            return [f"if {value} is not None:", f" {parsed}"]
        condition, result = (text.format(value) for text in plain)
        return [
            f"if {condition}:",
            f" {value} = {result}",
            f"elif {value} is not None:",
            f" {parsed}",
        ]
