"""Adding tags to records and removing them, on one record and on many."""

from __future__ import annotations

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import error, fixture_of, set_values
from tests.live import PEER, STANDARD, definitions

NOWHERE = "4150868000000225013"
RED, GREEN = "#F17574", "#63C57E"
LOCKED = "Sorry, you cannot perform this operation as the record is locked."
OLDER = [version.name for version in VERSIONS if version.tag_names]
NEWER = [version.name for version in VERSIONS if not version.tag_names]

org = fixture_of(definitions)


@pytest.fixture
def client(org):
    return org.client()


@pytest.fixture
def lead(client):
    return make(client)


def make(client, *tags, module="Leads", **values):
    least = {"Leads": {"Last_Name": "L"}, "Deals": {"Deal_Name": "D", "Stage": "Qualification"}}
    (record,) = client.insert(module, {**least[module], **values, "Tag": list(tags)})
    return record


def tags_of(client, record, module="Leads"):
    return [tag["name"] for tag in client.record(module, record)["Tag"]]


def names(*tags):
    return [{"name": tag} for tag in tags]


def tag(client, action, body, record=None, module="Leads", **params):
    path = f"/{module}/{record}" if record else f"/{module}"
    return client.post(f"{path}/actions/{action}", body, params=params)


def refused(code, message, **details):
    """What refuses tags: in the four keys that SDKs know, and inside `tags` as documented."""
    shown = error(code, message, **details)
    return {**shown, "tags": [shown]}


def at(name, index=0, **details):
    return {**details, "api_name": name, "json_path": f"$.tags[{index}].{name}"}


# What is asked for


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_tags_are_added_to_a_record_in_every_version(client, lead, version):
    answer = tag(client.at(version), "add_tags", {"tags": names("one", "two")}, lead)
    assert answer.status_code == 200
    (entry,) = answer.json()["data"]
    assert set(answer.json()) == {"data"}
    assert [one["name"] for one in entry["details"]["tags"]] == ["one", "two"]
    shown = client.record("Leads", lead)["Tag"]
    assert entry == {
        "code": "SUCCESS",
        "details": {"id": lead, "tags": shown},
        "message": "tags updated successfully",
        "status": "success",
    }


def test_tags_are_added_to_many_records_and_counted_as_texts(client):
    first, second = make(client, "one"), make(client)
    answer = tag(client, "add_tags", {"ids": [first, int(second)], "tags": names("one", "two")})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["success_count"], body["locked_count"]) == ("2", "0")
    assert [one["details"]["id"] for one in body["data"]] == [first, second]
    assert tags_of(client, first) == tags_of(client, second) == ["one", "two"]


def test_tags_are_removed_from_many_records(client):
    first, second = make(client, "a", "b", "c"), make(client, "b")
    answer = tag(client, "remove_tags", {"ids": [first, second], "tags": names("B", "never was")})
    assert answer.status_code == 200
    assert set(answer.json()) == {"data", "locked_count"}
    assert answer.json()["locked_count"] == "0"
    assert (tags_of(client, first), tags_of(client, second)) == (["a", "c"], [])


def test_tags_are_removed_from_a_record(client):
    record = make(client, "a", "b")
    answer = tag(client, "remove_tags", {"tags": names("a")}, record)
    assert (answer.status_code, set(answer.json())) == (200, {"data"})
    assert tags_of(client, record) == ["b"]


@pytest.mark.parametrize(
    "ids",
    [
        lambda *ids: {"body": list(ids)},
        lambda *ids: {"body": ",".join(ids)},
        lambda *ids: {"body": '["' + '","'.join(ids) + '"]'},
        lambda *ids: {"query": ",".join(ids)},
    ],
    ids=["array", "list in text", "array in text", "query"],
)
@pytest.mark.parametrize("action", ["add_tags", "remove_tags"])
def test_ids_come_in_the_body_or_the_query(client, action, ids):
    records = make(client, "mark"), make(client, "mark")
    given = ids(*records)
    body = {"tags": names("mark"), **({"ids": given["body"]} if "body" in given else {})}
    params = {"ids": given["query"]} if "query" in given else {}
    answer = tag(client, action, body, **params)
    assert answer.status_code == 200
    assert [one["details"]["id"] for one in answer.json()["data"]] == list(records)
    left = ["mark"] if action == "add_tags" else []
    assert [tags_of(client, record) for record in records] == [left, left]


@pytest.mark.parametrize(
    ("body", "params"),
    [({"over_write": True}, {}), ({}, {"over_write": "true"}), ({}, {"over_write": "TRUE"})],
)
@pytest.mark.parametrize("alone", [True, False])
def test_tags_may_take_the_place_of_others(client, body, params, alone):
    record = make(client, "old", "older")
    body = {"tags": names("new", "older"), **body, **({} if alone else {"ids": [record]})}
    assert tag(client, "add_tags", body, record if alone else None, **params).status_code == 200
    assert tags_of(client, record) == ["new", "older"]


