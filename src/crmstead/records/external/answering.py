"""Answers in the names that the client used: external values beside ids, or in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from crmstead.model.version import Version
from crmstead.records.external.header import By
from crmstead.records.external.naming import ID, Named, Spot, path_of

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_parts_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_encoder = msgspec.json.Encoder(decimal_format="number")
_INFO = "info"
#: What a list by external ids tells of itself.
_INFO_KEYS = ("per_page", "count", "page", "more_records")


@dataclass(slots=True)
class Answering:
    """What an answer has to say of the records that a request named by external fields."""

    version: Version
    #: Records by their ids: the field, and its value as it was sent.
    records: dict[str, tuple[str, Any]] = field(default_factory=dict)
    #: The same of values of no record, by the ids that stood in for them.
    missing: dict[str, tuple[str, Any]] = field(default_factory=dict)
    #: JSONPaths that errors tell of -> those of the external values, and their fields.
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Fields of no record by the place of their item, for versions without paths.
    unknown: dict[int, str] = field(default_factory=dict)
    #: A list of the records that `ids` name was asked for.
    lists: bool = False

    def note(self, named: Named, record: int, *, found: bool) -> None:
        """Remember what a value stands for."""
        told = (named.by.name, named.value)
        if not found:
            self.missing[str(record)] = told
        elif named.acted_on:
            self.records[str(record)] = told
        if named.spot is None or named.stands is None:
            return
        if named.spot is not named.stands:
            self.move(named.stands, path_of(named.spot)[0], named.by)
        if not found:
            self._lacks(named.spot, named.by)

    def expect(self, spot: Spot, by: By) -> None:
        """Remember that an item which lacks an id lacks the value of a field."""
        sent = path_of(spot)[0]
        self.move(spot, sent.removesuffix(ID) + by.name, by)
        self._lacks(spot, by)

    def _lacks(self, spot: Spot, by: By) -> None:
        index = spot.sent[1] if len(spot.sent) > 1 else None
        if isinstance(index, int):
            self.unknown.setdefault(index, by.name)

    def move(self, spot: Spot, path: str, by: By) -> None:
        """Let errors of one place tell of another."""
        for known in path_of(spot):
            self.moved[known] = (path, by.name)

    def listed(self, body: bytes) -> bytes:
        """Return a list of records with what the page of external ids says of a list."""
        parts = _parts_decoder.decode(body)
        if _INFO in parts:
            info = msgspec.json.decode(parts[_INFO])
            kept = {key: info[key] for key in _INFO_KEYS if key in info}
            parts[_INFO] = msgspec.Raw(_encoder.encode(kept))
        return _encoder.encode(parts)

    def told(self, body: bytes) -> bytes:
        """Return the answer of an operation that changes something."""
        return _encoder.encode(self._told(_decoder.decode(body), None))

    def details(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the details of an error."""
        return self._details(given, None, good=False)

    def _told(self, value: Any, index: int | None) -> Any:
        if isinstance(value, list):
            return [self._told(one, place) for place, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        good = value.get("status") == "success"
        return {
            key: self._details(inner, index, good=good)
            if key == "details" and isinstance(inner, dict)
            else self._told(inner, index)
            for key, inner in value.items()
        }

    def _details(
        self, given: Mapping[str, Any], index: int | None, *, good: bool
    ) -> dict[str, Any]:
        details = {key: self._told(value, index) for key, value in given.items()}
        path = details.get("json_path")
        if isinstance(path, str) and path in self.moved:
            details["json_path"], details["api_name"] = self.moved[path]
        elif path is None and details.get("api_name") == ID and index in self.unknown:
            details["api_name"] = self.unknown[index]
        record = details.get(ID)
        if not isinstance(record, str):
            return details
        if record in self.missing:
            name, value = self.missing[record]
            return {name if key == ID else key: value if key == ID else one
                    for key, one in details.items()}  # fmt: skip
        if good and record in self.records:
            name, value = self.records[record]
            return {name: value, **details}
        return details
