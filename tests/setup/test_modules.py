"""Custom modules: creating and changing them."""

from __future__ import annotations

from typing import Any

from tests.live import STANDARD, definitions

PATH = "/settings/modules"
UNIQUE = {"unique_case_sensitive": False}


def profile(org, name):
    return next(str(one.id) for one in org.org.catalogue.profiles if one.name == name)


def item(org, **changes):
    made = {
        "plural_label": "Stocks",
        "singular_label": "Stock",
        "profiles": [{"id": profile(org, "Standard")}, {"id": profile(org, "Administrator")}],
    }
    return {**made, **changes}


def create(org, client=None, **changes):
    return (client or org.client()).post(PATH, {"modules": [item(org, **changes)]})


def created(org, **changes):
    answer = create(org, **changes)
    assert answer.status_code == 201, answer.text
    (entry,) = answer.json()["modules"]
    assert entry["message"] == "module created successfully"
    return entry["details"]["id"]


def put(client, name, **given):
    return client.request("PUT", f"{PATH}/{name}", json={"modules": [given]})


def entry_of(answer):
    content = answer.json()
    return content["modules"][0] if "modules" in content else content


def test_records_of_a_new_module_are_written_and_read_at_once(org, client):
    number = created(org)
    (record,) = client.insert("Stocks", {"Name": "Blue chip", "Email": "a@b.co"})
    assert client.record("Stocks", record)["Name"] == "Blue chip"
    found = client.get("/Stocks/search", params={"criteria": "(Name:equals:Blue chip)"})
    assert [one["id"] for one in found.json()["data"]] == [record]
    note_item = {"Note_Content": "N", "Parent_Id": {"id": record, "module": {"api_name": "Stocks"}}}
    (note,) = client.insert("Notes", note_item)
    listed = client.get(f"/Stocks/{record}/Notes", params={"fields": "Note_Content"}).json()
    assert [one["id"] for one in listed["data"]] == [note]
    refused = client.post("/Stocks", {"data": [{"Email": "a@b.co"}]})
    assert refused.json()["data"][0]["code"] == "MANDATORY_NOT_FOUND"
    (module,) = client.get(f"{PATH}/{number}").json()["modules"]
    assert (module["api_name"], module["module_name"]) == ("Stocks", "CustomModule1")
    assert (module["generated_type"], module["access_type"]) == ("custom", "org_based")
    assert module["modified_by"]["name"] == "Patricia Boyle"
    assert module["modified_time"].endswith("-08:00") or module["modified_time"].endswith("-07:00")


#: What an item is made to say -> code, api name and path of the refusal.
REFUSED: list[tuple[dict[str, Any], str, str | None]] = [
    ({"plural_label": None}, "MANDATORY_NOT_FOUND", "plural_label"),
    ({"singular_label": None}, "MANDATORY_NOT_FOUND", "singular_label"),
    ({"plural_label": 5}, "INVALID_DATA", "plural_label"),
    ({"plural_label": " "}, "INVALID_DATA", "plural_label"),
    ({"plural_label": "x" * 26}, "INVALID_DATA", "plural_label"),
    ({"plural_label": "Stocks & bonds"}, "INVALID_DATA", "plural_label"),
    ({"singular_label": "customtab"}, "INVALID_DATA", "singular_label"),
    ({"api_name": "1stock"}, "INVALID_DATA", "api_name"),
    ({"api_name": "my__stock"}, "INVALID_DATA", "api_name"),
    ({"api_name": "stock_"}, "INVALID_DATA", "api_name"),
    ({"api_name": "s" * 51}, "INVALID_DATA", "api_name"),
    ({"api_name": "leads"}, "DUPLICATE_DATA", "api_name"),
    ({"api_name": "quoted_items"}, "RESERVED_KEYWORD_NOT_ALLOWED", "api_name"),
    ({"api_name": "Pricing_Details"}, "DUPLICATE_DATA", "api_name"),
    ({"api_name": "LeadsXProducts"}, "DUPLICATE_DATA", "api_name"),
    ({"api_name": "Pets"}, "DUPLICATE_DATA", "api_name"),
    ({"api_name": "Leads_Modified_Time"}, "DUPLICATE_DATA", "api_name"),
    ({"profiles": None}, "MINIMUM_DATA_NOT_FOUND", "profiles"),
    ({"profiles": []}, "MINIMUM_DATA_NOT_FOUND", "profiles"),
    ({"profiles": {}}, "INVALID_DATA", "profiles"),
    ({"profiles": [{"id": "1"}]}, "INVALID_DATA", "profiles[0].id"),
    ({"profiles": [{}]}, "INVALID_DATA", "profiles[0].id"),
    ({"access_type": "mine"}, "INVALID_DATA", "access_type"),
    ({"display_field": {}}, "EXPECTED_FIELD_MISSING", None),
    ({"display_field": []}, "INVALID_DATA", "display_field"),
    ({"display_field": {"data_type": "email"}}, "INVALID_DATA", "display_field.data_type"),
    ({"display_field": {"field_label": "x" * 51}}, "INVALID_DATA", "display_field.field_label"),
    (
        {"display_field": {"data_type": "autonumber"}},
        "DEPENDENT_FIELD_MISSING",
        "display_field.auto_number",
    ),
    (
        {"display_field": {"data_type": "autonumber", "auto_number": {}}},
        "MANDATORY_NOT_FOUND",
        "display_field.auto_number.start_number",
    ),
    (
        {"display_field": {"data_type": "autonumber", "auto_number": {"start_number": "1" * 17}}},
        "INVALID_DATA",
        "display_field.auto_number.start_number",
    ),
    (
        {
            "display_field": {
                "data_type": "autonumber",
                "auto_number": {"start_number": 1, "prefix": "a-b"},
            }
        },
        "INVALID_DATA",
        "display_field.auto_number.prefix",
    ),
]


