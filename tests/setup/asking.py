"""Requests that make, change and remove fields."""

from __future__ import annotations

from typing import Any

import httpx

from tests.live import Client

FIELDS = "/settings/fields"


def create(client: Client, *items: Any, module: str = "Leads") -> httpx.Response:
    return client.post(f"{FIELDS}?module={module}", {"fields": list(items)})


def create_one(client: Client, label: str, *, module: str = "Leads", **more: Any) -> str:
    """Make a field, a text unless said otherwise, and return its id."""
    answer = create(client, {"field_label": label, "data_type": "text", **more}, module=module)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["fields"][0]["details"]["id"])


def change(client: Client, *items: Any, module: str = "Leads") -> httpx.Response:
    return client.request("PATCH", f"{FIELDS}?module={module}", json={"fields": list(items)})


def delete(client: Client, field: str, module: str = "Leads") -> httpx.Response:
    return client.request("DELETE", f"{FIELDS}/{field}?module={module}")


def described(client: Client, module: str = "Leads") -> dict[str, Any]:
    """Return the fields of a module by name, unused ones too."""
    found = client.get(FIELDS, params={"module": module, "type": "all"}).json()["fields"]
    return {one["api_name"]: one for one in found}


def error_of(answer: httpx.Response) -> tuple[str, str | None]:
    """Return code and place of the first entry of an answer, which is a refusal."""
    entry = answer.json()["fields"][0]
    assert entry["status"] == "error", answer.text
    return entry["code"], entry["details"].get("json_path")
