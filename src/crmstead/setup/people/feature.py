"""Operations that only orgs with a feature have."""

from __future__ import annotations

from crmstead.errors.raised import ApiError
from crmstead.errors.settings import TERRITORY_NOT_ENABLED
from crmstead.metadata.catalogue import Catalogue
from crmstead.records.territories.following import FEATURE


def require_territories(catalogue: Catalogue) -> None:
    """Check that the org has territories.

    Raises:
        ApiError: it does not.
    """
    if FEATURE not in catalogue.org.features:
        raise ApiError(TERRITORY_NOT_ENABLED)
