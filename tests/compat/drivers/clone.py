"""Clones a record through the SDK's operation and, where it has no body for it, past it."""

from __future__ import annotations

import json
from typing import Any

import requests
from zohocrmsdk.src.com.zoho.crm.api.record import RecordOperations

from tests.compat.drivers.session import Given, access_token, answered, main


def run(given: Given) -> dict[str, Any]:
    """Clone one record twice and read all three; the SDK sends no overrides."""
    operations = RecordOperations(given["module"])
    cloned = operations.clone_record(given["record"])
    copy = int(cloned.get_object().get_data()[0].get_details()["id"])
    overridden = _clone_with(given)
    other = int(overridden["body"]["data"][0]["details"]["id"])
    return {
        "cloned": answered(cloned),
        "overridden": overridden,
        "read": [answered(operations.get_record(one)) for one in (given["record"], copy, other)],
    }


def _clone_with(given: Given) -> dict[str, Any]:
    """Clone with a body, as the SDK would send one: its token, no Content-Type."""
    url = f"{given['server']['url']}/crm/v{given['version']}"
    answer = requests.post(
        f"{url}/{given['module']}/{given['record']}/actions/clone",
        data=json.dumps({"data": [given["overrides"]]}).encode(),
        headers={"Authorization": f"Zoho-oauthtoken {access_token()}"},
        timeout=60,
    )
    return {"status": answer.status_code, "body": answer.json()}


if __name__ == "__main__":
    main(run)
