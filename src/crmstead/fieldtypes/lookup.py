"""Lookups: values that are other records, users, layouts."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING, REFERENCE_INVALID, WRONG_TYPE
from crmstead.fieldtypes.base import (
    CHOICE_COQL,
    CHOICE_SEARCH,
    COUNTED,
    ID_COMPARATORS,
    FieldType,
    Parser,
    Plain,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.values import json_text
from crmstead.model.field import Field
from crmstead.model.ids import MAX_ID, parse_id


def reference_id(given: Any) -> int | None:
    """Return the id that `{"id": …}`, a bare id text or a bare number names; None = cleared.

    Raises:
        RecordError: another JSON type, an object without id, or an id that is none.
    """
    if isinstance(given, dict):
        if "id" not in given:
            raise RecordError(MANDATORY_MISSING, ("id",))
        inner = given["id"]
        if inner is None:
            return None
        path: tuple[str, ...] = ("id",)
    else:
        inner, path = given, ()
    if isinstance(inner, str):
        number = parse_id(inner)
        if number is None:
            bare = inner.strip()
            if not bare:
                return None
            number = parse_id(bare)
    elif type(inner) is int:
        number = inner if 0 <= inner <= MAX_ID else None
    else:
        raise RecordError(WRONG_TYPE, path, expected_data_type="bigint" if path else "jsonobject")
    if number is None:
        raise RecordError(REFERENCE_INVALID, path)
    return number


def plain_id(given: Any) -> int | None:
    """Return the id of an object with an id as answers have it, None for anything else."""
    if given.__class__ is not dict:
        return None
    text = given.get("id")
    return parse_id(text) if text.__class__ is str else None


def known_id(given: Any) -> int | None:
    """Return the id that a value names in a form of `reference_id`, None for any other."""
    try:
        return reference_id(given)
    except RecordError:
        return None


class Lookup(FieldType):
    """A record of another module: `{"name", "id"}`. Whether it exists is for records to say."""

    kind = "lookup"
    column = ColumnKind.INTEGER
    rendering = "None if {0} is None else Link({1}, str({0}))"
    expects = "jsonobject"
    comparators = ID_COMPARATORS
    search = CHOICE_SEARCH
    coql = CHOICE_COQL
    aggregates = COUNTED
    names_record = True

    def parser(self, field: Field) -> Parser:
        del field
        return lambda given, _zone: reference_id(given)

    def plainly_good(self, field: Field) -> Plain | None:
        del field
        return Plain("(kept := {1}({0})) is not None", "kept", plain_id)

    def operand(self, field: Field) -> Parser:
        def convert(given: Any, _zone: tzinfo) -> int | None:
            try:
                return reference_id(given)
            except RecordError:
                raise RecordError(WRONG_TYPE, expected_data_type="bigint") from None

        return convert


class AnyModuleLookup(Lookup):
    """A record of a module that the value or `$se_module` names; kept as id and module.

    `What_Id` (lookup to `se_module`), `Appointment_For`, `Parent_Id` of notes. The name comes
    from the module's own table after the page is read.
    """

    kind = "any_module_lookup"
    rendering = "{0}"
    names_record = False


class ProductLookup(Lookup):
    """The product of a line item: `{"Product_Code", "name", "id"}`."""

    kind = "product_lookup"
    rendering = "product({0}, {1}, {2})"
    more_of_record = ("Product_Code",)


class UserLookup(Lookup):
    """A user: `{"name", "id", "email"}` in answers."""

    kind = "user"
    rendering = "user({0})"
    names_record = False


class LayoutLookup(Lookup):
    """The layout of the record."""

    kind = "layout"
    rendering = "layout({0})"
    names_record = False


class Consent(FieldType):
    """GDPR consent, kept as the JSON object that was sent."""

    kind = "consent_lookup"
    column = ColumnKind.JSON
    rendering = "None if {0} is None else Raw({0})"
    expects = "jsonobject"

    def parser(self, field: Field) -> Parser:
        del field

        def parse(given: Any, _zone: tzinfo) -> str:
            if not isinstance(given, dict):
                raise self.wrong_type()
            return json_text(given)

        return parse
