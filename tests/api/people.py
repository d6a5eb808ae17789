"""What tests of people share: bodies, answers, and people of an org by name."""

from __future__ import annotations

from typing import Any

import httpx

from tests.live import Client, LiveOrg

NOWHERE = "4150868000000225013"


def post(client: Client, path: str, root: str, *items: Any) -> httpx.Response:
    return client.request("POST", path, json={root: list(items)})


def put(client: Client, path: str, root: str, *items: Any) -> httpx.Response:
    return client.request("PUT", path, json={root: list(items)})


def entry(answer: httpx.Response, place: int = 0) -> dict[str, Any]:
    """Return one entry of the one array of an answer."""
    (entries,) = answer.json().values()
    found: dict[str, Any] = entries[place]
    return found


def made(answer: httpx.Response) -> str:
    """Return the id of what was made by an answer that is all good."""
    assert answer.status_code == 201, answer.text
    return str(entry(answer)["details"]["id"])


def role(org: LiveOrg, name: str = "Manager") -> str:
    return str(next(one.id for one in org.org.catalogue.roles if one.name == name))


def profile(org: LiveOrg, name: str = "Standard") -> str:
    return str(next(one.id for one in org.org.catalogue.profiles if one.name == name))


def user_item(org: LiveOrg, name: str = "new", **more: Any) -> dict[str, Any]:
    """Return all that a new user calls for."""
    return {
        "last_name": name.title(),
        "email": f"{name}@acme.test",
        "role": role(org),
        "profile": profile(org),
        **more,
    }


def add_user(org: LiveOrg, client: Client, name: str = "new", **more: Any) -> str:
    """Add a user and return the id."""
    return made(post(client, "/users", "users", user_item(org, name, **more)))


def done(number: str, message: str) -> dict[str, Any]:
    return {
        "code": "SUCCESS",
        "details": {"id": number},
        "message": message,
        "status": "success",
    }
