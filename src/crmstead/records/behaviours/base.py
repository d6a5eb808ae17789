"""What a behaviour may do while a record is inserted, cloned or updated.

Steps in their order, for all drafts of a request: `wanted` names further records to read, `load`
reads what else is needed; then for each draft, after its fields were parsed and its mandatory
fields found, `check` compares its fields; after its rows were parsed too, `complete` derives what
the server computes. `occurrences` may turn one draft into several.

`reachable` and `relaxes` are asked before that, while fields are parsed and mandatory ones looked
for.

A draft of an update has the whole record in `values` and says in `before` what it was; rules about
what the update does not touch are left alone (`Draft.touches`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing


class Behaviour:
    """A rule set that a module's metadata names. All methods do nothing unless overridden."""

    name: ClassVar[str]
    #: It needs all rows of a record that is updated, given or not.
    reads_rows: ClassVar[bool] = False
    #: Modules of the records that it writes along with its own (`Draft.along`).
    also_writes: ClassVar[tuple[str, ...]] = ()
    #: Columns of other modules' records that it reads through `Writing.references`.
    reference_columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def wanted(self, writing: Writing, item: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
        """Yield (module, id) of records an item points to other than through lookup fields."""
        del writing, item
        return ()

    def reachable(self, catalogue: Catalogue, field: Field) -> tuple[str, ...] | None:
        """Return the modules an any-module lookup may name; None leaves it at the usual ones."""
        del catalogue, field
        return None

    def relaxes(self, writing: Writing, draft: Draft) -> frozenset[str]:
        """Return mandatory fields that this draft may lack; its fields are parsed by then."""
        del writing, draft
        return frozenset()

    async def load(self, writing: Writing, drafts: Sequence[Draft]) -> None:
        """Read what the checks need, one statement for all drafts."""

    def check(self, writing: Writing, draft: Draft) -> None:
        """Check fields against each other, and derive what needs no rows.

        Raises:
            RecordError: with the path below the record.
        """

    def complete(self, writing: Writing, draft: Draft) -> None:
        """Derive what needs the draft's rows.

        Raises:
            RecordError: with the path below the record.
        """

    def occurrences(self, writing: Writing, draft: Draft) -> list[Draft]:
        """Return the records that a draft stands for; itself as a rule."""
        del writing
        return [draft]
