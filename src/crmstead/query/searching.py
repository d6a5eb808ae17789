"""The criteria of a search to a condition of a plan (Search Records, `criteria`).

Which operators a field takes is said by its type. `equals` finds the texts that hold the value,
`not_equal` the fields, empty ones too, that are not just the value; both mean the value itself
where a field has no free text. `${EMPTY}` stands for no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.searching import (
    CRITERIA_FIELD,
    CRITERIA_GDPR,
    CRITERIA_HIPAA,
    CRITERIA_IN_TOO_MANY,
    CRITERIA_OPERATOR,
    CRITERIA_VALUE,
)
from crmstead.fieldtypes.registry import type_of
from crmstead.model.field import Field
from crmstead.query.comparing import (
    between,
    compare,
    equal,
    expected_type,
    is_empty,
    like,
    negated,
    one_of,
)
from crmstead.query.plan import All, Any, Condition
from crmstead.query.search_criteria import Criteria, Group, Term
from crmstead.query.special_values import EMPTY, Moment

MOST_VALUES = 100
_ORDERED = {
    "less_than": "<",
    "less_equal": "<=",
    "greater_than": ">",
    "greater_equal": ">=",
}
_NOT_AVAILABLE = "the field is not available for search"
_BAD_OPERATOR = "invalid operator found"
_BAD_VALUE = "Please check the value of the field"


@dataclass(frozen=True, slots=True)
class Searched:
    """The fields that a caller may search a module by; restricted ones are known, yet refused."""

    by_name: Mapping[str, Field]
    #: Second names, as bodies of writes take them.
    aliases: Mapping[str, str]
    restricted: frozenset[str]

    def of_kind(self, kind: str) -> list[Field]:
        """Return the fields of a kind that can be searched by."""
        return [
            field
            for name, field in self.by_name.items()
            if field.kind == kind and field.column is None and name not in self.restricted
        ]

    def worded(self) -> list[Field]:
        """Return the fields whose words can be searched for."""
        return [
            field
            for name, field in self.by_name.items()
            if type_of(field.kind).worded and name not in self.restricted
        ]

    def find(self, name: str) -> Field:
        """Return the field of a name; that of a lookup may end with `.id`.

        Raises:
            ApiError: there is none, or it cannot be searched by.
        """
        field = self.by_name.get(self.aliases.get(name, name))
        if field is None and name.endswith(".id"):
            field = self.by_name.get(name.removesuffix(".id"))
            if field is not None and type_of(field.kind).expects != "jsonobject":
                field = None
        if field is None or not type_of(field.kind).search_operators(field):
            raise ApiError(CRITERIA_FIELD, reason=_NOT_AVAILABLE, api_name=name)
        if field.api_name in self.restricted:
            cause = CRITERIA_HIPAA if field.hipaa or field.private is None else CRITERIA_GDPR
            raise ApiError(cause, reason=cause.message, api_name=field.api_name)
        return field


def search_condition(criteria: Criteria, fields: Searched, moment: Moment) -> Condition:
    """Return the condition that criteria stand for.

    Raises:
        ApiError: the first term, from the left, whose field, operator or value is not good.
    """
    if isinstance(criteria, Group):
        parts = tuple(search_condition(part, fields, moment) for part in criteria.parts)
        return All(parts) if criteria.joined == "and" else Any(parts)
    field = fields.find(criteria.field)
    operators = type_of(field.kind).search_operators(field)
    operator = criteria.operator.lower()
    if operator not in operators:
        raise ApiError(
            CRITERIA_OPERATOR,
            operator=criteria.operator,
            reason=_BAD_OPERATOR,
            api_name=field.api_name,
        )
    try:
        return _leaf(field, operator, _values(field, operator, criteria), moment)
    except RecordError as error:
        raise ApiError(
            CRITERIA_VALUE,
            reason=_BAD_VALUE,
            api_name=field.api_name,
            value=",".join(criteria.values),
            expected_data_type=expected_type(field, error),
        ) from None


def _values(field: Field, operator: str, term: Term) -> Sequence[str]:
    """Return the values of a term: two of a range, any number of a list, else one.

    Raises:
        RecordError: one is empty, or a range has not two.
    """
    values = term.values if operator in {"in", "between"} else (",".join(term.values),)
    if operator == "in" and len(values) > MOST_VALUES:
        raise ApiError(CRITERIA_IN_TOO_MANY, param_name="criteria")
    # unspecified: an empty value is none; `${EMPTY}` says that a field is empty.
    wrong_count = operator == "between" and len(values) != 2  # noqa: PLR2004 - from, to
    if wrong_count or not all(values):
        raise type_of(field.kind).wrong_type()
    return values


def _leaf(field: Field, operator: str, values: Sequence[str], moment: Moment) -> Condition:
    if operator == "in":
        return one_of(field, values, moment)
    if operator == "between":
        return between(field, values[0], values[1], moment)
    value = values[0]
    if operator in _ORDERED:
        return compare(field, _ORDERED[operator], value, moment)
    if operator == "starts_with":
        return like(field, operator, value)
    if value == EMPTY:
        same = is_empty(field)
    elif operator == "equals" and type_of(field.kind).held:
        return like(field, "contains", value)
    else:
        same = equal(field, value, moment)
    return same if operator == "equals" else negated(same, field)
