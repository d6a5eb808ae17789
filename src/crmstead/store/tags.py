"""The tags of modules, and which records have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from crmstead.databases.base import Reader, Transaction
from crmstead.sql.dialect import quoted
from crmstead.store.associations import delete_rows
from crmstead.store.orgs import OpenOrg
from crmstead.store.system_tables import RECORD_TAGS, TAGS


@dataclass(slots=True)
class Tag:
    """A tag of a module; the fields are the columns of its row, in their order."""

    id: int
    module: str
    name: str
    #: The name in lower case: no two tags of a module share it.
    folded: str
    color_code: str | None
    created_time: int | None
    created_by: int | None
    modified_time: int | None
    modified_by: int | None


_COLUMNS = ", ".join(quoted(name) for name in TAGS.column_names())


async def find_tags(
    reader: Reader, org: OpenOrg, column: str, values: Sequence[object], module: str | None
) -> list[Tag]:
    """Return the tags whose `id` or `folded` is one of some values, of one module or of any."""
    database = org.database
    kind = next(one.kind for one in TAGS.columns if one.name == column)
    where = database.dialect.in_list(quoted(column), "$1", kind)
    given: list[object] = [database.dialect.array(values)]
    if module is not None:
        where += " AND module = $2"
        given.append(module)
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM {database.table(TAGS.name)} WHERE {where}", given
    )
    return [Tag(*row) for row in rows]


async def list_tags(reader: Reader, org: OpenOrg, module: str) -> list[Tag]:
    """Return a module's tags, oldest first."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM {org.database.table(TAGS.name)} WHERE module = $1 ORDER BY id",
        (module,),
    )
    return [Tag(*row) for row in rows]


async def insert_tags(transaction: Transaction, tags: Iterable[Tag]) -> None:
    """Insert tags, in the order of their names whatever order they come in.

    Requests that make the same ones then wait for each other, but never in a circle.

    Raises:
        NotUniqueError: a tag of that name was made at the same time.
    """
    names = TAGS.column_names()
    ordered = sorted(tags, key=attrgetter("folded"))
    rows = [tuple(getattr(tag, name) for name in names) for tag in ordered]
    if rows:
        await transaction.insert(TAGS.name, TAGS.columns, rows)


async def put_tags(
    transaction: Transaction, org: OpenOrg, tied: Mapping[int, Sequence[int]]
) -> None:
    """Give records exactly these tags, in this order: record -> tags."""
    await forget_tags(transaction, org, list(tied))
    await tie_tags(transaction, tied)


async def forget_tags(transaction: Transaction, org: OpenOrg, ids: Sequence[int]) -> None:
    """Take all their tags from some records; the tags themselves stay."""
    await delete_rows(transaction, org, RECORD_TAGS.name, "record", ids)


async def tie_tags(transaction: Transaction, tied: Mapping[int, Sequence[int]]) -> None:
    """Give records that have none their tags, in this order: record -> tags."""
    rows = [
        (record, position, tag)
        for record, tags in tied.items()
        for position, tag in enumerate(tags)
    ]
    if rows:
        await transaction.insert(RECORD_TAGS.name, RECORD_TAGS.columns, rows)


async def delete_tag(transaction: Transaction, org: OpenOrg, tag: int) -> None:
    """Remove a tag, from every record that has it too."""
    await delete_rows(transaction, org, RECORD_TAGS.name, "tag", [tag])
    await delete_rows(transaction, org, TAGS.name, "id", [tag])


async def merge_tags(transaction: Transaction, org: OpenOrg, kept: int, merged: int) -> None:
    """Give the records of one tag another one instead, and remove the first."""
    table = org.database.table(RECORD_TAGS.name)
    await transaction.execute(
        f"UPDATE {table} SET tag = $1 WHERE tag = $2 "
        f"AND record NOT IN (SELECT record FROM {table} WHERE tag = $1)",
        (kept, merged),
    )
    await delete_tag(transaction, org, merged)
