"""What the PostgreSQL driver makes of the server's troubles: each told as what it is."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from crmstead.databases.base import (
    NotUniqueError,
    SchemaChangedError,
    Transaction,
    UnavailableError,
)
from crmstead.databases.postgresql import server as postgresql
from crmstead.databases.postgresql.driver import PostgresqlDatabase
from crmstead.databases.postgresql.server import PostgresqlServer
from crmstead.sql.ddl import write_create
from tests.faults.cluster import Cluster
from tests.faults.files import THINGS, Work, adding
from tests.faults.proxy import proxy

_schemas = count()


@asynccontextmanager
async def things(dsn: str) -> AsyncIterator[PostgresqlDatabase]:
    """Open a fresh schema with one table."""
    server = PostgresqlServer(dsn)
    database = PostgresqlDatabase(server, f"things_{next(_schemas)}")

    async def make(transaction: Transaction) -> None:
        for statement in write_create(THINGS, database.dialect, database.schema):
            await transaction.execute(statement)

    try:
        await database.create()
        await database.write(make)
        yield database
    finally:
        await server.close()


@pytest.fixture
def run(postgresql_server: str):
    """Runs a test's coroutine with a fresh schema."""

    def run(test: Callable[[PostgresqlDatabase], Awaitable[Any]]) -> Any:
        async def running() -> Any:
            async with things(postgresql_server) as database:
                return await test(database)

        return asyncio.run(running())

    return run


async def kept(database: PostgresqlDatabase) -> set[int]:
    async with database.reading() as reader:
        rows = await reader.fetch(f"SELECT id FROM {database.table(THINGS.name)}")
    return {row[0] for row in rows}


async def elsewhere(database: PostgresqlDatabase, sql: str) -> Any:
    """Run a statement as another process would."""
    connection = await asyncpg.connect(database._server.dsn)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()


def failing(state: str) -> str:
    """Return a statement that the server refuses with an error."""
    return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"


def raising(state: str) -> Work:
    """Return work that adds a row and then meets an error of the server."""

    async def work(transaction: Transaction) -> None:
        await adding(9)(transaction)
        await transaction.execute(failing(state))

    return work


@pytest.mark.parametrize(
    "state",
    ["08006", "25006", "53100", "53200", "53300", "55P03", "57014", "57P01", "58030", "XX000",
     "XX001"],
)  # fmt: skip
def test_troubles_of_the_server_are_told_as_unavailable(run, state: str):
    async def test(database: PostgresqlDatabase) -> None:
        with pytest.raises(UnavailableError):
            await database.write(raising(state))
        with pytest.raises(UnavailableError):
            async with database.reading() as reader:
                await reader.fetch(failing(state))
        await database.write(adding(1))
        assert await kept(database) == {1}

    run(test)


@pytest.mark.parametrize("state", ["22012", "42601"])
def test_a_statement_that_is_wrong_is_not_told_as_unavailable(run, state: str):
    async def test(database: PostgresqlDatabase) -> None:
        with pytest.raises(asyncpg.PostgresError) as told:
            await database.write(raising(state))
        assert told.value.sqlstate == state
        assert await kept(database) == set()

    run(test)


@pytest.mark.parametrize("state", ["42703", "42P01"])
def test_a_statement_that_names_what_is_not_there_is_told_as_one_for_another_schema(
    run, state: str
):
    async def test(database: PostgresqlDatabase) -> None:
        with pytest.raises(SchemaChangedError):
            await database.write(raising(state))
        assert await kept(database) == set()

    run(test)


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_work_that_lost_a_race_is_run_again(run, state: str):
    attempts = count(1)

    async def work(transaction: Transaction) -> int:
        attempt = next(attempts)
        await adding(attempt)(transaction)
        if attempt < 4:
            await transaction.execute(failing(state))
        return attempt

    async def test(database: PostgresqlDatabase) -> None:
        assert await database.write(work) == 4
        assert await kept(database) == {4}
        with pytest.raises(UnavailableError):
            await database.write(raising(state))

    run(test)


