"""What every field type promises (fieldtypes/base.py)."""

from __future__ import annotations

import ast
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import crmstead.fieldtypes as package
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.base import FieldType
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import FIELD_TYPES
from crmstead.model.field import Field

FOLDER = Path(package.__file__).parent
#: A value of every JSON type; each type refuses those that are none of its own.
ANYTHING: tuple[Any, ...] = (
    "text",
    5,
    1.5,
    True,
    [],
    {},
    [5],
    {"a": 1},
    "\x00",
    "\u2028",
    -(10**30),
    ["\x00"],
)
PARSED = sorted(
    kind
    for kind, one in FIELD_TYPES.items()
    if one.column is not None and not one.computed and kind != "record_id"
)


def field_of(kind: str) -> Field:
    return Field(
        id=1,
        api_name="F",
        field_label="F",
        data_type=kind,
        kind=kind,
        json_type="string",
        length=9,
        ui_type=1,
        sequence_number=1,
        decimal_place=2,
    )


def outcome(kind: str, given: object) -> tuple[object, str | None]:
    """Return what a type keeps of a value, or the code it refuses it with."""
    try:
        return FIELD_TYPES[kind].parser(field_of(kind))(given, UTC), None
    except RecordError as error:
        return None, error.cause.code


def test_every_type_of_the_folder_is_registered():
    defined = {
        node.name
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and any(
            line.targets[0].id == "kind"  # type: ignore[attr-defined]
            for line in node.body
            if isinstance(line, ast.Assign)
        )
    }
    assert {type(one).__name__ for one in FIELD_TYPES.values()} == defined


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES))
def test_a_rendering_is_an_expression(kind):
    field_type: FieldType = FIELD_TYPES[kind]
    text = field_type.render_arguments(field_of(kind)).format("a", "b", "c")
    compile(text, kind, "eval")


@pytest.mark.parametrize("kind", PARSED)
@pytest.mark.parametrize("given", ANYTHING, ids=repr)
def test_whatever_is_given_is_kept_or_refused(kind, given):
    kept, refused = outcome(kind, given)
    stored: dict[ColumnKind | None, type] = {
        ColumnKind.TEXT: str,
        ColumnKind.JSON: str,
        ColumnKind.BOOLEAN: bool,
    }
    column = FIELD_TYPES[kind].column
    assert refused in {
        None,
        "INVALID_DATA",
        "MANDATORY_NOT_FOUND",
        "EXPECTED_FIELD_MISSING",
        "LIMIT_EXCEEDED",
    }
    assert kept is None or isinstance(kept, stored.get(column, int))
    assert "\x00" not in str(kept)


@pytest.mark.parametrize("kind", PARSED)
def test_at_least_one_of_anything_is_refused(kind):
    assert any(outcome(kind, given)[1] for given in ANYTHING)
