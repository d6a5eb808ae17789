"""Composite requests and their answers, for tests."""

from __future__ import annotations

from typing import Any

import httpx

from tests.live import Client

ROOT = "__composite_requests"


def part(method: str, path: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a request of a composite one, for v8."""
    named = {} if name is None else {"sub_request_id": name}
    return {**named, "method": method, "uri": f"/crm/v8{path}", **more}


def lead(last_name: Any = "Boyle", **values: Any) -> dict[str, Any]:
    """Return the body that inserts or updates one lead."""
    return {"data": [{"Last_Name": last_name, **values}]}


def compose(client: Client, *parts: Any, **switches: Any) -> httpx.Response:
    return client.post(f"/{ROOT}", {**switches, ROOT: list(parts)})


def entries(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()[ROOT]
    return found


def codes(answer: httpx.Response) -> list[str]:
    return [entry["code"] for entry in entries(answer)]


def responses(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return the answers of requests that were all run."""
    assert set(codes(answer)) == {"SUCCESS"}, answer.text
    return [entry["details"]["response"] for entry in entries(answer)]


def statuses(answer: httpx.Response) -> list[int]:
    return [response["status_code"] for response in responses(answer)]
