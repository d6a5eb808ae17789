"""The scope grammar, and what covers what (platform reference 1.8, records reference 1.4)."""

from __future__ import annotations

import pytest

from crmstead.model.module import Module
from crmstead.oauth.scopes import (
    EVERY_SCOPE,
    ScopeSet,
    UnknownScopeError,
    allows,
    covers,
    parse_scopes,
    scope_set,
    scope_words,
)


def module(api_name, scope, **more):
    return Module(
        id=1,
        api_name=api_name,
        module_name=api_name,
        singular_label=api_name,
        plural_label=api_name,
        generated_type=more.pop("generated_type", "default"),
        scope=scope,
        sequence_number=1,
        fields=(),
        **more,
    )


LEADS = module("Leads", "leads")
SALES_ORDERS = module("Sales_Orders", "salesorders")
SERVICES = module("Services__s", "services")
HISTORY = module("Appointments_Rescheduled_History__s", "appointments_rescheduled_history")
ROWS = module("Quoted_Items", "quotes", generated_type="subform")
ACTIVITIES = module("Activities", "activities", view_of=("Tasks", "Events", "Calls"))
HOUSES = module("Houses", "custom", custom=True, generated_type="custom")
SOUND_ALIKE = module("Price_Books_", "custom", custom=True, generated_type="custom")
LINKING = module("LeadsXProducts", "custom", generated_type="linking")


@pytest.mark.parametrize(
    ("granted", "required"),
    [
        ("ZohoCRM.modules.ALL", "modules.leads.READ"),
        ("ZohoCRM.modules.ALL", "modules.leads.DELETE"),
        ("ZohoCRM.modules.READ", "modules.leads.READ"),
        ("ZohoCRM.modules.leads.ALL", "modules.leads.DELETE"),
        ("ZohoCRM.modules.leads.READ", "modules.leads.READ"),
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.CREATE"),
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.UPDATE"),
        ("ZohoCRM.modules.WRITE", "modules.leads.UPDATE"),
        ("ZohoCRM.modules.leads", "modules.leads.DELETE"),
        ("zohocrm.MODULES.Leads.read", "modules.leads.READ"),
        ("ZohoCRM.Modules.Events.ALL", "modules.events.UPDATE"),
        ("ZohoCRM.modules.price_books.READ", "modules.pricebooks.READ"),
        ("ZohoCRM.modules.pricebooks.READ", "modules.Price_Books.READ"),
        ("ZohoCRM.modules.leads.READ", "ZohoCRM.modules.leads.READ"),
        ("ZohoCRM.settings.ALL", "settings.fields.READ"),
        ("ZohoCRM.settings.READ", "settings.fields.READ"),
        ("ZohoCRM.settings.fields.ALL", "settings.fields.CREATE"),
        ("ZohoCRM.settings.fields", "settings.fields.READ"),
        ("ZohoCRM.settings.custom_views.All", "settings.custom_views.DELETE"),
        ("ZohoCRM.users.ALL", "users.READ"),
        ("ZohoCRM.users.READ", "users.READ"),
        ("ZohoCRM.org.READ", "org.READ"),
        ("ZohoCRM.coql.READ", "coql.READ"),
        ("ZohoCRM.composite_requests.CUSTOM", "composite_requests.CUSTOM"),
        ("ZohoCRM.composite_requests.ALL", "composite_requests.CUSTOM"),
        ("ZohoCRM.share.all", "share.leads.CREATE"),
        ("ZohoCRM.send_mail.all", "send_mail.leads.CREATE"),
        ("ZohoCRM.mass_update.UPDATE", "mass_update.leads.UPDATE"),
        ("ZohoCRM.Files.CREATE", "files.CREATE"),
        ("ZohoFiles.files.ALL", "ZohoFiles.files.CREATE"),
        ("ZohoSearch.securesearch.READ", "ZohoSearch.securesearch.READ"),
        ("zohosearch.SecureSearch.read", "ZohoSearch.securesearch.READ"),
        ("ZohoCRM.notifications.WRITE", "notifications.WRITE"),
        ("ZohoCRM.modules.leads.CREATE,ZohoCRM.modules.leads.UPDATE", "modules.leads.WRITE"),
        ("ZohoCRM.modules.READ,ZohoCRM.modules.leads.CREATE", "modules.leads.CREATE"),
    ],
)
def test_covered(granted, required):
    assert covers(frozenset(granted.split(",")), required)


