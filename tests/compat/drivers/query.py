"""Asks queries in COQL through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.coql import BodyWrapper, CoqlOperations

from tests.compat.drivers.session import Given, answered, main


def run(given: Given) -> dict[str, Any]:
    """Ask each query of the input."""
    found: dict[str, Any] = {}
    for name, query in given["queries"].items():
        body = BodyWrapper()
        body.set_select_query(query)
        found[name] = answered(CoqlOperations().get_records(body))
    return found


if __name__ == "__main__":
    main(run)
