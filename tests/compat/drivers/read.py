"""Gets records of a module through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.record import (
    GetRecordsParam,
    RecordOperations,
)

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Get each record of the input, and the list of its module with the fields of the input."""
    found: dict[str, Any] = {}
    for module, asked in given["modules"].items():
        operations = RecordOperations(module)
        listed = operations.get_records(params((GetRecordsParam.fields, asked["fields"])))
        found[module] = {
            "record": answered(operations.get_record(asked["record"])),
            "list": answered(listed),
        }
    return found


if __name__ == "__main__":
    main(run)
