"""Deletes leads, reads what is told of them, and works with the recycle bin through the SDK."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.header_map import HeaderMap
from zohocrmsdk.src.com.zoho.crm.api.record import (
    DeleteRecordParam,
    DeleteRecordsParam,
    GetDeletedRecordsHeader,
    GetDeletedRecordsParam,
    RecordOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.recycle_bin import (
    DeleteRecycleBinRecordsParam,
    GetRecycleBinRecordsParam,
    RecycleBinOperations,
)

from tests.compat.drivers.session import Given, answered, main, params

MODULE = "Leads"


def run(given: Given) -> dict[str, Any]:
    """Delete the leads of the input, the first by itself, and remove some of them for good."""
    leads, recycle_bin = RecordOperations(MODULE), RecycleBinOperations()
    first, second, third, *rest = given["leads"]
    many = DeleteRecordsParam.ids, ",".join(map(str, [second, third, *rest, given["nowhere"]]))
    filters = {"field": {"api_name": "display_name"}, "comparator": "equal", "value": given["name"]}
    since = HeaderMap()
    since.add(GetDeletedRecordsHeader.if_modified_since, datetime.fromisoformat(given["later"]))
    return {
        "one": answered(leads.delete_record(first, params((DeleteRecordParam.wf_trigger, False)))),
        "many": answered(leads.delete_records(params(many))),
        "again": answered(leads.delete_record(first)),
        "told": answered(leads.get_deleted_records()),
        "nothing": leads.get_deleted_records(None, since).get_status_code(),
        "bin": answered(recycle_bin.get_recyclebin_records()),
        "filtered": answered(
            recycle_bin.get_recyclebin_records(
                params(
                    (GetRecycleBinRecordsParam.filters, json.dumps(filters)),
                    (GetRecycleBinRecordsParam.sort_by, "display_name"),
                    (GetRecycleBinRecordsParam.sort_order, "asc"),
                    (GetRecycleBinRecordsParam.page, 1),
                    (GetRecycleBinRecordsParam.per_page, 1),
                )
            )
        ),
        "record": answered(recycle_bin.get_recyclebin_record(first)),
        "removed": answered(recycle_bin.delete_recyclebin_record(first)),
        "removed_again": answered(recycle_bin.delete_recyclebin_record(first)),
        "removed_many": answered(
            recycle_bin.delete_recyclebin_records(
                params((DeleteRecycleBinRecordsParam.ids, f"{second},{given['nowhere']}"))
            )
        ),
        "scheduled": answered(
            recycle_bin.delete_recyclebin_records(
                params((DeleteRecycleBinRecordsParam.filters, json.dumps(filters)))
            )
        ),
        "permanent": answered(
            leads.get_deleted_records(params((GetDeletedRecordsParam.type, "permanent")))
        ),
    }


if __name__ == "__main__":
    main(run)
