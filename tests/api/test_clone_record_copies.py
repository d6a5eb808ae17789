"""Record Clone, what is copied: every field of every module but for the page's own exclusions."""

from __future__ import annotations

import pytest

from crmstead.databases.registry import DATABASES
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.model.people import Tax
from crmstead.store.schema import stored_fields
from tests.gauges import MODULE as GAUGES
from tests.gauges import every_type, upload
from tests.live import close_clients, make_org
from tests.values import RECORD_MODULES, UNFILLABLE, World, writable

FEATURES = frozenset({"gdpr", "multi_currency", "territories"})
MODULES = (*RECORD_MODULES, GAUGES)

# The exclusions of the Record Clone page, in its own words.
FIELD_TYPES = {"fileupload", "imageupload"}
FIELDS = {"wizard", "data_processing_basis_details"}
PROPERTIES = ("read_only", "external")
MODULE_FIELDS = {
    "Events": {"recurring_activity", "remind_at"},
    "Services__s": {"status", "unavailable_from", "unavailable_till"},
    "Appointments__s": {
        "status",
        "reschedule_count",
        "job_sheet_created__s",
        "job_sheet_section__s",
    },
}
#: Fields of sections other than "Appointment Information", which alone is cloned.
OTHER_SECTIONS = {
    "Appointments__s": {
        "Cancellation_Reason",
        "Cancellation_Note",
        "Rescheduled_From",
        "Reschedule_Reason",
        "Reschedule_Note",
        "Job_Sheet_Name__s",
        "Job_Sheet_Description__s",
    }
}
#: unspecified by the page: the basis goes with its details.
DECIDED = {"Data_Processing_Basis"}

#: Written by the server alone, whatever metadata says of them.
SERVERS = {"id", "Created_By", "Created_Time", "Modified_By", "Modified_Time", "Layout"}
#: What tells one row from its copy.
ROW_OWN = {"id", "Parent_Id", "Created_Time", "Modified_Time"}
FILLER = {
    ColumnKind.TEXT: "ours",
    ColumnKind.INTEGER: 77,
    ColumnKind.BOOLEAN: True,
    ColumnKind.JSON: '["ours"]',
}


@pytest.fixture(scope="module", params=DATABASES)
def world(request):
    made = every_type(FEATURES)
    made.taxes.append(Tax(id=4_000_000_000_003_001, name="Vat", value=7.5, sequence_number=1))
    org = make_org(request.getfixturevalue(f"{request.param}_live"), made)
    upload(org, "file1", "image1")
    yield World(org)
    close_clients()


def page_excludes(world, module):
    """The fields that the page excludes, told from what `settings/fields` says of them."""
    described = world.client.get("/settings/fields", params={"module": module}).json()["fields"]
    named = FIELDS | MODULE_FIELDS.get(module, set())
    return (
        {
            one["api_name"]
            for one in described
            if one["data_type"] in FIELD_TYPES
            or one["api_name"].lower() in named
            or any(one[name] for name in PROPERTIES)
        }
        | DECIDED
        | OTHER_SECTIONS.get(module, set())
    )


def filled(world, module):
    """A record in which every field that a client may write has a value."""
    (made,) = world.client.insert(module, world.full(module))
    return world.client.record(module, made)


def cloned(world, module, source, body=None):
    answer = world.client.clone(module, source, body)
    assert answer.status_code == 201, answer.text
    return world.client.record(module, answer.json()["data"][0]["details"]["id"])


def uniques(world, module):
    """Fields whose copied value would collide with the source's own."""
    return [one for one in world.module(module).unique_fields if one.external is None]


def overrides(world, module):
    return {"data": [{one.api_name: world.plain(one) for one in uniques(world, module)}]}


def comparable(value):
    """A value without what tells a row, a link or a participant from its copy."""
    if not isinstance(value, list):
        return value
    return [
        {key: inner for key, inner in one.items() if key not in ROW_OWN}
        if isinstance(one, dict)
        else one
        for one in value
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_clone_equals_its_source_but_for_what_the_page_excludes(world, module):
    source = filled(world, module)
    clone = cloned(world, module, source["id"], overrides(world, module))
    names = {one.api_name for one in writable(world.module(module))}
    given = names - UNFILLABLE.get(module, set())
    assert [name for name in sorted(given) if source[name] in (None, [], "")] == []
    excluded = page_excludes(world, module)
    copied = names - excluded - {one.api_name for one in uniques(world, module)}
    assert {name: comparable(clone[name]) for name in copied} == {
        name: comparable(source[name]) for name in copied
    }
    defaults = {one.api_name: one.default_value for one in world.module(module).fields}
    kept = {name: clone[name] for name in names & excluded if clone[name] not in (None, [])}
    assert kept == {name: defaults[name] for name in kept}


def keeps_itself(field):
    """Whether a field's column may be filled by hand without breaking what it refers to."""
    return not type_of(field.kind).names_record and field.kind not in {
        "user",
        "layout",
        "any_module_lookup",
        "layout_object",
    }


@pytest.mark.parametrize("module", MODULES)
def test_what_the_server_keeps_is_not_copied(world, module):
    source = filled(world, module)["id"]
    names = {one.api_name for one in writable(world.module(module))} | SERVERS
    fields = [
        field
        for field in stored_fields(world.module(module))
        if field.api_name not in names and keeps_itself(field)
    ]
    kinds = {field.api_name: type_of(field.kind).column or ColumnKind.TEXT for field in fields}
    columns = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(kinds, 1))
    table = world.org.org.database.table(module)
    values = (*(FILLER[kind] for kind in kinds.values()), int(source))
    world.org.write(
        lambda transaction: transaction.execute(
            f'UPDATE {table} SET {columns} WHERE "id" = ${len(values)}', values
        )
    )
    answer = world.client.clone(module, source, overrides(world, module))
    made = answer.json()["data"][0]["details"]["id"]
    listed = ", ".join(f'"{name}"' for name in kinds)
    (before,) = world.org.fetch(f'SELECT {listed} FROM {{{module}}} WHERE "id" = $1', int(source))
    (after,) = world.org.fetch(f'SELECT {listed} FROM {{{module}}} WHERE "id" = $1', int(made))
    rows = zip(kinds, before, after, strict=True)
    assert [name for name, old, new in rows if old == new] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_clone_has_an_id_of_its_own_and_so_have_its_rows(world, module):
    source = filled(world, module)
    clone = cloned(world, module, source["id"], overrides(world, module))
    assert ids_in(source).isdisjoint(ids_in(clone))


def ids_in(record):
    """The ids of a record, its rows and its participants."""
    collections = (value for value in record.values() if isinstance(value, list))
    rows = (row for rows in collections for row in rows if isinstance(row, dict))
    shared = {"color_code", "value", "percentage"}
    return {record["id"]} | {row["id"] for row in rows if "id" in row and not shared & row.keys()}


@pytest.mark.parametrize("module", MODULES)
def test_a_clone_leaves_its_source_as_it_was(world, module):
    source = filled(world, module)
    cloned(world, module, source["id"], overrides(world, module))
    assert world.client.record(module, source["id"]) == source


@pytest.mark.parametrize("module", MODULES)
def test_a_clone_of_a_clone_is_like_the_first(world, module):
    first = cloned(world, module, filled(world, module)["id"], overrides(world, module))
    second = cloned(world, module, first["id"], overrides(world, module))
    names = {one.api_name for one in writable(world.module(module))}
    names -= {one.api_name for one in uniques(world, module)}
    assert {name: comparable(first[name]) for name in names} == {
        name: comparable(second[name]) for name in names
    }
