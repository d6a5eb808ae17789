"""Tags of modules: listing, making, changing, merging, removing, counting."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import error, set_values
from tests.live import ADMIN, PEER, STANDARD, make_org

NOWHERE = "4150868000000225013"
RED, GREEN = "#F17574", "#63C57E"
PATH = "/settings/tags"
LEADS = {"module": "Leads"}


def make(client, *entries, **params):
    """Make tags that are all good, and return their ids."""
    given = [{"name": one} if isinstance(one, str) else one for one in entries]
    answer = client.post(PATH, {"tags": given}, params={**LEADS, **params})
    assert answer.status_code == 201, answer.text
    return [one["details"]["id"] for one in answer.json()["tags"]]


def listed(client, **params):
    answer = client.get(PATH, params={**LEADS, **params})
    assert answer.status_code == 200
    return answer.json()["tags"]


def put(client, tags, number=None, **params):
    path = f"{PATH}/{number}" if number else PATH
    return client.request("PUT", path, json={"tags": tags}, params={**LEADS, **params})


def merge(client, kept, **entry):
    return client.post(f"{PATH}/{kept}/actions/merge", {"tags": [entry]})


def delete(client, number):
    return client.request("DELETE", f"{PATH}/{number}")


def tagged(client, *tags):
    return client.insert("Leads", {"Last_Name": "L", "Tag": [{"name": one} for one in tags]})[0]


def tags_of(client, record):
    return [tag["name"] for tag in client.record("Leads", record)["Tag"]]


def at(name, index=0, **details):
    return {**details, "api_name": name, "json_path": f"$.tags[{index}].{name}"}


def not_found(number):
    return error("INVALID_DATA", "tags not found", id=number)


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_tag_is_made_and_listed_in_every_version(client, version):
    older = client.at(version)
    answer = older.post(PATH, {"tags": [{"name": " Hot ", "color_code": RED}]}, params=LEADS)
    assert answer.status_code == 201
    (entry,) = answer.json()["tags"]
    assert (entry["code"], entry["status"]) == ("SUCCESS", "success")
    assert entry["message"] == "tags created successfully"
    assert set(entry["details"]) == {
        "created_time", "modified_time", "name", "modified_by", "id", "created_by", "color_code",
    }  # fmt: skip
    assert entry["details"]["created_by"]["name"] == "Patricia Boyle"
    shown = older.get(PATH, params=LEADS).json()
    assert shown == {"tags": [entry["details"]], "info": {"count": 1, "allowed_count": 100}}
    assert (shown["tags"][0]["name"], shown["tags"][0]["color_code"]) == ("Hot", RED)


def test_a_module_without_any_lists_none(client):
    answer = client.get(PATH, params={"module": "Deals"})
    assert answer.status_code == 200
    assert answer.json() == {"tags": [], "info": {"count": 0, "allowed_count": 100}}


def test_tags_that_records_brought_are_listed_too(client):
    tagged(client, "From a record")
    (tag,) = listed(client)
    assert tag["name"] == "From a record"
    assert tag["created_by"]["name"] == "Patricia Boyle"


def test_my_tags_are_those_the_caller_made(org, client):
    make(client, "hers")
    make(org.client(STANDARD), "his")
    assert [one["name"] for one in listed(client)] == ["hers", "his"]
    assert [one["name"] for one in listed(client, my_tags="true")] == ["hers"]
    assert [one["name"] for one in listed(org.client(PEER), my_tags="true")] == []


def test_a_colour_for_all_tags_comes_in_the_query(client):
    make(client, "a", {"name": "b", "color_code": GREEN}, color_code=RED)
    assert [one["color_code"] for one in listed(client)] == [RED, GREEN]


def test_each_tag_stands_alone(client):
    (known,) = make(client, {"name": "Known", "color_code": RED})
    entries = [
        {"name": "known"},
        {"name": "Fresh"},
        {"name": "FRESH"},
        {"name": "Known", "color_code": GREEN},
        {"name": "t" * 26},
        {"color_code": RED},
        {"name": 5},
        {"name": "x", "color_code": "reddishly"},
        {"name": "x", "color_code": "redred"},
        5,
    ]
    answer = client.post(PATH, {"tags": entries}, params=LEADS)
    assert answer.status_code == 207
    got = answer.json()["tags"]
    fresh = got[1]["details"]["id"]
    other = "Given tag present with different color already"
    assert got[:1] + got[2:] == [
        error("DUPLICATE_DATA", "duplicate data", **at("name", id=known)),
        error("DUPLICATE_DATA", "duplicate data", **at("name", 2, id=fresh)),
        error("MAPPING_MISMATCH", other, **at("color_code", 3)),
        error("INVALID_DATA", "invalid data", **at("name", 4, maximum_length=25)),
        error("MANDATORY_NOT_FOUND", "required field not found", **at("name", 5)),
        error("INVALID_DATA", "invalid data", **at("name", 6, expected_data_type="text")),
        error("INVALID_DATA", "invalid data", **at("color_code", 7, maximum_length=7)),
        error("INVALID_DATA", "invalid data", **at("color_code", 8)),
        error(
            "INVALID_DATA",
            "invalid data",
            expected_data_type="jsonobject",
            api_name="tags",
            json_path="$.tags[9]",
        ),
    ]
    assert [one["name"] for one in listed(client)] == ["Known", "Fresh"]


@pytest.mark.parametrize(("version", "status"), [("v8", 400), ("v3", 400), ("v2", 202)])
def test_no_tag_made_is_a_refusal(client, version, status):
    answer = client.at(version).post(PATH, {"tags": [{}]}, params=LEADS)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        ({}, error("MANDATORY_NOT_FOUND", "required field not found",
                   api_name="tags", json_path="$.tags")),
        ({"tags": {}}, error("INVALID_DATA", "invalid data", expected_data_type="jsonarray",
                             api_name="tags", json_path="$.tags")),
        ({"tags": [{"name": "x"}] * 101},
         error("INVALID_DATA", "invalid data", maximum_length=100, api_name="tags",
               json_path="$.tags")),
        ("nonsense", error("UNABLE_TO_PARSE_DATA_TYPE",
                           "either the request body or parameters is in wrong format")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_bad_bodies_are_refused(client, method, body, entry):
    content = body if isinstance(body, str) else json.dumps(body)
    answer = client.request(method, PATH, content=content, params=LEADS)
    assert (answer.status_code, answer.json()) == (400, entry)


@pytest.mark.parametrize(
    ("params", "entry"),
    [
        ({}, error("REQUIRED_PARAM_MISSING", "One of the expected parameter is missing",
                   param="module")),
        ({"module": "Nowhere"}, error("INVALID_MODULE",
                                      "the module name given seems to be invalid")),
        ({"module": "Notes"}, error("INVALID_MODULE",
                                    "the given module is not supported for this api")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("POST", ""), ("PUT", ""), ("PUT", "/1"), ("GET", "/1/actions/records_count"),
    ],
)  # fmt: skip
def test_a_module_with_tags_is_needed(client, method, path, params, entry):
    answer = client.request(method, PATH + path, params=params, content="{}")
    assert (answer.status_code, answer.json()) == (400, entry)


def test_tags_are_renamed_and_coloured(org, client):
    one, two = make(client, {"name": "one", "color_code": RED}, "two")
    record = tagged(client, "one", "two")
    org.live.clock.offset += 60
    answer = put(
        client, [{"id": one, "name": "One"}, {"id": int(two), "name": "2", "color_code": GREEN}]
    )
    assert answer.status_code == 200
    entries = answer.json()["tags"]
    assert {entry["message"] for entry in entries} == {"tags updated successfully"}
    assert [entry["details"] for entry in entries] == listed(client)
    assert [(tag["name"], tag["color_code"]) for tag in listed(client)] == [
        ("One", RED),
        ("2", GREEN),
    ]
    assert all(tag["modified_time"] > tag["created_time"] for tag in listed(client))
    assert tags_of(client, record) == ["One", "2"]


def test_a_tag_is_changed_by_its_path(client):
    one, _ = make(client, {"name": "one", "color_code": RED}, "two")
    answer = put(client, [{"name": "uno", "color_code": None, "id": NOWHERE}], one)
    assert answer.status_code == 200
    assert [(tag["name"], tag["color_code"]) for tag in listed(client)] == [
        ("uno", None),
        ("two", None),
    ]


def test_names_may_move_on_in_one_request(client):
    one, two = make(client, "one", "two")
    answer = put(client, [{"id": one, "name": "three"}, {"id": two, "name": "one"}])
    assert answer.status_code == 200
    assert [tag["name"] for tag in listed(client)] == ["three", "one"]


def test_each_change_stands_alone(client):
    one, two = make(client, "one", "two")
    deals = client.post(PATH, {"tags": [{"name": "d"}]}, params={"module": "Deals"})
    deal_tag = deals.json()["tags"][0]["details"]["id"]
    answer = put(
        client,
        [
            {"id": one, "name": "TWO"},
            {"name": "nobody"},
            {"id": NOWHERE, "name": "x"},
            {"id": deal_tag, "name": "x"},
            {"id": "abc", "name": "x"},
            {"id": {}, "name": "x"},
            {"id": two},
            {"id": two, "name": "zwei"},
        ],
    )
    assert answer.status_code == 207
    got = answer.json()["tags"]
    assert got[:-1] == [
        error("DUPLICATE_DATA", "duplicate data", **at("name", id=two)),
        error("MANDATORY_NOT_FOUND", "required field not found", **at("id", 1)),
        error("INVALID_DATA", "invalid tag id", **at("id", 2)),
        error("INVALID_DATA", "invalid tag id", **at("id", 3)),
        error("INVALID_DATA", "the id given seems to be invalid", **at("id", 4)),
        error("INVALID_DATA", "invalid data", **at("id", 5, expected_data_type="bigint")),
        error("MANDATORY_NOT_FOUND", "required field not found", **at("name", 6)),
    ]
    assert [tag["name"] for tag in listed(client)] == ["one", "zwei"]


def test_a_removed_tag_leaves_its_records(client):
    record, other = tagged(client, "a", "gone", "b"), tagged(client, "gone")
    number = next(tag["id"] for tag in listed(client) if tag["name"] == "gone")
    answer = delete(client, number)
    assert answer.status_code == 200
    assert answer.json() == {
        "tags": [
            {
                "code": "SUCCESS",
                "details": {"id": number},
                "message": "tags deleted successfully",
                "status": "success",
            }
        ]
    }
    assert (tags_of(client, record), tags_of(client, other)) == (["a", "b"], [])
    assert [tag["name"] for tag in listed(client)] == ["a", "b"]
    again = {"tags": [{"name": "c"}]}
    assert client.post(f"/Leads/{record}/actions/add_tags", again).status_code == 200
    assert tags_of(client, record) == ["a", "b", "c"]


def test_merged_tags_become_one_on_every_record(client):
    both, one, other = tagged(client, "y", "x"), tagged(client, "x"), tagged(client, "y")
    numbers = {tag["name"]: tag["id"] for tag in listed(client)}
    answer = merge(client, numbers["x"], conflict_id=numbers["y"])
    assert answer.status_code == 200
    (entry,) = answer.json()["tags"]
    assert entry["message"] == "tags merged successfully"
    assert entry["details"]["id"] == numbers["x"]
    assert [tags_of(client, record) for record in (both, one, other)] == [["x"], ["x"], ["x"]]
    assert [tag["name"] for tag in listed(client)] == ["x"]


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ({}, error("MANDATORY_NOT_FOUND", "required field not found", **at("conflict_id"))),
        ({"conflict_id": NOWHERE}, error("INVALID_DATA", "invalid tag id", **at("conflict_id"))),
        ({"conflict_id": "x"},
         error("INVALID_DATA", "the id given seems to be invalid", **at("conflict_id"))),
        ({"conflict_id": True},
         error("INVALID_DATA", "invalid data",
               **at("conflict_id", expected_data_type="bigint"))),
    ],
)  # fmt: skip
def test_a_tag_is_merged_with_a_tag_of_its_module(client, entry, shown):
    (kept,) = make(client, "kept")
    answer = merge(client, kept, **entry)
    assert (answer.status_code, answer.json()) == (400, {"tags": [shown]})


def test_a_tag_is_not_merged_with_itself(client):
    (kept,) = make(client, "kept")
    assert merge(client, kept, conflict_id=kept).status_code == 400
    assert [tag["name"] for tag in listed(client)] == ["kept"]


def test_two_merges_at_once_are_refused(client):
    one, two = make(client, "one", "two")
    answer = client.post(
        f"{PATH}/{one}/actions/merge", {"tags": [{"conflict_id": two}, {"conflict_id": two}]}
    )
    assert answer.json()["details"]["maximum_length"] == 1


def test_records_are_counted_as_text_as_far_as_they_are_seen(org, client):
    numbers = [tagged(client, "x") for _ in range(2)]
    tagged(org.client(STANDARD), "x")
    set_values(org, "Leads", numbers[0], _bin=1)
    (tag,) = listed(client)
    path = f"{PATH}/{tag['id']}/actions/records_count"
    for user, count in ((ADMIN, "2"), (STANDARD, "1"), (PEER, "0")):
        answer = org.client(user).get(path, params=LEADS)
        assert (answer.status_code, answer.json()) == (200, {"count": count})
    assert client.get(path, params={"module": "Deals"}).json() == not_found(tag["id"])


def test_a_tag_that_is_none_is_not_found(client):
    for answer in (
        put(client, [{"name": "x"}], NOWHERE),
        delete(client, NOWHERE),
        merge(client, NOWHERE, conflict_id=NOWHERE),
        client.get(f"{PATH}/{NOWHERE}/actions/records_count", params=LEADS),
    ):
        assert (answer.status_code, answer.json()) == (400, not_found(NOWHERE))
    for answer in (put(client, [{"name": "x"}], "abc"), delete(client, "abc")):
        assert answer.json()["details"] == {"resource_path_index": 2}


def test_tags_made_at_once_are_made_once(org):
    """Whoever loses the race is told of the winner's tag."""
    clients = [org.client() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda one: one.post(PATH, {"tags": [{"name": "Race"}]}, params=LEADS), clients
            )
        )
    entries = [answer.json()["tags"][0] for answer in answers]
    assert sorted(answer.status_code for answer in answers) == [201, *[400] * 7]
    (tag,) = listed(clients[0])
    assert {entry["details"]["id"] for entry in entries} == {tag["id"]}


def test_tags_added_at_once_to_records_are_made_once(org):
    clients = [org.client() for _ in range(8)]
    records = [tagged(clients[0]) for _ in clients]

    def add(pair):
        client, record = pair
        return client.post(f"/Leads/{record}/actions/add_tags", {"tags": [{"name": "Rush"}]})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(add, zip(clients, records, strict=True)))
    assert {answer.status_code for answer in answers} == {200}
    assert [tag["name"] for tag in listed(clients[0])] == ["Rush"]
    assert {tuple(tags_of(clients[0], record)) for record in records} == {("Rush",)}


def test_tags_are_an_orgs_own(live, client):
    make(client, "mine")
    assert listed(make_org(live).client()) == []
