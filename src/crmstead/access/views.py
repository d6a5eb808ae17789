"""Who sees which custom views, where they stand for whom, and who may change them."""

from __future__ import annotations

from crmstead.access.caller import Caller
from crmstead.access.membership import users_named
from crmstead.access.permissions import CUSTOMIZE
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import CustomView, Module

PUBLIC, MINE, SHARED, OTHERS = (
    "public_views",
    "created_by_me",
    "shared_with_me",
    "other_users_views",
)


def category_of(catalogue: Catalogue, caller: Caller, view: CustomView) -> str | None:
    """Return where a view stands for a caller; None where it is not the caller's to see.

    Administrators see everybody's.
    """
    if view.created_by is None:
        return view.category
    if view.created_by == caller.user.id:
        return MINE
    if view.access_type == "public":
        return PUBLIC
    if view.access_type == "shared" and any(
        caller.user.id in users_named(catalogue, one) for one in view.shared_to
    ):
        return SHARED
    return OTHERS if caller.administrator else None


def sees_view(catalogue: Catalogue, caller: Caller, view: CustomView) -> bool:
    """Tell whether a view is the caller's to see."""
    return category_of(catalogue, caller, view) is not None


def changes_view(catalogue: Catalogue, caller: Caller, view: CustomView) -> bool:
    """Tell whether a caller may change a view.

    Those who customize change all; others what they made, and what is shared with them and not
    locked.
    """
    if caller.profile.allows(CUSTOMIZE):
        return True
    category = category_of(catalogue, caller, view)
    return category == MINE or (
        view.created_by is not None and category in {PUBLIC, SHARED} and not view.locked
    )


def views_of(catalogue: Catalogue, caller: Caller, module: Module) -> list[CustomView]:
    """Return the views of a module that a caller sees, in their order."""
    return [one for one in module.custom_views if sees_view(catalogue, caller, one)]