@pytest.mark.parametrize(
    ("body", "params"),
    [({"over_write": False}, {"over_write": "true"}), ({}, {"over_write": "false"})],
)
def test_tags_stay_beside_others(client, body, params):
    record = make(client, "old")
    tag(client, "add_tags", {"tags": names("new"), **body}, record, **params)
    assert tags_of(client, record) == ["old", "new"]


@pytest.mark.parametrize("version", OLDER)
def test_older_versions_name_tags_in_the_query(client, version):
    first, second = make(client), make(client, "kept")
    older = client.at(version)
    asked = {"ids": f"{first},{second}", "tag_names": "x,y"}
    assert tag(older, "add_tags", None, **asked).status_code == 200
    assert tags_of(client, second) == ["kept", "x", "y"]
    over = {"tag_names": "z", "over_write": "true"}
    assert tag(older, "add_tags", None, first, **over).status_code == 200
    assert tags_of(client, first) == ["z"]
    assert tag(older, "remove_tags", None, second, tag_names="x,kept").status_code == 200
    assert tags_of(client, second) == ["y"]


@pytest.mark.parametrize("version", NEWER)
def test_newer_versions_do_not(client, lead, version):
    answer = tag(client.at(version), "add_tags", {}, lead, tag_names="x")
    assert answer.status_code == 400
    assert answer.json()["code"] == "MANDATORY_NOT_FOUND"


def test_an_id_goes_before_a_name(client, lead):
    known = client.record("Leads", make(client, "By id"))["Tag"][0]["id"]
    tag(client, "add_tags", {"tags": [{"id": known, "name": "By name"}]}, lead)
    assert tags_of(client, lead) == ["By id"]


def test_names_are_alike_whatever_their_case_and_each_is_added_once(client, lead):
    make(client, "Twice")
    tag(client, "add_tags", {"tags": names("TWICE", "twice", "Twice")}, lead)
    assert tags_of(client, lead) == ["Twice"]


def test_a_new_tag_has_the_colour_it_is_given(client, lead):
    given = [{"name": "Grass", "color_code": GREEN.lower()}, {"name": "Glass"}]
    answer = tag(client, "add_tags", {"tags": given}, lead)
    shown = answer.json()["data"][0]["details"]["tags"]
    assert [one["color_code"] for one in shown] == [GREEN, None]
    again = [{"name": "grass", "color_code": GREEN}, {"name": "glass"}]
    assert tag(client, "add_tags", {"tags": again}, lead).status_code == 200


def test_a_record_named_twice_is_answered_twice(client, lead):
    answer = tag(client, "add_tags", {"ids": [lead, lead], "tags": names("once")})
    assert [one["code"] for one in answer.json()["data"]] == ["SUCCESS"] * 2
    assert tags_of(client, lead) == ["once"]


# What it leaves behind


def history(org, record):
    return org.fetch(
        "SELECT action, source, body FROM {_history} WHERE record = $1 ORDER BY id", int(record)
    )


def test_the_timeline_tells_which_tags_came_and_went(org, client):
    record = make(client, "a", "b")
    tag(client, "add_tags", {"tags": names("b", "c")}, record)
    tag(client, "remove_tags", {"tags": names("a", "x")}, record)
    tag(client, "add_tags", {"tags": names("d"), "over_write": True}, record)
    tag(client, "add_tags", {"tags": names("d")}, record)
    assert history(org, record) == [
        ("tag_added", "crm_api", '{"tags":["c"]}'),
        ("tag_removed", "crm_api", '{"removed_tags":["a"]}'),
        ("tag_added", "crm_api", '{"tags":["d"]}'),
        ("tag_removed", "crm_api", '{"removed_tags":["b","c"]}'),
    ]


def test_the_record_is_modified_by_who_tags_it(org, client, lead):
    before = client.record("Leads", lead)
    org.live.clock.offset += 60
    tag(client, "add_tags", {"tags": names("mark")}, lead)
    after = client.record("Leads", lead)
    assert after["Modified_Time"] > before["Modified_Time"]
    assert {**before, "Tag": 0, "Modified_Time": 0} == {**after, "Tag": 0, "Modified_Time": 0}


def test_a_converted_lead_may_be_tagged(org, client, lead):
    set_values(org, "Leads", lead, Converted__s=True)
    assert tag(client, "add_tags", {"tags": names("won")}, lead).status_code == 200


def test_a_tag_is_of_one_module(client, lead):
    make(client, "shared", module="Deals")
    tag(client, "add_tags", {"tags": names("shared")}, lead)
    of_lead = client.record("Leads", lead)["Tag"][0]["id"]
    deal = make(client, module="Deals")
    answer = tag(client, "add_tags", {"tags": [{"id": of_lead}]}, deal, module="Deals")
    assert answer.json() == refused("INVALID_DATA", "invalid tag id", **at("id"))


