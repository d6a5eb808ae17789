"""What formulas and roll-up summaries have of their own."""

from __future__ import annotations

import msgspec

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.fields import FIELD_FIXED
from crmstead.errors.values import VALUE_INVALID
from crmstead.formulas.errors import FormulaError
from crmstead.formulas.fields import by_api_names, check_formula
from crmstead.formulas.types import OF_RETURN_TYPE
from crmstead.metadata.defaults import FIELD_DEFAULTS
from crmstead.metadata.definitions import Raw
from crmstead.model.field import Field
from crmstead.model.module import Module, RelatedList
from crmstead.query.criteria import CriteriaError, condition_of
from crmstead.query.special_values import Moment
from crmstead.records.read.roll_ups import able
from crmstead.setup.fields.asked import Asked
from crmstead.setup.fields.given import (
    Given,
    id_in,
    must,
    object_in,
    objects_in,
    text_in,
    truth_in,
    word_in,
)

#: unspecified: the documented sample has RECENT; the setup of the product offers these.
FUNCTIONS = ("COUNT", "SUM", "AVERAGE", "MIN", "MAX", "RECENT")
_MOST_EXPRESSION = 5000


def formula(asked: Asked) -> Raw:
    """Return a formula's text and the type of its result, which stays what it is."""
    said = object_in(asked.given, "formula")
    path = ("formula",)
    if asked.new:
        said = must(said, "formula")
    elif said is None:
        return {}
    returned = word_in(said, "return_type", tuple(OF_RETURN_TYPE), path)
    expression = text_in(said, "expression", _MOST_EXPRESSION, path) or None
    found: Raw = {}
    if asked.before is None:
        returned = must(returned, "formula", "return_type")
        expression = must(expression, "formula", "expression")
        found = {"return_type": returned}
    elif returned not in {None, asked.before.return_type}:
        raise RecordError(FIELD_FIXED, ("formula", "return_type"))
    if expression is not None:
        gives = asked.before.return_type if asked.before else returned
        found["expression"] = _checked(asked, expression, gives or "")
    assumed = truth_in(said, "assume_default", path)
    return found if assumed is None else {**found, "assume_default": assumed}


def _checked(asked: Asked, expression: str, returned: str) -> str:
    """Return a formula's text, checked against the fields of the module, by their api names."""
    module = asked.place.module
    try:
        check_formula(module, expression, returned, asked.api_name or None)
    except FormulaError:
        raise RecordError(VALUE_INVALID, ("formula", "expression")) from None
    return by_api_names(module, expression)


def roll_up(asked: Asked) -> Raw:
    """Return the definition of a roll-up summary, in the form in which it is read.

    The type of its result follows from the function and the field that it is of.
    """
    said = object_in(asked.given, "rollup_summary")
    if said is None and not asked.new:
        return {}
    said = must(said, "rollup_summary")
    path = ("rollup_summary",)
    listed = _related_list(asked, said)
    records = asked.catalogue.module_by_name[listed.module or ""]
    expression = must(object_in(said, "expression", path), "rollup_summary", "expression")
    here = ("rollup_summary", "expression")
    function = must(word_in(expression, "function", FUNCTIONS, here), *here, "function")
    of = _parameter(records, expression, function)
    criteria = object_in(expression, "criteria", here)
    _check_criteria(asked, records, criteria)
    definition = {
        "expression": {
            "function_parameters": [] if of is None else [{"api_name": of.api_name}],
            "criteria": criteria,
            "function": function,
        },
        "based_on_module": {"api_name": records.api_name, "id": str(records.id)},
        "related_list": {"api_name": listed.api_name, "id": str(listed.id)},
        "rollup_based_on": "related_list",
    }
    returned, places = _returned(function, of)
    if asked.before is not None and asked.before.return_type != returned:
        raise RecordError(FIELD_FIXED, (*here, "function"))
    return {
        "return_type": returned,
        "json_type": FIELD_DEFAULTS[returned].json_type,
        "decimal_place": places,
        "expression": msgspec.json.encode(definition).decode(),
    }


def _returned(function: str, of: Field | None) -> tuple[str, int | None]:
    """Return the type of a roll-up's value, and its decimal places."""
    if of is None or function == "COUNT":
        return "integer", None
    if function == "AVERAGE" and of.decimal_place is None:
        return "double", 2
    # What a formula gives is of its return type.
    return of.return_type or of.data_type, of.decimal_place


def _check_criteria(asked: Asked, records: Module, criteria: Given | None) -> None:
    """Check that records can be told apart by criteria."""
    if criteria is None:
        return
    at = asked.place.redefining
    closed = asked.catalogue.restricted_fields(records)
    try:
        condition_of(criteria, records, Moment(at.now, at.caller.zone, at.caller.user.id), closed)
    except (CriteriaError, KeyError, TypeError, AttributeError):
        raise RecordError(VALUE_INVALID, ("rollup_summary", "expression", "criteria")) from None


def _related_list(asked: Asked, said: Given) -> RelatedList:
    """Return the list of the module whose records are summed up."""
    path = ("rollup_summary", "related_list")
    given = must(object_in(said, "related_list", ("rollup_summary",)), *path)
    name, number = text_in(given, "api_name", None, path), id_in(given, "id", path)
    for one in asked.place.module.related_lists:
        named = one.api_name == name if name else one.id == number
        records = asked.catalogue.module_by_name.get(one.module or "")
        if named and records is not None and records.fields and one.href:
            return one
    raise RecordError(VALUE_INVALID, (*path, "api_name" if name else "id"))


def _parameter(records: Module, expression: Given, function: str) -> Field | None:
    """Return the field that a function is of; counting needs none."""
    path = ("rollup_summary", "expression")
    given = objects_in(expression, "function_parameters", path) or []
    if not given:
        if function == "COUNT":
            return None
        must(None, *path, "function_parameters")
    here = (*path, "function_parameters", 0)
    name = must(text_in(given[0], "api_name", None, here), *here, "api_name")
    found = records.by_name.get(name)
    if found is None or found not in records.fields or not able(function, found):
        raise RecordError(VALUE_INVALID, (*here, "api_name"))
    return found
