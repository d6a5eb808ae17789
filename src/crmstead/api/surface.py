"""Every operation there is. A new family adds one line."""

from __future__ import annotations

from crmstead.api import (
    assignment_rules,
    cadences,
    clone_record,
    count_records,
    currencies,
    custom_views,
    fields,
    get_records,
    insert_records,
    layouts,
    modules,
    org,
    pipeline,
    profiles,
    related_lists,
    roles,
    search_records,
    taxes,
    territories,
    update_records,
    upsert_records,
    users,
)
from crmstead.api.route import Route

SURFACE: tuple[Route, ...] = (
    *assignment_rules.ROUTES,
    *cadences.ROUTES,
    *clone_record.ROUTES,
    *count_records.ROUTES,
    *currencies.ROUTES,
    *custom_views.ROUTES,
    *fields.ROUTES,
    *get_records.ROUTES,
    *insert_records.ROUTES,
    *layouts.ROUTES,
    *modules.ROUTES,
    *org.ROUTES,
    *pipeline.ROUTES,
    *profiles.ROUTES,
    *related_lists.ROUTES,
    *roles.ROUTES,
    *search_records.ROUTES,
    *taxes.ROUTES,
    *territories.ROUTES,
    *update_records.ROUTES,
    *upsert_records.ROUTES,
    *users.ROUTES,
)
