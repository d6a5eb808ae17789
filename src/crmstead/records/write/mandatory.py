"""Whether drafts have what they must have: the system's mandatory fields, and a named layout's."""

from __future__ import annotations

from crmstead.access.fields import writes
from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.records.behaviours.registry import behaviours_of
from crmstead.records.write.checker import Checker, checker_of
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing
from crmstead.store.schema import column_of


def check_mandatory(writing: Writing, draft: Draft) -> None:
    """Check that a draft has its mandatory fields: the system's, then the named layout's.

    Raises:
        RecordError: the first one missing, in metadata order.
    """
    missing = _missing(checker_of(writing, draft.module), draft)
    if missing:
        relaxed = _relaxed(writing, draft)
        for field in missing:
            if field.api_name not in relaxed:
                raise RecordError(MANDATORY_MISSING, (field.api_name,))
    if draft.layout_given and draft.layout is not None:
        for field in draft.module.fields:
            wanted = field.api_name in draft.layout.mandatory and writes(writing.caller, field)
            if wanted and not has_value(draft, field):
                raise RecordError(MANDATORY_MISSING, (field.api_name,))


def check_cleared(writing: Writing, draft: Draft) -> None:
    """Check that an update leaves mandatory fields filled: the system's, the named layout's.

    Fields that it does not touch are looked at for a named layout alone.

    Raises:
        RecordError: the first one missing, in metadata order; its details have the record's id.
    """
    cleared = [
        field
        for field in checker_of(writing, draft.module, updates=True).mandatory
        if field.api_name in draft.given and not has_value(draft, field)
    ]
    named = draft.layout.mandatory if draft.layout_given and draft.layout is not None else ()
    relaxed = _relaxed(writing, draft) if cleared else frozenset()
    missing = [field for field in cleared if field.api_name not in relaxed]
    missing += [
        field
        for field in draft.module.fields
        if field.api_name in named
        and writes(writing.caller, field)
        and not _kept(draft, field)
        and not has_value(draft, field)
    ]
    if missing:
        raise RecordError(MANDATORY_MISSING, (missing[0].api_name,), id=str(draft.id))


def _kept(draft: Draft, field: Field) -> bool:
    """Tell whether an update leaves a field's rows as they are."""
    return type_of(field.kind).column is None and field.api_name not in draft.given


def _relaxed(writing: Writing, draft: Draft) -> frozenset[str]:
    """Return the mandatory fields that behaviours let a draft lack."""
    names = (behaviour.relaxes(writing, draft) for behaviour in behaviours_of(draft.module))
    return frozenset().union(*names)


def _missing(checker: Checker, draft: Draft) -> list[Field]:
    """Return the system-mandatory fields without a value; found without a look at each field."""
    columns = checker.mandatory_columns
    if columns is not None and None not in map(draft.values.get, columns):
        return []
    return [field for field in checker.mandatory if not has_value(draft, field)]


def has_value(draft: Draft, field: Field) -> bool:
    """Tell whether a draft has something in a field: given, taken over, or computed by then."""
    if field.input_ignored:
        return True
    if type_of(field.kind).column is None:
        if field.api_name in draft.given:
            return bool(draft.given[field.api_name])
        return bool(draft.rows.get(field.api_name))
    return draft.values.get(column_of(field)) is not None
