"""The thread that writes to a SQLite file: each request answered, and by what happened to it."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from crmstead.databases.base import NotUniqueError, Transaction, UnavailableError
from crmstead.databases.sqlite.driver import SqliteDatabase
from tests.faults.files import Holding, Work, adding, kept, started, things

#: How long a thread waits at most for what another one does.
_SECONDS = 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "things.sqlite"


def then(work: Work, error: BaseException) -> Work:
    """Return work that does something, and then meets an error of its own."""

    async def failing(transaction: Transaction) -> None:
        await work(transaction)
        raise error

    return failing


async def gathered(database: SqliteDatabase, *works: Work) -> list[Any]:
    """Return what works come to that share one transaction."""
    with Holding(database.path) as holding:
        waiting = await started(*map(database.write, works))
        holding.let_go()
        return await asyncio.gather(*waiting, return_exceptions=True)


@pytest.mark.parametrize("error", [ValueError("wrong"), OSError("a file"), GeneratorExit()])
def test_a_request_that_fails_takes_back_only_its_own_rows(path: Path, error: BaseException):
    async def run() -> list[Any]:
        async with things(path) as database:
            works = (adding(1), adding(2), then(adding(3), error), adding(4))
            return await gathered(database, *works)

    assert asyncio.run(run()) == [1, 2, error, 4]
    assert kept(path) == {1, 2, 4}


async def _reading(transaction: Transaction) -> None:
    await transaction.fetch('SELECT "id" FROM "Things"')


@pytest.mark.parametrize(("before", "runs"), [(_reading, 1), (adding(2), 2)])
def test_only_a_failure_after_a_write_makes_others_run_again(path: Path, before: Work, runs: int):
    ran: list[int] = []

    async def counted(transaction: Transaction) -> object:
        ran.append(1)
        return await adding(1)(transaction)

    async def run() -> list[Any]:
        async with things(path) as database:
            return await gathered(database, counted, then(before, error), adding(3))

    error = ValueError("wrong")
    assert asyncio.run(run()) == [1, error, 3]
    assert kept(path) == {1, 3}
    assert len(ran) == runs


@pytest.fixture
def committing() -> Iterator[list[Callable[[], Any]]]:
    """Calls what is listed in the middle of each commit, on connections that are opened now."""
    called: list[Callable[[], Any]] = []

    def hook(connection: apsw.Connection) -> None:
        connection.set_commit_hook(lambda: any(call() for call in called))

    apsw.connection_hooks.append(hook)
    yield called
    apsw.connection_hooks.remove(hook)


def test_the_state_is_another_one_after_each_commit_and_none_within(
    path: Path, committing: list[Callable[[], Any]]
):
    async def run() -> tuple[list[object], list[object]]:
        within: list[object] = []
        async with things(path) as database:
            committing.append(lambda: within.append(database.state()))
            states = [database.state(), database.state()]
            for number in (1, 2):
                await database.write(adding(number))
                states.append(database.state())
            with pytest.raises(NotUniqueError):
                await database.write(adding(1))
            states.append(database.state())
        return states, within

    states, within = asyncio.run(run())
    first, same, *others = states
    assert first is same
    assert None not in states
    assert len({id(one) for one in (first, *others)}) == 1 + len(others)
    assert within == [None] * len(others)


def test_writes_that_come_while_others_are_at_work_share_their_commit(
    path: Path, committing: list[Callable[[], Any]]
):
    begun, come = threading.Event(), threading.Event()

    async def lasting(transaction: Transaction) -> object:
        begun.set()
        assert come.wait(_SECONDS)
        return await adding(1)(transaction)

    async def run() -> tuple[list[Any], list[int]]:
        commits: list[int] = []
        async with things(path) as database:
            committing.append(lambda: commits.append(1))
            first = await started(database.write(lasting))
            assert await asyncio.to_thread(begun.wait, _SECONDS)
            others = await started(*map(database.write, map(adding, (2, 3))))
            come.set()
            return await asyncio.gather(*first, *others), commits

    assert asyncio.run(run()) == ([1, 2, 3], [1])
    assert kept(path) == {1, 2, 3}


def test_a_value_that_is_taken_fails_its_own_request_alone(path: Path):
    async def run() -> list[Any]:
        async with things(path) as database:
            return await gathered(database, adding(1), adding(1), adding(2))

    first, second, third = asyncio.run(run())
    assert (first, third) == (1, 2)
    assert isinstance(second, NotUniqueError)
    assert kept(path) == {1, 2}


def test_a_request_may_go_on_after_a_value_was_taken(path: Path):
    async def forgiving(transaction: Transaction) -> str:
        with pytest.raises(NotUniqueError):
            await adding(1)(transaction)
        await adding(2)(transaction)
        return "both"

    async def run() -> list[Any]:
        async with things(path) as database:
            return await gathered(database, adding(1), forgiving)

    assert asyncio.run(run()) == [1, "both"]
    assert kept(path) == {1, 2}


def test_work_that_awaits_anything_else_is_told_so(path: Path):
    async def sleepy(transaction: Transaction) -> None:
        await adding(1)(transaction)
        await asyncio.sleep(0)

    async def run() -> list[Any]:
        async with things(path) as database:
            return await gathered(database, sleepy, adding(2))

    told, other = asyncio.run(run())
    assert isinstance(told, RuntimeError)
    assert other == 2
    assert kept(path) == {2}


async def _end_of_transaction(transaction: Transaction) -> None:
    await adding(9)(transaction)
    await transaction.execute("ROLLBACK")


async def _full(transaction: Transaction) -> None:
    pages = (await transaction.fetch("PRAGMA page_count"))[0][0]
    await transaction.fetch(f"PRAGMA max_page_count={pages}")
    await transaction.execute("INSERT INTO \"Things\" VALUES (9, printf('%.*c', 100000, 'x'))")


@pytest.mark.parametrize("breaking", [_end_of_transaction, _full])
def test_a_batch_that_cannot_be_committed_is_acknowledged_to_nobody(path: Path, breaking: Work):
    async def run() -> list[Any]:
        async with things(path) as database:
            found = await gathered(database, adding(1), breaking, adding(2))
            await database.write(_roomy)
            await database.write(adding(3))
            return found

    found = asyncio.run(run())
    assert [type(one) for one in found] == [UnavailableError] * 3
    assert len({id(one) for one in found}) == 3
    assert kept(path) == {3}


async def _roomy(transaction: Transaction) -> None:
    await transaction.fetch("PRAGMA max_page_count=1000000")


def test_a_write_whose_request_went_away_harms_no_other(path: Path):
    async def run() -> object:
        async with things(path) as database:
            with Holding(path) as holding:
                running, waiting, other = await started(
                    *map(database.write, (adding(1), adding(2), adding(3)))
                )
                await asyncio.sleep(0.05)
                running.cancel()
                waiting.cancel()
                await asyncio.sleep(0)
                holding.let_go()
                return await other

    assert asyncio.run(run()) == 3
    assert kept(path) == {3}


def test_what_waits_is_written_before_a_close_and_what_comes_later_is_refused(path: Path):
    async def run() -> list[Any]:
        async with things(path) as database:
            with Holding(path) as holding:
                waiting = await started(*(database.write(adding(n)) for n in range(100)))
                (closing,) = await started(database.close())
                with pytest.raises(UnavailableError):
                    await database.write(adding(1000))
                with pytest.raises(UnavailableError):
                    async with database.reading():
                        pass
                holding.let_go()
                await closing
            return await asyncio.gather(*waiting)

    assert asyncio.run(run()) == list(range(100))
    assert kept(path) == set(range(100))


def _end(thread: threading.Thread) -> None:
    """Make a thread meet SystemExit at the next thing it does."""
    number = ctypes.c_ulong(thread.ident or 0)
    assert ctypes.pythonapi.PyThreadState_SetAsyncExc(number, ctypes.py_object(SystemExit)) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_writer_that_dies_leaves_nobody_waiting_and_is_replaced(path: Path):
    async def run() -> None:
        async with things(path) as database:
            writer = database._writing()
            _end(writer)
            waiting = await started(*(database.write(adding(n)) for n in range(5)))
            found = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
            assert [type(one) for one in found] == [UnavailableError] * 5
            writer.join(5)
            assert await asyncio.wait_for(database.write(adding(7)), 5) == 7

    asyncio.run(run())
    assert kept(path) == {7}


def test_a_writer_whose_loop_is_gone_goes_on_for_others(path: Path):
    async def leave() -> None:
        asyncio.ensure_future(database.write(adding(1)))  # noqa: RUF006 - nobody waits for it
        await asyncio.sleep(0)

    runner = asyncio.Runner()
    opened = things(path)
    database = runner.run(opened.__aenter__())
    with Holding(path) as holding:
        asyncio.run(leave())
        holding.let_go()
        assert runner.run(database.write(adding(2))) == 2
    runner.run(opened.__aexit__(None, None, None))
    runner.close()
    gc.collect()


@pytest.mark.slow
def test_a_lock_that_is_not_let_go_refuses_writes_and_no_reads(path: Path):
    async def run() -> None:
        async with things(path) as database:
            with Holding(path):
                with pytest.raises(UnavailableError, match=r"things\.sqlite: .*locked"):
                    await database.write(adding(1))
                async with database.reading() as reader:
                    assert await reader.fetch('SELECT id FROM "Things"') == []
            assert await database.write(adding(2)) == 2

    asyncio.run(run())
    assert kept(path) == {2}


def test_a_missing_file_is_told_and_not_made_anew(path: Path):
    database = SqliteDatabase(path)

    async def run() -> None:
        with pytest.raises(UnavailableError, match=r"things\.sqlite"):
            await database.write(adding(1))
        with pytest.raises(UnavailableError, match=r"things\.sqlite"):
            async with database.reading():
                pass

    asyncio.run(run())
    assert not path.exists()


def test_a_damaged_file_says_so(path: Path):
    async def fill() -> None:
        async with things(path) as database:
            await asyncio.gather(*(database.write(adding(n, "x" * 500)) for n in range(200)))

    async def run() -> None:
        async with things(path) as database:
            with pytest.raises(UnavailableError, match=r"things\.sqlite: .*malformed"):
                async with database.reading() as reader:
                    await reader.fetch('SELECT id, name FROM "Things"')

    asyncio.run(fill())
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    asyncio.run(run())


def test_no_database_says_so(path: Path):
    path.write_bytes(b"no database" * 1000)
    database = SqliteDatabase(path)

    async def run() -> None:
        with pytest.raises(UnavailableError, match="file is not a database"):
            await database.create()

    asyncio.run(run())


def test_readers_are_bounded_kept_and_closed(path: Path):
    connections = set()

    async def read(database) -> None:
        async with database.reading(snapshot=True) as reader:
            connections.add(reader.connection)
            await asyncio.sleep(0.01)
            await reader.fetch('SELECT id FROM "Things"')

    async def run() -> None:
        async with things(path) as database:
            await asyncio.gather(*(read(database) for _ in range(100)))
            assert 1 < len(connections) <= 8

    asyncio.run(run())
    for connection in connections:
        with pytest.raises(apsw.ConnectionClosedError):
            connection.execute("SELECT 1")


def test_a_reader_lent_while_its_database_closes_is_closed_afterwards(path: Path):
    async def run() -> Any:
        async with things(path) as database, database.reading() as reader:
            await database.close()
            await reader.fetch('SELECT id FROM "Things"')
            return reader

    with pytest.raises(apsw.ConnectionClosedError):
        asyncio.run(run()).connection.execute("SELECT 1")