def test_work_that_met_a_changed_table_is_run_again(run):
    async def test(database: PostgresqlDatabase) -> None:
        table = database.table(THINGS.name)

        async def read(transaction: Transaction) -> Any:
            return await transaction.fetch(f"SELECT name FROM {table}")

        await database.write(read)
        await elsewhere(database, f"ALTER TABLE {table} ALTER COLUMN name TYPE varchar(20)")
        await database.write(read)

    run(test)


def test_a_failure_that_work_swallows_is_not_acknowledged(run):
    async def careless(transaction: Transaction) -> str:
        await adding(1)(transaction)
        with pytest.raises(NotUniqueError):
            await adding(1)(transaction)
        return "done"

    async def test(database: PostgresqlDatabase) -> None:
        with pytest.raises(NotUniqueError):
            await database.write(careless)
        assert await kept(database) == set()

    run(test)


@pytest.mark.parametrize("error", [OSError("a file"), TimeoutError(), ValueError("wrong")])
def test_an_error_of_the_work_stays_what_it_is(run, error: Exception):
    async def work(transaction: Transaction) -> None:
        await adding(1)(transaction)
        raise error

    async def test(database: PostgresqlDatabase) -> None:
        with pytest.raises(type(error)) as told:
            await database.write(work)
        assert told.value is error
        with pytest.raises(type(error)):
            async with database.reading(snapshot=True):
                raise error
        assert await kept(database) == set()

    run(test)


def test_a_value_of_the_wrong_kind_is_not_told_as_unavailable(run):
    async def test(database: PostgresqlDatabase) -> None:
        async with database.reading() as reader:
            with pytest.raises(asyncpg.DataError):
                await reader.fetch("SELECT $1::bigint", (1 << 70,))
            with pytest.raises(asyncpg.InterfaceError):
                await reader.fetch("SELECT $1::bigint", (1, 2))

    run(test)


_BREAK_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'crmstead' AND query LIKE '%{schema}%'"
)


def test_connections_that_broke_while_idle_are_not_noticed(run):
    async def test(database: PostgresqlDatabase) -> None:
        await asyncio.gather(*(kept(database) for _ in range(8)))
        ended = await elsewhere(database, _BREAK_OFF.format(schema=database.schema))
        assert len(ended) > 1
        await asyncio.sleep(0.1)
        assert await asyncio.gather(*(kept(database) for _ in range(8))) == [set()] * 8

    run(test)


def test_a_connection_that_breaks_in_a_write_is_told_and_replaced(run):
    async def test(database: PostgresqlDatabase) -> None:
        async def work(transaction: Transaction) -> None:
            await adding(1)(transaction)
            await elsewhere(database, _BREAK_OFF.format(schema=database.schema))
            await asyncio.sleep(0.1)
            await adding(2)(transaction)

        with pytest.raises(UnavailableError):
            await database.write(work)
        await database.write(adding(3))
        assert await kept(database) == {3}

    run(test)


async def backend(database: PostgresqlDatabase) -> int:
    """Return which process of the server answers."""
    async with database.reading() as reader:
        pid: int = (await reader.fetch("SELECT pg_backend_pid()"))[0][0]
        return pid


def test_a_connection_is_lent_again(run):
    async def test(database: PostgresqlDatabase) -> None:
        first = await backend(database)
        await database.write(adding(1))
        with pytest.raises(NotUniqueError):
            await database.write(adding(1))
        assert {await backend(database) for _ in range(20)} == {first}

    run(test)


def test_a_connection_whose_read_was_cut_off_is_not_lent_again(run):
    async def test(database: PostgresqlDatabase) -> None:
        async def hang() -> None:
            async with database.reading() as reader:
                await reader.fetch("SELECT pg_sleep(60)")

        first = await backend(database)
        for _ in range(postgresql._CONNECTIONS + 1):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(hang(), 0.05)
        assert await backend(database) != first

    run(test)


def test_connections_that_nobody_used_for_long_are_replaced(run, monkeypatch: pytest.MonkeyPatch):
    async def test(database: PostgresqlDatabase) -> None:
        first = await backend(database)
        monkeypatch.setattr(postgresql, "_IDLE", 0)
        assert await backend(database) != first

    run(test)