def with_inner_modules():
    """Returns an org in which leads have rows of their own, and links to products."""
    made = definitions()
    fields = [
        {"api_name": "Pets", "data_type": "subform", "id": 971},
        {
            "api_name": "Goods",
            "data_type": "multiselectlookup",
            "id": 972,
            "linking": {"connected_module": "Products"},
        },
    ]
    made.modules.append({"api_name": "Leads", "fields": fields})
    return made


def test_what_makes_no_module_is_refused_and_nothing_is_made(make):
    org = make(with_inner_modules())
    client = org.client()
    before = org.org.catalogue
    for changes, code, path in REFUSED:
        entry = entry_of(create(org, client, **changes))
        shown = path and f"$.modules[0].{path}"
        assert (entry["code"], entry["details"].get("json_path")) == (code, shown), changes
    for label in ("singular_label", "plural_label"):
        answer = create(org, client, **{label: "lead"})
        assert (answer.status_code, "modules" in answer.json()) == (400, False)
        assert answer.json()["details"] == {
            "api_name": label, "json_path": f"$.modules[0].{label}",
        }  # fmt: skip
    assert client.post(PATH, {"modules": [5]}).json()["modules"][0]["code"] == "INVALID_DATA"
    assert client.post(PATH, {"modules": [item(org), item(org)]}).status_code == 400
    assert org.org.catalogue is before


def test_who_may_not_customize_makes_no_module(org):
    answer = create(org, org.client(STANDARD))
    assert answer.status_code == 403
    assert answer.json()["details"] == {"permissions": ["Crm_Implied_Customize_Zoho_CRM"]}


def test_api_names_follow_from_the_plural_label(org, client):
    # The second would be called like the first, the third like an index of leads.
    labels = ["Stocks of mine", "Stocks Of  Mine", "Leads Modified Time", "2 Händler", "Ж", "org"]
    for number, label in enumerate(labels):
        created(org, plural_label=label, singular_label=f"One {number}")
    modules = client.get(PATH).json()["modules"]
    names = {one["plural_label"]: one["api_name"] for one in modules}
    assert [names[label] for label in labels] == [
        "Stocks_of_mine", "Stocks_Of_Mine1", "Leads_Modified_Time1", "H_ndler", "CustomModule5",
        "org1",
    ]  # fmt: skip
    for label in labels:
        (record,) = client.insert(names[label], {"Name": "N"})
        assert client.record(names[label], record)["Name"] == "N"


def test_numbers_may_name_the_records(org, client):
    form = {"prefix": "Z", "start_number": "1003", "suffix": "B"}
    label = {"field_label": "Number", "data_type": "autonumber", "auto_number": form}
    created(org, api_name="stock", display_field=label)
    records = client.insert("stock", {"Email": "a@b.co"}, {"Name": "mine"})
    assert [client.record("stock", one)["Name"] for one in records] == ["Z1003B", "Z1004B"]
    fields = client.get("/settings/fields", params={"module": "stock"}).json()["fields"]
    name = next(one for one in fields if one["api_name"] == "Name")
    assert (name["field_label"], name["data_type"]) == ("Number", "autonumber")
    assert name["auto_number"] == {
        "prefix": "Z", "start_number": 1003, "starting_number_length": 4, "suffix": "B",
    }  # fmt: skip