# What is refused


@pytest.mark.parametrize("action", ["add_tags", "remove_tags"])
@pytest.mark.parametrize(
    ("tags", "body"),
    [
        ([5], refused("INVALID_DATA", "Invalid data type", expected_data_type="text",
                      api_name="tags", json_path="$.tags[0]")),
        ([{"name": 5}], refused("INVALID_DATA", "Invalid data type",
                                **at("name", expected_data_type="text"))),
        ([{"name": "ok"}, {"name": "t" * 26}],
         refused("INVALID_DATA", "Invalid data", **at("name", 1, maximum_length=25))),
        ([{"name": " "}], refused("MANDATORY_NOT_FOUND", "required field not found", **at("name"))),
        ([{"id": NOWHERE}], refused("INVALID_DATA", "invalid tag id", **at("id"))),
        ([{"name": "x", "color_code": 5}],
         refused("INVALID_DATA", "Invalid data type",
                 **at("color_code", expected_data_type="text"))),
        ([{"name": "x", "color_code": "#1234567"}],
         refused("INVALID_DATA", "Invalid data", **at("color_code", maximum_length=7))),
        ([{"name": "x", "color_code": "red"}],
         refused("INVALID_DATA", "invalid data", **at("color_code"))),
        ([{}], refused("EXPECTED_FIELD_MISSING", "Expected field missing",
                       expected_fields=[at("id"), at("name")])),
    ],
)  # fmt: skip
def test_bad_tags_refuse_the_request(org, client, action, tags, body):
    record = make(client, "kept")
    before = org.fetch("SELECT COUNT(*) FROM {_tags}")
    for path, more in ((record, {}), (None, {"ids": [record]})):
        answer = tag(client, action, {"tags": tags, **more}, path)
        assert (answer.status_code, answer.json()) == (400, body)
    assert tags_of(client, record) == ["kept"]
    assert org.fetch("SELECT COUNT(*) FROM {_tags}") == before


def test_a_known_tag_of_another_colour_is_refused(client, lead):
    tag(client, "add_tags", {"tags": [{"name": "Ruby", "color_code": RED}]}, lead)
    answer = tag(client, "add_tags", {"tags": [{"name": "ruby", "color_code": GREEN}]}, lead)
    assert answer.status_code == 400
    assert answer.json() == refused(
        "MAPPING_MISMATCH", "Given tag present with different color already", **at("color_code")
    )


@pytest.mark.parametrize(
    ("body", "params", "entry"),
    [
        ({}, {}, error("MANDATORY_NOT_FOUND", "required field not found",
                       api_name="tags", json_path="$.tags")),
        ({"tags": []}, {}, error("INVALID_DATA", "invalid data", expected_data_type="jsonarray",
                                 api_name="tags", json_path="$.tags")),
        ({"tags": names(*"abcdefghijk")}, {},
         error("INVALID_DATA", "invalid data", maximum_length=10, api_name="tags",
               json_path="$.tags")),
        ({"tags": names("a"), "over_write": "yes"}, {},
         error("INVALID_DATA", "invalid data", expected_data_type="boolean",
               api_name="over_write", json_path="$.over_write")),
        ({"tags": names("a")}, {"over_write": "1"},
         error("INVALID_DATA", "invalid data", expected_data_type="boolean",
               api_name="over_write", json_path="$.over_write")),
    ],
)  # fmt: skip
def test_bad_requests_are_refused(client, lead, body, params, entry):
    answer = tag(client, "add_tags", body, lead, **params)
    assert (answer.status_code, answer.json()) == (400, entry)


def place(path="$.ids", **details):
    return {**details, "api_name": "ids", "json_path": path}


@pytest.mark.parametrize(
    ("ids", "entry"),
    [
        ([], error("INVALID_DATA", "invalid data", **place(expected_data_type="jsonarray"))),
        ({}, error("INVALID_DATA", "invalid data", **place(expected_data_type="jsonarray"))),
        ("[1", error("INVALID_DATA", "invalid data", **place(expected_data_type="jsonarray"))),
        (["1", None], error("INVALID_DATA", "invalid data",
                            **place("$.ids[1]", expected_data_type="bigint"))),
        ([str(n) for n in range(501)],
         error("LIMIT_EXCEEDED", "limit exceeded", **place(limit=500))),
    ],
)  # fmt: skip
def test_bad_ids_are_refused(client, ids, entry):
    answer = tag(client, "add_tags", {"tags": names("a"), "ids": ids})
    assert (answer.status_code, answer.json()) == (400, entry)


def test_ids_are_needed(client):
    answer = tag(client, "add_tags", {"tags": names("a")})
    assert answer.json() == error(
        "REQUIRED_PARAM_MISSING", "One of the expected param is missing", param_name="ids"
    )


