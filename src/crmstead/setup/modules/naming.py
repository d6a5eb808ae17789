"""What a custom module may be called (platform reference 2.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.setup.definitions import MODULE_NAME_RESERVED
from crmstead.errors.values import DUPLICATE, MANDATORY_MISSING, VALUE_INVALID, WRONG_TYPE
from crmstead.fieldtypes.values import clean_text
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.setup.given import Item, text_of
from crmstead.store.tables.drift import org_tables

LABELS = ("singular_label", "plural_label")
LONGEST_LABEL = 25
LONGEST_NAME = 50
#: Begins with a letter, no two underscores together, none at the end.
_API_NAME = "[A-Za-z](?:[_ ]?[A-Za-z0-9])*"
_RESERVED_LABELS = frozenset(
    word.casefold()
    for word in (
        "CustomTab", "CustomModule", "Fileupload", "Imageupload", "General", "Approvals",
        "SalesInbox", "Unsubscribe", "CheckLists", "Blueprints", "ConsentForm", "Datarequest",
        "Organization", "ZSURVEY", "Role", "Roles", "Profile", "Profiles", "Report Folders",
        "Report Folder", "Blueprint Transitions", "Blueprint States", "Blueprint Logs",
        "Blueprint Transition Logs", "Blueprint State Logs", "Forecast Quotas", "Forecast Items",
        "Fiscal Periods", "Forecast Quota", "Forecast Item", "Fiscal Period", "Forecast Types",
        "Forecast Type", "Forecast Predictions", "Forecast Prediction", "Forecast Groups",
        "Forecast Group", "Locking Information", "LockingInformation",
    )
)  # fmt: skip
#: The documented keywords, and words that stand where a path names its module.
_RESERVED_NAMES = frozenset(
    word.casefold()
    for word in (
        "settings", "signals", "Last_Follow_Up_By", "Number_Of_Followups", "Last_Follow_Up_Time",
        "First_Follow_Up_By", "First_Follow_Up_Time", "Notes", "Quoted_Items", "ChronologicalView",
        "Ordered_Items", "ShiftHours", "Converted_Account", "Converted_Contact", "Converted_Deal",
        "Converted_Potential", "Mailchimp", "Status",
        "actions", "bulk", "composite", "coql", "features", "files", "functions", "org", "read",
        "search", "templates", "upload", "upsert", "users", "write", "zia", "se_module",
    )
)  # fmt: skip
_NOT_OF_NAMES = re.compile(r"[^A-Za-z0-9]+")


def label_of(catalogue: Catalogue, item: Item, key: str, own: Module | None = None) -> str:
    """Return a label: at most 25 letters, digits and blanks, unlike those of other modules.

    Raises:
        RecordError: it is missing, or nothing that may be one.
        ApiError: another module has it; answered bare.
    """
    if item.get(key) is None:
        message = f"The required field '{key}' is missing from the request."
        raise RecordError(MANDATORY_MISSING, (key,), message=message)
    if not isinstance(item[key], str):
        message = f"The field '{key}' expects a text value."
        raise RecordError(WRONG_TYPE, (key,), message=message, expected_data_type="text")
    try:
        text = clean_text(item[key], LONGEST_LABEL, "text")
    except RecordError as error:
        raise error.below(key) from None
    plain = (text or "").replace(" ", "")
    if text is None or not plain.isalnum() or text.casefold() in _RESERVED_LABELS:
        raise RecordError(VALUE_INVALID, (key,))
    if text.casefold() in set(_labels(catalogue, own)):
        raise ApiError(DUPLICATE, api_name=key, json_path=f"$.modules[0].{key}")
    return text


def _labels(catalogue: Catalogue, own: Module | None) -> Iterator[str]:
    """Yield the labels of all other modules that have some of their own."""
    for module in catalogue.modules:
        if module is not own and not (module.pseudo and module.is_linking):
            yield module.singular_label.casefold()
            yield module.plural_label.casefold()


def given_name(catalogue: Catalogue, item: Item) -> str | None:
    """Return the api name that an item gives, with underscores for blanks; None without one.

    Raises:
        RecordError: it is none, reserved, or another module's.
    """
    name = text_of(item, "api_name", LONGEST_NAME, _API_NAME)
    if name is None:
        return None
    name = name.replace(" ", "_")
    if name.casefold() in _RESERVED_NAMES:
        raise RecordError(MODULE_NAME_RESERVED, ("api_name",))
    if name.casefold() in taken_names(catalogue):
        raise name_taken()
    return name


def name_taken() -> RecordError:
    """Return the refusal of an api name that another module has."""
    message = "A module with the provided api_name already exists. Please use a unique api_name."
    return RecordError(DUPLICATE, ("api_name",), message=message)


def derived_names(label: str, number: int) -> Iterator[str]:
    """Yield api names that a plural label makes, the next one where one is taken.

    A label without a letter of the English alphabet makes `CustomModule` and the module's number.
    """
    plain = _NOT_OF_NAMES.sub("_", label).strip("_").lstrip("0123456789_")
    name = plain or f"CustomModule{number}"
    yield name
    for suffix in range(1, 1_000):
        yield f"{name}{suffix}"


def reserved(name: str) -> bool:
    """Tell whether no module may have an api name."""
    return name.casefold() in _RESERVED_NAMES


def taken_names(catalogue: Catalogue) -> set[str]:
    """Return in lower case the names that no new module may have.

    Those of modules, rows and links, whatever they are shown as, and those of indexes: a database
    keeps them all in one place, and some tell no letter cases apart.
    """
    names = {module.api_name for module in catalogue.modules}
    for table in org_tables(catalogue):
        names.add(table.name)
        names.update(index.name for index in table.indexes)
    return {name.casefold() for name in names}
