"""The photo of a record: uploaded, shown, replaced, deleted."""

from __future__ import annotations

import pytest

from crmstead.model.version import VERSIONS
from tests.gauges import bare, every_type
from tests.images import MEGA, bmp, gif, jpeg, png
from tests.live import PEER, STANDARD

NOWHERE = "4150868000000225013"
DONE = {"code": "SUCCESS", "details": {}, "status": "success"}
UPLOADED = {**DONE, "message": "photo uploaded successfully"}
DELETED = {**DONE, "message": "Photo deleted"}
LEAST = {
    "Leads": {"Last_Name": "L"},
    "Contacts": {"Last_Name": "C"},
    "Accounts": {"Account_Name": "A"},
    "Products": {"Product_Name": "P"},
    "Vendors": {"Vendor_Name": "V"},
    "Gauges": {"Name": "G"},
}


@pytest.fixture
def path(client):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    return f"/Leads/{lead}/photo"


def refusal(answer):
    return (answer.status_code, answer.json())


@pytest.mark.parametrize("module", LEAST)
def test_records_of_these_modules_have_photos(make, module):
    client = make(every_type()).client()
    (record,) = client.insert(module, LEAST[module])
    path = f"/{module}/{record}/photo"
    assert client.get(path).status_code == 204
    assert client.record(module, record)["Record_Image"] is None
    answer = client.upload(path, ("me.png", png()))
    assert refusal(answer) == (200, UPLOADED)
    photo = client.record(module, record)["Record_Image"]
    assert isinstance(photo, str)
    found = client.get(path)
    assert (found.status_code, found.content) == (200, png())
    assert found.headers["content-type"] == "image/png"
    assert found.headers["content-disposition"] == 'attachment; filename="me.png"'
    assert refusal(client.request("DELETE", path)) == (200, DELETED)
    assert client.get(path).status_code == 204
    assert client.record(module, record)["Record_Image"] is None


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (png(), "image/png"),
        (gif(), "image/gif"),
        (bmp(), "image/bmp"),
        (jpeg(), "image/jpeg"),
        (jpeg(before=500_000), "image/jpeg"),
        (png(2500, 4000), "image/png"),
        (png() + bytes(10 * MEGA - len(png())), "image/png"),
    ],
)
def test_a_photo_is_told_by_its_content_and_not_by_its_name(client, path, content, media):
    assert client.upload(path, ("me.exe", content)).status_code == 200
    assert client.get(path).headers["content-type"] == media


@pytest.mark.parametrize(
    "content", [b"", b"text", b"<svg xmlns='http://www.w3.org/2000/svg'/>", png()[:18], b"RIFF"]
)
def test_what_is_no_image_is_refused(client, path, content):
    answer = client.upload(path, ("me.png", content))
    assert refusal(answer) == (400, bare("INVALID_DATA", "invalid data", param_name="file"))
    assert client.get(path).status_code == 204


@pytest.mark.parametrize(
    "content", [png(2500, 4001), jpeg(5000, 2001), png() + bytes(10 * MEGA)], ids=len
)
def test_a_photo_of_too_many_pixels_or_bytes_is_refused(client, path, content):
    answer = client.upload(path, ("me.png", content))
    message = "please check if the file size is in the correct range"
    assert refusal(answer) == (415, bare("FILE_SIZE_MORE_THAN_ALLOWED_SIZE", message))
    assert client.get(path).status_code == 204


def test_a_photo_takes_the_place_of_the_one_before(client, org, path):
    client.upload(path, ("a.png", png()))
    client.upload(path, ("b.gif", gif()))
    found = client.get(path)
    assert (found.content, found.headers["content-type"]) == (gif(), "image/gif")
    assert org.fetch("SELECT name FROM {_files}") == [("b.gif",)]
    client.request("DELETE", path)
    assert org.fetch("SELECT name FROM {_files}") == []
    assert org.fetch("SELECT file FROM {_file_uses}") == []


def test_a_photo_changes_its_record(client, org, path):
    lead = path.split("/")[2]
    before = client.record("Leads", lead)["Modified_Time"]
    org.live.clock.offset = 100
    client.upload(path, ("a.png", png()))
    assert client.record("Leads", lead)["Modified_Time"] > before


def test_a_photo_is_not_written_with_the_record(client):
    (lead,) = client.insert("Leads", {"Last_Name": "L", "Record_Image": "x"})
    assert client.record("Leads", lead)["Record_Image"] is None


def test_deleting_a_photo_that_is_not_there(client, path):
    assert refusal(client.request("DELETE", path)) == (200, DELETED)


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19])
def test_a_record_that_is_not_there_has_no_photo(client, record):
    path = f"/Leads/{record}/photo"
    assert client.get(path).status_code == 204
    assert refusal(client.upload(path, ("a", png()))) == (
        400,
        bare("INVALID_DATA", "the related id given seems to be invalid", resource_path_index=1),
    )
    assert refusal(client.request("DELETE", path)) == (
        400,
        bare("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1),
    )


def test_a_form_without_a_file_is_refused(client, path):
    message = "One of the expected parameter is missing"
    assert refusal(client.post(path)) == (
        400,
        bare("REQUIRED_PARAM_MISSING", message, param_name="file"),
    )


@pytest.mark.parametrize("module", ["Deals", "Notes", "Quotes", "Tasks"])
def test_other_modules_have_no_photos(client, module):
    for answer in (
        client.get(f"/{module}/1/photo"),
        client.upload(f"/{module}/1/photo", ("a", png())),
        client.request("DELETE", f"/{module}/1/photo"),
    ):
        assert refusal(answer) == (
            400,
            bare(
                "INVALID_MODULE",
                "The given module is not supported in API",
                resource_path_index=0,
            ),
        )


@pytest.mark.parametrize(
    ("version", "status"), [(one.name, 400 if one.number >= 3 else 200) for one in VERSIONS]
)
def test_triggers_are_looked_at_from_v3_on(org, path, version, status):
    client = org.client(version=version)
    good = client.upload(path, ("a", png()), params={"restrict_triggers": "workflow"})
    assert good.status_code == 200
    bad = client.upload(path, ("a", png()), params={"restrict_triggers": "odd"})
    assert bad.status_code == status
    if status == 400:
        assert bad.json()["details"]["param_name"] == "restrict_triggers"


def test_a_locked_record_keeps_its_photo(client, org, path):
    client.upload(path, ("a.png", png()))
    table = org.org.database.table("Leads")
    text = f'UPDATE {table} SET "Locked__s" = $1'
    org.write(lambda transaction: transaction.execute(text, (True,)))
    for answer in (client.upload(path, ("b.gif", gif())), client.request("DELETE", path)):
        assert (answer.status_code, answer.json()["code"]) == (400, "RECORD_LOCKED")
    assert client.get(path).content == png()


def test_a_photo_is_for_those_who_see_the_record(org, client):
    stan = org.client(STANDARD)
    (lead,) = stan.insert("Leads", {"Last_Name": "Stan's"})
    path = f"/Leads/{lead}/photo"
    assert stan.upload(path, ("a.png", png())).status_code == 200
    assert client.get(path).status_code == 200
    hidden = org.client(PEER)
    assert hidden.get(path).status_code == 204
    assert hidden.upload(path, ("a.png", png())).status_code == 400
    assert hidden.request("DELETE", path).status_code == 400
