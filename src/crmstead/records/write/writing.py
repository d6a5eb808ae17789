"""What all drafts of one request share while they are checked and written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crmstead.access.caller import Caller
from crmstead.databases.base import Row, Transaction
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.version import Version
from crmstead.records.write.options import Options
from crmstead.store.orgs import OpenOrg

#: The source of what a client asks for.
BY_API = "crm_api"


@dataclass(slots=True)
class References:
    """Records that the request points to, read before any check: module -> id -> row.

    A row is (id, name, *the columns that behaviours asked for, in `columns`).
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, dict[int, Row]] = field(default_factory=dict)

    def exists(self, module: str, record: int) -> bool:
        """Tell whether a record that the caller sees exists."""
        return record in self.rows.get(module, {})

    def name(self, module: str, record: int) -> str | None:
        """Return a record's name."""
        row = self.rows.get(module, {}).get(record)
        return None if row is None else row[1]

    def value(self, module: str, record: int, column: str) -> Any:
        """Return a column that a behaviour asked for, None where there is no such record."""
        row = self.rows.get(module, {}).get(record)
        return None if row is None else row[2 + self.columns[module].index(column)]


@dataclass(slots=True)
class Writing:
    """One write request inside its transaction."""

    org: OpenOrg
    caller: Caller
    version: Version
    transaction: Transaction
    options: Options
    #: The moment of the write, in seconds: all its times are this one.
    now: int
    #: Where it comes from, as the timeline calls it.
    source: str = BY_API
    #: Records that were modified after this moment are not to be changed.
    unmodified_since: int | None = None
    references: References = field(default_factory=References)
    #: What new records have where nothing is given, by module.
    bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Users as answers name them, by id.
    shown_users: dict[int | None, dict[str, str] | None] = field(default_factory=dict)
    #: What behaviours read for all drafts at once, by their own keys.
    loaded: dict[str, Any] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """The org's metadata."""
        return self.org.catalogue
