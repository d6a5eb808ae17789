"""The SDKs read which APIs and features an org has."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def discovered(rich_org, sdk):
    return drive("discover", sdk, rich_org, module="Leads")


def content(discovered, name, root):
    return discovered[name]["content"][root]


def test_every_answer_is_of_the_class_that_the_sdk_expects(discovered):
    refused = discovered.pop("refused")
    found = {name: (one["status"], one["is"]) for name, one in discovered.items()}
    assert found == dict.fromkeys(found, (200, "ResponseWrapper"))
    assert (refused["status"], refused["is"]) == (400, "APIException")
    assert refused["content"]["code"] == "INVALID_DATA"
    discovered["refused"] = refused


def test_apis_are_read_with_scopes_and_credits(discovered, sdk):
    every = content(discovered, "apis", "apis")
    paths = {one["path"]: one["operation_types"] for one in every}
    photo = {
        one["method"]: one["oauth_scope"] for one in paths[f"/crm/v{sdk}/Leads/{{{{id}}}}/photo"]
    }
    assert photo["GET"] == "ZohoCRM.modules.leads.READ"
    (convert,) = paths[f"/crm/v{sdk}/Leads/{{{{id}}}}/actions/convert"]
    assert (convert["min_credits"], convert["max_credits"]) == (5, 5)
    of_leads = content(discovered, "apis_of_module", "apis")
    assert {one["path"].split("/")[3] for one in of_leads} == {"Leads"}
    assert len(of_leads) < len(every)


def test_features_are_read_with_what_is_used_of_them(discovered):
    custom, unique = content(discovered, "features_of_module", "features")
    assert custom["api_name"] == "custom_field"
    assert custom["details"]["used_count"]["total"] > 10
    assert unique["module_supported"] is True
    (licences,) = content(discovered, "user_licenses", "features")
    assert licences["details"]["limits"]["total"] == licences["details"]["used_count"]["total"]
    assert content(discovered, "features", "info")["more_records"] is False
    assert content(discovered, "feature", "features")[0]["feature_label"] == "Custom Field"
    assert content(discovered, "data_enrichment", "features")[0]["details"]["limits"] == {
        "edition_limit": None,
        "total": 0,
    }
