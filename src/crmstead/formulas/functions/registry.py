"""All functions by their names in lower case; letter case does not count in formulas."""

from __future__ import annotations

from collections.abc import Mapping

from crmstead.formulas.functions import dates, logic, numbers, texts
from crmstead.formulas.functions.base import Function

FUNCTIONS: Mapping[str, Function] = {
    **numbers.FUNCTIONS,
    **texts.FUNCTIONS,
    **dates.FUNCTIONS,
    **logic.FUNCTIONS,
}
