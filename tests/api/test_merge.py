"""Merge Records: the master takes what is chosen, and what named the others names it."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import every_type
from tests.images import png
from tests.live import close_clients, make_org

TANK = {
    "api_name": "Contacts",
    "fields": [
        {"id": 771, "api_name": "Badge", "data_type": "text", "unique_case_sensitive": False},
        {
            "id": 772, "api_name": "Likes", "data_type": "multiselectlookup",
            "linking": {"connected_module": "Products"},
        },
        {
            "id": 773, "api_name": "Places_Seen", "data_type": "subform",
            "rows": [{"id": 774, "api_name": "Place", "data_type": "text"}],
        },
        {"id": 775, "api_name": "Friend", "data_type": "lookup", "lookup": "Contacts"},
        {"id": 776, "api_name": "Papers", "data_type": "fileupload", "length": 3},
        {"id": 777, "api_name": "Pictures", "data_type": "imageupload"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=DATABASES)
def client(request):
    made = every_type()
    made.modules.append(TANK)
    yield make_org(request.getfixturevalue(f"{request.param}_live"), made).client()
    close_clients()


def keep(client, module="Contacts", **values):
    (made,) = client.insert(module, values)
    return made


def merge(client, master, *children, module="Contacts", **more):
    body = {"merge": [{"data": list(children), **more}]}
    answer = client.post(f"/{module}/{master}/actions/merge", body)
    return answer.status_code, answer.json()


def merged(client, master, *children, module="Contacts", **more):
    status, content = merge(client, master, *children, module=module, **more)
    assert (status, content) == (
        200,
        {
            "merge": [
                {
                    "code": "SUCCESS",
                    "details": {"id": master},
                    "message": "The records have been merged successfully",
                    "status": "success",
                }
            ]
        },
    )
    return client.record(module, master)


def chosen(*names):
    return [{"api_name": name} for name in names]


def test_what_is_chosen_is_taken_and_the_rest_stays(client):
    master = keep(client, Last_Name="M", Phone="1", Mailing_City="Rome")
    first = keep(client, Last_Name="A", Phone="2", Badge="b", Mailing_City="Oslo")
    second = keep(client, Last_Name="B", First_Name="Ada")
    record = merged(
        client, master,
        {"id": first, "_fields": chosen("Phone", "Badge")},
        {"id": second, "_fields": chosen("First_Name")},
    )  # fmt: skip
    assert (record["Phone"], record["Badge"], record["Mailing_City"]) == ("2", "b", "Rome")
    assert record["Full_Name"] == "Ada M"
    for child in (first, second):
        assert client.get(f"/Contacts/{child}").status_code == 204
    deleted = client.get("/Contacts/deleted?type=recycle").json()["data"]
    assert {first, second} <= {one["id"] for one in deleted}


def test_what_named_the_others_names_the_master(client):
    master, child = keep(client, Last_Name="M"), keep(client, Last_Name="C")
    deal = keep(
        client, "Deals", Deal_Name="D", Stage="Qualification", Closing_Date="2030-01-01",
        Contact_Name=child,
    )  # fmt: skip
    note = keep(
        client,
        "Notes",
        Note_Content="N",
        Parent_Id={"module": {"api_name": "Contacts"}, "id": child},
    )
    task = keep(client, "Tasks", Subject="T", Who_Id=child)
    friend = keep(client, Last_Name="F", Friend=child)
    merged(client, master, {"id": child})
    assert client.record("Deals", deal)["Contact_Name"]["id"] == master
    assert client.record("Notes", note)["Parent_Id"]["id"] == master
    assert client.record("Tasks", task)["Who_Id"]["id"] == master
    assert client.record("Contacts", friend)["Friend"]["id"] == master


def test_links_to_a_product_are_merged_without_doubles(client):
    contact = keep(client, Last_Name="L")
    first, second = (keep(client, "Products", Product_Name=name) for name in "ab")
    del contact
    one = keep(client, Last_Name="1", Likes=[{"Products": first}])
    two = keep(client, Last_Name="2", Likes=[{"Products": first}, {"Products": second}])
    record = merged(client, one, {"id": two, "_fields": chosen("Likes")})
    assert [link["Products"]["name"] for link in record["Likes"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("more", "take", "after"),
    [
        ({}, None, ["m1", "m2"]),
        ({}, "all", ["c1", "c2"]),
        ({}, "first", ["m1", "m2", "c1"]),
        ({"keep": "first"}, "first", ["m1", "c1"]),
    ],
    ids=["none", "all", "one", "one-beside-one"],
)
def test_rows_are_the_masters_or_those_chosen(client, more, take, after):
    master = keep(client, Last_Name="M", Places_Seen=[{"Place": "m1"}, {"Place": "m2"}])
    child = keep(client, Last_Name="C", Places_Seen=[{"Place": "c1"}, {"Place": "c2"}])
    rows = {
        one: [row["id"] for row in client.record("Contacts", one)["Places_Seen"]]
        for one in (master, child)
    }
    item = {"id": child}
    if take is not None:
        data = {} if take == "all" else {"_data": [{"id": rows[child][0]}]}
        item["_fields"] = [{"api_name": "Places_Seen", **data}]
    options = {}
    if more:
        kept = [{"api_name": "Places_Seen", "_data": [{"id": rows[master][0]}]}]
        options["master_record_fields"] = kept
    record = merged(client, master, item, **options)
    assert sorted(row["Place"] for row in record["Places_Seen"]) == sorted(after)


def uploaded(client, *names):
    """File fields take an upload by its id."""
    answer = client.upload("/files", *((name, png()) for name in names))
    return [{"File_Id__s": entry["details"]["id"]} for entry in answer.json()["data"]]


def papers(client, record, name="Papers"):
    return {one["File_Name__s"]: one["id"] for one in client.record("Contacts", record)[name] or []}


@pytest.mark.parametrize(
    ("keep_first", "take", "after"),
    [
        (False, None, ["m1.png", "m2.png"]),
        (False, "all", ["c1.png", "c2.png"]),
        (False, "first", ["m1.png", "m2.png", "c1.png"]),
        (False, "nothing", ["m1.png", "m2.png"]),
        (True, "first", ["m1.png", "c1.png"]),
        (True, "all", ["m1.png", "c1.png", "c2.png"]),
        (True, None, ["m1.png"]),
    ],
)
def test_files_are_the_masters_or_those_chosen(client, keep_first, take, after):
    master = keep(client, Last_Name="M", Papers=uploaded(client, "m1.png", "m2.png"))
    child = keep(client, Last_Name="C", Papers=uploaded(client, "c1.png", "c2.png"))
    item = {"id": child}
    if take is not None:
        taken: dict[str, dict[str, object]] = {"all": {}, "nothing": {"_data": []}}
        data = taken.get(take, {"_data": [{"id": papers(client, child)["c1.png"]}]})
        item["_fields"] = [{"api_name": "Papers", **data}]
    options = {}
    if keep_first:
        kept = [{"id": papers(client, master)["m1.png"]}]
        options["master_record_fields"] = [{"api_name": "Papers", "_data": kept}]
    merged(client, master, item, **options)
    assert list(papers(client, master)) == after


def test_files_of_two_others_come_together_and_have_ids_of_their_own(client):
    master = keep(client, Last_Name="M")
    children = [
        keep(client, Last_Name="C", Papers=uploaded(client, name)) for name in ("a.png", "b.png")
    ]
    theirs = [papers(client, child) for child in children]
    items = [
        {
            "id": child,
            "_fields": [{"api_name": "Papers", "_data": [{"id": one} for one in files.values()]}],
        }
        for child, files in zip(children, theirs, strict=True)
    ]
    merged(client, master, *items)
    found = papers(client, master)
    assert list(found) == ["a.png", "b.png"]
    assert not {*found.values()} & {one for files in theirs for one in files.values()}


def test_pictures_are_taken_and_an_empty_field_takes_them_away(client):
    bare, full = (
        keep(client, Last_Name="P", Pictures=pictures)
        for pictures in (None, uploaded(client, "p.png"))
    )
    merged(client, bare, {"id": full, "_fields": chosen("Pictures")})
    assert list(papers(client, bare, "Pictures")) == ["p.png"]
    empty = keep(client, Last_Name="E")
    merged(client, bare, {"id": empty, "_fields": chosen("Pictures")})
    assert papers(client, bare, "Pictures") == {}


def test_more_files_than_a_field_takes_are_refused(client):
    master = keep(client, Last_Name="M", Papers=uploaded(client, "1.png", "2.png", "3.png"))
    child = keep(client, Last_Name="C", Papers=uploaded(client, "4.png"))
    one = [{"api_name": "Papers", "_data": [{"id": papers(client, child)["4.png"]}]}]
    status, content = merge(client, master, {"id": child, "_fields": one})
    assert (status, content["merge"][0]["code"]) == (400, "LIMIT_EXCEEDED")
    assert client.get(f"/Contacts/{child}").status_code == 200


def test_nothing_is_merged_where_one_of_them_may_not_be(client):
    master, child = keep(client, Last_Name="M"), keep(client, Last_Name="C", Phone="9")
    status, content = merge(
        client, master, {"id": child, "_fields": chosen("Phone")}, {"id": "4150868000000225013"}
    )
    (found,) = content["merge"]
    assert (status, found["code"], found["details"]["json_path"]) == (
        400, "INVALID_DATA", "$.merge[0].data[1].id",
    )  # fmt: skip
    assert client.record("Contacts", master)["Phone"] is None
    assert client.get(f"/Contacts/{child}").status_code == 200


def test_modules_that_are_not_merged_say_so(client):
    vendor = keep(client, "Vendors", Vendor_Name="V")
    status, content = merge(client, vendor, {"id": vendor}, module="Vendors")
    assert (status, content["code"]) == (400, "NOT_SUPPORTED")
    assert client.get(f"/Contacts/{keep(client, Last_Name='S')}/actions/merge").status_code == 204