def test_a_profile_that_is_not_named_lacks_the_module(org, client):
    standard, administrator = profile(org, "Standard"), profile(org, "Administrator")
    created(org, profiles=[{"id": administrator}])
    theirs = org.client(STANDARD)
    listing = {"params": {"fields": "Name"}}
    assert theirs.get("/Stocks", **listing).status_code == 403
    views = theirs.get("/settings/custom_views", params={"module": "Stocks"})
    assert (views.status_code, views.json()["details"]) == (403, {"permissions": []})
    (module,) = client.get(f"{PATH}/Stocks").json()["modules"]
    assert [one["name"] for one in module["profiles"]] == ["Administrator"]
    changed = put(client, "Stocks", profiles=[{"id": standard}])
    assert entry_of(changed)["message"] == "module updated successfully"
    assert theirs.get("/Stocks", **listing).status_code == 204
    assert theirs.post("/Stocks", {"data": [{"Name": "N"}]}).status_code == 201
    gone = [{"id": standard, "_delete": None}]
    assert entry_of(put(client, "Stocks", profiles=gone))["code"] == "SUCCESS"
    assert theirs.get("/Stocks", **listing).status_code == 403
    nobody = [{"id": one, "_delete": None} for one in (standard, administrator)]
    assert entry_of(put(client, "Stocks", profiles=nobody))["code"] == "MINIMUM_DATA_NOT_FOUND"


def test_scopes_of_custom_modules_open_it(org):
    created(org)
    client = org.client(scope="ZohoCRM.modules.custom.ALL")
    (record,) = client.insert("Stocks", {"Name": "N"})
    assert client.record("Stocks", record)["Name"] == "N"
    other = org.client(scope="ZohoCRM.modules.leads.ALL")
    assert other.get(f"/Stocks/{record}").status_code == 401


def test_labels_change_and_the_api_name_does_not(org, client):
    number = created(org)
    moment = client.get(PATH).headers["date"]
    assert entry_of(put(client, number, plural_label="Shares", singular_label="Share"))["code"]
    (module,) = client.get(f"{PATH}/Stocks").json()["modules"]
    assert (module["plural_label"], module["singular_label"]) == ("Shares", "Share")
    answer = client.get(f"{PATH}/Stocks", headers={"If-Modified-Since": moment})
    assert answer.status_code == 200
    refused = entry_of(put(client, "Stocks", api_name="Shares"))
    assert (refused["code"], refused["details"]["json_path"]) == (
        "NOT_ALLOWED", "$.modules[0].api_name",
    )  # fmt: skip
    assert entry_of(put(client, "Stocks", plural_label="Leads"))["code"] == "DUPLICATE_DATA"
    body = {"modules": [{"id": number, "plural_label": "Stocks"}]}
    assert entry_of(client.request("PUT", PATH, json=body))["code"] == "SUCCESS"
    assert entry_of(client.request("PUT", PATH, json={"modules": [{}]}))["details"] == {
        "api_name": "id", "json_path": "$.modules[0].id",
    }  # fmt: skip
    unknown = client.request("PUT", PATH, json={"modules": [{"id": "1"}]})
    assert entry_of(unknown)["message"] == "the id given seems to be invalid"
    for name in ("Nowhere", "1", "Users"):
        assert put(client, name, plural_label="X").json()["code"] == "INVALID_MODULE"


def test_what_a_module_came_with_outlives_its_labels(org, client):
    created(org)
    of = {"params": {"module": "Stocks"}}

    def known():
        views = client.get("/settings/custom_views", **of).json()["custom_views"]
        (layout,) = client.get("/settings/layouts", **of).json()["layouts"]
        fields = client.get("/settings/fields", **of).json()["fields"]
        things = [*views, *layout["sections"], *fields]
        return {one["id"]: one.get("name") or one["display_label"] for one in things}

    before = known()
    mine = next(number for number, name in before.items() if name == "My Stocks")
    sort = {"sort_by": {"api_name": "Name"}}
    path = f"/settings/custom_views/{mine}/actions/change_sort"
    client.request("PUT", path, json={"custom_views": [sort]}, **of)
    put(client, "Stocks", plural_label="Shares", singular_label="Share")
    assert known() == before
    (view,) = client.get(f"/settings/custom_views/{mine}", **of).json()["custom_views"]
    assert view["sort_by"]["api_name"] == "Name"
    (module,) = client.get(f"{PATH}/Stocks").json()["modules"]
    assert (module["plural_label"], module["actual_plural_label"]) == ("Shares", "Stocks")


