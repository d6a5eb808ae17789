"""Update Records: what is given changes, the rest stays; each item on its own."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from tests.gauges import MODULE, SHORT_LAYOUT, bare, gauges_over, invalid, refused, unknown
from tests.live import PEER, STANDARD
from tests.naming import named

NOWHERE = "4150868000000225013"


@pytest.fixture(scope="module", params=DATABASES)
def gauges(request):
    yield from gauges_over(request)


def put(gauges, path, *items, version="v8", **more):
    return gauges.client.at(version).request(
        "PUT", f"/{MODULE}{path}", json={"data": list(items)}, **more
    )


def changed(gauges, record, **values):
    """The record as it is read back after a good update by its path."""
    answer = put(gauges, f"/{record['id']}", values)
    assert answer.status_code == 200, answer.text
    return gauges.client.record(MODULE, record["id"])


def entry(gauges, record, **values):
    """The entry of a bad update."""
    answer = put(gauges, "", {"id": record["id"], **values})
    assert answer.status_code == 400, answer.text
    (found,) = answer.json()["data"]
    return found


def same(record, other, *but):
    """Whether two readings of a record are alike but for some keys."""
    left_out = {"Modified_Time", "Modified_By", "Number", *but}
    kept = {key: value for key, value in record.items() if key not in left_out}
    return kept == {key: value for key, value in other.items() if key not in left_out}


# Values


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        ({"Line": "a"}, {"Line": " b "}, {"Line": "b"}),
        ({"Line": "a"}, {"Line": None}, {"Line": None}),
        ({"Count": 3}, {"Count": 4}, {"Count": 4}),
        ({"Price": 10}, {"Price": 12.5}, {"Price": 12.5}),
        ({"Agreed": True}, {"Agreed": False}, {"Agreed": False}),
        ({"Day": "2024-01-01"}, {"Day": "2024-01-02"}, {"Day": "2024-01-02"}),
        ({"Colour": "Red"}, {"Colour": "g"}, {"Colour": "Green"}),
        ({"Colours": ["Red"]}, {"Colours": ["Blue"]}, {"Colours": ["Blue"]}),
        ({"Colours": ["Red"]}, {"Colours": []}, {"Colours": []}),
        ({"Preset": "own"}, {"Preset": None}, {"Preset": None}),
        ({"Tag": [{"name": "x"}]}, {"Line": "b"}, {"Line": "b"}),
        ({"Line": "a"}, {"Fixed": "mine", "Number": "1", "Unknown": 5}, {"Fixed": None}),
        ({"Line": "a"}, {"Created_Time": "2001-01-01T00:00:00Z", "id": NOWHERE}, {"Line": "a"}),
    ],
    ids=named,
)
def test_what_is_given_changes_and_the_rest_stays(gauges, before, given, after):
    source = gauges.keep(Word="stays", Parts=[{"Part": "p"}], **before)
    record = changed(gauges, source, **given)
    assert {name: record[name] for name in after} == after
    assert same(source, record, *after)


def test_who_and_when_are_those_of_the_update(gauges):
    source = gauges.keep(Owner=gauges.user(STANDARD))
    gauges.org.live.clock.offset += 90
    stan = gauges.org.client(STANDARD)
    answer = stan.request("PUT", f"/{MODULE}", json={"data": [{"id": source["id"], "Line": "b"}]})
    details = answer.json()["data"][0]["details"]
    record = gauges.client.record(MODULE, source["id"])
    assert record["Created_Time"] == source["Created_Time"] == details["Created_Time"]
    assert record["Modified_Time"] == details["Modified_Time"] > source["Modified_Time"]
    assert details["Modified_By"] == {"name": "Stan Dard", "id": gauges.user(STANDARD)}
    assert details["Created_By"]["name"] == "Patricia Boyle"


@pytest.mark.parametrize(
    ("version", "shown"), [("v2", False), ("v7", False), ("v8", True)], ids=str
)
def test_the_answer_is_that_of_the_version(gauges, version, shown):
    source = gauges.keep()
    answer = put(gauges, "", {"id": int(source["id"]), "Line": "b"}, version=version)
    (found,) = answer.json()["data"]
    assert (answer.status_code, found["code"], found["message"]) == (
        200, "SUCCESS", "record updated",
    )  # fmt: skip
    assert ("$approval_state" in found["details"]) is shown
    assert found["details"]["id"] == source["id"]


def test_values_are_added_where_that_is_asked_for(gauges):
    source = gauges.keep(Colours=["Red"], Levels=["Low"])
    record = changed(
        gauges,
        source,
        Colours=["Blue", "Red"],
        Levels=["High"],
        **{"$append_values": {"Colours": True, "Levels": False, "Line": True, "Nothing": True}},
    )
    assert (record["Colours"], record["Levels"]) == (["Red", "Blue"], ["High"])


def test_tags_are_replaced_as_a_whole_or_left_alone(gauges):
    source = gauges.keep(Tag=[{"name": "x"}, {"name": "y"}])
    assert [one["name"] for one in changed(gauges, source, Line="b")["Tag"]] == ["x", "y"]
    record = changed(gauges, source, Tag=[{"name": "z"}, {"name": "x"}])
    assert [one["name"] for one in record["Tag"]] == ["z", "x"]
    assert changed(gauges, source, Tag=[])["Tag"] == []


def test_the_owner_may_change_but_never_be_nobody(gauges):
    source = gauges.keep()
    assert changed(gauges, source, Owner=gauges.user(PEER))["Owner"]["name"] == "Pia Peer"
    assert changed(gauges, source, Owner=None)["Owner"]["name"] == "Pia Peer"


# Rows, links, files


def parts(record):
    return [(one["Part"], one["Weight"]) for one in record["Parts"]]


@pytest.fixture
def with_parts(gauges):
    return gauges.keep(Parts=[{"Part": name, "Weight": 1} for name in "abc"])


@pytest.mark.parametrize(
    ("given", "after"),
    [
        (lambda a, b, c: [], []),
        (lambda a, b, c: None, []),
        (lambda a, b, c: [{"Part": "d"}], [("a", 1), ("b", 1), ("c", 1), ("d", None)]),
        (lambda a, b, c: [{"id": b, "Weight": 2}], [("a", 1), ("b", 2), ("c", 1)]),
        (lambda a, b, c: [{"id": int(b), "Part": "B"}], [("a", 1), ("B", 1), ("c", 1)]),
        (lambda a, b, c: [{"id": a, "_delete": None}], [("b", 1), ("c", 1)]),
        (
            lambda a, b, c: [{"Part": "d"}, {"id": c, "Weight": None}, {"id": b, "_delete": None}],
            [("a", 1), ("c", None), ("d", None)],
        ),
    ],
    ids=["empty", "null", "add", "change", "number", "delete", "all"],
)
def test_rows_are_added_changed_and_taken_away_one_by_one(gauges, with_parts, given, after):
    ids = [row["id"] for row in with_parts["Parts"]]
    record = changed(gauges, with_parts, Parts=given(*ids))
    assert parts(record) == after
    assert same(with_parts, record, "Parts")


def test_rows_of_other_records_are_none(gauges, with_parts):
    other = gauges.keep(Parts=[{"Part": "o"}])
    foreign = other["Parts"][0]["id"]
    assert entry(gauges, with_parts, Parts=[{"Part": "d"}, {"id": foreign}]) == unknown(
        "id", ".Parts[1].id"
    )
    assert entry(gauges, with_parts, Parts=[{"id": "x", "_delete": None}]) == unknown(
        "id", ".Parts[0].id"
    )
    assert gauges.client.record(MODULE, with_parts["id"])["Parts"] == with_parts["Parts"]
    assert gauges.client.record(MODULE, other["id"])["Parts"] == other["Parts"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"Weight": 1}], ("Part", ".Parts[0].Part", "MANDATORY_NOT_FOUND")),
        ([5], ("Parts", ".Parts[0]", "INVALID_DATA")),
        ([{"Part": "x" * 11}], ("Part", ".Parts[0].Part", "INVALID_DATA")),
        ([{"Part": "x"}] * 98, ("Parts", ".Parts", "LIMIT_EXCEEDED")),
    ],
    ids=["mandatory", "number", "long", "many"],
)
def test_a_bad_row_leaves_the_record_as_it_was(gauges, with_parts, rows, expected):
    name, place, code = expected
    found = entry(gauges, with_parts, Line="new", Parts=rows)
    assert (found["code"], found["details"]["api_name"], found["details"]["json_path"]) == (
        code, name, f"$.data[0]{place}",
    )  # fmt: skip
    assert gauges.client.record(MODULE, with_parts["id"]) == with_parts


def test_a_mandatory_field_of_a_row_is_not_cleared(gauges, with_parts):
    row = with_parts["Parts"][0]["id"]
    found = entry(gauges, with_parts, Parts=[{"id": row, "Part": None}])
    assert (found["code"], found["details"]["json_path"]) == (
        "MANDATORY_NOT_FOUND", "$.data[0].Parts[0].Part",
    )  # fmt: skip


def goods(record):
    return [one["Products"]["name"] for one in record["Goods"]]


def test_links_are_added_and_taken_away_one_by_one(gauges):
    names = ("Sail", "Oar", "Mast")
    products = gauges.client.insert("Products", *({"Product_Name": name} for name in names))
    source = gauges.keep(Goods=[{"Products": one} for one in products[:2]])
    record = changed(gauges, source, Goods=[{"Products": products[2]}])
    assert goods(record) == list(names)
    first = record["Goods"][0]["id"]
    record = changed(gauges, source, Goods=[{"id": first, "_delete": None}])
    assert goods(record) == ["Oar", "Mast"]
    again = entry(gauges, source, Goods=[{"Products": products[2]}])
    assert (again["code"], again["details"]["json_path"]) == (
        "DUPLICATE_LINKING_DATA", "$.data[0].Goods[0]",
    )  # fmt: skip
    assert entry(gauges, source, Goods=[{"id": NOWHERE}]) == unknown("id", ".Goods[0].id")
    assert goods(changed(gauges, source, Goods=None)) == []


def test_files_are_added_and_taken_away_one_by_one(gauges):
    gauges.upload("u1", "u2", "u3")
    source = gauges.keep(Papers=[{"File_Id__s": "u1"}])
    record = changed(gauges, source, Papers=[{"File_Id__s": "u2"}])
    assert [one["File_Id__s"] for one in record["Papers"]] == ["u1", "u2"]
    too_many = entry(gauges, source, Papers=[{"File_Id__s": "u3"}])
    assert (too_many["code"], too_many["details"]["limit"]) == ("LIMIT_EXCEEDED", 2)
    first = record["Papers"][0]["id"]
    record = changed(gauges, source, Papers=[{"id": first, "_delete": None}, {"File_Id__s": "u3"}])
    assert [one["File_Id__s"] for one in record["Papers"]] == ["u2", "u3"]
    assert changed(gauges, source, Line="x")["Papers"] == record["Papers"]
    assert entry(gauges, source, Papers=[{"id": first}]) == unknown("id", ".Papers[0].id")
    assert not changed(gauges, source, Papers=[])["Papers"]


# Refusals


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"Count": "five"}, invalid("Count", ".Count", expected_data_type="integer")),
        ({"Word": "longer"}, invalid("Word", ".Word", maximum_length=5)),
        ({"Level": "None such"}, None),
        ({"Account": NOWHERE}, unknown("id", ".Account.id")),
        (
            {"Colours": ["Red"], "$append_values": {"Colours": "yes"}},
            invalid("Colours", ".$append_values.Colours", expected_data_type="boolean"),
        ),
        (
            {"$append_values": ["Colours"]},
            invalid("$append_values", ".$append_values", expected_data_type="jsonobject"),
        ),
    ],
    ids=named,
)
def test_a_bad_value_leaves_the_record_as_it_was(gauges, given, expected):
    source = gauges.keep(Line="a")
    found = entry(gauges, source, Line="b", **given)
    assert expected is None or found == expected
    assert found["status"] == "error"
    assert gauges.client.record(MODULE, source["id"]) == source


def test_a_mandatory_field_is_not_cleared(gauges):
    source = gauges.keep()
    assert entry(gauges, source, Name=None) == refused(
        "MANDATORY_NOT_FOUND", "required field not found", "Name", ".Name", id=source["id"]
    )


def test_the_named_layout_counts_for_the_merged_record(gauges):
    source = gauges.keep(Parts=[{"Part": "p"}])
    layout = {"id": str(SHORT_LAYOUT)}
    assert entry(gauges, source, Layout=layout) == refused(
        "MANDATORY_NOT_FOUND", "required field not found", "Word", ".Word", id=source["id"]
    )
    record = changed(gauges, source, Layout=layout, Word="w", Line="not of the layout")
    assert (record["Layout"]["name"], record["Word"], record["Line"]) == ("Short", "w", None)
    assert changed(gauges, source, Count=1)["Layout"]["name"] == "Short"


def test_each_item_stands_alone_and_in_its_place(gauges):
    first, second = gauges.keep(), gauges.keep()
    answer = put(
        gauges,
        "",
        {"id": first["id"], "Line": "1"},
        {"Line": "of nobody"},
        {"id": NOWHERE, "Line": "x"},
        {"id": second["id"], "Count": "x"},
        {"id": first["id"], "Word": "2"},
        5,
    )
    assert answer.status_code == 207
    codes = [one["code"] for one in answer.json()["data"]]
    wrong = "INVALID_DATA"
    assert codes == ["SUCCESS", "MANDATORY_NOT_FOUND", wrong, wrong, "SUCCESS", wrong]
    paths = [one["details"].get("json_path") for one in answer.json()["data"]]
    assert paths == [
        None, "$.data[1].id", "$.data[2].id", "$.data[3].Count", None, "$.data[5]",
    ]  # fmt: skip
    record = gauges.client.record(MODULE, first["id"])
    assert (record["Line"], record["Word"]) == ("1", "2")


@pytest.mark.parametrize("given", [NOWHERE, "abc", True, {"id": NOWHERE}, [1]], ids=named)
def test_an_id_that_is_none_is_said_to_be_so(gauges, given):
    answer = put(gauges, "", {"id": given, "Line": "x"})
    assert (answer.status_code, answer.json()["data"]) == (400, [unknown("id", ".id")])


def test_v2_tells_the_id_itself_and_accepts_what_failed(gauges):
    answer = put(gauges, "", {"id": NOWHERE, "Line": "x"}, version="v2")
    (found,) = answer.json()["data"]
    assert (answer.status_code, found["details"]) == (202, {"id": NOWHERE})
    # `id` of details is always one: the SDKs read it as a number.
    (found,) = put(gauges, "", {"id": "abc"}, version="v2").json()["data"]
    assert found["details"] == {"api_name": "id"}


@pytest.mark.parametrize(
    ("version", "details"),
    [
        ("v2", {"maximum_length": 1, "api_name": "data"}),
        ("v2.1", {"maximum_length": 1, "api_name": "data"}),
        ("v3", {"maximum_length": 1, "api_name": "data", "json_path": "$.data"}),
    ],
)
def test_a_refused_request_tells_its_place_from_v3_on(gauges, version, details):
    answer = put(gauges, f"/{gauges.keep()['id']}", {}, {}, version=version)
    assert (answer.status_code, answer.json()["details"]) == (400, details)


@pytest.mark.parametrize("record", [NOWHERE, "9" * 19], ids=str)
def test_a_path_that_names_nobody_is_refused_as_a_whole(gauges, record):
    answer = put(gauges, f"/{record}", {"Line": "x"})
    assert (answer.status_code, answer.json()) == (
        400,
        bare("INVALID_DATA", "the id given seems to be invalid", resource_path_index=1),
    )


@pytest.mark.parametrize(
    ("since", "status"),
    [("2001-01-01T00:00:00Z", 412), ("2090-01-01T00:00:00Z", 200), ("", 200)],
)
def test_an_update_may_insist_on_what_the_client_last_saw(gauges, since, status):
    source = gauges.keep(Line="a")
    answer = put(gauges, f"/{source['id']}", {"Line": "b"}, headers={"If-Unmodified-Since": since})
    assert answer.status_code == status
    (found,) = answer.json()["data"]
    if status == 412:
        assert (found["code"], found["details"]["id"]) == ("ALREADY_MODIFIED", source["id"])
        assert found["details"]["Modified_Time"] == source["Modified_Time"]
    record = gauges.client.record(MODULE, source["id"])
    assert record["Line"] == ("a" if status == 412 else "b")


# Unique fields


def test_a_record_keeps_its_own_unique_value_and_takes_no_others(gauges):
    taken, source = gauges.keep(Code="Taken", Serial="S1"), gauges.keep(Code="Mine")
    assert changed(gauges, source, Code="MINE ")["Code"] == "MINE"
    found = entry(gauges, source, Code="taken")
    assert (found["code"], found["details"]["id"]) == ("DUPLICATE_DATA", taken["id"])
    both = entry(gauges, source, Code="taken", Serial="S1")
    assert both["code"] == "MULTIPLE_OR_MULTI_ERRORS"
    changed(gauges, taken, Code="free")
    assert changed(gauges, source, Code="taken")["Code"] == "taken"


def test_items_of_one_request_take_values_in_their_order(gauges):
    first, second = gauges.keep(Code="w1"), gauges.keep(Code="w2")
    answer = put(gauges, "", {"id": first["id"], "Code": "w3"}, {"id": second["id"], "Code": "w3"})
    codes = [one["code"] for one in answer.json()["data"]]
    assert (answer.status_code, codes) == (207, ["SUCCESS", "DUPLICATE_DATA"])


# Rights


def test_only_visible_records_are_changed(gauges):
    source = gauges.keep()
    (hidden,) = gauges.client.insert("Leads", {"Last_Name": "H"})
    stan = gauges.org.client(STANDARD)
    answer = stan.request("PUT", "/Leads", json={"data": [{"id": hidden, "Company": "C"}]})
    assert (answer.status_code, answer.json()["data"]) == (400, [unknown("id", ".id")])
    assert gauges.client.record("Leads", hidden)["Company"] is None
    reader = gauges.org.client(scope="ZohoCRM.modules.READ")
    answer = reader.request("PUT", f"/{MODULE}/{source['id']}", json={"data": [{"Line": "x"}]})
    assert (answer.status_code, answer.json()["code"]) == (401, "OAUTH_SCOPE_MISMATCH")


# Modules that do more than keep fields


def one(gauges, module, **values):
    (made,) = gauges.client.insert(module, values)
    return made


def send(gauges, module, record, **values):
    answer = gauges.client.request("PUT", f"/{module}/{record}", json={"data": [values]})
    (found,) = answer.json()["data"]
    return found


def test_totals_follow_the_lines(gauges):
    product = one(gauges, "Products", Product_Name="P", Unit_Price=10)
    lines = [{"Product_Name": product, "Quantity": 2}, {"Product_Name": product, "Quantity": 3}]
    quote = one(gauges, "Quotes", Subject="S", Quoted_Items=lines)
    rows = [row["id"] for row in gauges.client.record("Quotes", quote)["Quoted_Items"]]
    send(gauges, "Quotes", quote, Quoted_Items=[{"id": rows[0], "Quantity": 5}])
    record = gauges.client.record("Quotes", quote)
    assert (record["Sub_Total"], record["Grand_Total"]) == (80, 80)
    send(gauges, "Quotes", quote, Discount=8, Adjustment=1)
    assert gauges.client.record("Quotes", quote)["Grand_Total"] == 73
    found = send(gauges, "Quotes", quote, Quoted_Items=[])
    assert (found["code"], found["details"]["api_name"]) == ("MANDATORY_NOT_FOUND", "Quoted_Items")


def test_names_stages_and_times_that_are_derived_follow(gauges):
    lead = one(gauges, "Leads", First_Name="A", Last_Name="B")
    send(gauges, "Leads", lead, First_Name=None, Last_Name="C")
    assert gauges.client.record("Leads", lead)["Full_Name"] == "C"
    deal = one(gauges, "Deals", Deal_Name="D", Stage="Qualification", Amount=200)
    send(gauges, "Deals", deal, Stage="Closed Won")
    record = gauges.client.record("Deals", deal)
    assert (record["Probability"], record["Expected_Revenue"]) == (100, 200)
    assert send(gauges, "Deals", deal, Stage="Nowhere")["code"] == "MAPPING_MISMATCH"
    task = one(gauges, "Tasks", Subject="T")
    send(gauges, "Tasks", task, Status="Completed")
    closed = gauges.client.record("Tasks", task)["Closed_Time"]
    gauges.org.live.clock.offset += 100
    send(gauges, "Tasks", task, Subject="U")
    assert closed is not None
    assert gauges.client.record("Tasks", task)["Closed_Time"] == closed
    send(gauges, "Tasks", task, Status="Not Started")
    assert gauges.client.record("Tasks", task)["Closed_Time"] is None


def test_an_update_changes_one_occurrence_of_a_recurrence(gauges):
    rule = {"RRULE": "FREQ=DAILY;INTERVAL=1;COUNT=3"}
    ids = gauges.client.insert(
        "Tasks", {"Subject": "R", "Due_Date": "2030-01-01", "Recurring_Activity": rule}
    )
    assert len(ids) == 3
    send(gauges, "Tasks", ids[1], Subject="changed")
    subjects = [gauges.client.record("Tasks", one)["Subject"] for one in ids]
    assert subjects == ["R", "changed", "R"]


def test_participants_are_replaced_as_a_whole(gauges):
    who = [{"type": "email", "participant": name} for name in ("a@b.co", "c@d.co")]
    times = {"Start_DateTime": "2030-01-01T10:00:00Z", "End_DateTime": "2030-01-01T11:00:00Z"}
    event = one(gauges, "Events", Event_Title="E", Participants=who, **times)
    kept = gauges.client.record("Events", event)["Participants"]
    send(gauges, "Events", event, Event_Title="F")
    assert gauges.client.record("Events", event)["Participants"] == kept
    send(gauges, "Events", event, Participants=who[:1])
    record = gauges.client.record("Events", event)
    assert [one["participant"] for one in record["Participants"]] == ["a@b.co"]
    found = send(gauges, "Events", event, End_DateTime="2030-01-01T09:00:00Z")
    assert found["status"] == "error"


def test_a_call_is_held_against_its_type(gauges):
    call = one(
        gauges, "Calls", Subject="C", Call_Type="Inbound", Call_Duration="10:00",
        Call_Start_Time="2024-01-01T10:00:00Z",
    )  # fmt: skip
    assert send(gauges, "Calls", call, Call_Duration="00:00")["code"] == "DEPENDENT_MISMATCH"
    send(gauges, "Calls", call, Call_Duration="01:30")
    assert gauges.client.record("Calls", call)["Call_Duration_in_seconds"] == 90


def test_a_note_keeps_its_parent(gauges):
    leads = gauges.client.insert("Leads", {"Last_Name": "A"}, {"Last_Name": "B"})
    parent = {"module": {"api_name": "Leads"}, "id": leads[0]}
    note = one(gauges, "Notes", Note_Content="N", Parent_Id=parent)
    other = {"module": {"api_name": "Leads"}, "id": leads[1]}
    assert send(gauges, "Notes", note, Note_Content="M", Parent_Id=other)["code"] == "SUCCESS"
    record = gauges.client.record("Notes", note)
    assert (record["Note_Content"], record["Parent_Id"]["id"]) == ("M", leads[0])


def test_a_comment_is_added_to_those_before(gauges):
    case = one(gauges, "Cases", Subject="C", Status="New", Case_Origin="Web", Add_Comment="1")
    send(gauges, "Cases", case, Add_Comment="2")
    send(gauges, "Cases", case, Subject="D")
    record = gauges.client.record("Cases", case)
    assert [one["comment_content"] for one in record["Comments"]] == ["1", "2"]
    assert record["No_of_comments"] == 2


def test_what_changed_is_kept_with_what_was_there(gauges):
    source = gauges.keep(Line="a", Count=1)
    changed(gauges, source, Line="b", Count=1)
    rows = gauges.org.fetch(
        f"SELECT action, source, body FROM {{_history}} WHERE record = {source['id']}"
    )
    assert [tuple(row) for row in rows] == [("updated", "crm_api", '{"fields":{"Line":["a","b"]}}')]


def test_a_search_finds_what_a_record_says_now(gauges):
    source = gauges.keep(Line="Wombat")
    found = gauges.client.get(f"/{MODULE}/search?word=wombat")
    assert [one["id"] for one in found.json()["data"]] == [source["id"]]
    changed(gauges, source, Line="Numbat")
    assert gauges.client.get(f"/{MODULE}/search?word=wombat").status_code == 204
    assert gauges.client.get(f"/{MODULE}/search?word=numbat").status_code == 200
