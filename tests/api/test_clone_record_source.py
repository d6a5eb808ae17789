"""Record Clone, the source and the caller: which record, who may clone it, cadences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import CADENCE, MODULE, bare, every_type, gauges_over
from tests.live import ADMIN, STANDARD, make_org

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def test_the_clone_is_made_by_the_caller_and_now(gauges):
    peer = gauges.org.client(STANDARD)
    (source,) = peer.insert(MODULE, {"Name": "Theirs"})
    gauges.org.live.clock.offset = 60
    clone = gauges.cloned(source)
    gauges.org.live.clock.offset = 0
    before = gauges.client.record(MODULE, source)
    assert (clone["Created_By"]["email"], clone["Modified_By"]["email"]) == (ADMIN, ADMIN)
    assert clone["Owner"]["email"] == before["Owner"]["email"] == STANDARD
    assert clone["Created_Time"] == clone["Modified_Time"] > before["Modified_Time"]


UNKNOWN_SOURCE = bare("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1)


@pytest.mark.parametrize("source", [NOWHERE, "0", "9" * 19])
@pytest.mark.parametrize("body", [None, b"{", {"data": []}])
def test_an_unknown_source_is_refused_before_the_body_is_looked_at(gauges, source, body):
    answer = gauges.client.clone(MODULE, source, body)
    assert (answer.status_code, answer.json()) == (400, UNKNOWN_SOURCE)


def test_a_source_of_another_module_is_refused(gauges):
    answer = gauges.client.clone(MODULE, gauges.account)
    assert (answer.status_code, answer.json()) == (400, UNKNOWN_SOURCE)


def test_a_source_that_the_caller_does_not_see_is_refused(gauges):
    source = gauges.keep()["id"]
    answer = gauges.org.client(STANDARD).clone(MODULE, source)
    assert (answer.status_code, answer.json()) == (400, UNKNOWN_SOURCE)


def test_a_source_in_the_recycle_bin_is_refused(gauges):
    source = gauges.keep()["id"]
    table = gauges.org.org.database.table(MODULE)
    text = f'UPDATE {table} SET "_bin" = 1 WHERE id = $1'
    gauges.org.write(lambda transaction: transaction.execute(text, (int(source),)))
    answer = gauges.client.clone(MODULE, source)
    assert (answer.status_code, answer.json()) == (400, UNKNOWN_SOURCE)


def test_a_locked_source_may_be_cloned_and_the_clone_is_not_locked(gauges):
    source = gauges.keep()["id"]
    table = gauges.org.org.database.table(MODULE)
    text = f'UPDATE {table} SET "Locked__s" = $1 WHERE id = $2'
    gauges.org.write(lambda transaction: transaction.execute(text, (True, int(source))))
    assert gauges.client.record(MODULE, source)["Locked__s"] is True
    assert gauges.cloned(source)["Locked__s"] is False


def test_the_clone_of_a_pending_record_is_approved(gauges):
    (source,) = gauges.client.insert(MODULE, {"Name": "P", "$approved": False})
    answer = gauges.client.clone(MODULE, source)
    assert answer.json()["data"][0]["details"]["$approval_state"] == "approved"


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("ZohoCRM.modules.ALL", 201),
        ("ZohoCRM.modules.custom.CREATE", 201),
        ("ZohoCRM.modules.CREATE", 201),
        ("ZohoCRM.modules.custom.ALL", 201),
        ("ZohoCRM.modules.custom.READ", 401),
        ("ZohoCRM.modules.custom.UPDATE", 401),
        ("ZohoCRM.modules.custom.DELETE", 401),
        ("ZohoCRM.modules.leads.ALL", 401),
        ("ZohoCRM.settings.ALL", 401),
    ],
)
def test_the_scope_to_create_is_enough_and_called_for(gauges, scope, status):
    source = gauges.keep()["id"]
    assert gauges.org.client(scope=scope).clone(MODULE, source).status_code == status


@pytest.mark.parametrize("right", ["View", "Create"])
def test_the_profile_must_allow_to_view_and_create(gauges, right):
    made = every_type()
    name = f"Crm_Implied_{right}_{MODULE}"
    made.profiles = [replace(one, denied=one.denied | {name}) for one in made.profiles]
    org = make_org(gauges.org.live, made)
    (source,) = org.client().insert(MODULE, {"Name": "G"})
    answer = org.client(STANDARD).clone(MODULE, source)
    assert answer.status_code == 403
    assert answer.json() == bare(
        "NO_PERMISSION", "No permission to clone a record", permissions=[name]
    )


@pytest.mark.parametrize("module", ["Attachments", "Quoted_Items", "Parts", "GaugesXProducts"])
def test_rows_links_and_attachments_are_not_cloned_on_their_own(gauges, module):
    answer = gauges.client.clone(module, NOWHERE)
    assert (answer.status_code, answer.json()) == (
        400,
        bare("INVALID_MODULE", "The given module is not supported in API", resource_path_index=0),
    )


@pytest.mark.parametrize("module", ["Nowhere", "gauges", "Users", "Activities"])
def test_an_unknown_module_is_refused(gauges, module):
    answer = gauges.client.clone(module, NOWHERE)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")


@pytest.mark.parametrize("path", ["abc", "1" * 20, "-1", "1.0"])
def test_a_source_that_is_no_number_makes_no_path(gauges, path):
    assert gauges.client.clone(MODULE, path).json()["code"] == "INVALID_URL_PATTERN"


# Cadences


def enrolled(gauges, record):
    return [
        tuple(row)
        for row in gauges.org.fetch(
            "SELECT cadence, module FROM {_cadence_enrolments} WHERE record = $1", int(record)
        )
    ]


SKIP = {"skip_feature_execution": [{"name": "cadences"}]}


@pytest.mark.parametrize("body", [None, {"data": [{}]}, {"skip_feature_execution": []}])
def test_a_clone_is_enrolled_in_the_cadences_of_its_module(gauges, body):
    source = gauges.keep()["id"]
    assert enrolled(gauges, gauges.cloned(source, body)["id"]) == [(CADENCE, MODULE)]


@pytest.mark.parametrize(
    "body", [{"data": [{}], **SKIP}, SKIP, {"$skip_feature_execution": [{"name": "cadences"}]}]
)
def test_cadences_are_skipped_on_demand(gauges, body):
    source = gauges.keep()["id"]
    assert enrolled(gauges, gauges.cloned(source, body)["id"]) == []


def test_the_enrolment_of_the_source_is_not_copied(gauges):
    (source,) = gauges.client.insert(MODULE, {"Name": "G"})
    assert enrolled(gauges, source) == [(CADENCE, MODULE)]
    assert enrolled(gauges, gauges.cloned(source, SKIP)["id"]) == []
