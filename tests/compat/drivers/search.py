"""Searches a module and counts its records through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.record import (
    RecordCountParam,
    RecordOperations,
    SearchRecordsParam,
)

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Run each search of the input, and count what it is for."""
    found: dict[str, Any] = {}
    for name, asked in given["searches"].items():
        operations = RecordOperations(asked["module"])
        searched = [(getattr(SearchRecordsParam, key), one) for key, one in asked["params"].items()]
        counted = [
            (getattr(RecordCountParam, key), one)
            for key, one in asked["params"].items()
            if hasattr(RecordCountParam, key)
        ]
        found[name] = {
            "search": answered(operations.search_records(params(*searched))),
            "count": answered(operations.record_count(params(*counted))),
        }
    return found


if __name__ == "__main__":
    main(run)
