"""What a field type is.

A type parses what a client sends into what is stored, names the column it needs, and gives the
Python expression that renders the stored value; a list's renderer is compiled from those.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Any, ClassVar, NamedTuple

from crmstead.errors.raised import RecordError
from crmstead.errors.values import TOO_LONG, WRONG_TYPE
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.model.field import Field

#: Parses one given value (never None) into the stored one, reading times without an offset in the
#: caller's zone; raises RecordError with the path below the field.
Parser = Callable[[Any, tzinfo], Any]

TEXT_COMPARATORS = frozenset(
    {
        "equal", "not_equal", "in", "not_in", "contains", "not_contains", "starts_with",
        "ends_with",
    }
)  # fmt: skip
NUMBER_COMPARATORS = frozenset(
    {
        "equal", "not_equal", "in", "not_in", "less_than", "less_equal", "greater_than",
        "greater_equal", "between", "not_between",
    }
)  # fmt: skip
ID_COMPARATORS = frozenset({"equal", "not_equal", "in", "not_in"})
# Operators of Search Records (Search Records, "Supported operators by data type").
TEXT_SEARCH = frozenset({"equals", "not_equal", "starts_with", "in"})
CHOICE_SEARCH = frozenset({"equals", "not_equal", "in"})
NUMBER_SEARCH = frozenset(
    {
        "equals", "not_equal", "greater_equal", "greater_than", "less_equal", "less_than",
        "between", "in",
    }
)  # fmt: skip
# Operators of COQL (COQL, "Supported operators by data type").
_EMPTINESS = frozenset({"is null", "is not null"})
COUNTED = frozenset({"COUNT"})
NUMBER_AGGREGATES = COUNTED | {"SUM", "MIN", "MAX", "AVG"}
TIME_AGGREGATES = frozenset({"MIN", "MAX"})
CHOICE_COQL = _EMPTINESS | {"=", "!=", "in", "not in"}
TEXT_COQL = CHOICE_COQL | {"like", "not like"}
NUMBER_COQL = CHOICE_COQL | {"<", "<=", ">", ">=", "between", "not between"}


class Plain(NamedTuple):
    """What nearly every good value of a field is like: expressions over `{0}`, a given value.

    A value that meets `condition` is stored as `stored`, which is what the parser would return.
    Both may use `helper`, an object of the field's own, as `{1}`. What the condition finds on the
    way it may bind to the name `kept`.
    """

    condition: str
    stored: str
    helper: Any = None


class FieldType:
    """One data type. Subclasses state the class variables and override what differs.

    `rendering` is an expression over `{0}` (the stored value) and, for a lookup, `{1}` (the name)
    with the names that records.read.rendering offers: `when`, `user`, `Link`, `Raw`, `EMPTY`,
    `exact`,
    `files`, `images`.
    """

    kind: ClassVar[str]
    #: The column of its value; None = the value is kept in rows of its own.
    column: ClassVar[ColumnKind | None] = ColumnKind.TEXT
    rendering: ClassVar[str] = "{0}"
    #: `expected_data_type` of a value of the wrong JSON type.
    expects: ClassVar[str] = "text"
    comparators: ClassVar[frozenset[str]] = frozenset()
    #: Operators that a search may compare it with; none = not available for search.
    search: ClassVar[frozenset[str]] = frozenset()
    #: Operators of COQL that take it; none = not in criteria.
    coql: ClassVar[frozenset[str]] = frozenset()
    #: COQL may select it.
    selectable: ClassVar[bool] = True
    #: Functions of COQL over many values of it.
    aggregates: ClassVar[frozenset[str]] = frozenset()
    #: Compared as text without regard to letter case.
    folded: ClassVar[bool] = False
    #: `equals` of a search finds the values that hold the given one, too.
    held: ClassVar[bool] = False
    #: A search by word finds it.
    worded: ClassVar[bool] = False
    #: A clone never takes values of the type over.
    cloned: ClassVar[bool] = True
    #: Whatever a client sends is ignored.
    computed: ClassVar[bool] = False
    #: Whether an empty text clears the value.
    empty_text_clears: ClassVar[bool] = True
    #: The value comes with the name of the record it points to.
    names_record: ClassVar[bool] = False
    #: Further columns of that record that `rendering` uses, from `{2}` on.
    more_of_record: ClassVar[tuple[str, ...]] = ()
    #: The value is a list on the wire: [] when empty.
    many: ClassVar[bool] = False
    #: The value is one that is read beside the records.
    apart: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # What is plainly good is so by a parser: a type with one of its own does not inherit it.
        if "parser" in vars(cls) and "plainly_good" not in vars(cls):
            cls.plainly_good = FieldType.plainly_good  # type: ignore[method-assign]

    def parser(self, field: Field) -> Parser:
        """Return the function that checks and converts a given value of a field."""
        raise NotImplementedError

    def plainly_good(self, field: Field) -> Plain | None:
        """Return how to tell that a given value is good without the parser, None where it must.

        A type that has a parser of its own has none, unless it states one.
        """
        del field
        return None

    def operand(self, field: Field) -> Parser:
        """Return the function that converts a value of criteria; like `parser` as a rule.

        A number or a truth value may come as text. None stands for an empty field.
        """
        return self.parser(field)

    def search_operators(self, field: Field) -> frozenset[str]:
        """Return the operators that a search may compare this very field with."""
        return self.search

    def default(self, field: Field) -> Any:
        """Return what a record gets where nothing is given, in stored form."""
        value = field.default_value
        return None if value is None else self.parser(field)(value, UTC)

    def render_arguments(self, field: Field) -> str:
        """Return the rendering of this very field."""
        return self.rendering

    def wrong_type(self) -> RecordError:
        """Return the error for a value of another JSON type."""
        return RecordError(WRONG_TYPE, expected_data_type=self.expects)


def too_long(limit: int) -> RecordError:
    """Return the error for a value over its length."""
    return RecordError(TOO_LONG, maximum_length=limit)
