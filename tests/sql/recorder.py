"""Takes down every statement that the drivers execute for the server, in tests only.

Nothing in the server knows of it: both libraries call it, the one by its hooks, the other because
its methods are wrapped. Statements that a test itself asks for are left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

import apsw
import asyncpg

import crmstead
from tests.sql.checker import broken_rules

#: Schemas of orgs: what is said in one is said in all.
_SCHEMA = re.compile(r'"org_\d+"')
_TESTS = str(Path(__file__).parents[1])
_SOURCE = str(Path(crmstead.__file__).parent)
_DRIVERS = str(Path(_SOURCE) / "databases")


class Recorded:
    """Statements by database."""

    def __init__(self) -> None:
        self.statements: dict[str, set[str]] = {"sqlite": set(), "postgresql": set()}

    def note(self, database: str, statement: str) -> None:
        """Take a statement down, unless a test asks for it."""
        known = self.statements[database]
        statement = _SCHEMA.sub('"org"', statement)
        if statement not in known and _is_the_servers():
            known.add(statement)

    def failures(self) -> list[str]:
        """Return what breaks a rule, with the rule."""
        return sorted(
            f"{database}: {', '.join(rules)}: {statement}"
            for database, statements in self.statements.items()
            for statement in statements
            if (rules := broken_rules(statement, qualified=database == "postgresql"))
        )


def _is_the_servers() -> bool:
    """Tell whether the server's code comes first among the callers, the drivers left aside."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_SOURCE) and not file.startswith(_DRIVERS):
            return True
        if file.startswith(_TESTS) and file != __file__:
            return False
        frame = frame.f_back
    return True


@contextmanager
def recording() -> Iterator[Recorded]:
    """Record while the block runs, on connections that are made in it."""
    recorded = Recorded()

    def trace(_: Any, statement: str, __: Any) -> bool:
        recorded.note("sqlite", statement)
        return True

    def watch(connection: apsw.Connection) -> None:
        connection.exec_trace = trace

    apsw.connection_hooks.append(watch)
    connection = asyncpg.connection.Connection
    kept = {name: getattr(connection, name) for name in ("_execute", "execute", "prepare")}
    for name, method in kept.items():
        setattr(connection, name, _noting(recorded, method))
    try:
        yield recorded
    finally:
        apsw.connection_hooks.remove(watch)
        for name, method in kept.items():
            setattr(connection, name, method)


def _noting(recorded: Recorded, method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    async def noting(self: Any, query: str, *values: Any, **more: Any) -> Any:
        recorded.note("postgresql", query)
        return await method(self, query, *values, **more)

    return noting
