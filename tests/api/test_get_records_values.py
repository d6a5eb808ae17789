"""What a record of a list holds: the fields asked for, cut, counted, emptied or left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmstead.model.version import VERSIONS
from tests.api.reading import client_of_org, fixture_of, listed, set_values
from tests.compat.org import LEADS, rich_definitions
from tests.live import PEER, STANDARD

ALL = [one.name for one in VERSIONS]
OLD, NEW = ALL[:6], ALL[6:]
STORY = "<p>" + "Ünïcode 王 " * 200 + "</p>"
LISTED = ("Languages_Known", "Interests", "Fans")


def made(**org):
    found = rich_definitions()
    features = found.org.features | org.pop("features", frozenset())
    found.org = replace(found.org, features=features, **org)
    found.users[2] = replace(found.users[2], time_zone="Asia/Kolkata")
    standard = found.profiles[1].id
    more = [
        {"id": 951, "api_name": "Illness", "data_type": "text", "hipaa": True},
        {"id": 952, "api_name": "Secret", "data_type": "text", "hidden_from": [standard]},
        {"id": 953, "api_name": "Papers", "data_type": "fileupload"},
    ]
    found.modules[0] = {**LEADS, "fields": [*LEADS["fields"], *more]}
    return found


org = fixture_of(made)
client = client_of_org


@pytest.fixture(scope="module")
def clients(client):
    """The same administrator in each version."""
    return {version: client.at(version) for version in ALL}


@pytest.fixture(scope="module")
def lead(org, client):
    """A lead with rows, links and a long story, of the standard user."""
    known = org.org.catalogue.user_by_email
    (product,) = client.insert("Products", {"Product_Name": "Sail"})
    (lead,) = client.insert(
        "Leads",
        {
            "Salutation": "Ms.",
            "First_Name": "Ann",
            "Last_Name": "Boyle",
            "Story": STORY,
            "Illness": "none",
            "Secret": "knows",
            "Owner": {"id": str(known[STANDARD].id)},
            "Tag": [{"name": "warm"}, {"name": "new"}],
            "Interests": [{"Products": {"id": product}}],
            "Fans": [{"User": {"id": str(known[PEER].id)}}],
            "Languages_Known": [{"Language": ["English"]}, {"Language": ["Gaelic"]}],
        },
    )
    return lead


@pytest.fixture(scope="module")
def bare(client):
    """A lead with nothing but a name."""
    return client.insert("Leads", {"Last_Name": "Bare"})[0]


def listed_one(client, record, fields):
    answer = client.get("/Leads", params={"fields": fields, "ids": record})
    (found,) = answer.json()["data"]
    return found


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ("Last_Name", {"Last_Name", "id"}),
        ("id", {"id"}),
        ("Last_Name,id,Company", {"Last_Name", "Company", "id"}),
        ("Last_Name,Last_Name", {"Last_Name", "id"}),
        (" Last_Name ,, Company,", {"Last_Name", "Company", "id"}),
        ("Last_Name,Gone,last_name", {"Last_Name", "id"}),
        ("Gone", {"id"}),
        ("$approval_state,$editable,$gone", {"$approval_state", "$editable", "id"}),
        ("$has_more,Languages_Known", {"Languages_Known", "id"}),
        ("Owner.email", {"id"}),
        ("Last_Name);DROP TABLE", {"id"}),
    ],
)
def test_a_record_has_the_fields_asked_for_and_its_id(client, lead, fields, keys):
    found = listed_one(client, lead, fields)
    assert set(found) == keys
    assert found["id"] == lead


@pytest.mark.parametrize("fields", ["Last_Name", "Last_Name,Gone"])
def test_a_single_record_may_be_limited_to_fields_too(client, lead, fields):
    answer = client.get(f"/Leads/{lead}", params={"fields": fields})
    assert answer.json() == {"data": [{"Last_Name": "Boyle", "id": lead}]}


def test_fifty_fields_are_all_answered(client, lead):
    fields = client.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    names = [field["api_name"] for field in fields][:50]
    assert set(listed_one(client, lead, ",".join(names))) == {*names, "id"}
    assert len(names) == 50


# Subforms, links, files


@pytest.mark.parametrize("version", OLD)
def test_up_to_v6_a_list_counts_the_rows_of_a_subform(clients, lead, bare, version):
    older = clients[version]
    assert listed_one(older, lead, "Languages_Known")["Languages_Known"] == 2
    assert listed_one(older, bare, "Languages_Known")["Languages_Known"] == 0


@pytest.mark.parametrize("version", NEW)
def test_from_v7_on_a_list_has_null_for_a_subform(clients, lead, version):
    assert listed_one(clients[version], lead, "Languages_Known")["Languages_Known"] is None


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("name", ["Interests", "Fans"])
def test_links_are_in_a_single_record_only(clients, lead, version, name):
    older = clients[version]
    assert listed_one(older, lead, name)[name] is None
    assert len(older.record("Leads", lead)[name]) == 1


@pytest.mark.parametrize("version", ALL)
def test_has_more_is_in_a_whole_single_record_only(clients, client, lead, version):
    older = clients[version]
    assert older.record("Leads", lead)["$has_more"] == dict.fromkeys(LISTED, False)
    assert "$has_more" not in listed_one(older, lead, ",".join(LISTED))
    assert "$has_more" not in client.record("Products", client.insert(
        "Products", {"Product_Name": "Oar"})[0])  # fmt: skip


def test_rows_of_a_subform_have_the_documented_keys_in_their_order(client, lead):
    record = client.record("Leads", lead)
    assert [row["Language"] for row in record["Languages_Known"]] == [["English"], ["Gaelic"]]
    row = record["Languages_Known"][0]
    assert set(row) == {
        "Language", "Proficiency", "Years", "Since", "Modified_Time", "Layout", "$in_merge",
        "$field_states", "Created_Time", "Parent_Id", "id", "$zia_visions",
    }  # fmt: skip
    assert row["Parent_Id"] == {"name": "Ms. Ann Boyle", "id": lead}
    assert row["Layout"]["name"] == "Standard"
    assert (row["$in_merge"], row["$field_states"], row["$zia_visions"]) == (False, None, None)


def test_links_have_the_documented_keys(client, lead):
    record = client.record("Leads", lead)
    (interest,), (fan,) = record["Interests"], record["Fans"]
    assert interest["Products"]["name"] == "Sail"
    assert (fan["User"]["name"], fan["User"]["email"]) == ("Pia Peer", PEER)
    for link in (interest, fan):
        assert link["id"].isdigit()
        assert (link["$in_merge"], link["$field_states"]) == (False, None)


def test_rows_may_be_listed_as_records_of_their_own_module(client, lead):
    rows = client.record("Leads", lead)["Languages_Known"]
    answer = client.get("/Languages_Known", params={"fields": "Language,Parent_Id"})
    assert answer.json()["data"] == [
        {name: row[name] for name in ("Language", "Parent_Id", "id")} for row in reversed(rows)
    ]


@pytest.mark.parametrize("name", [*LISTED, "Skills", "Tag"])
def test_many_values_are_an_empty_list_where_there_are_none(client, bare, name):
    assert client.record("Leads", bare)[name] == []


def test_a_field_of_files_is_null_where_there_are_none(client, bare):
    assert listed_one(client, bare, "Papers")["Papers"] is None
    assert client.record("Leads", bare)["Papers"] is None


# Texts, tags, names


@pytest.mark.parametrize("version", NEW)
def test_from_v7_on_a_list_cuts_rich_text_to_500_characters(clients, lead, version):
    newer = clients[version]
    assert listed_one(newer, lead, "Story")["Story"] == STORY.strip()[:500]
    assert newer.record("Leads", lead)["Story"] == STORY.strip()


@pytest.mark.parametrize("version", OLD)
def test_up_to_v6_a_list_has_rich_text_whole(clients, lead, version):
    assert listed_one(clients[version], lead, "Story")["Story"] == STORY.strip()


def test_other_long_texts_are_never_cut(client):
    (record,) = client.insert("Leads", {"Last_Name": "Long", "Description": "x" * 2_000})
    assert listed_one(client, record, "Description")["Description"] == "x" * 2_000


def test_tags_are_listed_with_name_id_and_colour(client, lead):
    tags = listed_one(client, lead, "Tag")["Tag"]
    assert [tag["name"] for tag in tags] == ["warm", "new"]
    assert {frozenset(tag) for tag in tags} == {frozenset({"name", "id", "color_code"})}


def test_full_names_begin_with_the_salutation(client, lead, bare):
    assert listed_one(client, lead, "Full_Name")["Full_Name"] == "Ms. Ann Boyle"
    assert listed_one(client, bare, "Full_Name")["Full_Name"] == "Bare"


def test_users_have_name_id_and_email(org, client, lead):
    user = org.org.catalogue.user_by_email[STANDARD]
    expected = {"name": "Stan Dard", "id": str(user.id), "email": STANDARD}
    assert listed_one(client, lead, "Owner")["Owner"] == expected
    assert client.record("Leads", lead)["Owner"] == expected


def test_enrichment_is_null_where_it_never_was(org, client, bare):
    fields = "Enrich_Status__s,Last_Enriched_Time__s"
    found = listed_one(client, bare, fields)
    assert (found["Enrich_Status__s"], found["Last_Enriched_Time__s"]) == (None, None)
    set_values(org, "Leads", bare, Enrich_Status__s="Enriched", Last_Enriched_Time__s=1_700_000_000)
    found = listed_one(client, bare, fields)
    assert found["Enrich_Status__s"] == "Enriched"
    assert found["Last_Enriched_Time__s"] == "2023-11-14T14:13:20-08:00"


def test_times_are_in_the_zone_of_the_caller(org, client, lead):
    owner = {"id": str(org.org.catalogue.user_by_email[PEER].id)}
    met = {"Met_At": "2024-07-01T00:00:00Z", "Owner": owner}
    (record,) = client.insert("Leads", {"Last_Name": "Z", **met})
    for one, shown in (
        (client, "2024-06-30T17:00:00-07:00"),
        (org.client(PEER), "2024-07-01T05:30:00+05:30"),
    ):
        assert listed_one(one, record, "Met_At")["Met_At"] == shown
        assert one.record("Leads", record)["Met_At"] == shown


def test_a_cancelled_event_tells_so_when_asked(org, client):
    times = {
        "Start_DateTime": "2024-06-01T09:00:00+02:00",
        "End_DateTime": "2024-06-01T11:00:00+02:00",
    }
    on, off = client.insert(
        "Events", {"Event_Title": "on", **times}, {"Event_Title": "off", **times}
    )
    set_values(org, "Events", off, **{"$event_cancelled": True})
    assert listed(client, "Events", "$event_cancelled") == [True, False]
    assert client.record("Events", on)["$event_cancelled"] is False
    plain = client.get("/Events", params={"fields": "Event_Title"}).json()["data"][0]
    assert set(plain) == {"Event_Title", "id"}


# Health data and hidden fields


def test_a_field_hidden_from_the_profile_is_left_out(org, client, lead):
    fields = "Last_Name,Secret"
    standard = org.client(STANDARD)
    assert listed_one(client, lead, fields)["Secret"] == "knows"
    assert set(listed_one(standard, lead, fields)) == {"Last_Name", "id"}
    assert client.record("Leads", lead)["Secret"] == "knows"
    assert "Secret" not in standard.record("Leads", lead)
    assert "Secret" not in standard.get(f"/Leads/{lead}", params={"fields": fields}).text
