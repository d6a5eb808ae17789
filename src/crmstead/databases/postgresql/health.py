"""What is wrong with a PostgreSQL server and the schemas on it, as far as its catalogue tells."""

from __future__ import annotations

from dataclasses import dataclass

from crmstead.databases.base import Reader

#: The oldest version that is supported.
_OLDEST = 14
#: Share of its connections that a server may have in use before it is about to refuse more.
_FULL = 0.9
_SETTINGS = (
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ("
    "'server_version_num', 'server_version', 'server_encoding', 'fsync', 'synchronous_commit', "
    "'full_page_writes', 'max_connections', 'default_transaction_read_only')"
)
_IN_USE = "SELECT COUNT(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'"
_INVALID = (
    "SELECT kept.relname::text FROM pg_catalog.pg_index AS made "
    "JOIN pg_catalog.pg_class AS kept ON kept.oid = made.indexrelid "
    "JOIN pg_catalog.pg_namespace AS place ON place.oid = kept.relnamespace "
    "WHERE place.nspname = $1 AND NOT (made.indisvalid AND made.indisready) ORDER BY 1"
)
_HAVING = (
    "SELECT place.nspname::text FROM pg_catalog.pg_class AS kept "
    "JOIN pg_catalog.pg_namespace AS place ON place.oid = kept.relnamespace "
    "WHERE kept.relname = $1 AND kept.relkind = 'r' ORDER BY 1"
)
_UNSAFE = "Acknowledged writes may be lost or bent in a crash: set it to on."


@dataclass(frozen=True, slots=True)
class ServerHealth:
    """What a server is, and its problems: what is wrong and what to do."""

    about: str
    problems: tuple[tuple[str, str], ...]


async def health_of(reader: Reader) -> ServerHealth:
    """Look at a server's version and settings, and at how busy it is."""
    settings: dict[str, str] = {row[0]: row[1] for row in await reader.fetch(_SETTINGS)}
    used: int = (await reader.fetch(_IN_USE))[0][0]
    most = int(settings["max_connections"])
    problems = [
        (f"{name} = off", _UNSAFE)
        for name in ("fsync", "synchronous_commit", "full_page_writes")
        if settings[name] == "off"
    ]
    if int(settings["server_version_num"]) < _OLDEST * 10_000:
        problems.append((f"older than PostgreSQL {_OLDEST}", "Use a newer one."))
    if settings["server_encoding"] != "UTF8":
        told = f"its encoding is {settings['server_encoding']}"
        problems.append((told, "Some texts cannot be kept: use a database in UTF8."))
    if settings["default_transaction_read_only"] == "on":
        problems.append(("it takes no writes", "Is it a standby? Use the primary."))
    if used > most * _FULL:
        told = f"{used} of {most} connections are in use"
        problems.append((told, "Raise max_connections, or run fewer servers."))
    about = f"PostgreSQL {settings['server_version']}, {used} of {most} connections in use"
    return ServerHealth(about, tuple(problems))


async def invalid_indexes(reader: Reader, schema: str) -> list[str]:
    """Return the indexes of a schema that were not built to their end."""
    return [row[0] for row in await reader.fetch(_INVALID, (schema,))]


async def schemas_with(reader: Reader, table: str) -> set[str]:
    """Return the schemas that have a table of a name."""
    return {row[0] for row in await reader.fetch(_HAVING, (table,))}