@pytest.mark.parametrize(("version", "status"), [("v8", 207), ("v3", 207), ("v2", 207)])
def test_each_record_stands_alone(org, client, version, status):
    good, locked, gone = make(client), make(client), make(client)
    set_values(org, "Leads", locked, Locked__s=True)
    set_values(org, "Leads", gone, _bin=1)
    body = {"ids": [locked, NOWHERE, good, "x", gone], "tags": names("mark")}
    answer = tag(client.at(version), "add_tags", body)
    assert answer.status_code == status
    content = answer.json()
    entries = content["data"]
    assert (content["success_count"], content["locked_count"]) == ("1", "1")
    assert entries[0] == error("RECORD_LOCKED", LOCKED, id=locked, action="record_locking")
    path = {"json_path": "$.ids[1]"} if version != "v2" else {}
    message = "the id given seems to be invalid"
    assert entries[1] == error("INVALID_DATA", message, api_name="ids", **path)
    assert [one["code"] for one in entries[2:]] == ["SUCCESS", "INVALID_DATA", "INVALID_DATA"]
    assert tags_of(client, good) == ["mark"]
    assert tags_of(client, locked) == []


@pytest.mark.parametrize(("version", "status"), [("v8", 400), ("v3", 400), ("v2.1", 202)])
def test_nothing_done_is_a_refusal(org, client, version, status):
    body = {"ids": [NOWHERE], "tags": names("never made")}
    answer = tag(client.at(version), "add_tags", body)
    assert answer.status_code == status
    assert answer.json()["success_count"] == "0"
    assert org.fetch("SELECT id FROM {_tags} WHERE folded = 'never made'") == []


@pytest.mark.parametrize(
    ("values", "entry"),
    [
        ({"Locked__s": True}, ("RECORD_LOCKED", LOCKED, {"action": "record_locking", "id": ""})),
        (
            {"$approval_state": "merge_pending"},
            ("RECORD_LOCKED", LOCKED, {"action": "merge", "id": ""}),
        ),
        ({"$approval_state": "pending"}, ("NOT_APPROVED", "record not approved", {"id": ""})),
        ({"$approval_state": "review_process_pending"}, ("NOT_REVIEWED", "record in review", {})),
    ],
)
def test_the_state_of_a_record_refuses_it(org, client, lead, values, entry):
    set_values(org, "Leads", lead, **values)
    code, message, details = entry
    shown = error(code, message, **{**details, **({"id": lead} if "id" in details else {})})
    answer = tag(client, "add_tags", {"tags": names("mark")}, lead)
    assert (answer.status_code, answer.json()) == (400, shown)
    answer = tag(client, "add_tags", {"tags": names("mark"), "ids": [lead]})
    assert answer.json()["data"] == [shown]


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19])
def test_a_record_that_is_none_is_refused(client, record):
    answer = tag(client, "remove_tags", {"tags": names("mark")}, record)
    message = "the id given seems to be invalid"
    assert (answer.status_code, answer.json()) == (
        400,
        error("INVALID_DATA", message, resource_path_index=1),
    )


def test_a_record_of_others_is_none(org, client):
    theirs = make(org.client(STANDARD))
    assert tag(org.client(PEER), "add_tags", {"tags": names("x")}, theirs).status_code == 400
    assert tag(client, "add_tags", {"tags": names("x")}, theirs).status_code == 200


def test_ten_tags_are_the_most(client):
    record = make(client, *"abcdefgh")
    answer = tag(client, "add_tags", {"tags": names("h", "i", "j", "k")}, record)
    assert answer.status_code == 400
    limit = error("LIMIT_EXCEEDED", "limit exceeded", limit=10, api_name="tags", json_path="$.tags")
    assert answer.json() == {"data": [limit]}
    assert len(tags_of(client, record)) == 8
    assert tag(client, "add_tags", {"tags": names("i", "j")}, record).status_code == 200
    assert len(tags_of(client, record)) == 10


def test_a_module_without_tags_is_refused(client):
    (note,) = client.insert("Notes", {"Note_Content": "N", "Parent_Id": parent(make(client))})
    for record in (note, None):
        answer = tag(client, "add_tags", {"tags": names("x"), "ids": [note]}, record, "Notes")
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")
        assert answer.json()["message"] == "the given module is not supported for this api"


def parent(lead):
    return {"id": lead, "module": {"api_name": "Leads"}}


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
@pytest.mark.parametrize("operation", ["CREATE", "UPDATE", "WRITE", "ALL"])
def test_scopes(org, client, version, operation):
    record = make(client)
    scoped = org.client(scope=f"ZohoCRM.modules.leads.{operation}", version=version)
    assert tag(scoped, "add_tags", {"tags": names("x")}, record).status_code == 200