@pytest.mark.parametrize(
    ("granted", "required"),
    [
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.DELETE"),
        ("ZohoCRM.modules.leads.WRITE", "modules.leads.READ"),
        ("ZohoCRM.modules.WRITE", "modules.leads.DELETE"),
        ("ZohoCRM.modules.leads.CREATE", "modules.leads.WRITE"),
        ("ZohoCRM.modules.leads.READ", "modules.contacts.READ"),
        ("ZohoCRM.modules.leads.READ", "modules.READ"),
        ("ZohoCRM.modules.leads.READ,ZohoCRM.modules.contacts.CREATE", "modules.leads.CREATE"),
        ("ZohoCRM.modules.READ", "modules.leads.CREATE"),
        ("ZohoCRM.modules.ALL", "settings.fields.READ"),
        ("ZohoCRM.modules.ALL", "ZohoSearch.securesearch.READ"),
        ("ZohoCRM.modules.ALL", "mass_update.leads.UPDATE"),
        ("ZohoCRM.modules.READ", "modules.leads.ALL"),
        ("ZohoCRM.settings.fields.ALL", "settings.layouts.READ"),
        ("ZohoCRM.settings.unheard_of.ALL", "settings.fields.READ"),
        ("ZohoCRM.users.READ", "org.READ"),
        ("ZohoCRM.users.READ", "users.UPDATE"),
        ("ZohoCRM.files.ALL", "ZohoFiles.files.CREATE"),
        ("ZohoCRM.composite_requests.READ", "composite_requests.CUSTOM"),
    ],
)
def test_not_covered(granted, required):
    assert not covers(frozenset(granted.split(",")), required)


@pytest.mark.parametrize("required", ["modules.leads.READ", "settings.fields.READ", "users.READ"])
def test_no_scope_covers_nothing(required):
    assert not covers(frozenset(), required)


@pytest.mark.parametrize(
    "required",
    [
        "modules.leads.DELETE",
        "settings.fields.UPDATE",
        "users.DELETE",
        "org.READ",
        "coql.READ",
        "bulk.CREATE",
        "composite_requests.CUSTOM",
        "mass_convert.leads.CREATE",
        "change_owner.CREATE",
        "notifications.DELETE",
        "ZohoFiles.files.CREATE",
        "ZohoSearch.securesearch.READ",
    ],
)
def test_every_scope_covers_all(required):
    assert covers(frozenset(EVERY_SCOPE.split()), required)


@pytest.mark.parametrize(
    "text",
    [
        "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL",
        "ZohoCRM.modules.ALL ZohoCRM.settings.ALL",
        " ZohoCRM.modules.ALL , ZohoCRM.settings.ALL,\n",
        "ZohoCRM.modules.ALL,ZohoCRM.settings.ALL,zohocrm.MODULES.all",
    ],
)
def test_scopes_are_separated_by_commas_or_blanks_and_named_once(text):
    assert parse_scopes(text) == ("ZohoCRM.modules.ALL", "ZohoCRM.settings.ALL")


def test_an_empty_text_names_no_scope():
    assert parse_scopes(" , ") == ()


@pytest.mark.parametrize(
    "scope",
    [
        "ZohoCRM.settings.unheard_of.READ",
        "ZohoCRM.modules.My_Houses.READ",
        "ZohoCRM.functions.execute.READ",
        "AaaServer.profile.READ",
        "Aaaserver.profile.READ",
    ],
)
def test_unknown_entities_of_known_groups_are_taken(scope):
    assert parse_scopes(scope) == (scope,)


@pytest.mark.parametrize(
    "scope",
    [
        "ZohoCRM.unheard_of.ALL",
        "ZohoBooks.invoices.READ",
        "ZohoCRM.modules",
        "ZohoCRM",
        "modules.leads.READ",
        "ZohoCRM.modules.leads.LOOK",
        "ZohoCRM.modules.leads.READ.ALL",
        "ZohoCRM.settings.ZohoCRM.settings.currencies.all",
        "ZohoCRM..READ",
        "ZohoCRM.modules.leads.",
        "ZohoSearch.files.READ",
        "ZohoFiles.securesearch.READ",
        "ZohoCRM.modules.le\0ads.READ",
        "ZohoCRM.modules.l\u00e9ads.READ",
        "ZohoCRM.modu\u017fes.ALL",
        "ZohoCRM.modules." + "a" * 300,
    ],
)
def test_refused(scope):
    with pytest.raises(UnknownScopeError) as refused:
        parse_scopes(f"ZohoCRM.modules.ALL,{scope}")
    assert refused.value.scope == scope