def test_a_module_may_be_a_teams(org, client):
    body = {"plural_label": "Plans", "singular_label": "Plan", "access_type": "team_based"}
    assert client.post(PATH, {"modules": [body]}).status_code == 201
    (module,) = client.get(f"{PATH}/Plans").json()["modules"]
    assert (module["access_type"], len(module["profiles"])) == ("team_based", 2)
    denied = org.client(STANDARD).post(PATH, {"modules": [body]})
    assert denied.json()["details"] == {"permissions": ["Crm_Implied_Create_Team_Module"]}


def test_lists_of_the_records_have_columns_of_their_own(client):
    fields = client.get("/settings/fields", params={"module": "Leads"}).json()["fields"]
    ids = {one["api_name"]: one["id"] for one in fields}
    columns = [{"api_name": "Company"}, {"id": ids["City"]}]
    properties = {"fields": columns, "sort_by": {"api_name": "City"}, "sort_order": "asc"}
    assert entry_of(put(client, "Leads", related_list_properties=properties))["code"] == "SUCCESS"
    (module,) = client.get(f"{PATH}/Leads").json()["modules"]
    assert module["related_list_properties"] == {
        "fields": ["Company", "City"],
        "sort_by": {"api_name": "City", "id": ids["City"]},
        "sort_order": "asc",
    }
    for wrong, path in (
        ({"fields": [{"api_name": "Nowhere"}]}, "fields[0].api_name"),
        ({"fields": [{}]}, None),
        ({"sort_by": {"id": "1"}}, "sort_by.id"),
        ({"sort_order": "up"}, "sort_order"),
    ):
        entry = entry_of(put(client, "Leads", related_list_properties=wrong))
        shown = path and f"$.modules[0].related_list_properties.{path}"
        assert entry["details"].get("json_path") == shown
    refused = entry_of(put(client, "Leads", plural_label="Prospects"))
    assert refused["code"] == "NOT_ALLOWED"


def test_long_names_keep_their_values_apart(make):
    """Databases cut long names, and an index that is not made holds nothing unique."""
    made = definitions()
    name = "Long" * 12 + "er"
    fields = [
        {"api_name": f"Field{number}", "data_type": "text", "id": 980 + number, **UNIQUE}
        for number in range(2)
    ]
    labels = {"singular_label": "Long", "plural_label": "Longs"}
    made.modules.append({"id": 979, "api_name": name, **labels, "fields": fields})
    client = make(made).client()
    client.insert(name, {"Name": "N", "Field0": "a", "Field1": "b"})
    for field, value in (("Field0", "a"), ("Field1", "b")):
        refused = client.post(f"/{name}", {"data": [{"Name": "M", field: value}]}).json()
        assert refused["data"][0]["code"] == "DUPLICATE_DATA"


def test_activities_stand_under_the_records(client, org):
    created(org)
    (record,) = client.insert("Stocks", {"Name": "N"})
    about = {"What_Id": {"id": record}, "$se_module": "Stocks"}
    task, _ = client.insert(
        "Tasks", {"Subject": "T", **about}, {"Subject": "D", "Status": "Completed", **about}
    )
    listed = client.get(f"/Stocks/{record}/Tasks", params={"fields": "Subject"}).json()["data"]
    assert [one["id"] for one in listed] == [task]
    names = [
        (one["api_name"], one["display_label"], one["href"])
        for one in client.get("/settings/related_lists?module=Stocks").json()["related_lists"]
    ]
    href = "Stocks/{ENTITYID}/"
    assert names == [
        ("Notes", "Notes", f"{href}Notes"),
        ("Attachments", "Attachments", f"{href}Attachments"),
        ("Emails", "Emails", None),
        ("Tasks", "Open Tasks", f"{href}Tasks"),
        ("Events", "Open Meetings", f"{href}Events"),
        ("Calls", "Open Calls", f"{href}Calls"),
        ("Tasks_History", "Closed Tasks", f"{href}Tasks_History"),
        ("Events_History", "Closed Meetings", f"{href}Events_History"),
        ("Calls_History", "Closed Calls", f"{href}Calls_History"),
        ("CheckLists", "CheckLists", None),
        ("Activities_Chronological_View", "ChronologicalView", None),
        ("Activities_Chronological_View_History", "ChronologicalView History", None),
    ]
    (layout,) = client.get("/settings/layouts?module=Stocks").json()["layouts"]
    assert (layout["name"], layout["generated_type"]) == ("Standard", "system")
    views = client.get("/settings/custom_views?module=Stocks").json()["custom_views"]
    assert (views[0]["name"], views[0]["display_value"], views[0]["system_name"]) == (
        "CustomModule Default CustomView", "All Stocks", "ALLVIEWS",
    )  # fmt: skip
