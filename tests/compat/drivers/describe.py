"""Reads what an org consists of: fields, modules, layouts, views, lists, people."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.custom_views import (
    CustomViewsOperations,
    GetCustomViewsParam,
)
from zohocrmsdk.src.com.zoho.crm.api.fields import FieldsOperations, GetFieldsParam
from zohocrmsdk.src.com.zoho.crm.api.layouts import GetLayoutsParam, LayoutsOperations
from zohocrmsdk.src.com.zoho.crm.api.modules import ModulesOperations
from zohocrmsdk.src.com.zoho.crm.api.org import OrgOperations
from zohocrmsdk.src.com.zoho.crm.api.profiles import ProfilesOperations
from zohocrmsdk.src.com.zoho.crm.api.related_lists import (
    GetRelatedListsParam,
    RelatedListsOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.roles import RolesOperations
from zohocrmsdk.src.com.zoho.crm.api.territories import TerritoriesOperations
from zohocrmsdk.src.com.zoho.crm.api.users import UsersOperations

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Read all, those of a module for the module of the input."""
    module = given["module"]
    return {
        "fields": answered(FieldsOperations().get_fields(params((GetFieldsParam.module, module)))),
        "layouts": answered(
            LayoutsOperations().get_layouts(params((GetLayoutsParam.module, module)))
        ),
        "custom_views": answered(
            CustomViewsOperations().get_custom_views(params((GetCustomViewsParam.module, module)))
        ),
        "related_lists": answered(
            RelatedListsOperations().get_related_lists(
                params((GetRelatedListsParam.module, module))
            )
        ),
        "modules": answered(ModulesOperations().get_modules()),
        "users": answered(UsersOperations().get_users()),
        "org": answered(OrgOperations().get_organization()),
        "roles": answered(RolesOperations().get_roles()),
        "profiles": answered(ProfilesOperations().get_profiles()),
        "territories": answered(TerritoriesOperations().get_territories()),
    }


if __name__ == "__main__":
    main(run)
