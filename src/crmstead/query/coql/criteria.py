"""WHERE to a condition of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from crmstead.errors.coql import (
    COQL_COLUMN_UNSUPPORTED,
    COQL_LIMIT_EXCEEDED,
    COQL_NOT_IN_CRITERIA,
    COQL_OPERATOR,
    COQL_VALUE,
)
from crmstead.errors.raised import ApiError, RecordError
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.decimal import Double, places
from crmstead.fieldtypes.registry import type_of
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
from crmstead.query.coql.places import Place, Places
from crmstead.query.coql.tree import Criteria, Query, Term, terms_of
from crmstead.query.plan import (
    BASE,
    NOTHING,
    All,
    Any,
    ColumnRef,
    Condition,
    InPlan,
    IsNull,
    Not,
    ReadPlan,
    both,
    moved,
)
from crmstead.query.special_values import EMPTY, Moment

MOST_TERMS = 25
MOST_VALUES = 100
_BAD_OPERATOR = "invalid operator found"
_PATTERNS = {
    (True, True): "contains",
    (False, True): "starts_with",
    (True, False): "ends_with",
}
_SEVERAL = ";"

#: Plans a subquery: the plan, and the form of the one value that it reads.
Inner = Callable[[Term, Query], tuple[ReadPlan, "Form"]]
#: What two values must have in common to be compared as they are stored.
Form = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CriteriaReader:
    """Turns the criteria of one query into a condition."""

    places: Places
    moment: Moment
    #: What the subqueries of `=`, `>` … answered, by their sequence; None for nothing.
    answers: Mapping[int, str | None]
    inner: Inner

    def read(self, criteria: Criteria) -> Condition:
        """Return the condition that criteria stand for.

        Raises:
            ApiError: the first comparison, from the left, that is not good, or there are too many.
        """
        if len(terms_of(criteria)) > MOST_TERMS:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="criteria", limit=MOST_TERMS)
        return self._condition(criteria)

    def _condition(self, criteria: Criteria) -> Condition:
        if isinstance(criteria, Term):
            return self._term(criteria)
        parts = (self._condition(criteria.left), self._condition(criteria.right))
        return All(parts) if criteria.joined == "and" else Any(parts)

    def _term(self, term: Term) -> Condition:
        place = self.places.find(term.path)
        _check_operator(place, term)
        if len(term.values) > MOST_VALUES:
            raise ApiError(COQL_LIMIT_EXCEEDED, by="in_values", limit=MOST_VALUES)
        if term.subquery is not None and term.operator.endswith("in"):
            return self._among(place, term, term.subquery)
        if term.subquery is not None:
            answer = self.answers[term.sequence]
            if answer is None:
                return NOTHING
            term = replace(term, values=(answer,), subquery=None)
        try:
            condition = _leaf(place, term, self.moment)
        except RecordError as error:
            raise ApiError(
                COQL_VALUE,
                column_name=term.path.text,
                expected_data_type=expected_type(place.field, error),
            ) from None
        return _on(place, condition)

    def _among(self, place: Place, term: Term, query: Query) -> Condition:
        plan, form = self.inner(term, query)
        if form != form_of(place):
            expected = type_of(place.field.kind).expects
            raise ApiError(COQL_VALUE, column_name=term.path.text, expected_data_type=expected)
        field = place.field
        folded = type_of(field.kind).folded
        found: Condition = InPlan(replace(place.column, alias=BASE), plan, folded)
        if term.operator.startswith("not"):
            found = negated(found, field)
        return _on(place, found)


def _on(place: Place, condition: Condition) -> Condition:
    """Return a condition on a field as one on its place: of a link that is empty none holds."""
    if place.alias == BASE:
        return condition
    found = moved(condition, place.alias)
    if place.column.kind is ColumnKind.BOOLEAN:
        return both(Not(IsNull(ColumnRef(place.alias, "id"))), found)
    return found


def _check_operator(place: Place, term: Term) -> None:
    allowed = type_of(place.field.kind).coql
    if place.restricted or not allowed:
        raise ApiError(
            COQL_NOT_IN_CRITERIA,
            cv_criteria=False,
            column_name=term.path.text,
            value=",".join(term.values),
            operator=term.operator,
        )
    if term.operator not in allowed:
        raise _bad_operator(term)


def _bad_operator(term: Term) -> ApiError:
    return ApiError(
        COQL_OPERATOR, reason=_BAD_OPERATOR, column_name=term.path.text, operator=term.operator
    )


def _leaf(place: Place, term: Term, moment: Moment) -> Condition:
    """Return the condition of a comparison as if its field were of the base table.

    unspecified: what is compared by `not` holds for empty fields, as in searches and views.
    """
    field, operator = place.field, term.operator
    if operator == "is null":
        return is_empty(field)
    if operator == "is not null":
        return Not(is_empty(field))
    plain = operator.removeprefix("not ").replace("!=", "=")
    if plain == "between":
        found = between(field, term.values[0], term.values[1], moment)
    elif plain == "in":
        found = _in(place, term.values, moment)
    elif plain == "like":
        found = _like(place, term, moment)
    elif plain == "=":
        found = _same(place, term.values[0], moment)
    else:
        return compare(field, operator, term.values[0], moment)
    return found if plain == operator else negated(found, field)


def _same(place: Place, value: str, moment: Moment) -> Condition:
    field = place.field
    if value == EMPTY:
        return is_empty(field)
    if not type_of(field.kind).many or _SEVERAL not in value:
        return equal(field, value, moment)
    # unspecified: `English;German` is what has both values, further ones or not.
    chosen = [one.strip() for one in value.split(_SEVERAL) if one.strip()]
    return All(tuple(equal(field, one, moment) for one in chosen))


def _in(place: Place, values: Sequence[str], moment: Moment) -> Condition:
    if type_of(place.field.kind).many:
        return Any(tuple(_same(place, one, moment) for one in values))
    return one_of(place.field, values, moment)


def _like(place: Place, term: Term, moment: Moment) -> Condition:
    value = term.values[0]
    begins, ends = value.startswith("%"), value.endswith("%") and len(value) > 1
    where = _PATTERNS.get((begins, ends), "equal")
    if term.operator == "not like" and where != "contains":
        raise _bad_operator(term)
    text = value[begins : len(value) - ends]
    if where == "equal":
        return compare(place.field, "=", text, moment)
    return like(place.field, where, text)


def form_of(place: Place, function: str = "") -> Form:
    """Return the form in which a value is stored: values of one form compare as they are.

    Raises:
        ApiError: it compares by no form (a list, text of digits, an average).
    """
    kind = type_of(place.field.kind)
    if place.column.kind is ColumnKind.JSON or place.numeric_text or function == "AVG":
        raise ApiError(COQL_COLUMN_UNSUPPORTED, column_name=place.path.text)
    if function == "COUNT":
        return (ColumnKind.INTEGER, "integer")
    if isinstance(kind, Double):
        return (ColumnKind.INTEGER, places(place.field))
    if kind.expects == "jsonobject" or place.field.kind == "record_id":
        return (ColumnKind.INTEGER, "id")
    if kind.folded:
        return (ColumnKind.TEXT, "folded")
    return (place.column.kind, kind.expects)
