"""Each rule of the checker, by statements that break it and by those that only look like it."""

from __future__ import annotations

import pytest

from tests.sql.checker import broken_rules, tokens_of

BAD = [
    ("volatile function in SET", "UPDATE s.t SET a = random() WHERE b = $1"),
    ("volatile function in SET", 'UPDATE "s"."t" SET a = 1, b = clock_timestamp()'),
    ("volatile function in SET", "UPDATE s.t SET a = $1 WHERE b < random()"),
    ("volatile function in SET",
     "INSERT INTO s.t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = gen_random_uuid()"),
    ("volatile function in SET", "UPDATE s.t SET a = now()"),
    ("now()", "INSERT INTO s.t (a) VALUES (now())"),
    ("now()", "SELECT a FROM s.t WHERE b > CURRENT_TIMESTAMP"),
    ("now()", "SELECT a FROM s.t WHERE b > Now ( )"),
    ("nextval", "INSERT INTO s.t (a) VALUES (nextval('s.q'))"),
    ("MERGE", "MERGE INTO s.t USING s.u ON s.t.a = s.u.a WHEN MATCHED THEN DELETE"),
    ("CREATE TRIGGER", "CREATE TRIGGER x AFTER INSERT ON s.t EXECUTE FUNCTION f()"),
    ("CREATE TRIGGER", "create or replace trigger x before update on s.t execute function f()"),
    ("serial", "CREATE TABLE s.t (a bigserial PRIMARY KEY)"),
    ("serial", "ALTER TABLE s.t ADD COLUMN a serial"),
    ("serial", "CREATE TABLE s.t (a bigint GENERATED ALWAYS AS IDENTITY)"),
    ("serial", "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)"),
    ("RENAME CONSTRAINT", "ALTER TABLE s.t RENAME CONSTRAINT a TO b"),
    ("INHERITS", "CREATE TABLE s.t () INHERITS (s.u)"),
    ("INHERITS", "ALTER TABLE s.t INHERIT s.u"),
    ("session SET", "SET search_path = s"),
    ("session SET", "set session statement_timeout = 1"),
    ("session SET", "SET TIME ZONE 'UTC'"),
    ("session SET", "RESET ALL"),
    ("session SET", "DISCARD ALL"),
    ("session SET", "SELECT set_config('search_path', 's', false)"),
    ("advisory lock", "SELECT pg_advisory_lock(1)"),
    ("advisory lock", "SELECT pg_try_advisory_xact_lock(1)"),
    ("advisory lock", "SELECT pg_catalog.pg_advisory_unlock_all()"),
    ("SERIALIZABLE", "BEGIN ISOLATION LEVEL SERIALIZABLE"),
    ("SELECT *", "SELECT * FROM s.t"),
    ("SELECT *", "SELECT t.* FROM s.t AS t"),
    ("SELECT *", "SELECT a, * FROM s.t"),
    ("SELECT *", "SELECT DISTINCT * FROM s.t"),
    ("SELECT *", "DELETE FROM s.t RETURNING *"),
    ("SELECT *", "SELECT a FROM s.t WHERE EXISTS (SELECT * FROM s.u)"),
    ("unqualified table", "SELECT a FROM t"),
    ("unqualified table", 'SELECT a FROM "t" AS x'),
    ("unqualified table", 'SELECT a FROM s.t LEFT JOIN "u" AS u ON u.a = t.a'),
    ("unqualified table", 'INSERT INTO "t" ("a") VALUES ($1)'),
    ("unqualified table", "INSERT INTO t (a) SELECT b FROM s.u"),
    ("unqualified table", "UPDATE t SET a = $1"),
    ("unqualified table", "DELETE FROM t WHERE a = $1"),
    ("unqualified table", 'CREATE TABLE IF NOT EXISTS "t" (a bigint)'),
    ("unqualified table", "DROP TABLE IF EXISTS t"),
    ("unqualified table", "ALTER TABLE t ADD COLUMN a text"),
    ("unqualified table", 'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "t" ("a")'),
    ("unqualified table", "SELECT a FROM s.t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a)"),
    ("unqualified table", "CREATE TABLE s.t (a bigint REFERENCES u (a))"),
    ("unqualified table", "WITH x AS (SELECT a FROM t) SELECT a FROM x"),
    ("unqualified table",
     "SELECT a FROM s.t WHERE b IN (WITH x AS MATERIALIZED (SELECT b FROM s.u) SELECT b FROM y)"),
]  # fmt: skip

GOOD = [
    'SELECT t0."id", t0."now", t0."serial" FROM "s"."t" AS t0 WHERE t0."SELECT *" = $1',
    "SELECT COUNT(*) FROM s.t WHERE a * 2 = $1",
    "SELECT a FROM s.t WHERE b = 'SET x; now() random() SELECT * FROM t'",
    "SELECT a FROM s.t -- SELECT * FROM now()\n WHERE b = $1",
    "SELECT a /* MERGE INTO t */ FROM s.t",
    "INSERT INTO s.t (a) SELECT c0 FROM unnest($1::bigint[]) AS given(c0)",
    "INSERT INTO s.t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
    "UPDATE s.t SET value = value + $1 WHERE name = $2 RETURNING value",
    "SELECT a FROM s.t WHERE EXISTS (SELECT 1 FROM s.u AS u WHERE u.a = t.a)",
    "SELECT a FROM s.t FOR UPDATE",
    "SELECT a FROM s.t WHERE a IS DISTINCT FROM $1",
    "SELECT extract(year FROM a) FROM s.t",
    "SELECT x.a FROM (SELECT a FROM s.t) AS x",
    "SELECT a FROM s.t, LATERAL unnest(t.b) AS b",
    "WITH x AS (SELECT a FROM s.t) SELECT a FROM x",
    "SELECT a FROM s.t WHERE b IN (WITH x AS MATERIALIZED (SELECT b FROM s.u) SELECT b FROM x)",
    "WITH x AS NOT MATERIALIZED (SELECT b FROM s.u), y AS (SELECT b FROM x) SELECT b FROM y",
    'CREATE TABLE IF NOT EXISTS "s"."t" ("set" text, "serial" bigint NOT NULL)',
    'CREATE UNIQUE INDEX IF NOT EXISTS "t_a" ON "s"."t" ("a")',
    'CREATE SCHEMA IF NOT EXISTS "s"',
    'DROP SCHEMA IF EXISTS "s" CASCADE',
    "SET LOCAL lock_timeout = 1000",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;",
    "BEGIN;",
    "COMMIT;",
    "DELETE FROM s.t WHERE a = ANY($1::bigint[])",
    "SELECT a FROM s.t WHERE name = 'it''s' AND b = $1",
    "SELECT name FROM pg_catalog.pg_settings WHERE name IN ('fsync')",
]


@pytest.mark.parametrize(("rule", "statement"), BAD)
def test_a_statement_that_breaks_a_rule_is_found(rule: str, statement: str):
    assert rule in broken_rules(statement, qualified=True)


@pytest.mark.parametrize("statement", GOOD)
def test_a_statement_that_only_looks_like_it_is_not(statement: str):
    assert broken_rules(statement, qualified=True) == []


def test_only_a_database_with_schemas_asks_for_them():
    assert broken_rules('SELECT "a" FROM "t"') == []
    assert broken_rules('SELECT "a" FROM "t"', qualified=True) == ["unqualified table"]


def test_a_statement_in_a_text_between_dollars_is_text():
    assert [token.text for token in tokens_of("DO $x$ SELECT * $x$ a")] == ["DO", "''", "A"]
