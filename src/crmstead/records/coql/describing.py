"""`include_meta`: the fields behind the columns of a query."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.fields import FieldDescriber
from crmstead.metadata.describing.reader import Reader
from crmstead.model.version import Version
from crmstead.query.coql.planning import Planned
from crmstead.records.coql.schema import Rights


def describe_columns(rights: Rights, version: Version, planned: Planned) -> dict[str, Any]:
    """Return the fields of a query's columns by their paths (platform reference 4.4)."""
    org, found = rights.org, {}
    reader = Reader(org.catalogue, version, rights.caller.profile)
    for output in planned.outputs:
        owner = next(
            one
            for one in (planned.module, *org.catalogue.modules)
            if output.place.field.id in one.by_id
        )
        describer = FieldDescriber(reader, owner)
        field = owner.by_id[output.place.field.id]
        found[output.place.path.text] = {
            **describer.describe(field),
            # Names in the product's own database, of which clients make nothing.
            "table_name": owner.api_name,
            "column_name": field.api_name.upper(),
            "lucene_colname": field.api_name.lower(),
            "generated_type": 1,
            "quick_sequence_number": str(field.sequence_number),
            "required": field.system_mandatory or field.layout_mandatory,
        }
    return found
