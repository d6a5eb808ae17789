"""Writes and reads a record with a value in every field, then changes and deletes each field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.fields import (
    BodyWrapper,
    CreateFieldParam,
    DeleteFieldParam,
    Fields,
    FieldsOperations,
    GetFieldsParam,
    Tooltip,
    UpdateFieldParam,
)
from zohocrmsdk.src.com.zoho.crm.api.record import (
    FileDetails,
    ImageUpload,
    Record,
    RecordOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.users import MinifiedUser
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, body, main, params, record


def run(given: Given) -> dict[str, Any]:
    """Do all of it with the fields of the input's module."""
    module, fields = given["module"], FieldsOperations()
    known = answered(fields.get_fields(params((GetFieldsParam.module, module))))
    types = {one["api_name"]: one["data_type"] for one in known["content"]["fields"]}
    values = {name: typed(types[name], value) for name, value in given["values"].items()}
    records = RecordOperations(module)
    created = records.create_records(body(record(Name="Whole", **values)))
    (entry,) = created.get_object().get_data()
    number = int(entry.get_details()["id"])
    return {
        "fields": known,
        "created": answered(created),
        "read": answered(records.get_record(number)),
        "added": answered(
            fields.create_field(
                wrapped(field_label="By SDK", data_type="text", length=20),
                params((CreateFieldParam.module, module)),
            )
        ),
        "changed": [
            answered(
                fields.update_field(
                    one, wrapped(tooltip=tooltip()), params((UpdateFieldParam.module, module))
                )
            )
            for one in given["ids"]
        ],
        "deleted": [
            answered(fields.delete_field(one, params((DeleteFieldParam.module, module))))
            for one in given["ids"]
        ],
    }


def wrapped(**members: Any) -> BodyWrapper:
    """Return the body that carries one field."""
    field = Fields()
    for name, value in members.items():
        getattr(field, f"set_{name}")(value)
    made = BodyWrapper()
    made.set_fields([field])
    return made


def tooltip() -> Tooltip:
    """Return a tooltip."""
    made = Tooltip()
    made.set_name("info_icon")
    made.set_value("Why")
    return made


def typed(data_type: str, value: Any) -> Any:
    """Return a value in the class that the SDK wants for a data type."""
    made = _MADE.get(data_type)
    return value if made is None else made(value)


def each(made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what does the same to every entry of a list."""
    return lambda values: [made(one) for one in values]


def user(number: int) -> MinifiedUser:
    """Return what stands for a user."""
    made = MinifiedUser()
    made.set_id(number)
    return made


def row(values: dict[str, Any]) -> Record:
    """Return a row or a link; numbers point to records, texts of pick lists are choices."""
    members = {
        name: record(value)
        if isinstance(value, int)
        else Choice(value)
        if name == "Kind"
        else value
        for name, value in values.items()
    }
    return record(**members)


def named(made: Any) -> Callable[[str], Any]:
    """Return what names an uploaded file by an object of some class."""

    def name(file: str) -> Any:
        one = made()
        one.set_file_id__s(file)
        return one

    return name


_MADE: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "picklist": Choice,
    "multiselectpicklist": each(Choice),
    "lookup": record,
    "userlookup": user,
    "multiselectlookup": each(row),
    "multiuserlookup": each(lambda number: record(User=user(number))),
    "subform": each(row),
    "fileupload": each(named(FileDetails)),
    "imageupload": each(named(ImageUpload)),
}


if __name__ == "__main__":
    main(run)
