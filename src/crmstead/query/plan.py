"""The read plan: plain frozen data that `sql.writer` walks and `store.rows` runs.

Values take no part in equality: two requests of one shape share their SQL text, and bind other
values.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from crmstead.fieldtypes.columns import ColumnKind

#: Alias of the table that a plan reads.
BASE = "r"


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column of the base table or of a join, by the alias of its table."""

    alias: str
    name: str
    kind: ColumnKind = ColumnKind.INTEGER


@dataclass(frozen=True, slots=True)
class Aggregate(ColumnRef):
    """`SUM`, `MIN`, `MAX`, `AVG` or `COUNT` of a column where it is not empty, over a group."""

    function: str = "COUNT"
    #: Text of digits that counts as a number.
    numeric_text: bool = False


@dataclass(frozen=True, slots=True)
class Checked(ColumnRef):
    """A check box as groups have it: false where it was never given; null without its record."""


@dataclass(frozen=True, slots=True)
class Given:
    """A table that the statement brings along: what no table of the database keeps."""

    columns: tuple[tuple[str, ColumnKind], ...]
    #: JSON text: an array of rows, each an array of values in the order of the columns.
    rows: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Join:
    """A LEFT JOIN to the record that a lookup points to; one in the recycle bin is not found."""

    alias: str
    table: str | Given
    #: Column that holds the id, of the base table or of the join `of`.
    by: str
    live_only: bool = True
    of: str = BASE
    #: What else holds for the record, else it is not found either; columns are of this join.
    seen: Condition | None = None


@dataclass(frozen=True, eq=False)
class Selection:
    """What is read: compiled once per set of fields, so compared by identity."""

    table: str | Given
    #: None at all: how many rows there are.
    columns: tuple[ColumnRef, ...]
    joins: tuple[Join, ...] = ()
    #: Rows alike in these columns are one.
    group_by: tuple[ColumnRef, ...] = ()
    #: Made for one read, or with values in it: its text is not kept.
    passing: bool = False
    #: What its text is kept by, where others have the same and differ in values of joins alone.
    text_of: Hashable = None


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison with one value: `=`, `<>`, `<`, `<=`, `>`, `>=`. Null is never matched."""

    column: ColumnRef
    operator: str
    value: object = field(compare=False)
    #: Compare text without regard to case; `value` is folded already.
    folded: bool = False
    #: Text of digits that compares as a number.
    numeric_text: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """Text that holds, begins or ends with a value, without regard to case."""

    column: ColumnRef
    where: str
    value: str = field(compare=False)
    #: Look at the digits of the text alone.
    digits: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is one of some values."""

    column: ColumnRef
    values: tuple[object, ...] = field(compare=False)
    folded: bool = False


@dataclass(frozen=True, slots=True)
class HasEntry:
    """A JSON array of texts holds one that is, holds or begins with a value, whatever the case."""

    column: ColumnRef
    value: str = field(compare=False)
    #: `equal`, or as in `Like`.
    where: str = "equal"


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column is empty."""

    column: ColumnRef


@dataclass(frozen=True, slots=True)
class HasRow:
    """Another table has a row for the record in which a column is one of some values.

    The row is found by `record_column`, which equals the record's own column `by`. What else holds
    for it says `also`, about columns of the alias that `named` gives it.
    """

    table: str
    record_column: str
    column: str
    values: tuple[object, ...] = field(compare=False)
    by: str = "id"
    alias: str = BASE
    also: Condition | None = None
    named: str = "x"


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A row of another table, found by one of its columns, names the record in another.

    `live`: rows of the other table that are in the recycle bin do not count.
    """

    table: str
    column: str
    by: str
    value: object = field(compare=False)
    live: bool = False
    alias: str = BASE


@dataclass(frozen=True, slots=True)
class HasWords:
    """Every one of some words begins a word of the record, by the table of a module's words.

    Words are as `query.words` tells them apart.
    """

    table: str
    words: tuple[str, ...] = field(compare=False)
    alias: str = BASE


@dataclass(frozen=True, slots=True)
class Merged:
    """The record is one of the first of an order by id, read value by value of a column.

    It needs an index of the rows above `floor` that has the column's values, and the rows of each
    in the order (store.schema): where few rows have one of the values, that is cheaper than to walk
    along all of them. `where` is about the base table alone.
    """

    table: str
    column: ColumnRef
    values: tuple[object, ...]
    floor: int
    where: Condition
    order: Order
    #: How many of each are read, and of all are left.
    limit: int


@dataclass(frozen=True, slots=True)
class InPlan:
    """The column is one of the values that another plan reads: the one column that it selects."""

    column: ColumnRef
    plan: ReadPlan
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds; true where there is none."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one condition holds; false where there is none."""

    conditions: tuple[Condition, ...]


Condition = (
    Compare
    | Like
    | OneOf
    | HasEntry
    | IsNull
    | HasRow
    | NamedIn
    | HasWords
    | Merged
    | InPlan
    | Not
    | All
    | Any
)

EVERYTHING = All(())
NOTHING = Any(())


@dataclass(frozen=True, slots=True)
class Order:
    """A sort key; nulls come last in either direction."""

    column: ColumnRef
    descending: bool
    nullable: bool = False
    #: Text of digits that sorts as a number.
    numeric_text: bool = False


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """Rows of one table: what, which, in which order, how many."""

    selection: Selection
    where: Condition
    order: tuple[Order, ...]
    limit: int | None = field(default=None, compare=False)
    offset: int = field(default=0, compare=False)
    limited: bool = True
    #: Within a write: nobody else changes the rows until it is over.
    for_update: bool = False


def both(*conditions: Condition) -> Condition:
    """Return the conjunction of conditions, flattened; nothing is added for `EVERYTHING`."""
    flat: list[Condition] = []
    for condition in conditions:
        flat.extend(condition.conditions if isinstance(condition, All) else (condition,))
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def moved(condition: Condition, alias: str) -> Condition:
    """Return a condition on the base table as one on a join."""
    if isinstance(condition, Not):
        return Not(moved(condition.condition, alias))
    if isinstance(condition, All):
        return All(tuple(moved(one, alias) for one in condition.conditions))
    if isinstance(condition, Any):
        return Any(tuple(moved(one, alias) for one in condition.conditions))
    if isinstance(condition, HasRow | NamedIn | HasWords):
        return replace(condition, alias=alias)
    return replace(condition, column=replace(condition.column, alias=alias))


def after(
    order: Order, tie: ColumnRef, value: object, record: int, *, backwards: bool = False
) -> Condition:
    """Return "the row comes after (value, record)" in an order that ends with the id.

    `backwards` turns the order round: the row comes before.
    """
    operator = "<" if order.descending != backwards else ">"
    by_id = Compare(tie, operator, record)
    if order.column == tie:
        return by_id
    if value is None:
        beyond: Condition = Not(IsNull(order.column)) if backwards else NOTHING
        return Any((beyond, All((IsNull(order.column), by_id))))
    same = All((Compare(order.column, "=", value), by_id))
    further: tuple[Condition, ...] = (Compare(order.column, operator, value), same)
    if order.nullable and not backwards:
        further = (*further, IsNull(order.column))
    return Any(further)
