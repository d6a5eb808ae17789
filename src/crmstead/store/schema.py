"""Modules to tables: which columns a record is kept in, and making tables on first use."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from crmstead.databases.base import Reader, Transaction
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.roll_ups import ROLL_UP, Rule, rule_of
from crmstead.model.derived import derived
from crmstead.model.field import OF_MODULE, Field
from crmstead.model.module import Module
from crmstead.sql.ddl import Column, Index, Table, write_create
from crmstead.store.orgs import BeforehandError, OpenOrg
from crmstead.store.system_tables import SEARCH_PENDING
from crmstead.store.transactions import write

#: Whether a record is in the recycle bin: `NOT_IN_BIN`, `IN_BIN` or `UNDER_ITS_RECORD`.
BIN = Column("_bin", ColumnKind.INTEGER, not_null=True)
NOT_IN_BIN, IN_BIN = 0, 1
#: In the bin, not by itself but under the record it belongs to: a row, a note, an attachment.
UNDER_ITS_RECORD = 2
#: How the names of columns begin that are the store's own.
HIDDEN = "_"
#: Column beside a lookup to any module that names the module.
MODULE_SUFFIX = OF_MODULE
#: Column of a subform row that holds the id of its record.
PARENT = "Parent_Id"
#: The user whose record it is, and less than the id of any.
OWNER, NOBODY = "Owner", 0
#: What plain lists look at: whether a lead was converted, whether a record is approved.
CONVERTED, APPROVAL_STATE = "Converted__s", "$approval_state"
_ID = Column("id", ColumnKind.INTEGER, not_null=True)
#: Characters of an index's name that every database keeps, and bytes of a long name's digest.
_LONGEST_INDEX, _DIGEST = 63, 4


def column_of(field: Field) -> str:
    """Return the name of the column that keeps a field's value."""
    return field.column or field.api_name


def unique_column(field: Field) -> str:
    """Return the column with the form in which two values of a unique field are alike."""
    return f"_unique_{field.api_name}"


def check_column(field: Field) -> str:
    """Return the column with the form by which upsert finds records of a module's own field."""
    return f"_check_{field.api_name}"


def form_column(field: Field) -> str:
    """Return the column with the form in which values of a field that is looked up are alike."""
    return unique_column(field) if field.unique else check_column(field)


def unique_form(field: Field, value: object) -> str | None:
    """Return the form in which two values of a unique field are compared."""
    if value is None:
        return None
    text = str(value).strip()
    return text if field.unique_case_sensitive else text.lower()


def stored_fields(module: Module) -> tuple[Field, ...]:
    """Return the fields and properties that have a column of their own name, id first."""
    own = (
        field
        for field in (*module.fields, *module.properties)
        if type_of(field.kind).column is not None
        and field.column is None
        and field.kind != "record_id"
    )
    return tuple(own)


@derived
def module_table(module: Module) -> Table:
    """Return the table of a module's records: the columns most read come first."""
    columns = [_ID, BIN]
    if module.is_subform and PARENT not in module.by_name:
        columns.append(Column(PARENT, ColumnKind.INTEGER))
    for field in stored_fields(module):
        kind = type_of(field.kind).column
        assert kind is not None  # noqa: S101 - stored_fields asked for it
        columns.append(Column(field.api_name, kind))
        if field.kind == "any_module_lookup":
            columns.append(Column(field.api_name + MODULE_SUFFIX, ColumnKind.TEXT))
    columns.extend(Column(unique_column(field), ColumnKind.TEXT) for field in module.unique_fields)
    if module.checked_field is not None:
        columns.append(Column(check_column(module.checked_field), ColumnKind.TEXT))
    return Table(module.api_name, tuple(columns), indexes=tuple(_indexes(module)))


def _indexes(module: Module) -> Iterable[Index]:
    """Yield the indexes: unique fields, times that lists sort by, lookups of related lists."""
    name = module.api_name
    for field in module.unique_fields:
        column = unique_column(field)
        yield Index(_index_name(name, column), (column,), unique=True)
    if module.checked_field is not None:
        column = check_column(module.checked_field)
        yield Index(_index_name(name, column), (column,))
    if module.is_subform:
        yield Index(_index_name(name, "parent"), (PARENT, "id"))
        yield from _fed_by_rows(module)
        return
    if module.is_linking and module.pseudo:
        yield from _both_ways(module)
        return
    if OWNER in module.by_name and not module.is_linking:
        # Found by it alone where a list is read owner by owner (query.plan.Merged).
        also = (one for one in (CONVERTED, APPROVAL_STATE) if one in module.by_name)
        columns = (OWNER, BIN.name, "id", *also)
        yield Index(_index_name(name, OWNER), columns, above=NOBODY)
    for time in ("Modified_Time", "Created_Time"):
        if time in module.by_name and not module.is_linking:
            yield Index(_index_name(name, time), (time, "id"))
    for field in module.fields:
        is_lookup = field.kind in {"lookup", "any_module_lookup"}
        reached = field.related_list or module.is_linking or field.api_name == module.belongs_to
        if is_lookup and reached:
            yield Index(_index_name(name, field.api_name), (field.api_name, "id"))


