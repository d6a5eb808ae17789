"""Records that a request points to: found before any check, one statement per module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmstead.access.visibility import visible_records
from crmstead.databases.base import Row
from crmstead.errors.raised import At, RecordError
from crmstead.errors.values import (
    DEPENDENT_MISSING,
    EXPECTED_FIELD_MISSING,
    NOT_IN_MULTI_MODULE,
    PRODUCT_UNKNOWN,
    REFERENCE_INVALID,
    RELATED_ID_INVALID,
    VALUE_NOT_SUPPORTED,
)
from crmstead.fieldtypes.lookup import reference_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.field import Field
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.registry import behaviours_of, overriding
from crmstead.records.write.draft import Draft
from crmstead.records.write.finding import find
from crmstead.records.write.line_items import body_names
from crmstead.records.write.writing import Writing
from crmstead.store.rows import ID, names_of, read_names
from crmstead.store.schema import has_table

SE_MODULE = "$se_module"
#: Kinds whose target module is the field's own.
_TO_MODULE = frozenset({"lookup", "product_lookup"})
#: Why a lookup's record is refused, by the field's kind, where it has a cause of its own.
_UNKNOWN = {"product_lookup": PRODUCT_UNKNOWN}


async def load_draft_references(writing: Writing, module: Module, drafts: Sequence[Draft]) -> None:
    """Read every record that drafts point to; what was read of a draft is not looked at again."""
    wanted: dict[str, set[int]] = {}
    careful = []
    every = bool(overriding(module, Behaviour.wanted))
    for draft in drafts:
        straight = draft.straight
        if straight is None or straight.reaching or every:
            careful.append(draft.given)
            continue
        for name, target in straight.lookups:
            record = draft.values[name]
            if record is not None:
                wanted.setdefault(target, set()).add(record)
    await load_references(writing, module, careful, wanted)


async def load_references(
    writing: Writing,
    module: Module,
    items: Sequence[Any],
    known: Mapping[str, set[int]] | None = None,
) -> None:
    """Read every record that the items point to, and those `known` to be pointed to, by module."""
    wanted: dict[str, set[int]] = dict(known or {})
    behaviours = behaviours_of(module)
    for item in items:
        if isinstance(item, dict):
            for name, record in _wanted(writing, module, item, behaviours):
                wanted.setdefault(name, set()).add(record)
    for name, ids in wanted.items():
        await _load(writing, name, ids, behaviours)


async def _load(
    writing: Writing, name: str, ids: set[int], behaviours: Sequence[Behaviour]
) -> None:
    module = writing.catalogue.module_by_name.get(name)
    if module is None or not has_table(module):
        return
    columns: dict[str, None] = {}
    if "Locked__s" in module.by_name:
        columns["Locked__s"] = None
    for behaviour in behaviours:
        columns.update(dict.fromkeys(behaviour.reference_columns.get(name, ())))
    writing.references.columns[name] = more = tuple(columns)
    writing.references.rows[name] = await _read(writing, module, ids, more)


async def _read(
    writing: Writing, module: Module, ids: set[int], more: tuple[str, ...]
) -> dict[int, Row]:
    if len(ids) != 1:
        seen = visible_records(writing.catalogue, writing.caller, module)
        return await read_names(writing.transaction, writing.org, module, ids, *more, seen=seen)
    (record,) = ids
    selection = names_of(module, more)
    rows = await find(writing, module, selection, ID, record, seen=True, held=False)
    return {row[0]: row for row in rows}


@derived
def _reaching(module: Module) -> frozenset[str]:
    """Return the names under which a body may point to other records."""
    others = (name for name, field in body_names(module).items() if field in module.reaching)
    return module.reaching.union(others)


def _wanted(
    writing: Writing, module: Module, item: Mapping[str, Any], behaviours: Sequence[Behaviour]
) -> Iterable[tuple[str, int]]:
    for behaviour in behaviours:
        yield from behaviour.wanted(writing, item)
    for name in item.keys() & _reaching(module):
        given = item[name]
        if given is None:
            continue
        field = module.by_name[body_names(module).get(name, name)]
        if field.kind in _TO_MODULE and field.lookup:
            yield from _one(field.lookup, given)
        elif field.kind == "any_module_lookup":
            target = named_module(writing.catalogue, given, item)
            if target is not None:
                yield from _one(target.api_name, given)
        elif isinstance(given, list):
            yield from _in_rows(writing, field, given)


def _in_rows(writing: Writing, field: Field, given: list[Any]) -> Iterable[tuple[str, int]]:
    if field.kind == "subform" and field.subform:
        module = writing.catalogue.module_by_name[field.subform]
        for row in given:
            if isinstance(row, dict):
                yield from _wanted(writing, module, row, ())
    elif field.kind == "multiselectlookup" and field.linking:
        for row in given:
            if isinstance(row, dict):
                yield from _one(
                    field.linking.connected_module, row.get(field.linking.connected_lookup)
                )


def _one(module: str, given: Any) -> Iterable[tuple[str, int]]:
    try:
        record = None if given is None else reference_id(given)
    except RecordError:
        return
    if record is not None:
        yield module, record


def named_module(catalogue: Catalogue, given: Any, item: Mapping[str, Any]) -> Module | None:
    """Return the module that an any-module lookup names: by `module`, else by `$se_module`."""
    inner = given.get("module") if isinstance(given, dict) else None
    if isinstance(inner, str):
        inner = {"api_name": inner}
    if isinstance(inner, dict):
        if isinstance(inner.get("api_name"), str):
            return catalogue.module_by_name.get(inner["api_name"])
        number = inner.get("id")
        number = parse_id(number) if isinstance(number, str) else number
        return catalogue.module_by_id.get(number) if type(number) is int else None
    name = item.get(SE_MODULE) or item.get("se_module")
    if isinstance(name, str):
        return catalogue.module_by_name.get(name)
    return None


def check_reference(writing: Writing, field: Field, record: int) -> None:
    """Check that a lookup's record, or a user field's user, exists.

    Raises:
        RecordError: it does not, or the caller does not see it.
    """
    if field.kind == "user":
        check_user(writing, record)
    elif field.lookup and not writing.references.exists(field.lookup, record):
        raise RecordError(_UNKNOWN.get(field.kind, REFERENCE_INVALID), ("id",))


def check_user(writing: Writing, user: int) -> None:
    """Check that a user exists and is active."""
    found = writing.catalogue.user_by_id.get(user)
    if found is None:
        raise RecordError(REFERENCE_INVALID, ("id",))
    if found.status != "active":
        raise RecordError(REFERENCE_INVALID, ("id",), user_status=found.status)


def resolve_any_module(
    writing: Writing, module: Module, field: Field, given: Any, item: Mapping[str, Any]
) -> tuple[int | None, str | None]:
    """Return the id and module that an any-module lookup stands for.

    Raises:
        RecordError: no module is named, one that the field does not reach, or no such record;
            the path begins at the record.
    """
    name = field.api_name
    try:
        record = None if given is None else reference_id(given)
    except RecordError as error:
        raise error.below(name) from None
    if record is None:
        return None, None
    named = named_module(writing.catalogue, given, item)
    allowed = supported_modules(writing.catalogue, module, field)
    if named is None or named.api_name not in allowed:
        raise _wrong_module(allowed, field, given, item)
    if not writing.references.exists(named.api_name, record):
        cause = RELATED_ID_INVALID if field.system_mandatory else REFERENCE_INVALID
        raise RecordError(cause, (name, "id"))
    return record, named.api_name


def _wrong_module(
    allowed: Sequence[str], field: Field, given: Any, item: Mapping[str, Any]
) -> RecordError:
    """Return why the module of an any-module lookup is none it may name."""
    name = field.api_name
    inner = given.get("module") if isinstance(given, dict) else None
    by_property = item.get(SE_MODULE) or item.get("se_module")
    carries_module = bool(field.multi_module) or field.system_mandatory
    if carries_module:
        if not by_property and not _names_something(inner):
            places = [At((name, "module", "api_name")), At((name, "module", "id"))]
            return RecordError(EXPECTED_FIELD_MISSING, expected_fields=places)
        return RecordError(NOT_IN_MULTI_MODULE, (name, "module"))
    if by_property is None and not _names_something(inner):
        return RecordError(DEPENDENT_MISSING, (SE_MODULE,), dependee=At((name,)))
    return RecordError(VALUE_NOT_SUPPORTED, (SE_MODULE,), supported_values=list(allowed))


def _names_something(module: Any) -> bool:
    return isinstance(module, str) or (
        isinstance(module, dict) and bool(module.get("api_name") or module.get("id"))
    )


def supported_modules(catalogue: Catalogue, module: Module, field: Field) -> tuple[str, ...]:
    """Return the modules whose records an any-module lookup of a module may name."""
    if field.multi_module:
        return field.multi_module
    for behaviour in behaviours_of(module):
        reachable = behaviour.reachable(catalogue, field)
        if reachable is not None:
            return reachable
    return tuple(
        one.api_name
        for one in catalogue.modules
        if has_table(one)
        and not one.parent_module
        and not one.is_subform
        and not one.is_linking
        and "tags" in one.supports
    )
