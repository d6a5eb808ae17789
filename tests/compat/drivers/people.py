"""Sets people up through the SDK: users, roles, profiles, territories and groups."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import (
    profiles,
    roles,
    territories,
    territory_users,
    user_groups,
    users,
    users_territories,
    users_transfer_delete,
)
from zohocrmsdk.src.com.zoho.crm.api.exception import SDKException
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Walk through the operations of each kind; the answer of each under its name."""
    found: dict[str, Any] = {}
    role = of_roles(found, given)
    profile = of_profiles(found, given)
    user = of_users(found, role, profile)
    territory = of_territories(found, given, user)
    of_groups(found, user, role, territory)
    removals(found, given, role, profile, user)
    return found


def made(kind: type, **values: Any) -> Any:
    """Return an object of the SDK with some values, by the names of its setters."""
    thing = kind()
    for name, value in values.items():
        getattr(thing, f"set_{name}")(value)
    return thing


def done(found: dict[str, Any], name: str, response: Any) -> Any:
    """Keep an answer under a name, and return its object."""
    found[name] = answered(response)
    return response.get_object()


def told(found: dict[str, Any], name: str, ask: Callable[[], Any]) -> None:
    """Keep an answer that one of the SDKs has no class for (Python 7: writing users)."""
    try:
        done(found, name, ask())
    except SDKException:
        found[name] = None


def number(entries: Any) -> int:
    """Return the id that an entry of an answer tells."""
    return int(entries[0].get_details()["id"])


def of_roles(found: dict[str, Any], given: Given) -> int:
    """Add a role and change it; return its id."""
    operations = roles.RolesOperations()
    above = made(roles.ReportingTo, id=given["role"])
    role = made(roles.Role, name="Rep", reporting_to=above, share_with_peers=True)
    created = done(
        found, "add_role", operations.create_roles(made(roles.BodyWrapper, roles=[role]))
    )
    rep = number(created.get_roles())
    change = made(roles.Role, description="Sells", id=rep)
    body = made(roles.BodyWrapper, roles=[change])
    done(found, "change_roles", operations.update_roles(body))
    done(found, "role", operations.get_role(rep))
    return rep


def of_profiles(found: dict[str, Any], given: Given) -> int:
    """Clone a profile and take a permission away; return its id."""
    operations = profiles.ProfilesOperations()
    body = made(profiles.BodyWrapper, profiles=[made(profiles.Profile, name="Seller")])
    created = done(found, "clone", operations.clone_profiles(given["profile"], body))
    seller = number(created.get_profiles())
    whole = operations.get_profile(seller).get_object().get_profiles()[0]
    names = {one.get_name(): one.get_id() for one in whole.get_permissions_details()}
    detail = made(profiles.PermissionDetail, id=names["Crm_Implied_Delete_Deals"], enabled=False)
    change = made(profiles.Profile, permissions_details=[detail], description="Sells")
    body = made(profiles.BodyWrapper, profiles=[change])
    done(found, "change_profile", operations.update_profile(seller, body))
    done(found, "profile", operations.get_profile(seller))
    return seller


def of_users(found: dict[str, Any], role: int, profile: int) -> int:
    """Add a user and change it; return its id."""
    operations = users.UsersOperations()
    user = made(
        users.Users,
        first_name="Ada",
        last_name="Byron",
        email="ada@acme.test",
        role=made(users.Role, id=role),
        profile=made(users.Profile, id=profile),
    )
    body = made(users.BodyWrapper, users=[user])
    told(found, "add_user", lambda: operations.create_users(body))
    told(found, "user_twice", lambda: operations.create_users(body))
    all_users = operations.get_users().get_object().get_users()
    ada = next(int(one.get_id()) for one in all_users if one.get_email() == "ada@acme.test")
    many = made(users.BodyWrapper, users=[made(users.Users, phone="1", id=ada)])
    told(found, "change_users", lambda: operations.update_users(many))
    one = made(users.BodyWrapper, users=[made(users.Users, city="Graz")])
    told(found, "change_user", lambda: operations.update_user(ada, one))
    done(found, "user", operations.get_user(ada))
    done(found, "count", operations.users_count())
    return ada


