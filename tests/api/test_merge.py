"""Merge Records: the master takes what is chosen, and what named the others names it."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import every_type
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
