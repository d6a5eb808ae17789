"""Which databases there are, told apart by how they are named."""

from __future__ import annotations

from pathlib import Path

from crmstead.databases.base import Database
from crmstead.databases.postgresql.driver import PostgresqlDatabase
from crmstead.databases.postgresql.server import PostgresqlServer
from crmstead.databases.sqlite.driver import SqliteDatabase

#: Names of the databases that exist.
DATABASES = ("sqlite", "postgresql")


class Databases:
    """Opens databases for one server process and closes them with it.

    `home` is a directory (each schema a file in it) or the DSN of a PostgreSQL server.
    """

    def __init__(self, home: Path | str) -> None:
        self._home = home
        self._servers: dict[str, PostgresqlServer] = {}
        self._open: dict[tuple[str, str], Database] = {}

    def dsn(self, dsn: str | None) -> str:
        """Return where the databases of a DSN are, None being the home's."""
        return dsn or str(self._home)

    def open(self, schema: str, dsn: str | None = None) -> Database:
        """Return the database of a schema, of the home or of another server."""
        place = self.dsn(dsn)
        found = self._open.get((place, schema))
        if found is None:
            if place.startswith(("postgresql://", "postgres://")):
                server = self._servers.setdefault(place, PostgresqlServer(place))
                found = PostgresqlDatabase(server, schema)
            else:
                found = SqliteDatabase(Path(place) / f"{schema}.sqlite")
            self._open[place, schema] = found
        return found

    async def close(self) -> None:
        """Close all that were opened."""
        for database in self._open.values():
            await database.close()
        for server in self._servers.values():
            await server.close()
        self._open.clear()
        self._servers.clear()
