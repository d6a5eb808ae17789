"""Upsert Records: which record an item is found to be, and what becomes of it."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, bare, gauges_over, refused, unknown
from tests.live import STANDARD
from tests.naming import named

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def upsert(gauges, *items, module=MODULE, client=None, **options):
    answer = (client or gauges.client).post(f"/{module}/upsert", {"data": list(items), **options})
    return answer.status_code, answer.json()["data"]


def told(entry):
    """What an entry says became of its item."""
    return (entry["action"], entry["duplicate_field"])


# The order of the fields (Upsert Records, table). Of Gauges, Name is the system's own field; Code,
# Serial, Meter and Foreign_Id are unique.


@pytest.fixture
def three(gauges):
    """Records that differ in every field, and their ids by name."""
    values = {
        "n": {"Name": "by name"},
        "c": {"Name": "other", "Code": "code"},
        "s": {"Name": "third", "Serial": "serial"},
    }
    ids = {key: gauges.keep(**value)["id"] for key, value in values.items()}
    yield ids
    for record in ids.values():
        gauges.org.write(
            lambda transaction, record=record: transaction.execute(
                f"DELETE FROM {gauges.org.org.database.table(MODULE)} WHERE id = {record}"
            )
        )


@pytest.mark.parametrize(
    ("fields", "leads_to"),
    [
        (None, "Name"),
        ([], "Name"),
        (["Name"], "Name"),
        (["Code"], "Code"),
        (["Serial"], "Serial"),
        (["Serial", "Code"], "Serial"),
        (["Code", "Serial"], "Code"),
        (["Name", "Code"], "Name"),
        (["Code", "Name"], "Code"),
        (["Meter"], "Code"),
    ],
    ids=named,
)
def test_the_first_field_that_leads_to_a_record_decides(gauges, three, fields, leads_to):
    options = {} if fields is None else {"duplicate_check_fields": fields}
    item = {"Name": "BY NAME", "Code": "CODE", "Serial": "serial", "Line": "found"}
    by = {"Name": "n", "Code": "c", "Serial": "s"}[leads_to]
    status, (entry,) = upsert(gauges, item, **options)
    # Its other unique values are those of further records.
    code = "MULTIPLE_OR_MULTI_ERRORS" if by == "n" else "DUPLICATE_DATA"
    assert (status, entry["code"]) == (400, code)
    status, (entry,) = upsert(gauges, {"Line": "found", leads_to: item[leads_to]}, **options)
    assert (status, told(entry)) == (200, ("update", leads_to))
    assert entry["details"]["id"] == three[by]
    assert gauges.client.record(MODULE, three[by])["Line"] == "found"


def test_the_system_field_is_ignored_where_others_are_named(gauges, three):
    status, (entry,) = upsert(
        gauges, {"Name": "by name", "Meter": 77}, duplicate_check_fields=["Meter"]
    )
    assert (status, told(entry)) == (200, ("insert", None))
    assert entry["details"]["id"] not in three.values()


def test_blanks_lead_nowhere(gauges):
    gauges.keep(Name="blank")
    status, (entry,) = upsert(gauges, {"Name": "nobody has this", "Code": None, "Serial": " "})
    assert (status, told(entry)) == (200, ("insert", None))


def test_of_several_the_oldest_is_changed(gauges):
    first, second = gauges.keep(Name="twins")["id"], gauges.keep(Name="Twins")["id"]
    status, (entry,) = upsert(gauges, {"Name": "TWINS", "Line": "l"})
    assert (status, told(entry), entry["details"]["id"]) == (200, ("update", "Name"), first)
    assert gauges.client.record(MODULE, second)["Line"] is None


def test_an_id_decides_before_every_field(gauges):
    named_, other = gauges.keep(Name="named")["id"], gauges.keep(Name="other one")["id"]
    status, (entry,) = upsert(gauges, {"id": other, "Name": "named", "Line": "l"})
    assert (status, told(entry), entry["details"]["id"]) == (200, ("update", None), other)
    assert gauges.client.record(MODULE, named_)["Line"] is None
    status, (entry,) = upsert(gauges, {"id": NOWHERE, "Name": "named"})
    assert (status, entry) == (400, unknown("id", ".id"))


def test_later_items_find_what_earlier_ones_made(gauges):
    status, entries = upsert(
        gauges,
        {"Name": "new in a row", "Line": "1"},
        {"Name": "New In A Row", "Word": "2"},
        {"Name": "unrelated"},
        {"Name": "NEW IN A ROW", "Count": 3},
    )
    assert status == 200
    assert [told(one) for one in entries] == [
        ("insert", None), ("update", "Name"), ("insert", None), ("update", "Name"),
    ]  # fmt: skip
    record = gauges.client.record(MODULE, entries[0]["details"]["id"])
    assert (record["Line"], record["Word"], record["Count"]) == ("1", "2", 3)


def test_each_item_stands_alone(gauges):
    gauges.keep(Name="stands")
    status, entries = upsert(
        gauges,
        {"Name": "stands", "Count": "x"},
        {"Line": "no name"},
        7,
        {"Name": "stands", "Line": "good"},
    )
    assert status == 207
    assert [one.get("action") for one in entries] == [None, None, None, "update"]
    assert [one["code"] for one in entries[:3]] == [
        "INVALID_DATA", "MANDATORY_NOT_FOUND", "INVALID_DATA",
    ]  # fmt: skip


def test_a_cleared_mandatory_field_tells_the_record(gauges):
    record = gauges.keep(Code="cleared")["id"]
    status, (entry,) = upsert(
        gauges, {"Code": "cleared", "Name": None}, duplicate_check_fields=["Code"]
    )
    assert (status, entry) == (
        400,
        refused("MANDATORY_NOT_FOUND", "required field not found", "Name", ".Name", id=record),
    )


def test_answers_have_the_keys_of_the_page(gauges):
    _, (made,) = upsert(gauges, {"Name": "keys"})
    _, (changed,) = upsert(gauges, {"Name": "keys"})
    keys = ["code", "duplicate_field", "action", "details", "message", "status"]
    details = {"Modified_Time", "Modified_By", "Created_Time", "id", "Created_By"}
    for entry, message in ((made, "record added"), (changed, "record updated")):
        assert list(entry) == keys
        assert set(entry["details"]) == details
        assert entry["message"] == message


@pytest.mark.parametrize(
    ("fields", "place", "details"),
    [
        ("Name", "", {"expected_data_type": "jsonarray"}),
        (["Line"], "[0]", {"supported_values": ["Name", "Code", "Serial", "Meter", "Foreign_Id"]}),
        (
            ["Code", 5],
            "[1]",
            {"supported_values": ["Name", "Code", "Serial", "Meter", "Foreign_Id"]},
        ),
    ],
    ids=named,
)
def test_fields_that_records_do_not_differ_by_are_refused(gauges, fields, place, details):
    answer = gauges.client.post(
        f"/{MODULE}/upsert", {"data": [{"Name": "x"}], "duplicate_check_fields": fields}
    )
    path = f"$.duplicate_check_fields{place}"
    assert (answer.status_code, answer.json()) == (
        400,
        bare(
            "INVALID_DATA", "invalid data", **details, api_name="duplicate_check_fields",
            json_path=path,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("key", ["skip_feature_execution", "$skip_feature_execution"])
@pytest.mark.parametrize(("action", "enrolled"), [("insert", 0), ("update", 1)])
def test_features_are_skipped_for_what_they_are_named_for(gauges, key, action, enrolled):
    before = gauges.count("_cadence_enrolments")
    options = {key: [{"name": "cadences", "action": action}]}
    status, (entry,) = upsert(gauges, {"Name": f"{key} {action}"}, **options)
    assert (status, entry["action"]) == (200, "insert")
    assert gauges.count("_cadence_enrolments") - before == enrolled


@pytest.mark.parametrize("action", [None, "delete", 5])
def test_a_feature_needs_an_action(gauges, action):
    entry = {"name": "cadences"} if action is None else {"name": "cadences", "action": action}
    status, (found,) = upsert(gauges, {"Name": "x"}, skip_feature_execution=[entry])
    assert (status, found["code"]) == (400, "INVALID_DATA")
    assert found["details"] == {
        "supported_values": ["insert", "update"],
        "api_name": "action",
        "json_path": "$.skip_feature_execution[0].action",
    }


def test_modules_without_a_field_of_their_own_always_add(gauges):
    for _ in range(2):
        status, (entry,) = upsert(gauges, {"Subject": "Same"}, module="Tasks")
        assert (status, told(entry)) == (200, ("insert", None))


def test_converted_leads_are_no_candidates(gauges):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "L", "Email": "converted@a.co"})
    table = gauges.org.org.database.table("Leads")
    gauges.org.write(
        lambda transaction: transaction.execute(
            f'UPDATE {table} SET "Converted__s" = $1 WHERE id = {lead}', (True,)
        )
    )
    _, (entry,) = upsert(gauges, {"Last_Name": "M", "Email": "converted@a.co"}, module="Leads")
    assert told(entry) == ("insert", None)


def test_a_token_that_may_only_add_changes_nothing(gauges):
    record = gauges.keep(Name="kept as it is")["id"]
    client = gauges.org.client(scope="ZohoCRM.modules.CREATE")
    answer = client.post(f"/{MODULE}/upsert", {"data": [{"Name": "really new"}]})
    assert answer.status_code == 200
    items = [{"Name": "newer still"}, {"Name": "kept as it is", "Line": "x"}]
    answer = client.post(f"/{MODULE}/upsert", {"data": items})
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")
    assert gauges.client.record(MODULE, record)["Line"] is None
    assert (
        gauges.client.get(f"/{MODULE}/search?criteria=Name:equals:newer still").status_code == 204
    )


def test_records_of_others_are_not_found(gauges):
    gauges.keep(Name="of patricia")
    stan = gauges.org.client(STANDARD)
    status, (entry,) = upsert(gauges, {"Name": "of patricia"}, client=stan)
    assert (status, told(entry)) == (200, ("insert", None))


def test_a_change_is_found_under_its_new_name(gauges):
    record = gauges.keep(Name="old name")["id"]
    gauges.client.request("PUT", f"/{MODULE}/{record}", json={"data": [{"Name": "new name"}]})
    _, (old, new) = upsert(gauges, {"Name": "old name"}, {"Name": "New Name"})
    assert (told(old), told(new)) == (("insert", None), ("update", "Name"))
    assert new["details"]["id"] == record
