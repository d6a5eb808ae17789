"""The members of a field that only its data type has: a lookup, a subform, a formula.

Each function returns what it adds to the members that every field has; a data type that needs one
more adds a function and a line in the table at the foot.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crmstead.metadata.describing.linking import linking_members
from crmstead.metadata.describing.reader import Reader, derived_id, module_reference
from crmstead.model.field import Field
from crmstead.model.module import Module, RelatedList

Members = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    """A field, where it stands and for whom it is described."""

    reader: Reader
    module: Module
    field: Field


def special_members(reader: Reader, module: Module, field: Field) -> Members:
    """Return the members that the data type of a field adds."""
    add = _BY_DATA_TYPE.get(field.data_type)
    return add(_Place(reader, module, field)) if add else {}


def _lookup(at: _Place) -> Members:
    if at.field.lookup is None:
        return {}
    target = module_reference(at.reader.catalogue, at.field.lookup)
    shown = _shown_under(at)
    return {
        "lookup": {
            "display_label": shown.display_label if shown else at.field.related_list,
            "revalidate_filter_during_edit": at.field.revalidate_filter,
            "api_name": shown.api_name if shown else at.field.related_list,
            "module": target if at.reader.version.lookup_module_object else at.field.lookup,
            "id": str(shown.id)
            if shown
            else derived_id(at.reader.catalogue, "lookup", at.module.api_name, at.field.api_name),
            "query_details": _query_details(at.field),
        }
    }


def _query_details(field: Field) -> Members:
    return {} if field.query is None else {"criteria": field.query}


def _shown_under(at: _Place) -> RelatedList | None:
    """Return the related list of the other module that shows the records pointing to it."""
    other = at.reader.catalogue.module_by_name.get(at.field.lookup or "")
    wanted = (at.field.related_list, at.module.api_name)
    lists = () if other is None else other.related_lists
    return next((one for one in lists if (one.api_name, one.module) == wanted), None)


def _user_lookup(at: _Place) -> Members:
    field = at.field
    return {
        "lookup": {
            "revalidate_filter_during_edit": field.revalidate_filter,
            "query_details": _query_details(field),
        },
        "sharing_properties": {
            "scheduler_status": None,
            "share_preference_enabled": field.share_permission is not None,
            "share_permission": field.share_permission or "read-only",
        },
    }


def _multi_module(at: _Place) -> Members:
    return {
        "multi_module_lookup": {
            "display_label": at.field.field_label,
            "api_name": at.field.api_name,
            "modules": [
                module_reference(at.reader.catalogue, name) for name in at.field.multi_module
            ],
        }
    }


def _subform(at: _Place) -> Members:
    if at.field.subform is None:
        return {}
    target = module_reference(at.reader.catalogue, at.field.subform)
    rows = {"module": target["api_name"], "id": target["id"]}
    return {"associated_module": rows, "subform": rows}


def _files(prefix: str) -> Callable[[_Place], Members]:
    """Return the members of a field whose files are rows of a module named by its place."""

    def members(at: _Place) -> Members:
        alike = [one for one in at.module.fields if one.data_type == at.field.data_type]
        name = f"{prefix}_{alike.index(at.field) + 1}__s"
        number = derived_id(at.reader.catalogue, "module", at.module.api_name, name)
        return {"associated_module": {"module": name, "id": number}}

    return members


def _textarea(at: _Place) -> Members:
    return {"textarea": {"type": at.field.textarea_type or "small"}}


def _currency(at: _Place) -> Members:
    return {
        "currency": {
            "rounding_option": at.field.rounding_option or "normal",
            "precision": _precision(at.field),
        }
    }


def _precision(field: Field) -> int:
    said = field.decimal_place if field.precision is None else field.precision
    return 2 if said is None else said


def _auto_number(at: _Place) -> Members:
    start = 1 if at.field.auto_number_start is None else at.field.auto_number_start
    return {
        "auto_number": {
            "prefix": at.field.auto_number_prefix,
            "suffix": at.field.auto_number_suffix,
            "start_number": start,
            "starting_number_length": len(str(start)),
        }
    }


def _formula(at: _Place) -> Members:
    return {
        "formula": {
            "return_type": at.field.return_type,
            "assume_default": at.field.assume_default,
            "expression": at.field.expression,
        }
    }


def _roll_up(at: _Place) -> Members:
    try:
        said = json.loads(at.field.expression or "{}")
    except ValueError:
        said = {}
    summary = {"return_type": at.field.return_type, "rollup_based_on": "related_list"}
    return {"rollup_summary": {**summary, **said} if isinstance(said, dict) else summary}


def _multi_select(at: _Place) -> Members:
    return linking_members(at.reader, at.module, at.field, "multiselectlookup")


def _multi_user(at: _Place) -> Members:
    return linking_members(at.reader, at.module, at.field, "multiuserlookup")


_BY_DATA_TYPE: dict[str, Callable[[_Place], Members]] = {
    "autonumber": _auto_number,
    "consent_lookup": _lookup,
    "currency": _currency,
    "fileupload": _files("File_Upload"),
    "formula": _formula,
    "imageupload": _files("Image_Upload"),
    "lookup": _lookup,
    "multi_module_lookup": _multi_module,
    "multiselectlookup": _multi_select,
    "multiuserlookup": _multi_user,
    "rollup_summary": _roll_up,
    "subform": _subform,
    "textarea": _textarea,
    "userlookup": _user_lookup,
}
