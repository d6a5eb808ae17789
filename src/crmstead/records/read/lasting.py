"""Whether records are shown the same at another time, as long as nothing is written."""

from __future__ import annotations

from crmstead.access.ways import is_lasting
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.derived import derived
from crmstead.model.module import Module

#: Kinds of fields whose values are worked out by the day they are read on.
_BY_THE_DAY = frozenset({"rollup_summary"})


def shown_alike(catalogue: Catalogue, module: Module) -> bool:
    """Tell whether a caller is shown the same of a module's records whenever nothing is written.

    Not where a rule of sharing counts days, or a roll-up summary may.
    """
    return is_lasting(catalogue) and not _works_out(module)


@derived
def _works_out(module: Module) -> bool:
    return any(field.kind in _BY_THE_DAY for field in module.fields)
