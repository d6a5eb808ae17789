"""The SDKs upload, use, show, download and delete files, attachments and photos."""

from __future__ import annotations

import pytest

from tests.compat.sdk import drive
from tests.images import png
from tests.live import ADMIN

pytestmark = pytest.mark.slow

PAPER, PICTURE = "a paper.txt", "face.png"
TEXT = "Every word of it. " * 50_000
STORY = "<p>" + "long " * 300 + "</p>"
URL = "https://example.com/a?b=c&d=e"


@pytest.fixture(scope="module")
def done(rich_org, sdk):
    (lead,) = rich_org.client().insert("Leads", {"Last_Name": "Papers"})
    found = drive(
        "files",
        sdk,
        rich_org,
        lead=int(lead),
        paper=PAPER,
        picture=PICTURE,
        text=TEXT,
        bytes=png().hex(),
        story=STORY,
        url=URL,
    )
    return {"lead": int(lead), **found}


def downloaded(name, content):
    return {"status": 200, "is": "FileBodyWrapper", "name": name, "bytes": content.hex()}


def test_files_are_uploaded_and_downloaded(done):
    files = done["files"]
    assert (files["uploaded"]["status"], files["uploaded"]["is"]) == (200, "ActionWrapper")
    entries = files["uploaded"]["content"]["data"]
    assert [one["message"] for one in entries] == [
        f"{name} uploaded Succeessfully" for name in (PAPER, PICTURE)
    ]
    assert files["downloaded"] == [downloaded(PAPER, TEXT.encode()), downloaded(PICTURE, png())]
    assert files["unknown"] == 204


def test_file_and_image_fields_come_back_as_objects(done):
    files = done["files"]
    assert files["created"]["content"]["data"][0]["code"] == "SUCCESS"
    (read,) = files["read"]["content"]["data"]
    (paper,), (face,) = read["Papers"], read["Faces"]
    ids = [one["details"]["id"] for one in files["uploaded"]["content"]["data"]]
    assert [paper["file_id__s"], face["file_id__s"]] == ids
    assert (paper["file_name__s"], paper["size__s"]) == (PAPER, str(len(TEXT)))
    assert (face["file_name__s"], face["sequence_number__s"]) == (PICTURE, 1)
    assert paper["created_time__s"] == read["Created_Time"]
    assert paper["owner__s"]["email"] == ADMIN
    assert files["of_field"] == downloaded(PAPER, TEXT.encode())


def test_rich_text_comes_in_full(done, sdk):
    files = done["files"]
    asked = ["rich"] if sdk == "7" else ["rich", "rich_many"]
    for name in asked:
        assert (files[name]["status"], files[name]["is"]) == (200, "ResponseWrapper")
        assert [one["Story"] for one in files[name]["content"]["data"]] == [STORY]


def test_attachments_are_added_listed_and_downloaded(done):
    found = done["attachments"]
    for name in ("uploaded", "linked"):
        assert (found[name]["status"], found[name]["is"]) == (200, "ActionWrapper")
        (entry,) = found[name]["content"]["data"]
        assert entry["message"] == "attachment uploaded successfully"
    link, *files = found["listed"]["content"]["data"]
    assert (link["type"], link["link_url"], link["file_name"]) == ("Link URL", URL, "A link")
    assert {(one["type"], one["file_name"], one["size"]) for one in files} == {
        ("Attachment", PAPER, str(len(TEXT)))
    }
    assert {one["parent_id"]["id"] for one in (link, *files)} == {done["lead"]}
    info = found["listed"]["content"]["info"]
    assert (info["count"], info["more_records"]) == (3, True)
    assert found["downloaded"] == downloaded(PAPER, TEXT.encode())
    assert (found["of_link"]["status"], found["of_link"]["is"]) == (400, "APIException")
    assert found["of_link"]["content"]["code"] == "DOWNLOAD_NOT_ALLOWED"


def test_attachments_are_deleted(done):
    found = done["attachments"]
    for name, count in (("deleted", 1), ("deleted_many", 3)):
        assert (found[name]["status"], found[name]["is"]) == (200, "ActionWrapper")
        assert [one["code"] for one in found[name]["content"]["data"]] == ["SUCCESS"] * count
    assert found["left"] == 204


def test_a_photo_is_uploaded_downloaded_and_deleted(done):
    photo = done["photo"]
    assert (photo["before"], photo["after"]) == (204, 204)
    assert (photo["uploaded"]["status"], photo["uploaded"]["is"]) == (200, "SuccessResponse")
    assert photo["uploaded"]["content"]["message"] == "photo uploaded successfully"
    assert photo["downloaded"] == downloaded(PICTURE, png())
    assert (photo["deleted"]["status"], photo["deleted"]["is"]) == (200, "SuccessResponse")
    assert photo["deleted"]["content"]["message"] == "Photo deleted"