def of_territories(found: dict[str, Any], given: Given, user: int) -> int:
    """Add a territory with a rule, and a user to it from both sides; return its id."""
    operations = territories.TerritoriesOperations()
    field = made(territories.Field, api_name="City")
    rule = made(territories.Criteria, comparator="equal", field=field, value="Graz")
    south = made(
        territories.Territories,
        name="South",
        reporting_to=made(territories.ReportingTo, id=given["territory"]),
        permission_type=Choice("read_write_delete"),
        lead_rule_criteria=rule,
    )
    body = made(territories.BodyWrapper, territories=[south])
    created = done(found, "add_territory", operations.create_territories(body))
    number_ = number(created.get_territories())
    change = made(territories.Territories, description="D", id=number_)
    body = made(territories.BodyWrapper, territories=[change])
    done(found, "change_territories", operations.update_territories(body))
    done(found, "children", operations.get_child_territory(given["territory"]))
    of_territory = territory_users.TerritoryUsersOperations()
    body = made(territory_users.BodyWrapper, users=[made(users.Users, id=user)])
    done(found, "add_to_territory", of_territory.update_territory_users(number_, body))
    done(found, "territory_users", of_territory.get_territory_users(number_))
    of_user = users_territories.UsersTerritoriesOperations(user)
    named = made(users_territories.Territory, id=given["territory"])
    body = made(users_territories.BodyWrapper, territories=[named])
    done(found, "add_territory_to", of_user.associate_territories_to_user(body))
    done(found, "user_territories", of_user.get_territories_of_user())
    done(found, "leave", of_user.remove_territory_from_user(given["territory"]))
    done(found, "user_counts", operations.get_associated_user_count())
    return number_


def of_groups(found: dict[str, Any], user: int, role: int, territory: int) -> None:
    """Add a group, read it in every way, and delete it."""
    operations = user_groups.UserGroupsOperations()
    sources = [
        source("users", user),
        source("roles", role, subordinates=True),
        source("territories", territory, sub_territories=False),
    ]
    group = made(user_groups.Groups, name="Team", sources=sources)
    body = made(user_groups.BodyWrapper, user_groups=[group])
    created = done(found, "add_group", operations.create_groups(body))
    team = number(created.get_user_groups())
    change = made(user_groups.BodyWrapper, user_groups=[made(user_groups.Groups, description="D")])
    done(found, "change_group", operations.update_group(team, change))
    done(found, "group", operations.get_group(team))
    done(found, "sources", operations.get_sources(team))
    done(found, "sources_count", operations.get_sources_count(team))
    done(found, "group_counts", operations.get_associated_users_count())
    by_status = params((user_groups.GetGroupedCountsParam.group_by, "status"))
    done(found, "grouped", operations.get_grouped_counts(team, by_status))
    done(found, "groups_of_user", users.UsersOperations().get_associated_groups(user))
    done(found, "delete_group", operations.delete_group(team))


def source(kind: str, number: int, **more: Any) -> Any:
    """Return a source of a group."""
    named = made(user_groups.Source, id=number)
    return made(user_groups.Sources, type=Choice(kind), source=named, **more)


def removals(found: dict[str, Any], given: Given, role: int, profile: int, user: int) -> None:
    """Delete what was made, others taking over."""
    operations = users_transfer_delete.UsersTransferDeleteOperations()
    transfer = made(
        users_transfer_delete.Transfer,
        id=given["successor"],
        records=True,
        assignment=True,
        criteria=True,
    )
    item = made(users_transfer_delete.TransferAndDelete, id=user, transfer=transfer)
    body = made(users_transfer_delete.BodyWrapper, transfer_and_delete=[item])
    ordered = done(found, "transfer", operations.users_transfer_and_delete(body))
    job = ordered.get_transfer_and_delete()[0].get_details()["jobId"]
    status = params((users_transfer_delete.GetStatusParam.job_id, int(job)))
    for _ in range(200):
        answer = done(found, "status", operations.get_status(status))
        if answer.get_transfer_and_delete()[0].get_status() != "in_progress":
            break
        time.sleep(0.05)
    told(found, "delete_user", lambda: users.UsersOperations().delete_user(given["leaver"]))
    done(found, "gone", users.UsersOperations().get_user(given["leaver"]))
    to = params((profiles.DeleteProfileParam.transfer_to, given["profile"]))
    done(found, "delete_profile", profiles.ProfilesOperations().delete_profile(profile, to))
    to = params((roles.DeleteRoleParam.transfer_to_id, given["role"]))
    done(found, "delete_role", roles.RolesOperations().delete_role(role, to))
    body = made(
        territories.TransferBodyWrapper,
        territories=[
            made(
                territories.TransferTerritory,
                id=int(found["add_territory"]["content"]["territories"][0]["details"]["id"]),
                transfer_to_id=given["territory"],
            )
        ],
    )
    done(
        found,
        "delete_territory",
        territories.TerritoriesOperations().transfer_and_delete_territories(body),
    )


if __name__ == "__main__":
    main(run)
