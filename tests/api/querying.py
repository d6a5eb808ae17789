"""Asking queries in tests."""

from __future__ import annotations

from typing import Any

from tests.live import Client


def ask(client: Client, query: str, **more: Any) -> Any:
    """Return the answer to a query."""
    return client.post("/coql", {"select_query": query, **more})


def rows(client: Client, query: str) -> list[dict[str, Any]]:
    """Return the rows of a query that is good; none where nothing is found."""
    answer = ask(client, query)
    assert answer.status_code in (200, 204), answer.text
    found: list[dict[str, Any]] = answer.json()["data"] if answer.content else []
    return found


def values(client: Client, query: str, key: str) -> list[Any]:
    """Return one column of the rows of a query."""
    return [row[key] for row in rows(client, query)]


def refusal(client: Client, query: str) -> tuple[str, str, dict[str, Any]]:
    """Return code, message and details of the error that a query answers."""
    answer = ask(client, query)
    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert (set(body), body["status"]) == ({"code", "details", "message", "status"}, "error")
    return body["code"], body["message"], body["details"]
