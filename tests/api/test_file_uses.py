"""What becomes of files: whose they are, and when their contents go."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmstead.app import files_folder
from crmstead.records.bin.bin_sweeping import sweep_bin
from crmstead.store.files.sweep import sweep_files
from tests.gauges import MODULE, every_type, invalid
from tests.images import gif, png

DAY = 24 * 3600
PAPER_ROWS = {
    "api_name": "Folders",
    "singular_label": "Folder",
    "plural_label": "Folders",
    "fields": [
        {
            "id": 971,
            "api_name": "Sheets",
            "data_type": "subform",
            "rows": [{"id": 972, "api_name": "Scan", "data_type": "fileupload", "length": 2}],
        }
    ],
}


@pytest.fixture
def org(make):
    made = every_type()
    made.modules.append(PAPER_ROWS)
    return make(made)


@pytest.fixture
def client(org):
    return org.client()


def uploaded(client, *files):
    answer = client.upload("/files", *files)
    return [entry["details"]["id"] for entry in answer.json()["data"]]


def contents(org) -> set[str]:
    """The keys of the contents that an org has on the disk."""
    return {path.name for path in (folder_of(org) / str(org.org.id)).glob("*/*/*")}


def folder_of(org) -> Path:
    folder = files_folder(org.live.settings)
    assert folder is not None
    return folder


def uses(org):
    return {(str(row[0]), row[1], row[2]) for row in org.fetch("SELECT * FROM {_file_uses}")}


def sweep(org, days=0):
    org.live.clock.offset = days * DAY
    org.live.run(sweep_files(org.live.server.orgs))


def gone(org, file):
    return org.client().get("/files", params={"id": file}).status_code == 204


def test_contents_are_named_by_nothing_that_a_client_sends(org, client):
    (file,) = uploaded(client, ("../../evil.sh", b"x"))
    assert contents(org) == {file}
    folder = folder_of(org)
    assert not list(folder.rglob("*evil*"))
    (path,) = folder.rglob(file)
    assert path.relative_to(folder).parts == (str(org.org.id), file[:2], file[2:4], file)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_a_record_uses_stays(org, client):
    used, unused = uploaded(client, ("a", b"a"), ("b", b"b"))
    (record,) = client.insert(MODULE, {"Name": "G", "Papers": [{"File_Id__s": used}]})
    assert uses(org) == {(record, "Papers", used)}
    sweep(org, 6)
    assert contents(org) == {used, unused}
    sweep(org, 8)
    assert contents(org) == {used}
    assert gone(org, unused)
    assert not gone(org, used)


def test_an_update_adds_files_and_takes_them_away(org, client):
    first, second, third = uploaded(client, ("1", b"1"), ("2", b"2"), ("3", b"3"))
    (record,) = client.insert(MODULE, {"Name": "G", "Papers": [{"File_Id__s": first}]})
    path = f"/{MODULE}/{record}"

    def update(value):
        answer = client.request("PUT", path, json={"data": [{"Papers": value}]})
        assert answer.status_code == 200, answer.text
        return {
            one["File_Id__s"]: one["id"] for one in client.record(MODULE, record)["Papers"] or []
        }

    papers = update([{"File_Id__s": second}])
    assert list(papers) == [first, second]
    assert {one[2] for one in uses(org)} == {first, second}
    papers = update([{"id": papers[first], "_delete": None}, {"File_Id__s": third}])
    assert list(papers) == [second, third]
    assert {one[2] for one in uses(org)} == {second, third}
    client.request("PUT", path, json={"data": [{"Name": "Other"}]})
    assert {one[2] for one in uses(org)} == {second, third}
    assert update([]) == {}
    assert uses(org) == set()
    sweep(org, 8)
    assert contents(org) == set()


def test_files_of_subform_rows_come_and_go_with_the_rows(org, client):
    first, second = uploaded(client, ("1.txt", b"1"), ("2.txt", b"2"))
    sheets = [{"Scan": [{"File_Id__s": one}]} for one in (first, second)]
    (record,) = client.insert("Folders", {"Name": "F", "Sheets": sheets})
    rows = client.record("Folders", record)["Sheets"]
    assert [row["Scan"][0]["File_Name__s"] for row in rows] == ["1.txt", "2.txt"]
    assert uses(org) == {(row["id"], "Scan", row["Scan"][0]["File_Id__s"]) for row in rows}
    path = f"/Folders/{record}/actions/download_fields_attachment"
    entry = rows[1]["Scan"][0]["id"]
    assert client.get(path, params={"fields_attachment_id": entry}).content == b"2"
    change = {"Sheets": [{"id": rows[0]["id"], "_delete": None}]}
    answer = client.request("PUT", f"/Folders/{record}", json={"data": [change]})
    assert answer.status_code == 200, answer.text
    assert {one[2] for one in uses(org)} == {second}


def test_a_row_with_a_file_that_is_none_refuses_its_record(client):
    item = {"Name": "F", "Sheets": [{"Scan": []}, {"Scan": [{"File_Id__s": "0" * 64}]}]}
    answer = client.post("/Folders", {"data": [item]})
    assert answer.json()["data"] == [invalid("File_Id__s", ".Sheets[1].Scan[0].File_Id__s")]


def test_what_is_removed_for_good_takes_its_files_along(org, client):
    paper, shared = uploaded(client, ("p", b"p"), ("s", b"s"))
    papers = [{"File_Id__s": paper}, {"File_Id__s": shared}]
    record, other = client.insert(
        MODULE, {"Name": "G", "Papers": papers}, {"Name": "G", "Papers": papers[1:]}
    )
    client.upload(f"/{MODULE}/{record}/Attachments", ("a.txt", b"attached"))
    client.upload(f"/{MODULE}/{record}/photo", ("p.png", png()))
    assert len(contents(org)) == 4
    client.request("DELETE", f"/{MODULE}/{record}")
    assert len(contents(org)) == 4
    org.live.clock.offset = 61 * DAY  # what is in the recycle bin for long is removed
    org.live.run(sweep_bin(org.org))
    assert uses(org) == {(other, "Papers", shared)}
    assert org.fetch("SELECT id FROM {_files}") == [(shared,)]
    assert gone(org, paper)
    sweep(org, 61)
    assert contents(org) == {shared}


def test_a_record_in_the_recycle_bin_keeps_its_files_and_shows_none(org, client):
    (record,) = client.insert(MODULE, {"Name": "G"})
    path = f"/{MODULE}/{record}/Attachments"
    made = client.upload(path, ("a.txt", b"attached")).json()["data"][0]["details"]["id"]
    client.upload(f"/{MODULE}/{record}/photo", ("p.png", png()))
    client.request("DELETE", f"/{MODULE}/{record}")
    assert client.get(f"{path}/{made}").status_code == 400
    assert client.get(f"/{MODULE}/{record}/photo").status_code == 204
    assert len(contents(org)) == 2
    sweep(org, 30)
    assert len(contents(org)) == 2


def test_contents_that_no_row_tells_of_are_swept_after_a_day(org, client):
    (file,) = uploaded(client, ("a", b"a"))
    org.write(lambda transaction: transaction.execute(deleted_files(org)))
    sweep(org)
    assert contents(org) == {file}
    sweep(org, 1.1)
    assert contents(org) == set()


def deleted_files(org):
    return f"DELETE FROM {org.org.database.table('_files')}"


def test_what_the_server_did_not_put_there_is_left_alone(org, client):
    (file,) = uploaded(client, ("a", b"a"))
    folder = folder_of(org)
    strange = folder / str(org.org.id) / file[:2] / file[2:4] / "README"
    elsewhere = folder / "1" / "ab" / "cd" / ("ab" * 32)
    for path in (strange, elsewhere):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    sweep(org, 100)
    assert strange.read_text() == elsewhere.read_text() == "mine"
    elsewhere.unlink()


def test_a_refused_upload_leaves_nothing_behind(org, client):
    before = contents(org)
    for path, content in (
        ("/Leads/1/Attachments", b"a"),
        ("/Leads/1/Attachments", bytes(3_000_000)),
        ("/Leads/1/photo", png()),
        ("/Leads/1/photo", gif() + bytes(3_000_000)),
        ("/Leads/1/photo", b"no photo"),
    ):
        assert client.upload(path, ("a", content)).status_code == 400
    assert contents(org) == before
    assert list(folder_of(org).glob(".incoming/*")) == []
    assert org.fetch("SELECT id FROM {_files}") == []


def test_a_file_whose_content_is_lost_is_no_content(org, client):
    (file,) = uploaded(client, ("a", b"a"))
    (path,) = folder_of(org).rglob(file)
    path.unlink()
    assert client.get("/files", params={"id": file}).status_code == 204
