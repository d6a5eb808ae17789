"""Makes and changes a module, a layout, pipelines and the order of views through the SDK."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api import custom_views, layouts, modules, pipeline
from zohocrmsdk.src.com.zoho.crm.api.modules import ModulesOperations
from zohocrmsdk.src.com.zoho.crm.api.profiles import MinifiedProfile
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    return {
        **own_module(given),
        **layout_of_leads(given),
        **pipelines_of_deals(given),
        **views_of_leads(given),
    }


def own_module(given: Given) -> dict[str, Any]:
    """Create a module, change it, and be refused a second one of its name."""
    operations = ModulesOperations()
    made = operations.create_custom_modules(module(given, "Stocks", "Stock"))
    renamed = module(given, "Shares", "Share")
    return {
        "create_module": answered(made),
        "create_again": answered(operations.create_custom_modules(module(given, "Stocks", "One"))),
        "update_module": answered(operations.update_module_by_api_name("Stocks", renamed)),
        "read_module": answered(operations.get_module_by_api_name("Stocks")),
    }


def module(given: Given, plural: str, singular: str) -> modules.BodyWrapper:
    """Return the body of a module that one profile has."""
    profile = MinifiedProfile()
    profile.set_id(given["profile"])
    one = modules.Modules()
    one.set_plural_label(plural)
    one.set_singular_label(singular)
    one.set_profiles([profile])
    body = modules.BodyWrapper()
    body.set_modules([one])
    return body


def layout_of_leads(given: Given) -> dict[str, Any]:
    """Change a layout, deactivate it, activate it again, and delete it."""
    operations = layouts.LayoutsOperations()
    number, leads = given["layout"], (layouts.UpdateCustomLayoutParam.module, "Leads")
    section = layouts.Sections()
    section.set_display_label("Personal Details")
    section.set_column_count(1)
    one = layouts.Layouts()
    one.set_sections([section])
    change = body_of(one)
    profile = layouts.Profiles()
    profile.set_id(given["profile"])
    again = layouts.Layouts()
    again.set_profiles([profile])
    to = str(given["standard"])
    off = layouts.DeactivateCustomLayoutParam
    gone = layouts.DeleteCustomLayoutParam
    return {
        "update_layout": answered(operations.update_custom_layout(number, change, params(leads))),
        "deactivate": answered(
            operations.deactivate_custom_layout(
                number, params((off.module, "Leads"), (off.transfer_to, to))
            )
        ),
        "activate": answered(
            operations.activate_custom_layout(
                number,
                body_of(again),
                params((layouts.ActivateCustomLayoutParam.module, "Leads")),
            )
        ),
        "delete_layout": answered(
            operations.delete_custom_layout(
                number, params((gone.module, "Leads"), (gone.transfer_to, to))
            )
        ),
    }


def body_of(layout: layouts.Layouts) -> layouts.BodyWrapper:
    """Return the body that carries a layout."""
    body = layouts.BodyWrapper()
    body.set_layouts([layout])
    return body


def pipelines_of_deals(given: Given) -> dict[str, Any]:
    """Create two pipelines, change one, move its deals to the other, and remove that."""
    operations = pipeline.PipelineOperations(given["deals"])
    first = operations.create_pipeline(stages(given, "Renewals"))
    second = operations.create_pipeline(stages(given, "Upsales"))
    numbers = [
        int(one.get_object().get_pipeline()[0].get_details()["id"]) for one in (first, second)
    ]
    renamed = stages(given, "Renewed")
    move = pipeline.TransferPipeline()
    named = pipeline.TPipeline()
    named.set_from(numbers[0])
    named.set_to(numbers[1])
    move.set_pipeline(named)
    stage = pipeline.Stages()
    stage.set_from(given["stages"][0])
    stage.set_to(given["stages"][1])
    move.set_stages([stage])
    wrapper = pipeline.TransferPipelineWrapper()
    wrapper.set_transfer_pipeline([move])
    removal = pipeline.Delete()
    removal.set_permanent(True)
    gone = pipeline.DPipeline()
    gone.set_delete(removal)
    gone_wrapper = pipeline.DPipelineWrapper()
    gone_wrapper.set_pipeline([gone])
    return {
        "create_pipeline": answered(first),
        "create_pipeline_again": answered(operations.create_pipeline(stages(given, "Upsales"))),
        "update_pipeline": answered(operations.update_pipeline(numbers[0], renamed)),
        "transfer": answered(operations.transfer_pipelines(wrapper)),
        "delete_pipeline": answered(operations.delete_pipeline(numbers[1], gone_wrapper)),
        "read_pipelines": answered(operations.get_pipelines()),
    }


def stages(given: Given, name: str) -> pipeline.BodyWrapper:
    """Return the body of a pipeline of the given stages."""
    maps = []
    for place, number in enumerate(given["stages"], 1):
        one = pipeline.Maps()
        one.set_id(number)
        one.set_sequence_number(place)
        maps.append(one)
    made = pipeline.Pipeline()
    made.set_display_value(name)
    made.set_maps(maps)
    body = pipeline.BodyWrapper()
    body.set_pipeline([made])
    return body


def views_of_leads(given: Given) -> dict[str, Any]:
    """Sort a view, and then some."""
    operations = custom_views.CustomViewsOperations()
    number = given["view"]
    one = custom_views.ChangeSortOrderOfCustomViewParam
    many = custom_views.ChangeSortOrderOfCustomViewsParam
    return {
        "sort_view": answered(
            operations.change_sort_order_of_custom_view(
                number, sorting("City", None), params((one.module, "Leads"))
            )
        ),
        "sort_views": answered(
            operations.change_sort_order_of_custom_views(
                sorting("Company", number), params((many.module, "Leads"))
            )
        ),
        "read_view": answered(
            operations.get_custom_view(
                number, params((custom_views.GetCustomViewParam.module, "Leads"))
            )
        ),
    }


def sorting(field: str, number: int | None) -> custom_views.BodyWrapper:
    """Return the body that sorts a view, itself named or not."""
    sort_by = custom_views.SortBy()
    sort_by.set_api_name(field)
    view = custom_views.CustomViews()
    if number is not None:
        view.set_id(number)
    view.set_sort_by(sort_by)
    view.set_sort_order(Choice("desc") if number else Choice("asc"))
    body = custom_views.BodyWrapper()
    body.set_custom_views([view])
    return body


if __name__ == "__main__":
    main(run)
