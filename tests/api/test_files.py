"""Files: uploaded by themselves, used in file and image fields, downloaded."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.model.version import VERSIONS
from tests.gauges import MODULE, Gauges, bare, every_type, gauges_over, invalid, refused
from tests.images import MEGA, bmp, gif, jpeg, old_bmp, png
from tests.live import ADMIN

MISSING = bare(
    "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", param_name="id"
)
FAILED = bare(
    "failure_in_attachment_handling",
    "Problem in uploading attachment. kindly upload the file properly",
)
FORM = "multipart/form-data; boundary=x"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


@pytest.fixture
def client(gauges: Gauges):
    return gauges.org.client()


def uploaded(client, *files):
    answer = client.upload("/files", *files)
    assert answer.status_code == 200, answer.text
    return [entry["details"]["id"] for entry in answer.json()["data"]]


def got(client, file):
    return client.get("/files", params={"id": file})


@pytest.mark.parametrize("version", [one.name for one in VERSIONS])
def test_a_file_is_uploaded_and_downloaded_in_every_version(gauges, version):
    client = gauges.org.client(version=version)
    answer = client.upload("/files", ("a.txt", b"hello"))
    assert answer.status_code == 200
    [entry] = answer.json()["data"]
    file = entry["details"]["id"]
    assert entry == {
        "code": "SUCCESS",
        "details": {"name": "a.txt", "id": file},
        "message": "a.txt uploaded Succeessfully",
        "status": "success",
    }
    assert not file.isdigit()
    found = got(client, file)
    assert (found.status_code, found.content) == (200, b"hello")
    assert found.headers["content-type"] == "application/x-download"
    assert found.headers["content-disposition"] == 'attachment; filename="a.txt"'
    assert found.headers["content-length"] == "5"
    assert "x-accesstoken-reset" in found.headers


@pytest.mark.parametrize("size", [0, 1, 256 * 1024 - 1, 256 * 1024, 3 * MEGA + 7, 20 * MEGA])
def test_a_file_of_any_size_up_to_the_limit_comes_back_whole(client, size):
    content = bytes(number % 251 for number in range(997)) * (size // 997 + 1)
    (file,) = uploaded(client, ("a.bin", content[:size]))
    assert got(client, file).content == content[:size]


def test_ten_files_are_uploaded_at_once_and_an_eleventh_is_refused(gauges, client):
    files = [(f"{number}.txt", f"content {number}".encode()) for number in range(10)]
    ids = uploaded(client, *files)
    assert [got(client, one).content for one in ids] == [content for _, content in files]
    before = gauges.count("_files")
    answer = client.upload("/files", *files, ("10.txt", b"more"))
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")
    assert gauges.count("_files") == before


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a b.txt", "a b.txt"),
        ("Über uns – 夏.pdf", "Über uns – 夏.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\letter.doc", "letter.doc"),
        ("/absolute", "absolute"),
        ("..", "file"),
        ("", "file"),
        ("a\tb.txt", "ab.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("it's 100%;=.txt", "it's 100%;=.txt"),
        ("👩\u200d💻.txt", "👩\u200d💻.txt"),
        ("x" * 300 + ".txt", "x" * 251 + ".txt"),
    ],
)
def test_names_are_kept_without_what_no_name_has(client, name, kept):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.replace("\\", "\\\\").encode()
        + b'"\r\n\r\ncontent\r\n--x--\r\n'
    )
    answer = client.post("/files", body, headers={"Content-Type": FORM})
    [entry] = answer.json()["data"]
    assert entry["details"]["name"] == kept
    found = got(client, entry["details"]["id"])
    assert found.content == b"content"
    assert found.headers["content-disposition"].isascii()
    if kept.isascii() and not set("'%;=").intersection(kept):
        assert found.headers["content-disposition"] == f'attachment; filename="{kept}"'
    else:
        encoded = found.headers["content-disposition"].rpartition("'")[2]
        assert unquote(encoded) == kept


def test_an_older_client_may_encode_the_name(client):
    body = (
        b"--x\r\ncontent-disposition: form-data; name=file; filename*=utf-8''na%C3%AFve.txt\r\n"
        b"\r\ncontent\r\n--x--"
    )
    answer = client.post("/files", body, headers={"Content-Type": FORM})
    assert answer.json()["data"][0]["details"]["name"] == "naïve.txt"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b"--x", FORM),
        (b"no form", FORM),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncut o', FORM),
        (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--\r\n', FORM),
        (b"--y\r\n\r\n--y--", "multipart/form-data"),
        (b"--y\r\n\r\n--y--", "multipart/form-data; boundary=" + "y" * 500),
        (b'{"file": "a"}', "application/json"),
        (b"file=a", "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_what_is_no_form_with_a_file_is_refused_and_nothing_kept(
    gauges, client, body, content_type
):
    before = gauges.count("_files")
    answer = client.post("/files", body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()) == (400, FAILED)
    assert gauges.count("_files") == before


@pytest.mark.parametrize(
    "headers", [b"X: " + b"y" * 70_000, b"\r\n".join(b"X%d: y" % number for number in range(100))]
)
def test_parts_with_more_headers_than_a_form_has_are_refused(client, headers):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    answer = client.post(
        "/files", body + headers + b"\r\n\r\na\r\n--x--", headers={"Content-Type": FORM}
    )
    assert (answer.status_code, answer.json()) == (400, FAILED)


def test_a_form_of_more_values_than_any_has_is_refused(client):
    part = b'--x\r\nContent-Disposition: form-data; name="v%d"\r\n\r\n%s\r\n'
    many = b"".join(part % (number, b"1") for number in range(30)) + b"--x--"
    answer = client.post("/files", many, headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_REQUEST")
    large = part % (1, bytes(100_000)) + b"--x--"
    answer = client.post("/files", large, headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_SIZE_REACHED")


def test_one_file_beyond_the_limit_refuses_all(gauges, client):
    before = gauges.count("_files")
    answer = client.upload("/files", ("good", b"a"), ("bad", bytes(20 * MEGA + 1)))
    assert (answer.status_code, answer.json()) == (
        415,
        bare(
            "FILE_SIZE_MORE_THAN_ALLOWED_SIZE",
            "Please check if the size of the file is in the correct range",
        ),
    )
    assert gauges.count("_files") == before


@pytest.mark.parametrize(("kind", "status"), [("inline", 200), ("other", 400)])
def test_the_only_type_of_upload_is_inline(client, kind, status):
    assert client.upload("/files", ("a", b"a"), params={"type": kind}).status_code == status


@pytest.mark.parametrize("file", ["x", "0" * 64, "../secret", "%00", "1" * 5000])
def test_an_unknown_file_is_no_content(client, file):
    answer = got(client, file)
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_id_must_be_given(client):
    answer = client.get("/files")
    assert (answer.status_code, answer.json()) == (400, MISSING)


def test_scopes_of_files(gauges):
    (file,) = uploaded(gauges.client, ("a", b"a"))
    reader = gauges.org.client(scope="ZohoCRM.Files.READ")
    writer = gauges.org.client(scope="ZohoCRM.files.CREATE")
    assert got(reader, file).status_code == 200
    assert reader.upload("/files", ("a", b"a")).status_code == 401
    assert writer.upload("/files", ("a", b"a")).status_code == 200
    assert got(writer, file).status_code == 401


def test_an_uploaded_file_becomes_an_object_of_the_record(gauges, client):
    (file,) = uploaded(client, ("a.pdf", b"12345"))
    (record,) = client.insert(MODULE, {"Name": "G", "Papers": [{"File_Id__s": file}]})
    [paper] = client.record(MODULE, record)["Papers"]
    by = {"name": "Patricia Boyle", "id": gauges.user(ADMIN), "email": ADMIN}
    stamp = client.record(MODULE, record)["Created_Time"]
    assert paper == {
        "id": paper["id"],
        "File_Id__s": file,
        "File_Name__s": "a.pdf",
        "Size__s": 5,
        "Preview_Id__s": file,
        "Created_Time__s": stamp,
        "Modified_Time__s": stamp,
        "Created_By__s": by,
        "Modified_By__s": by,
        "Owner__s": by,
    }
    assert paper["id"].isdigit()
    [listed] = client.get(f"/{MODULE}?fields=Papers&ids={record}").json()["data"]
    assert listed["Papers"] == [paper]


def test_times_of_files_are_told_in_the_zone_of_who_reads(make):
    made = every_type()
    east = replace(made.users[1], time_zone="Asia/Kolkata", profile=made.users[0].profile)
    made.users[1] = east
    org = make(made)
    (file,) = uploaded(org.client(), ("a.pdf", b"12345"))
    (record,) = org.client().insert(MODULE, {"Name": "G", "Papers": [{"File_Id__s": file}]})
    shown = org.client(east.email).record(MODULE, record)
    assert shown["Created_Time"].endswith("+05:30")
    assert shown["Papers"][0]["Created_Time__s"] == shown["Created_Time"]


@pytest.mark.parametrize(
    "content", [png(), gif(), bmp(), old_bmp(), bmp(height=-3), jpeg(), jpeg(before=400_000)]
)
def test_an_image_field_takes_images(client, content):
    (file,) = uploaded(client, ("i", content))
    (record,) = client.insert(MODULE, {"Name": "G", "Pictures": [{"File_Id__s": file}]})
    [picture] = client.record(MODULE, record)["Pictures"]
    assert (picture["File_Id__s"], picture["Sequence_Number__s"]) == (file, 1)
    assert picture["Description__s"] is None


@pytest.mark.parametrize("content", [b"text", b"", png()[:20], b"BM", jpeg()[:9], png(0, 5)])
def test_an_image_field_takes_nothing_else(gauges, client, content):
    (file,) = uploaded(client, ("i.png", content))
    entry = gauges.answer({"Name": "G", "Pictures": [{"File_Id__s": file}]})
    assert entry == invalid("File_Id__s", ".Pictures[0].File_Id__s")


def test_a_field_takes_as_many_files_as_it_has_length(gauges, client):
    files = [{"File_Id__s": one} for one in uploaded(client, *[("a", b"a")] * 3)]
    assert gauges.answer({"Name": "G", "Papers": files}) == refused(
        "LIMIT_EXCEEDED", "limit exceeded", "Papers", ".Papers", limit=2
    )


def test_one_file_may_be_of_several_records(client):
    (file,) = uploaded(client, ("a", b"a"))
    made = client.insert(MODULE, *[{"Name": "G", "Papers": [{"File_Id__s": file}]}] * 2)
    papers = [client.record(MODULE, one)["Papers"][0] for one in made]
    assert [one["File_Id__s"] for one in papers] == [file, file]
    assert papers[0]["id"] != papers[1]["id"]


@pytest.mark.parametrize("key", ["id", "File_Id__s"])
def test_the_file_of_a_field_is_downloaded_by_its_record(client, key):
    first, second = uploaded(client, ("a.txt", b"first"), ("b.txt", b"second"))
    files = [{"File_Id__s": first}, {"File_Id__s": second}]
    (record,) = client.insert(MODULE, {"Name": "G", "Papers": files})
    entry = client.record(MODULE, record)["Papers"][1][key]
    path = f"/{MODULE}/{record}/actions/download_fields_attachment"
    found = client.get(path, params={"fields_attachment_id": entry})
    assert (found.status_code, found.content) == (200, b"second")
    assert found.headers["content-disposition"] == 'attachment; filename="b.txt"'
    (other,) = client.insert(MODULE, {"Name": "G"})
    elsewhere = f"/{MODULE}/{other}/actions/download_fields_attachment"
    assert client.get(elsewhere, params={"fields_attachment_id": entry}).status_code == 204
    assert client.get(path, params={"fields_attachment_id": "1"}).status_code == 204
    missing = client.get(path)
    assert (missing.status_code, missing.json()["details"]) == (
        400,
        {"param_name": "fields_attachment_id"},
    )


def test_a_module_without_file_fields_holds_none(client):
    (lead,) = client.insert("Leads", {"Last_Name": "L"})
    path = f"/Leads/{lead}/actions/download_fields_attachment?fields_attachment_id=1"
    assert client.get(path).status_code == 204


def test_activities_are_looked_up_in_the_module_that_has_them(client):
    (task,) = client.insert("Tasks", {"Subject": "T"})
    for record in (task, "4150868000000225013"):
        path = f"/Activities/{record}/actions/download_fields_attachment?fields_attachment_id=1"
        assert client.at("v2").get(path).status_code == 204
