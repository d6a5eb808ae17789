"""Insert Records, values that point elsewhere: records, users, links, rows, tags, files."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import FILE, GONE, IDLE, MODULE, gauges_over
from tests.live import ADMIN, PEER, STANDARD, make_org

NOWHERE = "4150868000000225013"
INVALID_ID = "the id given seems to be invalid"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def refused(code, message, name, place, **details):
    """The entry of an item that is refused for a place below the record."""
    return {
        "code": code,
        "details": {**details, "api_name": name, "json_path": f"$.data[0]{place}"},
        "message": message,
        "status": "error",
    }


def invalid(name, place, **details):
    return refused("INVALID_DATA", "invalid data", name, place, **details)


def unknown(name, place, **details):
    return refused("INVALID_DATA", INVALID_ID, name, place, **details)


def missing(name, place):
    return refused("MANDATORY_NOT_FOUND", "required field not found", name, place)


# Lookups


@pytest.mark.parametrize(
    "form",
    [
        lambda number: {"id": number},
        lambda number: {"id": int(number)},
        lambda number: {"id": number, "name": "Not its name"},
        lambda number: number,
        int,
    ],
    ids=["object", "number-in-object", "with-a-name", "text", "number"],
)
def test_a_lookup_is_taken_in_several_forms_and_shown_in_one(gauges, form):
    kept = gauges.keep(Account=form(gauges.account))
    assert kept["Account"] == {"name": "Zylker", "id": gauges.account}


@pytest.mark.parametrize("nothing", [None, "", {"id": None}, {"id": ""}])
def test_a_lookup_may_point_nowhere(gauges, nothing):
    assert gauges.keep(Account=nothing)["Account"] is None


@pytest.mark.parametrize(
    ("value", "entry"),
    [
        (True, invalid("Account", ".Account", expected_data_type="jsonobject")),
        ([], invalid("Account", ".Account", expected_data_type="jsonobject")),
        (1.5, invalid("Account", ".Account", expected_data_type="jsonobject")),
        ({}, missing("id", ".Account.id")),
        ({"name": "Zylker"}, missing("id", ".Account.id")),
        ({"id": True}, invalid("id", ".Account.id", expected_data_type="bigint")),
        ({"id": ["1"]}, invalid("id", ".Account.id", expected_data_type="bigint")),
        ({"id": "abc"}, unknown("id", ".Account.id")),
        ({"id": "-1"}, unknown("id", ".Account.id")),
        ({"id": NOWHERE}, unknown("id", ".Account.id")),
        ({"id": "9" * 19}, unknown("id", ".Account.id")),
        ({"id": 10**30}, unknown("id", ".Account.id")),
        ("abc", unknown("Account", ".Account")),
        (NOWHERE, unknown("id", ".Account.id")),
    ],
    ids=str,
)
def test_a_lookup_is_refused(gauges, value, entry):
    assert gauges.answer({"Name": "G", "Account": value}) == entry


def test_a_lookup_does_not_reach_a_record_of_another_module(gauges):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "L"})
    assert gauges.answer({"Name": "G", "Account": {"id": lead}}) == unknown("id", ".Account.id")


def test_a_lookup_does_not_reach_a_record_that_the_caller_does_not_see(gauges):
    item = {"data": [{"Name": "G", "Account": {"id": gauges.account}}]}
    answer = gauges.org.client(STANDARD).post(f"/{MODULE}", item)
    assert answer.status_code == 400
    assert answer.json()["data"] == [unknown("id", ".Account.id")]


# Users


def test_a_user_is_shown_with_name_and_address(gauges):
    peer = gauges.user(PEER)
    kept = gauges.keep(Keeper={"id": peer}, Owner=peer)
    assert kept["Keeper"] == kept["Owner"] == {"name": "Pia Peer", "id": peer, "email": PEER}


def test_the_caller_owns_what_no_owner_is_given_for(gauges):
    assert gauges.keep()["Owner"]["email"] == ADMIN
    assert gauges.keep(Owner=None)["Owner"]["email"] == ADMIN


@pytest.mark.parametrize("field", ["Owner", "Keeper"])
@pytest.mark.parametrize(("email", "status"), [(IDLE, "inactive"), (GONE, "deleted")])
def test_a_user_who_is_not_active_is_refused(gauges, field, email, status):
    entry = gauges.answer({"Name": "G", field: {"id": gauges.user(email)}})
    assert entry == unknown("id", f".{field}.id", user_status=status)


def test_an_unknown_user_is_refused(gauges):
    assert gauges.answer({"Name": "G", "Owner": NOWHERE}) == unknown("id", ".Owner.id")


# Lookups to several modules


def test_a_multi_module_lookup_is_shown_with_its_module(gauges):
    (lead,) = gauges.client.insert("Leads", {"Last_Name": "Boyle"})
    shown = {
        "module": {"api_name": "Leads", "id": gauges.org.module_id("Leads")},
        "name": "Boyle",
        "id": lead,
    }
    by_name = gauges.keep(Concerns={"id": lead, "module": {"api_name": "Leads"}})
    by_id = gauges.keep(Concerns={"id": lead, "module": {"id": gauges.org.module_id("Leads")}})
    assert by_name["Concerns"] == by_id["Concerns"] == shown


NOT_THERE = "the given module name is not exist in multimodulelookup"


@pytest.mark.parametrize("module", ["Accounts", "Nowhere", "leads"])
def test_a_multi_module_lookup_reaches_its_modules_alone(gauges, module):
    value = {"id": gauges.account, "module": {"api_name": module}}
    assert gauges.answer({"Name": "G", "Concerns": value}) == refused(
        "INVALID_DATA", NOT_THERE, "module", ".Concerns.module"
    )


@pytest.mark.parametrize("module", [{}, None, {"api_name": None}, 5])
def test_a_multi_module_lookup_needs_its_module(gauges, module):
    entry = gauges.answer({"Name": "G", "Concerns": {"id": NOWHERE, "module": module}})
    assert entry == {
        "code": "EXPECTED_FIELD_MISSING",
        "details": {
            "expected_fields": [
                {"api_name": "api_name", "json_path": "$.data[0].Concerns.module.api_name"},
                {"api_name": "id", "json_path": "$.data[0].Concerns.module.id"},
            ]
        },
        "message": "Expected field missing",
        "status": "error",
    }


def test_a_multi_module_lookup_needs_a_record_that_exists(gauges):
    value = {"id": NOWHERE, "module": {"api_name": "Leads"}}
    entry = gauges.answer({"Name": "G", "Concerns": value})
    assert entry == unknown("id", ".Concerns.id")


def test_a_multi_module_lookup_may_point_nowhere(gauges):
    assert gauges.keep(Concerns=None)["Concerns"] is None


# Multi-select lookups


def test_links_are_read_back_in_their_order(gauges):
    goods = gauges.client.insert("Products", {"Product_Name": "A"}, {"Product_Name": "B"})
    kept = gauges.keep(Goods=[{"Products": {"id": one}} for one in reversed(goods)])
    assert [link["Products"]["id"] for link in kept["Goods"]] == goods[::-1]
    assert [link["Products"]["name"] for link in kept["Goods"]] == ["B", "A"]


def test_users_are_linked(gauges):
    kept = gauges.keep(Crew=[{"User": {"id": gauges.user(PEER)}}, {"User": gauges.user(ADMIN)}])
    assert [link["User"]["email"] for link in kept["Crew"]] == [PEER, ADMIN]


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize(
    ("links", "entry"),
    [
        ("Red", lambda field, name: (field, f".{field}", "jsonarray")),
        ({}, lambda field, name: (field, f".{field}", "jsonarray")),
        ([5], lambda field, name: (field, f".{field}[0]", "jsonobject")),
        ([None], lambda field, name: (field, f".{field}[0]", "jsonobject")),
        ([[]], lambda field, name: (field, f".{field}[0]", "jsonobject")),
    ],
    ids=str,
)
def test_links_of_another_type_are_refused(gauges, field, name, links, entry):
    named, place, kind = entry(field, name)
    answer = gauges.answer({"Name": "G", field: links})
    assert answer == invalid(named, place, expected_data_type=kind)


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize("link", [{}, {"Else": {"id": "1"}}, {"id": "1"}], ids=str)
def test_a_link_without_its_lookup_is_refused(gauges, field, name, link):
    answer = gauges.answer({"Name": "G", field: [link]})
    assert answer == missing(name, f".{field}[0].{name}")


@pytest.mark.parametrize(("field", "name"), [("Goods", "Products"), ("Crew", "User")])
@pytest.mark.parametrize(
    ("value", "entry"),
    [
        (None, missing),
        ({"id": None}, missing),
        ({}, lambda name, at: missing("id", f"{at}.id")),
        ({"name": "x"}, lambda name, at: missing("id", f"{at}.id")),
        ({"id": NOWHERE}, lambda name, at: unknown("id", f"{at}.id")),
        (NOWHERE, lambda name, at: unknown("id", f"{at}.id")),
        (True, lambda name, at: invalid(name, at, expected_data_type="jsonobject")),
    ],
    ids=str,
)
def test_a_link_that_points_nowhere_is_refused(gauges, field, name, value, entry):
    before = gauges.count()
    answer = gauges.answer({"Name": "G", field: [{name: value}]})
    assert answer == entry(name, f".{field}[0].{name}")
    assert gauges.count() == before


def test_a_link_to_an_inactive_user_is_refused(gauges):
    entry = gauges.answer({"Name": "G", "Crew": [{"User": {"id": gauges.user(IDLE)}}]})
    assert entry == unknown("id", ".Crew[0].User.id", user_status="inactive")


def test_the_same_link_twice_is_refused(gauges):
    (good,) = gauges.client.insert("Products", {"Product_Name": "A"})
    links = [{"Products": {"id": good}}, {"Products": good}]
    assert gauges.answer({"Name": "G", "Goods": links}) == refused(
        "DUPLICATE_LINKING_DATA",
        "duplicate association",
        "Goods",
        ".Goods[1]",
        linking_fields=["Gauges", "Products"],
    )


def test_a_link_to_a_locked_record_is_refused(gauges):
    (good,) = gauges.client.insert("Products", {"Product_Name": "Locked"})
    table = gauges.org.org.database.table("Products")
    text = f'UPDATE {table} SET "Locked__s" = $1 WHERE id = $2'
    gauges.org.write(lambda transaction: transaction.execute(text, (True, int(good))))
    assert gauges.answer({"Name": "G", "Goods": [{"Products": good}]}) == refused(
        "RECORD_LOCKED",
        "Sorry, you cannot perform this operation as the record is locked.",
        "id",
        ".Goods[0].Products.id",
        action="record_locking",
    )


def test_more_than_a_hundred_links_are_refused(gauges):
    links = [{"Products": {"id": NOWHERE}}] * 101
    assert gauges.answer({"Name": "G", "Goods": links}) == refused(
        "LIMIT_EXCEEDED", "limit exceeded", "Goods", ".Goods", limit=100
    )


# Rows of a subform


def test_rows_are_read_back_in_their_order_with_ids_of_their_own(gauges):
    (vendor,) = gauges.client.insert("Vendors", {"Vendor_Name": "V"})
    sent = [
        {"Part": "first", "Weight": 1.5, "Made": "2024-02-29", "Supplier": {"id": vendor}},
        {"Part": "second", "id": NOWHERE, "Parent_Id": {"id": NOWHERE}, "Unknown": [1]},
    ]
    kept = gauges.keep(Parts=sent)
    first, second = kept["Parts"]
    assert {name: first[name] for name in ("Part", "Weight", "Made", "Supplier")} == {
        **sent[0],
        "Supplier": {"name": "V", "id": vendor},
    }
    assert (second["Part"], second["Weight"], second["Supplier"]) == ("second", None, None)
    assert NOWHERE not in {first["id"], second["id"]}
    assert first["id"] != second["id"]
    assert first["Parent_Id"]["id"] == second["Parent_Id"]["id"] == kept["id"]


@pytest.mark.parametrize(
    ("rows", "entry"),
    [
        ({}, invalid("Parts", ".Parts", expected_data_type="jsonarray")),
        ("row", invalid("Parts", ".Parts", expected_data_type="jsonarray")),
        ([5], invalid("Parts", ".Parts[0]", expected_data_type="jsonobject")),
        ([{"Part": "a"}, None], invalid("Parts", ".Parts[1]", expected_data_type="jsonobject")),
        ([{"Part": "a"}, {}], missing("Part", ".Parts[1].Part")),
        ([{"Part": ""}], missing("Part", ".Parts[0].Part")),
        ([{"Part": None}], missing("Part", ".Parts[0].Part")),
        ([{"Part": "a" * 11}], invalid("Part", ".Parts[0].Part", maximum_length=10)),
        (
            [{"Part": "a"}, {"Part": "b", "Weight": "heavy"}],
            invalid("Weight", ".Parts[1].Weight", expected_data_type="double"),
        ),
        ([{"Part": "a", "Supplier": {"id": NOWHERE}}], unknown("id", ".Parts[0].Supplier.id")),
    ],
    ids=str,
)
def test_bad_rows_refuse_the_record(gauges, rows, entry):
    before = gauges.count(), gauges.count("Parts")
    assert gauges.answer({"Name": "G", "Parts": rows}) == entry
    assert (gauges.count(), gauges.count("Parts")) == before


def test_a_hundred_rows_are_the_most(gauges):
    rows = [{"Part": str(number)} for number in range(101)]
    assert gauges.answer({"Name": "G", "Parts": rows}) == refused(
        "LIMIT_EXCEEDED", "limit exceeded", "Parts", ".Parts", limit=100
    )
    assert [row["Part"] for row in gauges.keep(Parts=rows[:100])["Parts"]] == [
        str(number) for number in range(100)
    ]


@pytest.mark.parametrize("field", ["Parts", "Goods", "Crew", "Tag", "Colours"])
@pytest.mark.parametrize("nothing", [None, []])
def test_collections_may_be_empty(gauges, field, nothing):
    assert gauges.keep(**{field: nothing})[field] == []


# Tags


def names_of(record):
    return [tag["name"] for tag in record["Tag"]]


def test_unknown_tags_are_made_and_known_ones_found(gauges):
    first = gauges.keep(Tag=[{"name": "Fresh"}, {"name": "Rotten"}])
    tags = gauges.count("_tags")
    second = gauges.keep(Tag=["fresh", {"id": first["Tag"][1]["id"]}, {"name": " FRESH "}])
    assert names_of(second) == names_of(first) == ["Fresh", "Rotten"]
    assert second["Tag"] == first["Tag"]
    assert gauges.count("_tags") == tags


def test_tags_are_a_modules_own(gauges):
    tag = gauges.keep(Tag=[{"name": "Only here"}])["Tag"][0]["id"]
    answer = gauges.client.post("/Leads", {"data": [{"Last_Name": "L", "Tag": [{"id": tag}]}]})
    assert answer.json()["data"] == [unknown("id", ".Tag[0].id")]


@pytest.mark.parametrize(
    ("tags", "entry"),
    [
        ("Fresh", invalid("Tag", ".Tag", expected_data_type="jsonarray")),
        ({"name": "x"}, invalid("Tag", ".Tag", expected_data_type="jsonarray")),
        ([5], invalid("Tag", ".Tag[0]", expected_data_type="text")),
        ([{"name": 5}], invalid("name", ".Tag[0].name", expected_data_type="text")),
        ([{"name": "t" * 26}], invalid("name", ".Tag[0].name", maximum_length=25)),
        ([{}], missing("name", ".Tag[0].name")),
        ([{"name": " "}], missing("name", ".Tag[0].name")),
        ([{"id": NOWHERE}], unknown("id", ".Tag[0].id")),
        (
            [{"name": str(number)} for number in range(11)],
            refused("LIMIT_EXCEEDED", "limit exceeded", "Tag", ".Tag", limit=10),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_tags_are_refused(gauges, tags, entry):
    assert gauges.answer({"Name": "G", "Tag": tags}) == entry


def test_ten_tags_are_taken(gauges):
    names = [f"t{number}" for number in range(10)]
    assert names_of(gauges.keep(Tag=[{"name": name} for name in names])) == names


def test_a_refused_record_leaves_no_tag_behind(gauges):
    gauges.keep(Code="taken by a tag test")
    before = gauges.count("_tags")
    items = [
        {"Name": "G", "Code": "taken by a tag test", "Tag": [{"name": "Never made"}]},
        {"Name": "G"},
    ]
    assert gauges.client.post(f"/{MODULE}", {"data": items}).status_code == 207
    assert gauges.count("_tags") == before


# Files


def test_uploaded_files_become_file_objects(gauges):
    gauges.upload(FILE)
    (shown,) = gauges.keep(Papers=[{"File_Id__s": FILE}])["Papers"]
    assert (shown["File_Id__s"], shown["File_Name__s"], shown["Size__s"]) == (
        FILE,
        f"{FILE}.txt",
        3,
    )


@pytest.mark.parametrize("field", ["Papers", "Pictures"])
@pytest.mark.parametrize(
    ("value", "entry"),
    [
        ("f1", lambda at: invalid(at, f".{at}", expected_data_type="jsonarray")),
        (["f1"], lambda at: invalid(at, f".{at}[0]", expected_data_type="jsonobject")),
        ([{}], lambda at: missing("File_Id__s", f".{at}[0].File_Id__s")),
        ([{"File_Id__s": "lost"}], lambda at: invalid("File_Id__s", f".{at}[0].File_Id__s")),
        (
            [{"File_Id__s": str(number)} for number in range(3)],
            lambda at: refused("LIMIT_EXCEEDED", "limit exceeded", at, f".{at}", limit=2),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_files_are_refused(gauges, field, value, entry):
    before = gauges.count()
    assert gauges.answer({"Name": "G", field: value}) == entry(field)
    assert gauges.count() == before


def test_a_record_refused_for_its_file_holds_no_unique_value(gauges):
    items = [
        {"Name": "G", "Code": "held", "Papers": [{"File_Id__s": "lost"}]},
        {"Name": "G", "Code": "held"},
    ]
    answer = gauges.client.post(f"/{MODULE}", {"data": items})
    assert [entry["code"] for entry in answer.json()["data"]] == ["INVALID_DATA", "SUCCESS"]


def test_another_orgs_records_are_not_reached(gauges):
    other = make_org(gauges.org.live).client()
    answer = other.post("/Contacts", {"data": [{"Last_Name": "C", "Account_Name": gauges.account}]})
    assert answer.json()["data"] == [unknown("id", ".Account_Name.id")]
