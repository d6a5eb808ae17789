"""Where else than among a module's own records an insert looks for duplicates."""

from __future__ import annotations

from dataclasses import dataclass

CONVERTED_RECORDS = "converted_records"
MAPPED_MODULE_RECORDS = "mapped_module_records"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldMapping:
    """Values of a unique field that are those of another module's unique field, too."""

    current: str
    mapped_module: str
    mapped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCheckPreference:
    """The preference of one module, by the module's id.

    `type` is converted_records or mapped_module_records; only the latter has `mappings`.
    """

    id: int
    module: str
    type: str
    mappings: tuple[FieldMapping, ...] = ()
