"""What a query says, as a tree of frozen nodes; nothing in it is looked up yet."""

from __future__ import annotations

from dataclasses import dataclass

AGGREGATES = frozenset({"SUM", "MIN", "MAX", "AVG", "COUNT"})


@dataclass(frozen=True, slots=True)
class Path:
    """A field by way of lookups: `Account_Name.Parent_Account.Account_Name`.

    A step `->Leads` says which module a lookup to any module is followed to.
    """

    steps: tuple[str, ...]
    #: As the query writes it, without quotes.
    text: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`SUM(path)`."""

    function: str
    path: Path

    @property
    def text(self) -> str:
        """The text under which answers show it."""
        return f"{self.function}({self.path.text})"


Expression = Path | Aggregate


@dataclass(frozen=True, slots=True)
class Column:
    """A column of SELECT."""

    expression: Expression
    alias: str | None = None

    @property
    def key(self) -> str:
        """The key of the column in each row."""
        return self.expression.text if self.alias is None else self.alias


@dataclass(frozen=True, slots=True)
class Term:
    """One comparison; `operator` is in lower case, such as `=` or `is not null`.

    Values are texts, whatever they are written as. A subquery takes the place of values, and is
    counted through the whole query.
    """

    path: Path
    operator: str
    values: tuple[str, ...] = ()
    subquery: Query | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two conditions joined by `and` or `or`."""

    joined: str
    left: Criteria
    right: Criteria


Criteria = Term | Pair


@dataclass(frozen=True, slots=True)
class SortKey:
    """A key of ORDER BY: a path, which may be an alias, or an aggregate."""

    expression: Expression
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; `view` is the id of a custom view, as written."""

    columns: tuple[Column, ...]
    module: str
    view: str | None
    where: Criteria
    group_by: tuple[Path, ...] = ()
    order_by: tuple[SortKey, ...] = ()
    limit: int | None = None
    offset: int = 0


def terms_of(criteria: Criteria) -> list[Term]:
    """Return the comparisons of criteria, from left to right."""
    if isinstance(criteria, Term):
        return [criteria]
    return [*terms_of(criteria.left), *terms_of(criteria.right)]
