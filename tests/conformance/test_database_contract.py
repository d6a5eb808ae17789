"""What every database promises (databases/base.py), over each of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from crmstead.databases.base import NotUniqueError
from crmstead.databases.registry import DATABASES, Databases
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.query.plan import (
    BASE,
    EVERYTHING,
    NOTHING,
    All,
    Any,
    ColumnRef,
    Compare,
    HasEntry,
    HasRow,
    HasWords,
    IsNull,
    Join,
    Like,
    Not,
    OneOf,
    Order,
    ReadPlan,
    Selection,
    after,
)
from crmstead.sql.ddl import Column, Index, Table, write_add_column, write_create
from crmstead.sql.writer import SqlWriter

_schemas = count()
ID = ColumnRef(BASE, "id")
NAME = ColumnRef(BASE, "name", ColumnKind.TEXT)
NUMBER = ColumnRef(BASE, "number")
FLAG = ColumnRef(BASE, "flag", ColumnKind.BOOLEAN)
CHOSEN = ColumnRef(BASE, "chosen", ColumnKind.JSON)
DIGITS = ColumnRef(BASE, "digits", ColumnKind.TEXT)
UP = (Order(ID, descending=False),)
THINGS = Table(
    "Things",
    (
        Column("id", ColumnKind.INTEGER),
        Column("_bin", ColumnKind.INTEGER),
        Column("name", ColumnKind.TEXT),
        Column("number", ColumnKind.INTEGER),
        Column("flag", ColumnKind.BOOLEAN),
        Column("chosen", ColumnKind.JSON),
        Column("digits", ColumnKind.TEXT),
        Column("other", ColumnKind.INTEGER),
    ),
    indexes=(Index("Things_number", ("number",), unique=True),),
)
#: id, _bin, name, number, flag, chosen, digits, other
ROWS = (
    (1, 0, "Ärger", 10, True, '["a", "b"]', "9", None),
    (2, 0, "apple 100%", 20, False, '["b"]', "10", 1),
    (3, 1, "Apple_1", None, None, None, None, 2),
    (4, 0, None, 9_223_372_036_854_775_807, True, "[]", "007", 3),
)


@pytest.fixture(params=DATABASES)
def home(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_server")
    return tmp_path


@pytest.fixture
def runner():
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def database(home, runner):
    databases = Databases(home)
    made = databases.open(f"contract_{next(_schemas)}")
    runner.run(made.create())
    runner.run(made.write(lambda transaction: fill(transaction, made)))
    yield made
    runner.run(made.drop())
    runner.run(databases.close())


async def fill(transaction, database):
    for statement in write_create(THINGS, database.dialect, database.schema):
        await transaction.execute(statement)
    await transaction.insert(THINGS.name, THINGS.columns, ROWS)


@pytest.fixture
def ids(database, runner):
    """Returns the ids of the rows that a plan reads."""
    writer = SqlWriter(database.dialect, database.schema)

    async def read(plan):
        async with database.reading() as reader:
            return await reader.fetch(*writer.write(plan))

    def found(where=EVERYTHING, order=UP, **more):
        plan = ReadPlan(Selection("Things", (ID,)), where, order, limited=False)
        return [row[0] for row in runner.run(read(replace(plan, **more)))]

    return found


def test_rows_come_back_as_they_were_written(database, runner):
    names = ", ".join(f'"{name}"' for name in THINGS.column_names())

    async def read():
        async with database.reading(snapshot=True) as reader:
            return await reader.fetch(f"SELECT {names} FROM {database.table('Things')} ORDER BY id")

    assert [tuple(row) for row in runner.run(read())] == list(ROWS)


def test_an_update_sets_the_given_columns_of_the_rows_that_are_there(database, runner):
    by_name = {column.name: column for column in THINGS.columns}
    columns = [by_name["id"], by_name["name"], by_name["flag"]]
    rows = [(1, "new", None), (3, None, True), (99, "nobody", True)]
    runner.run(database.write(lambda transaction: transaction.update("Things", columns, rows)))

    async def read():
        async with database.reading() as reader:
            table = database.table("Things")
            return await reader.fetch(f"SELECT id, name, number, flag FROM {table} ORDER BY id")

    assert [tuple(row) for row in runner.run(read())] == [
        (1, "new", 10, None),
        (2, "apple 100%", 20, False),
        (3, None, None, True),
        (4, None, 9_223_372_036_854_775_807, True),
    ]


def test_an_update_may_not_take_what_is_unique(database, runner):
    columns = [column for column in THINGS.columns if column.name in {"id", "number"}]

    async def work(transaction):
        await transaction.update("Things", columns, [(1, 20)])

    with pytest.raises(NotUniqueError):
        runner.run(database.write(work))


def test_rows_are_held_for_an_update(database, ids):
    assert ids(Compare(FLAG, "=", True), for_update=True) == [1, 4]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (EVERYTHING, [1, 2, 3, 4]),
        (NOTHING, []),
        (Compare(NUMBER, "=", 10), [1]),
        (Compare(NUMBER, ">", 10), [2, 4]),
        (Compare(NUMBER, "<>", 10), [2, 4]),
        (Compare(FLAG, "=", True), [1, 4]),
        (Compare(NAME, "=", "apple_1", folded=True), [3]),
        (Compare(NAME, "=", "ärger", folded=True), [1]),
        (Compare(NAME, ">", "B"), [1, 2]),
        (Compare(DIGITS, ">", 8, numeric_text=True), [1, 2]),
        (Like(NAME, "contains", "PPLE"), [2, 3]),
        (Like(NAME, "starts_with", "apple_"), [3]),
        (Like(NAME, "ends_with", "100%"), [2]),
        (OneOf(ID, (1, 4, 99)), [1, 4]),
        (OneOf(ID, ()), []),
        (OneOf(NAME, ("ärger", "nobody"), folded=True), [1]),
        (HasEntry(CHOSEN, "b"), [1, 2]),
        (HasEntry(CHOSEN, "B"), [1, 2]),
        (HasEntry(CHOSEN, "c"), []),
        (HasEntry(CHOSEN, "A", "starts_with"), [1]),
        (HasEntry(CHOSEN, "%", "contains"), []),
        (Like(NAME, "contains", "00", digits=True), [2]),
        (Like(NAME, "contains", "0%", digits=True), []),
        (IsNull(NAME), [4]),
        (Not(IsNull(NAME)), [1, 2, 3]),
        (Not(NOTHING), [1, 2, 3, 4]),
        (All((Compare(FLAG, "=", True), Not(IsNull(NAME)))), [1]),
        (Any((Compare(NUMBER, "=", 10), IsNull(NAME))), [1, 4]),
        (All((EVERYTHING, Any((NOTHING, Compare(NUMBER, "=", 20))))), [2]),
        (HasRow("Things", "other", "id", (2, 3)), [1, 2]),
        (HasRow("Things", "id", "number", (10,), by="other"), [2]),
    ],
)
def test_conditions_mean_the_same_everywhere(ids, where, expected):
    assert ids(where) == expected


def test_parameters_are_bound_by_their_numbers(database, runner, ids):
    async def work(transaction):
        await transaction.execute(
            f"UPDATE {database.table('Things')} SET number = $2 WHERE id = $1", (1, 11)
        )

    runner.run(database.write(work))
    assert ids(Compare(NUMBER, "=", 11)) == [1]


@pytest.fixture
def words(database, runner):
    """Keeps words of the rows; the second time as something else."""

    async def work(transaction):
        for statement in database.dialect.create_words(database.schema, "_words_Things"):
            await transaction.execute(statement)
        for rows in ([(1, "salt pepper"), (2, "other")], [(2, "salty 王国"), (4, "x")]):
            await transaction.execute(
                *database.dialect.put_words(database.table("_words_Things"), rows)
            )

    runner.run(database.write(work))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("salt",), [1, 2]),
        (("salty",), [2]),
        (("pepper", "sal"), [1]),
        (("pepper", "王"), []),
        (("王",), [2]),
        (("other",), []),
        (("alt",), []),
        (("and",), []),
    ],
)
def test_words_are_found_by_their_beginnings(ids, words, asked, expected):
    assert ids(HasWords("_words_Things", asked)) == expected


def test_how_many_rows_there_are_can_be_asked(database, runner):
    plan = ReadPlan(Selection("Things", ()), Compare(FLAG, "=", True), (), limited=False)
    writer = SqlWriter(database.dialect, database.schema)

    async def read():
        async with database.reading() as reader:
            return await reader.fetch(*writer.write(plan))

    assert [tuple(row) for row in runner.run(read())] == [(2,)]


def test_plans_of_one_shape_share_their_text(database):
    writer = SqlWriter(database.dialect, database.schema)
    selection = Selection("Things", (ID,))
    first, second = (
        writer.write(ReadPlan(selection, OneOf(ID, values), (), limit=5, offset=offset))
        for values, offset in (((1,), 1), ((2, 3), 2))
    )
    assert first[0] == second[0]
    assert first[1] != second[1]


@pytest.mark.parametrize(
    ("where", "written"),
    [
        (EVERYTHING, True),
        (All((Not(IsNull(NAME)), OneOf(NUMBER, (1,)))), True),
        (Compare(NAME, "=", "a", folded=True), False),
        (Any((IsNull(NAME), Like(NAME, "contains", "a"))), False),
        (Compare(DIGITS, ">", 8, numeric_text=True), False),
        (HasEntry(CHOSEN, "b"), False),
    ],
)
def test_a_limit_is_written_out_where_the_database_knows_what_is_compared(database, where, written):
    writer = SqlWriter(database.dialect, database.schema)
    text, values = writer.write(ReadPlan(Selection("Things", (ID,)), where, (), limit=5))
    assert text.endswith(" LIMIT 5") is written
    assert (values[-2:] == [5, 0]) is not written


def test_nulls_come_last_in_either_direction(ids):
    up, down = (Order(NUMBER, one, nullable=True) for one in (False, True))
    assert ids(order=(up,)) == [1, 2, 4, 3]
    assert ids(order=(down,)) == [4, 2, 1, 3]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    ("column", "values"), [(NUMBER, [row[3] for row in ROWS]), (NAME, [row[2] for row in ROWS])]
)
def test_a_cursor_divides_the_rows_at_any_record(ids, column, values, descending):
    order = Order(column, descending, nullable=True)
    keys = (order, Order(ID, descending))
    whole = ids(order=keys)
    for place, record in enumerate(whole):
        value = values[record - 1]
        behind = ids(after(order, ID, value, record), order=keys)
        ahead = ids(after(order, ID, value, record, backwards=True), order=keys)
        assert (ahead, behind) == (whole[:place], whole[place + 1 :])


def test_a_join_finds_no_record_of_the_recycle_bin(database, runner):
    joined = ColumnRef("j", "id")
    selection = Selection("Things", (ID, joined), (Join("j", "Things", "other"),))
    writer = SqlWriter(database.dialect, database.schema)
    plan = ReadPlan(selection, EVERYTHING, (Order(ID, descending=False),), limited=False)

    async def read():
        async with database.reading() as reader:
            return await reader.fetch(*writer.write(plan))

    assert [tuple(row) for row in runner.run(read())] == [(1, None), (2, 1), (3, 2), (4, None)]


def test_a_failed_write_leaves_nothing(database, runner, ids):
    async def work(transaction):
        await transaction.insert("Things", THINGS.columns[:2], [(5, 0)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        runner.run(database.write(work))
    assert ids() == [1, 2, 3, 4]


@pytest.mark.parametrize("refused", [ZeroDivisionError, NotUniqueError])
def test_an_attempt_that_fails_is_taken_back_alone(database, runner, ids, refused):
    columns = (THINGS.columns[0], THINGS.columns[3])

    async def fail(transaction):
        await transaction.insert("Things", columns, [(6, 60)])
        if refused is NotUniqueError:
            await transaction.insert("Things", columns, [(7, 10)])
        raise ZeroDivisionError

    async def inner(transaction):
        await transaction.insert("Things", columns, [(8, 80)])
        with pytest.raises(refused):
            await transaction.attempt(fail)

    async def work(transaction):
        await transaction.insert("Things", columns, [(5, 50)])
        with pytest.raises(refused):
            await transaction.attempt(fail)
        await transaction.attempt(inner)
        await transaction.insert("Things", columns, [(9, 90)])

    runner.run(database.write(work))
    assert ids() == [1, 2, 3, 4, 5, 8, 9]


def test_attempts_go_with_the_transaction_that_fails(database, runner, ids):
    async def part(transaction):
        await transaction.insert("Things", THINGS.columns[:2], [(5, 0)])

    async def work(transaction):
        await transaction.attempt(part)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        runner.run(database.write(work))
    assert ids() == [1, 2, 3, 4]


def test_a_unique_index_refuses_and_the_next_write_goes_on(database, runner, ids):
    columns = (THINGS.columns[0], THINGS.columns[3])

    async def clash(transaction):
        await transaction.insert("Things", columns, [(5, 50), (6, 10)])

    async def good(transaction):
        await transaction.insert("Things", columns, [(7, 70)])

    with pytest.raises(NotUniqueError):
        runner.run(database.write(clash))
    runner.run(database.write(good))
    assert ids() == [1, 2, 3, 4, 7]


def test_writes_at_once_are_all_kept(database, runner, ids):
    async def add(number):
        async def work(transaction):
            await transaction.insert("Things", THINGS.columns[:2], [(number, 0)])

        await database.write(work)

    async def together():
        await asyncio.gather(*(add(number) for number in range(10, 60)))

    runner.run(together())
    assert ids(Compare(ID, ">=", 10)) == list(range(10, 60))


def test_a_snapshot_does_not_see_a_later_write(database, runner):
    text = f"SELECT COUNT(*) FROM {database.table('Things')}"

    async def work(transaction):
        await transaction.insert("Things", THINGS.columns[:2], [(5, 0)])

    async def counts():
        async with database.reading(snapshot=True) as reader:
            before = (await reader.fetch(text))[0][0]
            await database.write(work)
            within = (await reader.fetch(text))[0][0]
        async with database.reading() as reader:
            return before, within, (await reader.fetch(text))[0][0]

    assert runner.run(counts()) == (4, 4, 5)


def test_a_column_can_be_added_while_rows_are_there(database, runner):
    statement = write_add_column(
        "Things", Column("late", ColumnKind.TEXT), database.dialect, database.schema
    )

    async def work(transaction):
        await transaction.execute(statement)
        return await transaction.fetch(f"SELECT late FROM {database.table('Things')}")

    assert [tuple(row) for row in runner.run(database.write(work))] == [(None,)] * 4
