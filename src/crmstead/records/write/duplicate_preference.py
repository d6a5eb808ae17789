"""The duplicate check preference as a body gives it, checked; all refusals are of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from crmstead.errors.duplicate_check import (
    PREFERENCE_AMBIGUOUS,
    PREFERENCE_DEPENDENT_MISSING,
    PREFERENCE_FIELD_MISSING,
    PREFERENCE_FIELD_NOT_UNIQUE,
    PREFERENCE_INVALID,
    PREFERENCE_MISSING,
)
from crmstead.errors.raised import ApiError
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.duplicate_check import (
    CONVERTED_RECORDS,
    MAPPED_MODULE_RECORDS,
    DuplicateCheckPreference,
    FieldMapping,
)
from crmstead.model.field import Field
from crmstead.model.ids import parse_id
from crmstead.model.module import Module

ROOT = "duplicate_check_preference"
_TYPES = (CONVERTED_RECORDS, MAPPED_MODULE_RECORDS)
_CONFIGURATIONS = "type_configurations"
_MAPPINGS = "field_mappings"


class _Named(Protocol):
    """A module or a field."""

    @property
    def id(self) -> int: ...
    @property
    def api_name(self) -> str: ...


N = TypeVar("N", bound=_Named)


def parse_preference(
    catalogue: Catalogue, module: Module, content: Mapping[str, Any]
) -> DuplicateCheckPreference:
    """Return the preference of a module that a body gives.

    Raises:
        ApiError: the first thing that is missing or wrong, with its place.
    """
    given = content.get(ROOT)
    if given is None:
        raise ApiError(PREFERENCE_MISSING, **_at())
    if not isinstance(given, dict):
        raise ApiError(PREFERENCE_INVALID, expected_data_type="jsonobject", **_at())
    kind = given.get("type")
    if kind is None:
        raise ApiError(PREFERENCE_MISSING, **_at("type"))
    if kind not in _TYPES:
        raise ApiError(PREFERENCE_INVALID, supported_values=list(_TYPES), **_at("type"))
    mappings: tuple[FieldMapping, ...] = ()
    if kind == MAPPED_MODULE_RECORDS:
        configurations = given.get(_CONFIGURATIONS)
        if not configurations:
            dependee = _at("type")
            raise ApiError(PREFERENCE_DEPENDENT_MISSING, dependee=dependee, **_at(_CONFIGURATIONS))
        mappings = _mappings(catalogue, module, configurations)
    return DuplicateCheckPreference(
        id=module.id, module=module.api_name, type=kind, mappings=mappings
    )


def _mappings(catalogue: Catalogue, module: Module, given: Any) -> tuple[FieldMapping, ...]:
    others = _convertible(catalogue, module)
    found: list[FieldMapping] = []
    for index, one in enumerate(_objects(given, _CONFIGURATIONS)):
        path = (_CONFIGURATIONS, index)
        other = _named(one.get("mapped_module"), others, (*path, "mapped_module"))
        given_fields = one.get(_MAPPINGS)
        if not given_fields:
            raise ApiError(PREFERENCE_MISSING, **_at(*path, _MAPPINGS))
        for number, mapping in enumerate(_objects(given_fields, *path, _MAPPINGS)):
            place = (*path, _MAPPINGS, number)
            current = _unique(mapping, "current_field", module.fields, place)
            mapped = _unique(mapping, "mapped_field", other.fields, place)
            found.append(
                FieldMapping(
                    current=current.api_name, mapped_module=other.api_name, mapped=mapped.api_name
                )
            )
    return tuple(found)


def _convertible(catalogue: Catalogue, module: Module) -> tuple[Module, ...]:
    """Return the modules that records of a module are converted to."""
    names = {name for field in module.fields for name, _ in field.convert_mapping or ()}
    return tuple(one for one in catalogue.modules if one.api_name in names)


def _unique(
    mapping: Mapping[str, Any], key: str, fields: Sequence[Field], path: tuple[str | int, ...]
) -> Field:
    field = _named(mapping.get(key), fields, (*path, key))
    if not field.unique:
        message = f"the given {key} API name is not a unique field API name."
        raise ApiError(PREFERENCE_FIELD_NOT_UNIQUE, message=message, **_at(*path, key, "api_name"))
    return field


def _named(given: Any, known: Sequence[N], path: tuple[str | int, ...]) -> N:
    """Return the module or field that an id, an api name, or both name."""
    if given is None:
        raise ApiError(PREFERENCE_MISSING, **_at(*path))
    if not isinstance(given, dict):
        raise ApiError(PREFERENCE_INVALID, expected_data_type="jsonobject", **_at(*path))
    places = [_at(*path, "id"), _at(*path, "api_name")]
    number, name = given.get("id"), given.get("api_name")
    if number is None and name is None:
        raise ApiError(PREFERENCE_FIELD_MISSING, expected_fields=places)
    by_id = next((one for one in known if one.id == parse_id(str(number))), None)
    by_name = next((one for one in known if one.api_name == name), None)
    if number is not None and by_id is None:
        raise ApiError(PREFERENCE_INVALID, **places[0])
    if name is not None and by_name is None:
        raise ApiError(PREFERENCE_INVALID, **places[1])
    if by_id is not None and by_name is not None and by_id is not by_name:
        raise ApiError(PREFERENCE_AMBIGUOUS, ambiguity_due_to=places)
    found = by_id or by_name
    assert found is not None  # noqa: S101 - one of them was given and found
    return found


def _objects(given: Any, *path: str | int) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise ApiError(PREFERENCE_INVALID, expected_data_type="jsonarray", **_at(*path))
    for index, one in enumerate(given):
        if not isinstance(one, dict):
            place = _at(*path, index)
            raise ApiError(PREFERENCE_INVALID, expected_data_type="jsonobject", **place)
    return given


def _at(*path: str | int) -> dict[str, Any]:
    """Return `api_name` and `json_path` of a place below the preference."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    names = [step for step in path if isinstance(step, str)]
    return {"api_name": names[-1] if names else ROOT, "json_path": f"$.{ROOT}{steps}"}