def _index_name(table: str, column: str) -> str:
    """Return the name of an index; of a long one the end is a digest, as databases cut names."""
    name = f"{table}_{column}"
    if len(name) <= _LONGEST_INDEX:
        return name
    digest = blake2b(name.encode(), digest_size=_DIGEST).hexdigest()
    return f"{name[: _LONGEST_INDEX - len(digest) - 1]}_{digest}"


def _fed_by_rows(module: Module) -> Iterable[Index]:
    """Yield the indexes of lookups in rows that feed a related list with the rows' records."""
    for field in module.fields:
        if field.related_list:
            yield Index(_index_name(module.api_name, field.api_name), (field.api_name, PARENT))


def _both_ways(module: Module) -> Iterable[Index]:
    """Yield the indexes of a link: a pair is found at once, however many one side is linked to."""
    sides = tuple(field.api_name for field in module.fields if field.kind == "lookup")
    yield Index(_index_name(module.api_name, sides[0]), sides)
    yield Index(_index_name(module.api_name, sides[1]), tuple(reversed(sides)))


def tables_behind(org: OpenOrg, module: Module) -> list[Module]:
    """Return the modules whose tables a read or write of a module touches, itself first.

    Its rows and links, what all of those look up, and the rows of that (price lists). A lookup
    to any module may reach every module.
    """
    known = org.catalogue.module_by_name
    names = _with_rows(org, [module.api_name])
    looked_up: dict[str, None] = {}
    for name in names:
        for field in known[name].fields:
            looked_up.update(dict.fromkeys(filter(None, (field.lookup, *field.multi_module))))
            if field.linking:
                looked_up[field.linking.connected_module] = None
            summed_up = rule_of(field) if field.data_type == ROLL_UP else None
            if summed_up is not None:
                looked_up |= _summed_up(known[name], summed_up)
    if "se_module" in looked_up:
        looked_up.update(dict.fromkeys(known))
    reached = _with_rows(org, [name for name in looked_up if name in known])
    every = dict.fromkeys((*names, *reached))
    return [one for name in every if (one := known.get(name)) and has_table(one)]


def _summed_up(module: Module, rule: Rule) -> dict[str, None]:
    """Return the modules that a roll-up summary reads: its records', and links to them."""
    lists = (one for one in module.related_lists if one.api_name == rule.related_list)
    links = (name for one in lists for name in (one.link, one.linking_module) if name)
    return dict.fromkeys((rule.module, *links))


def _with_rows(org: OpenOrg, names: Iterable[str]) -> list[str]:
    """Return modules with those of their subform rows and links behind them."""
    known = org.catalogue.module_by_name
    found: dict[str, None] = {}
    for name in names:
        found[name] = None
        for field in known[name].fields:
            if field.subform is not None and field.subform in known:
                found[field.subform] = None
            if field.linking:
                found[field.linking.module] = None
    return list(found)


def has_table(module: Module) -> bool:
    """Tell whether records of a module are kept in a table."""
    return module.stored and bool(module.fields)


async def tables_there(reader: Reader, org: OpenOrg) -> set[str]:
    """Return the names of the tables that an org's database has."""
    database = org.database
    columns = await reader.fetch(*database.dialect.list_columns(database.schema))
    return {row[0] for row in columns}


async def ensure_tables(org: OpenOrg, module: Module) -> None:
    """Make the tables that a module's records touch, where this process has not seen them yet."""
    if module.api_name in org.ready_modules:
        return
    await make_tables(org, tables_behind(org, module))
    org.ready_modules.add(module.api_name)


async def make_tables(org: OpenOrg, modules: Iterable[Module]) -> None:
    """Make the tables of some modules, and no others, where this process has not seen them yet."""
    missing = [one for one in modules if one.api_name not in org.made_tables]
    if missing:
        if org.joined:
            raise BeforehandError(lambda itself: make_tables(itself, missing))
        # Orgs that are older than the search have no notes for it yet.
        tables = [SEARCH_PENDING, *map(module_table, missing)]
        statements = [
            statement
            for table in tables
            for statement in write_create(table, org.database.dialect, org.database.schema)
        ]
        await run_ddl(org, statements)
        org.made_tables.update(one.api_name for one in missing)


async def run_ddl(org: OpenOrg, statements: list[str]) -> None:
    """Run idempotent DDL; another server that makes the same table at once is waited out.

    Raises:
        StaleError: the org has other metadata by now, hence perhaps other tables.
    """

    async def work(transaction: Transaction) -> None:
        for statement in statements:
            await transaction.execute(statement)

    await write(org, work)
