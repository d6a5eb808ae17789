"""Gets records of a module through the SDK."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.header_map import HeaderMap
from zohocrmsdk.src.com.zoho.crm.api.record import (
    GetRecordsHeader,
    GetRecordsParam,
    RecordOperations,
)

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Get each record of the input, the list of its module, and what is not there or not newer."""
    found: dict[str, Any] = {}
    for module, asked in given["modules"].items():
        operations = RecordOperations(module)
        fields = params((GetRecordsParam.fields, asked["fields"]))
        later = HeaderMap()
        later.add(GetRecordsHeader.if_modified_since, datetime.now(UTC) + timedelta(days=1))
        found[module] = {
            "record": answered(operations.get_record(asked["record"])),
            "list": answered(operations.get_records(fields)),
            "unknown": answered(operations.get_record(1)),
            "unmodified": answered(operations.get_records(fields, later)),
        }
    return found


if __name__ == "__main__":
    main(run)
