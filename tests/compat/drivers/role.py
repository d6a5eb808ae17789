"""Adds, changes and removes contact roles through the SDK, and gives contacts of a deal theirs."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.contact_roles import (
    BodyWrapper,
    ContactRole,
    ContactRolesOperations,
    DeleteContactRolesParam,
)
from zohocrmsdk.src.com.zoho.crm.api.deal_contact_roles import (
    BodyWrapper as DealBody,
)
from zohocrmsdk.src.com.zoho.crm.api.deal_contact_roles import (
    ContactRole as DealRole,
)
from zohocrmsdk.src.com.zoho.crm.api.deal_contact_roles import (
    Data,
    DealContactRolesOperations,
    DeleteAssociatedContactRolesParam,
    GetAssociatedContactRolesParam,
)

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    roles = ContactRolesOperations()
    found: dict[str, Any] = {}
    created = roles.create_roles(body(role("Judge", place=1), role("Jury")))
    found["create"] = answered(created)
    judge, jury = (int(one.get_details()["id"]) for one in created.get_object().get_contact_roles())
    found["update_many"] = answered(roles.update_roles(body(role("Chief judge", number=judge))))
    found["update_one"] = answered(roles.update_contact_role(jury, body(role(place=2))))
    found["list"] = answered(roles.get_roles())
    found["one"] = answered(roles.get_role(judge))
    found["twice"] = answered(roles.create_roles(body(role("jury"))))
    found |= deal(given, judge, jury)
    found["delete_one"] = answered(roles.delete_contact_role(judge))
    found["delete_many"] = answered(
        roles.delete_contact_roles(params((DeleteContactRolesParam.ids, str(jury))))
    )
    gone = roles.get_role(judge)
    found["gone"] = (gone.get_status_code(), gone.get_object())
    return found


def deal(given: Given, judge: int, jury: int) -> dict[str, Any]:
    """Give two contacts of a deal a role, read them, and take them away again."""
    operations, number = DealContactRolesOperations(), given["deal"]
    first, second = given["contacts"]
    named = params((GetAssociatedContactRolesParam.fields, "Last_Name"))
    found: dict[str, Any] = {}
    found["associate"] = answered(
        operations.associate_contact_role_to_deal(first, number, having(judge))
    )
    operations.associate_contact_role_to_deal(second, number, having(jury))
    found["again"] = answered(
        operations.associate_contact_role_to_deal(second, number, having(judge))
    )
    found["of_deal"] = answered(operations.get_associated_contact_roles(number, named))
    found["of_contact"] = answered(
        operations.get_associated_contact_roles_specific_to_contact(first, number)
    )
    found["unknown"] = answered(
        operations.associate_contact_role_to_deal(first, number, having(first))
    )
    found["remove_one"] = answered(operations.delete_contact_role_relation(first, number))
    found["remove_many"] = answered(
        operations.delete_associated_contact_roles(
            number, params((DeleteAssociatedContactRolesParam.ids, str(second)))
        )
    )
    after = operations.get_associated_contact_roles(number, named)
    found["after"] = (after.get_status_code(), after.get_object())
    return found


def role(name: str | None = None, place: int | None = None, number: int | None = None) -> Any:
    """Return a contact role with what is given of it."""
    made = ContactRole()
    if name is not None:
        made.set_name(name)
    if place is not None:
        made.set_sequence_number(place)
    if number is not None:
        made.set_id(number)
    return made


def body(*roles: ContactRole) -> BodyWrapper:
    """Return the body that adds or changes roles."""
    made = BodyWrapper()
    made.set_contact_roles(list(roles))
    return made


def having(number: int) -> DealBody:
    """Return the body that gives a contact of a deal a role."""
    wanted = DealRole()
    wanted.set_id(number)
    data = Data()
    data.set_contact_role(wanted)
    made = DealBody()
    made.set_data([data])
    return made


if __name__ == "__main__":
    main(run)
