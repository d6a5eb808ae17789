"""Attachments of records: files and links, listed, downloaded, deleted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from crmstead.model.version import VERSIONS
from tests.gauges import bare
from tests.images import MEGA
from tests.live import ADMIN, PEER, STANDARD

FIELDS = (
    "id,Owner,File_Name,Size,Parent_Id,Created_Time,Created_By,Modified_Time,Modified_By,"
    "$editable,$file_id,$se_module,$link_url,$type"
)
NOWHERE = "4150868000000225013"
URL = "https://example.com/papers/a.pdf?x=1"
NOT_KNOWN = "the related id given seems to be invalid"


def unknown(index):
    return (400, bare("INVALID_DATA", NOT_KNOWN, resource_path_index=index))


def refusal(answer):
    return (answer.status_code, answer.json())


@pytest.fixture
def lead(client):
    (made,) = client.insert("Leads", {"Last_Name": "Lead"})
    return made


@pytest.fixture
def path(lead):
    return f"/Leads/{lead}/Attachments"


def attach(client, path, name="a.txt", content=b"content"):
    answer = client.upload(path, (name, content))
    assert answer.status_code == 200, answer.text
    return answer.json()["data"][0]["details"]["id"]


def listed(client, path, **query):
    answer = client.get(path, params={"fields": "File_Name", **query})
    return [] if answer.status_code == 204 else [one["id"] for one in answer.json()["data"]]


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_file_is_attached_listed_downloaded_and_deleted_in_every_version(org, lead, version):
    client, path = org.client(version=version), f"/Leads/{lead}/Attachments"
    answer = client.upload(path, ("Über.txt", b"content"))
    [entry] = answer.json()["data"]
    details = entry["details"]
    by = {"name": "Patricia Boyle", "id": str(org.org.catalogue.user_by_email[ADMIN].id)}
    assert (answer.status_code, entry["code"], entry["message"], entry["status"]) == (
        200, "SUCCESS", "attachment uploaded successfully", "success",
    )  # fmt: skip
    assert set(details) == {"id", "Created_Time", "Modified_Time", "Created_By", "Modified_By"}
    assert details["Created_By"] == details["Modified_By"] == by
    found = client.get(f"{path}/{details['id']}")
    assert (found.status_code, found.content) == (200, b"content")
    assert found.headers["content-type"] == "application/x-download"
    assert found.headers["content-disposition"].endswith("filename*=UTF-8''%C3%9Cber.txt")
    [shown] = client.get(path, params={"fields": FIELDS}).json()["data"]
    assert shown == {
        "id": details["id"],
        "Owner": {**by, "email": ADMIN},
        "File_Name": "Über.txt",
        "Size": "7",
        "Parent_Id": {"name": "Lead", "id": lead},
        "Created_Time": details["Created_Time"],
        "Created_By": {**by, "email": ADMIN},
        "Modified_Time": details["Modified_Time"],
        "Modified_By": {**by, "email": ADMIN},
        "$editable": True,
        "$file_id": shown["$file_id"],
        "$se_module": "Leads",
        "$link_url": None,
        "$type": "Attachment",
    }
    deleted = client.request("DELETE", f"{path}/{details['id']}")
    assert deleted.status_code == 200
    assert deleted.json()["data"] == [
        {
            "code": "SUCCESS",
            "details": {"id": details["id"]},
            "message": "record deleted",
            "status": "success",
        }
    ]
    assert client.get(path, params={"fields": "File_Name"}).status_code == 204
    assert client.get(f"{path}/{details['id']}").status_code == 204


@pytest.mark.parametrize("way", ["query", "form", "urlencoded"])
@pytest.mark.parametrize(("title", "name"), [({}, URL), ({"title": "The papers"}, "The papers")])
def test_a_link_is_attached_by_query_or_form(client, path, way, title, name):
    given = {"attachmentUrl": URL, **title}
    if way == "query":
        answer = client.post(path, params=given)
    elif way == "form":
        parts = [(key, (None, value)) for key, value in given.items()]
        answer = client.request("POST", path, files=parts)
    else:
        answer = client.request("POST", path, data=given)
    assert answer.status_code == 200, answer.text
    made = answer.json()["data"][0]["details"]["id"]
    [shown] = client.get(path, params={"fields": FIELDS}).json()["data"]
    assert (shown["id"], shown["File_Name"], shown["$link_url"]) == (made, name, URL)
    assert (shown["$type"], shown["$file_id"], shown["Size"]) == ("Link URL", None, None)
    download = client.get(f"{path}/{made}")
    assert refusal(download) == (
        400,
        bare("DOWNLOAD_NOT_ALLOWED", "As it is a linked attachment, you can not download it"),
    )
    assert client.request("DELETE", f"{path}/{made}").status_code == 200
    assert listed(client, path) == []


@pytest.mark.parametrize(
    "url",
    ["", "no address", "http://", "javascript:alert(1)", "https://a.b/" + "x" * 2000, "\0a.b"],
)
def test_a_link_must_be_an_address(client, path, url):
    answer = client.post(path, params={"attachmentUrl": url})
    message = "the given attachment URL is incorrect"
    assert refusal(answer) == (400, bare("INVALID_DATA", message, param_name="attachmentUrl"))
    assert listed(client, path) == []


def test_neither_file_nor_link_is_refused(client, path):
    answer = client.post(path)
    message = "One of the expected parameter is missing"
    assert refusal(answer) == (400, bare("REQUIRED_PARAM_MISSING", message, param_name="file"))


def test_lists_go_page_by_page_with_tokens_of_their_own(client, path):
    made = [attach(client, path, f"{number}.txt") for number in range(5)][::-1]
    assert listed(client, path) == made
    query = {"fields": "File_Name", "per_page": "2"}
    first = client.get(path, params=query).json()
    token = first["info"]["next_page_token"]
    second = client.get(path, params={**query, "page_token": token}).json()
    shown = [one["id"] for one in (*first["data"], *second["data"])]
    assert shown == made[:4]
    assert listed(client, path, page="3", per_page="2") == made[4:]
    assert listed(client, path, ids=f"{made[1]},{NOWHERE}") == [made[1]]
    (other,) = client.insert("Leads", {"Last_Name": "Other"})
    elsewhere = f"/Leads/{other}/Attachments"
    attach(client, elsewhere)
    answer = client.get(elsewhere, params={**query, "page_token": token})
    assert answer.json()["code"] == "TOKEN_BOUND_DATA_MISMATCH"


@pytest.mark.parametrize(
    ("version", "missing"), [(one.name, one.fields_required) for one in VERSIONS]
)
def test_fields_are_called_for_from_v3_on(org, lead, version, missing):
    client, path = org.client(version=version), f"/Leads/{lead}/Attachments"
    attach(client, path)
    answer = client.get(path)
    if missing:
        message = "One of the expected parameter is missing"
        assert refusal(answer) == (
            400, bare("REQUIRED_PARAM_MISSING", message, param_name="fields"),
        )  # fmt: skip
    else:
        assert answer.json()["data"][0]["File_Name"] == "a.txt"


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19, "0"])
def test_a_record_that_is_not_there_has_no_attachments(client, record):
    client.insert("Leads", {"Last_Name": "L"})
    path = f"/Leads/{record}/Attachments"
    for answer in (
        client.get(path, params={"fields": "File_Name"}),
        client.upload(path, ("a", b"a")),
        client.post(path, params={"attachmentUrl": URL}),
        client.request("DELETE", path, params={"ids": "1"}),
        client.get(f"{path}/1"),
        client.request("DELETE", f"{path}/1"),
    ):
        assert refusal(answer) == unknown(1)


def test_an_attachment_is_reached_through_its_own_record_alone(client, path):
    made = attach(client, path)
    (other,) = client.insert("Leads", {"Last_Name": "Other"})
    (account,) = client.insert("Accounts", {"Account_Name": "Other"})
    for elsewhere in (f"/Leads/{other}/Attachments", f"/Accounts/{account}/Attachments"):
        assert client.get(f"{elsewhere}/{made}").status_code == 204
        assert refusal(client.request("DELETE", f"{elsewhere}/{made}")) == unknown(3)
    assert listed(client, path) == [made]


@pytest.mark.parametrize("attachment", [NOWHERE, "abc", "9" * 30])
def test_an_unknown_attachment(client, path, attachment):
    assert client.get(f"{path}/{attachment}").status_code == 204
    assert refusal(client.request("DELETE", f"{path}/{attachment}")) == unknown(3)


@pytest.mark.parametrize(("version", "none"), [(one.name, one.none_succeeded) for one in VERSIONS])
def test_deleting_many_answers_for_each(org, lead, version, none):
    client, path = org.client(version=version), f"/Leads/{lead}/Attachments"
    first, second, third = (attach(client, path, f"{number}") for number in range(3))
    answer = client.request("DELETE", path, params={"ids": f"{first},{NOWHERE},{second},{first}"})
    assert answer.status_code == 207
    entries = answer.json()["data"]
    assert [(one["details"], one["message"]) for one in entries] == [
        ({"id": first}, "record deleted"),
        ({"id": NOWHERE}, "record not deleted"),
        ({"id": second}, "record deleted"),
        ({"id": first}, "record not deleted"),
    ]
    assert listed(client, path, fields="id") == [third]
    answer = client.request("DELETE", path, params={"ids": first})
    assert (answer.status_code, answer.json()["data"][0]["code"]) == (none, "INVALID_DATA")
    assert client.request("DELETE", path, params={"ids": third}).status_code == 200


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ({}, "REQUIRED_PARAM_MISSING", {"param_name": "ids"}),
        ({"ids": ""}, "UNABLE_TO_PARSE_DATA_TYPE", {}),
        ({"ids": "1,a"}, "UNABLE_TO_PARSE_DATA_TYPE", {}),
        ({"ids": ",".join(["1"] * 101)}, "LIMIT_EXCEEDED", {"limit": 100, "param_name": "ids"}),
    ],
)
def test_ids_to_delete_are_numbers_and_a_hundred_at_most(client, path, query, code, details):
    answer = client.request("DELETE", path, params=query)
    error = answer.json()
    assert (answer.status_code, error["code"], error["details"]) == (400, code, details)


def test_an_attachment_beyond_twenty_megabytes_is_refused(client, path):
    attach(client, path, content=bytes(20 * MEGA))
    answer = client.upload(path, ("a", bytes(20 * MEGA + 1)))
    message = "Please check if the size of the file is in the correct range"
    assert refusal(answer) == (413, bare("FILE_SIZE_MORE_THAN_ALLOWED_SIZE", message))
    assert len(listed(client, path)) == 1


def test_a_record_stays_as_it_was_modified(client, org, lead, path):
    before = client.record("Leads", lead)
    org.live.clock.offset = 100
    made = attach(client, path)
    client.request("DELETE", f"{path}/{made}")
    assert client.record("Leads", lead)["Modified_Time"] == before["Modified_Time"]


def test_who_sees_the_record_sees_its_attachments_whoever_made_them(org, client):
    stan = org.client(STANDARD)
    (lead,) = stan.insert("Leads", {"Last_Name": "Stan's"})
    path = f"/Leads/{lead}/Attachments"
    made = attach(client, path)
    assert listed(stan, path) == [made]
    assert stan.get(f"{path}/{made}").content == b"content"
    hidden = org.client(PEER)
    assert refusal(hidden.get(path, params={"fields": "id"})) == unknown(1)
    assert refusal(hidden.get(f"{path}/{made}")) == unknown(1)
    assert refusal(hidden.upload(path, ("a", b"a"))) == unknown(1)


BOTH = "ZohoCRM.modules.leads.{0},ZohoCRM.modules.attachments.{0}"


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (BOTH.format("READ"), 204),
        ("ZohoCRM.modules.READ", 204),
        ("ZohoCRM.modules.leads.ALL", 401),
        ("ZohoCRM.modules.attachments.ALL", 401),
        (BOTH.format("CREATE"), 401),
    ],
)
def test_scopes_of_the_module_and_of_attachments_go_together(org, path, scope, status):
    answer = org.client(scope=scope).get(path, params={"fields": "id"})
    assert answer.status_code == status


@pytest.mark.parametrize("module", ["Notes", "Users", "Quoted_Items", "Activities"])
def test_modules_without_attachments_refuse(client, module):
    answer = client.get(f"/{module}/1/Attachments", params={"fields": "id"})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_MODULE")


def test_the_newest_attachments_come_first(client, path):
    made = [int(attach(client, path)) for _ in range(3)]
    assert all(older < newer for older, newer in pairwise(made))
    assert [int(one) for one in listed(client, path)] == made[::-1]