@pytest.mark.parametrize(
    ("granted", "of"),
    [
        ("ZohoCRM.modules.leads.READ", LEADS),
        ("ZohoCRM.modules.Leads.READ", LEADS),
        ("ZohoCRM.modules.salesorders.READ", SALES_ORDERS),
        ("ZohoCRM.modules.Sales_Orders.READ", SALES_ORDERS),
        ("ZohoCRM.modules.sales_orders.READ", SALES_ORDERS),
        ("ZohoCRM.modules.services.READ", SERVICES),
        ("ZohoCRM.modules.Services__s.READ", SERVICES),
        ("ZohoCRM.modules.appointments_rescheduled_history.READ", HISTORY),
        ("ZohoCRM.modules.quotes.READ", ROWS),
        ("ZohoCRM.modules.custom.READ", HOUSES),
        ("ZohoCRM.modules.Houses.READ", HOUSES),
        ("ZohoCRM.modules.custom.READ", SOUND_ALIKE),
        ("ZohoCRM.modules.custom.READ", LINKING),
        ("ZohoCRM.modules.activities.READ", ACTIVITIES),
        ("ZohoCRM.modules.tasks.READ", ACTIVITIES),
        ("ZohoCRM.modules.events.READ", ACTIVITIES),
        ("ZohoCRM.modules.calls.READ", ACTIVITIES),
        ("ZohoCRM.modules.READ", ACTIVITIES),
    ],
)
def test_a_module_is_granted_under_its_words(granted, of):
    assert allows(frozenset({granted}), ("modules.{module}.READ",), of)


@pytest.mark.parametrize(
    ("granted", "of"),
    [
        ("ZohoCRM.modules.custom.READ", LEADS),
        ("ZohoCRM.modules.leads.READ", HOUSES),
        ("ZohoCRM.modules.pricebooks.READ", SOUND_ALIKE),
        ("ZohoCRM.modules.services.READ", HISTORY),
        ("ZohoCRM.modules.leads.READ", ACTIVITIES),
        ("ZohoCRM.modules.leads.READ", None),
    ],
)
def test_a_module_is_not_granted_under_words_of_others(granted, of):
    assert not allows(frozenset({granted}), ("modules.{module}.READ",), of)


def test_words_are_lower_case_and_start_with_the_scope():
    assert scope_words(SALES_ORDERS) == ("salesorders", "sales_orders")
    assert scope_words(HOUSES) == ("custom", "houses")
    assert scope_words(SOUND_ALIKE) == ("custom",)


def test_alternatives_and_conjunctions():
    upload = ("ZohoFiles.files.CREATE", "files.CREATE")
    assert allows(frozenset({"ZohoCRM.files.CREATE"}), upload)
    assert not allows(frozenset({"ZohoCRM.files.READ"}), upload)
    search = ("modules.{module}.READ & ZohoSearch.securesearch.READ",)
    half = "ZohoCRM.modules.leads.READ"
    assert not allows(frozenset({half}), search, LEADS)
    assert not allows(frozenset({"ZohoSearch.securesearch.READ"}), search, LEADS)
    assert allows(frozenset({half, "ZohoSearch.securesearch.READ"}), search, LEADS)


def test_answers_are_kept_apart_by_module_and_requirement():
    scopes = ScopeSet({"ZohoCRM.modules.leads.READ"})
    assert scopes == frozenset({"ZohoCRM.modules.leads.READ"})
    for _ in range(2):
        assert scopes.allows(("modules.{module}.READ",), LEADS)
        assert not scopes.allows(("modules.{module}.CREATE",), LEADS)
        assert not scopes.allows(("modules.{module}.READ",), HOUSES)
        assert not scopes.allows(("modules.{module}.READ",))


def test_equal_texts_share_one_set():
    assert scope_set("ZohoCRM.org.READ") is scope_set("ZohoCRM.org.READ")
    assert scope_set("ZohoCRM.org.READ") is not scope_set("ZohoCRM.org.ALL")
