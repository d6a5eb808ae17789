"""What PostgreSQL's errors mean here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from crmstead.databases.base import (
    ContendedError,
    NotUniqueError,
    SchemaChangedError,
    UnavailableError,
)

#: The whole transaction may succeed when it is run again.
_AGAIN = (
    asyncpg.DeadlockDetectedError,
    # IF NOT EXISTS looks before it waits for another transaction that makes the same thing.
    asyncpg.DuplicateObjectError,
    asyncpg.DuplicateSchemaError,
    asyncpg.DuplicateTableError,
    asyncpg.InvalidCachedStatementError,
    # `Dialect.patience` was at its end.
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
)
#: What a statement names is not there: the statement is wrong, or its whole schema has gone.
MISSING = (asyncpg.InvalidSchemaNameError, asyncpg.UndefinedTableError)
#: The server or the way to it, not the statement that met it.
_GONE = (
    asyncpg.ConfigurationLimitExceededError,
    asyncpg.InsufficientResourcesError,
    # The server broke the connection off while nothing was asked of it.
    asyncpg.InternalClientError,
    asyncpg.InternalServerError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresSystemError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
)


@contextmanager
def told(connection: Any = None) -> Iterator[None]:
    """Raise the driver's errors as those of `databases.base`, where they are any of those.

    A misuse of the driver stays what it is, unless the connection that was used is closed.
    """
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        raise NotUniqueError(error.detail or "") from error
    except _AGAIN as error:
        raise ContendedError(_text(error)) from error
    except asyncpg.UndefinedColumnError as error:
        raise SchemaChangedError(_text(error)) from error
    except _GONE as error:
        raise UnavailableError(_text(error)) from error
    except asyncpg.InterfaceError as error:
        if connection is not None and not connection.is_closed():
            raise
        raise UnavailableError(_text(error)) from error


def _text(error: BaseException) -> str:
    return f"PostgreSQL: {error}" if str(error) else f"PostgreSQL: {type(error).__name__}"