def test_no_request_waits_for_a_connection_for_ever(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgresql, "_PATIENCE", 0.2)

    async def test(database: PostgresqlDatabase) -> None:
        async def hold() -> None:
            async with database.reading():
                await asyncio.sleep(0.6)

        holding = [asyncio.ensure_future(hold()) for _ in range(8)]
        await asyncio.sleep(0.1)
        with pytest.raises(UnavailableError):
            await kept(database)
        await asyncio.gather(*holding)
        assert await kept(database) == set()

    run(test)


def test_statements_and_idle_transactions_end(run, monkeypatch: pytest.MonkeyPatch):
    short = {"statement_timeout": "200ms", "idle_in_transaction_session_timeout": "200ms"}
    monkeypatch.setattr(postgresql, "_SESSION", {**postgresql._SESSION, **short})

    async def test(database: PostgresqlDatabase) -> None:
        async def idle(transaction: Transaction) -> None:
            await adding(1)(transaction)
            await asyncio.sleep(0.5)

        with pytest.raises(UnavailableError):
            async with database.reading() as reader:
                await reader.fetch("SELECT pg_sleep(5)")
        with pytest.raises(UnavailableError):
            await database.write(idle)
        await database.write(adding(2))
        assert await kept(database) == {2}

    run(test)


def test_a_server_that_falls_silent_is_not_waited_for(
    breakable: Cluster, monkeypatch: pytest.MonkeyPatch
):
    for name in ("_PATIENCE", "_LONGEST_ANSWER", "_GRACE"):
        monkeypatch.setattr(postgresql, name, 0.3)

    async def test(dsn: str, way: Any) -> None:
        async with things(dsn) as database:
            await database.write(adding(1))
            way.silent = True
            with pytest.raises(UnavailableError):
                await database.write(adding(2))
            with pytest.raises(UnavailableError):
                await kept(database)
            way.silent = False
            await database.write(adding(3))
            assert await kept(database) == {1, 3}
            way.silent = True

    with (
        tempfile.TemporaryDirectory(prefix="way-") as place,
        proxy(Path(place) / "s", breakable.home) as way,
    ):
        asyncio.run(asyncio.wait_for(test(Cluster.dsn_at(str(way.place)), way), 15))


def test_requests_that_come_first_and_at_once_are_all_answered(postgresql_server: str):
    async def test() -> None:
        async with things(postgresql_server) as database:
            fresh = PostgresqlDatabase(PostgresqlServer(postgresql_server), database.schema)
            assert await asyncio.gather(*(kept(fresh) for _ in range(50))) == [set()] * 50
            await fresh._server.close()

    asyncio.run(test())


def test_a_server_that_may_lose_commits_is_warned_of_once(run, caplog: pytest.LogCaptureFixture):
    async def test(database: PostgresqlDatabase) -> None:
        await asyncio.gather(*(kept(database) for _ in range(8)))

    with caplog.at_level(logging.WARNING, "crmstead.databases"):
        run(test)
    assert [record.message for record in caplog.records] == [
        "PostgreSQL has fsync = off: acknowledged writes may be lost in a crash"
    ]


def test_tables_made_at_once_are_made(run):
    async def test(database: PostgresqlDatabase) -> None:
        async def make(transaction: Transaction) -> None:
            for statement in statements:
                await transaction.execute(statement)

        async def make_or_lose() -> None:
            with suppress(NotUniqueError):
                await database.write(make)

        for number in range(30):
            table = replace(THINGS, name=f"Things {number}")
            statements = list(write_create(table, database.dialect, database.schema))
            await asyncio.gather(*(make_or_lose() for _ in range(8)))
            await database.write(make)

    run(test)


def test_schemas_made_at_once_are_made(run):
    async def test(database: PostgresqlDatabase) -> None:
        for number in range(5):
            servers = [PostgresqlServer(database._server.dsn) for _ in range(6)]
            name = f"{database.schema}_{number}"
            made = [PostgresqlDatabase(server, name) for server in servers]
            await asyncio.gather(*(one.create() for one in made))
            await asyncio.gather(*(server.close() for server in servers))

    run(test)
