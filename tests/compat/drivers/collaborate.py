"""Timeline, sharing, locking, duplicate check preference and blueprint through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import duplicate_check_preference as preferences
from zohocrmsdk.src.com.zoho.crm.api import record_locking as locking
from zohocrmsdk.src.com.zoho.crm.api import record_locking_configuration as configurations
from zohocrmsdk.src.com.zoho.crm.api import share_records as sharing
from zohocrmsdk.src.com.zoho.crm.api import timelines
from zohocrmsdk.src.com.zoho.crm.api.blueprint import (
    BluePrint,
    BlueprintOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.blueprint import BodyWrapper as BlueprintBody
from zohocrmsdk.src.com.zoho.crm.api.users import Users
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Drive every operation of the five on one lead."""
    return {
        "locking": _lock(given),
        "sharing": _share(given),
        "timeline": _timeline(given),
        "preference": _preference(given),
        "blueprint": _blueprint(given),
    }


def _lock(given: Given) -> dict[str, Any]:
    settings = configurations.RecordLockingConfigurationOperations("Leads")
    wanted = configurations.RecordLock()
    wanted.set_lock_type(Choice("manual"))
    wanted.set_restricted_actions(["update"])
    body = configurations.BodyWrapper()
    body.set_record_locking_configurations([wanted])
    added = settings.add_record_locking_configuration(body)
    listed = settings.get_record_locking_configurations()
    operations = locking.RecordLockingOperations(given["record"], "Leads")
    lock = locking.LockRecord()
    lock.set_locked_reason__s("deal in progress")
    content = locking.BodyWrapper()
    content.set_data([lock])
    locked = operations.lock_records(content)
    number = int(_first(locked.get_object().get_data()).get_details()["id"])
    fields = params(
        (locking.GetRecordLockingInformationsParam.fields, "Locked_Reason__s,Lock_Source__s")
    )
    return {
        "configured": answered(added),
        "configurations": answered(listed),
        "locked": answered(locked),
        "locks": answered(operations.get_record_locking_informations(fields)),
        "lock": answered(operations.get_record_locking_information(number)),
        "changed": answered(operations.update_record_locking_information(number, content)),
        "unlocked": answered(operations.unlock_record(number)),
    }


def _first(items: list[Any]) -> Any:
    return items[0]


def _share(given: Given) -> dict[str, Any]:
    operations = sharing.ShareRecordsOperations(given["record"], "Leads")
    user = Users()
    user.set_id(given["user"])
    shared = sharing.ShareRecord()
    shared.set_shared_with(user)
    shared.set_type(Choice("private"))
    shared.set_permission("read_write")
    shared.set_share_related_records(True)
    body = sharing.BodyWrapper()
    body.set_share([shared])
    view = params((sharing.GetSharedRecordDetailsParam.view, "manage"))
    return {
        "shared": answered(operations.share_record(body)),
        "shares": answered(operations.get_shared_record_details(view)),
        "updated": answered(operations.update_share_permissions(body)),
        "revoked": answered(operations.revoke_shared_record()),
        "again": answered(operations.revoke_shared_record()),
    }


def _timeline(given: Given) -> dict[str, Any]:
    operations = timelines.TimelinesOperations()
    asked = timelines.GetTimelinesParam
    inner = Choice("field_history.data_type")
    whole = params((asked.include_inner_details, inner), (asked.sort_order, Choice("desc")))
    paged = params((asked.per_page, "1"))
    refused = params((asked.filters, "x"))
    return {
        "whole": answered(operations.get_timelines("Leads", str(given["record"]), whole)),
        "page": answered(operations.get_timelines("Leads", str(given["record"]), paged)),
        "refused": answered(operations.get_timelines("Leads", str(given["record"]), refused)),
    }


def _preference(given: Given) -> dict[str, Any]:
    del given
    operations = preferences.DuplicateCheckPreferenceOperations("Leads")
    wanted = preferences.DuplicateCheckPreference()
    wanted.set_type(Choice("converted_records"))
    body = preferences.BodyWrapper()
    body.set_duplicate_check_preference(wanted)
    return {
        "created": answered(operations.create_duplicate_check_preference(body)),
        "read": answered(operations.get_duplicate_check_preference()),
        "updated": answered(operations.update_duplicate_check_preference(body)),
        "deleted": answered(operations.delete_duplicate_check_preference()),
        "gone": operations.get_duplicate_check_preference().get_status_code(),
    }


def _blueprint(given: Given) -> dict[str, Any]:
    operations = BlueprintOperations(str(given["record"]), "Leads")
    transition = BluePrint()
    transition.set_transition_id(str(given["record"]))
    body = BlueprintBody()
    body.set_blueprint([transition])
    return {
        "read": answered(operations.get_blueprint()),
        "updated": answered(operations.update_blueprint(body)),
    }


if __name__ == "__main__":
    main(run)
