"""What operations cost in API credits (platform reference 7.1)."""

from __future__ import annotations

#: Records that cost a credit together, and most of them in one call.
RECORDS = 10
_MOST_RECORDS = 100
_MOST_IDS = 500
#: Operations that cost a credit per ten records instead of one a call.
PER_TEN = frozenset(
    {
        "createNotesOfRecord",
        "insertRecords",
        "updateNotesOfRecord",
        "updateRelatedRecords",
        "updateRecords",
        "upsertRecords",
    }
)
#: The same, of the records that `ids` of their body or their query names.
PER_TEN_IDS = frozenset({"addTags", "removeTags"})
#: Credits that a call begins with where that is not one.
CREDITS = {
    "add_module": 500,
    "convertLead": 5,
    "mergeRecords": 50,
    "update_module": 500,
    "update_modules": 500,
}
#: What answers queries, and the rows that one may ask for at a credit, at two; beyond are three.
QUERY = "getCoqlRecords"
QUERY_STEPS = (200, 1_000)
#: Credits that a call may cost at most, where its records do not tell.
MOST = {"composeRequests": 2, QUERY: 1 + len(QUERY_STEPS)}


def price(operation: str) -> tuple[int, int]:
    """Return the least and the most credits that a call of an operation costs."""
    least = CREDITS.get(operation, 1)
    if operation in PER_TEN:
        return least, _MOST_RECORDS // RECORDS
    if operation in PER_TEN_IDS:
        return least, _MOST_IDS // RECORDS
    return least, MOST.get(operation, least)
