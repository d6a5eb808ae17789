"""Walks through all leads: by page as far as that reaches, then by page token to the end."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.record import GetRecordsParam, RecordOperations

from tests.compat.drivers.session import Given, answered, main, params

FIELDS = "Last_Name,Languages_Known"


def run(given: Given) -> dict[str, Any]:
    """Return the id and name of each lead in the order they came, and `info` of each page."""
    found: list[Any] = []
    pages = range(1, given["pages"] + 1)
    infos = [_read(found, (GetRecordsParam.page, page)) for page in pages]
    beyond = answered(_get((GetRecordsParam.page, pages.stop)))
    while infos[-1]["more_records"]:
        infos.append(_read(found, (GetRecordsParam.page_token, infos[-1]["next_page_token"])))
    back = _get((GetRecordsParam.page_token, infos[-1]["previous_page_token"]))
    return {
        "leads": found,
        "infos": infos,
        "beyond": beyond,
        "back": [record.get_id() for record in back.get_object().get_data()],
    }


def _get(*where: tuple[Any, Any]) -> Any:
    asked = params((GetRecordsParam.fields, FIELDS), (GetRecordsParam.per_page, 200), *where)
    return RecordOperations("Leads").get_records(asked)


def _read(found: list[Any], *where: tuple[Any, Any]) -> Any:
    answer = answered(_get(*where))
    found += ((one["id"], one["Last_Name"]) for one in answer["content"]["data"])
    return answer["content"]["info"]


if __name__ == "__main__":
    main(run)
