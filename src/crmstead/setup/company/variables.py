"""Making, changing and removing variables (platform reference 5.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from crmstead.errors.raised import At, RecordError
from crmstead.errors.setup.company import (
    VARIABLE_AMBIGUOUS,
    VARIABLE_DUPLICATE,
    VARIABLE_FIXED,
    VARIABLE_UNKNOWN,
)
from crmstead.errors.values import MANDATORY_MISSING, REFERENCE_INVALID, VALUE_NOT_SUPPORTED
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.company import Variable
from crmstead.model.ids import metadata_id
from crmstead.setup.company.variable_values import OF_TYPE, value_given
from crmstead.setup.given import id_of, needed_text, object_of, text_of
from crmstead.setup.redefining import Redefining, drop, put

ROOT = "variables"
#: The one group that there is (`settings/variable_groups`).
GROUP = "General"
_KEY = "variable_group"
#: Longest texts, as the OAS has them.
_LONGEST = {"name": 50, "api_name": 100, "description": 250}
_API_NAME = r"[a-zA-Z]+\w*[a-zA-Z0-9]*"

Item = Mapping[str, Any]


def group_id(catalogue: Catalogue) -> int:
    """Return the id of the one group of variables."""
    return metadata_id(catalogue.org.id, "variable_group", GROUP)


def in_group(catalogue: Catalogue, group: str) -> bool:
    """Tell whether a parameter names the one group, by its id or its api name."""
    return group in {GROUP, str(group_id(catalogue))}


def named(variables: Iterable[Variable], key: str) -> Variable | None:
    """Return the variable that a path names by its id or its api name."""
    return next((one for one in variables if key in {str(one.id), one.api_name}), None)


def add_variable(redefining: Redefining, item: Item) -> int:
    """Make a variable as an item says; return its id.

    Raises:
        RecordError: a key is missing or wrong, or a name is another variable's.
    """
    kind = item.get("type")
    made = Variable(
        id=redefining.org.ids.next(),
        name=needed_text(item, "name", _LONGEST["name"]),
        api_name=needed_text(item, "api_name", _LONGEST["api_name"], _API_NAME),
        type=_type(kind),
        description=text_of(item, "description", _LONGEST["description"]),
    )
    _check_group(redefining.catalogue, item, needed=True)
    made = replace(made, value=value_given(item, made.type))
    _check_names(redefining, made)
    put(redefining.definitions.variables, made)
    return made.id


def change_variable(redefining: Redefining, item: Item, only: int | None = None) -> int:
    """Change the variable that an item, or the path, names; return its id.

    Raises:
        RecordError: there is none, a value is wrong, or it would change what is fixed.
    """
    given = id_of(item)
    number = only if only is not None else given
    if number is None:
        raise RecordError(MANDATORY_MISSING, ("id",))
    if only is not None and given not in {None, only}:
        raise RecordError(VARIABLE_AMBIGUOUS, ambiguity_due_to=[At(("id",))])
    found = named(redefining.definitions.variables, str(number))
    if found is None:
        raise RecordError(REFERENCE_INVALID, ("id",))
    if item.get("type") is not None and _type(item["type"]) != found.type:
        raise RecordError(VARIABLE_FIXED, ("type",))
    _check_group(redefining.catalogue, item, needed=False)
    changed = _changed(found, item)
    _check_names(redefining, changed)
    put(redefining.definitions.variables, changed)
    return changed.id


def _changed(found: Variable, item: Item) -> Variable:
    name = text_of(item, "name", _LONGEST["name"])
    api_name = text_of(item, "api_name", _LONGEST["api_name"], _API_NAME)
    changed = replace(found, name=name or found.name, api_name=api_name or found.api_name)
    if "description" in item:
        described = text_of(item, "description", _LONGEST["description"])
        changed = replace(changed, description=described)
    if "value" in item:
        changed = replace(changed, value=value_given(item, found.type))
    return changed


def remove_variable(redefining: Redefining, number: int | None, given: str) -> int:
    """Remove a variable; return its id.

    Raises:
        RecordError: there is none of the id, which is told as it was given.
    """
    if number is None or named(redefining.definitions.variables, str(number)) is None:
        raise RecordError(VARIABLE_UNKNOWN, id=given)
    drop(redefining.definitions.variables, number)
    return number


def _type(given: Any) -> str:
    if given is None:
        raise RecordError(MANDATORY_MISSING, ("type",))
    found = OF_TYPE.get(given) if isinstance(given, str) else None
    if found is None:
        raise RecordError(VALUE_NOT_SUPPORTED, ("type",), supported_values=list(OF_TYPE))
    return found.name


def _check_group(catalogue: Catalogue, item: Item, *, needed: bool) -> None:
    group = object_of(item, _KEY)
    if group is None and not needed:
        return
    if group is None:
        raise RecordError(MANDATORY_MISSING, (_KEY,))
    keys = [key for key in ("id", "api_name", "name") if group.get(key) is not None]
    if not keys:
        raise RecordError(MANDATORY_MISSING, (_KEY, "id"))
    right: dict[str, Callable[[Any], bool]] = {
        "id": lambda given: str(given) == str(group_id(catalogue)),
        "api_name": lambda given: given == GROUP,
        "name": lambda given: given == GROUP,
    }
    wrong = [key for key in keys if not right[key](group[key])]
    if wrong and len(wrong) < len(keys):
        raise RecordError(VARIABLE_AMBIGUOUS, ambiguity_due_to=[At((_KEY, key)) for key in keys])
    if wrong:
        raise RecordError(REFERENCE_INVALID, (_KEY, wrong[0]))


def _check_names(redefining: Redefining, made: Variable) -> None:
    for other in redefining.definitions.variables:
        for key in ("name", "api_name"):
            same = getattr(other, key).casefold() == getattr(made, key).casefold()
            if same and other.id != made.id:
                raise RecordError(VARIABLE_DUPLICATE, (key,))
