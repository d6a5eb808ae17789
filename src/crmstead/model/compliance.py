"""What an org does to keep to the law: the switches of HIPAA."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hipaa:
    """HIPAA compliance: what is done with fields that hold health data (3.6).

    Only access through the API is acted on here; the other restrictions are told as they were set.
    """

    enabled: bool = False
    restrict_data_access_through_api: bool = False
    restrict_data_in_export: bool = False
    restrict_to_zoho_apps: bool = False
    restrict_to_third_party_apps: tuple[str, ...] = ()
    #: Api names of the modules in which it is enabled.
    modules: frozenset[str] = frozenset()

    def covers(self, module: str) -> bool:
        """Tell whether it is enabled in a module."""
        return self.enabled and module in self.modules


NO_HIPAA = Hipaa()


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Privacy settings (GDPR) of an org that has them on, which is its feature `gdpr` (3.6)."""

    #: Api names of the modules whose records have a basis of processing; None: all that may.
    modules: frozenset[str] | None = None
    #: Fields marked as personal are null to everybody who asks through the API.
    exclude_api: bool = False
    #: Told as it was set.
    exclude_export: bool = False

    def covers(self, module: str) -> bool:
        """Tell whether records of a module have a basis of processing."""
        return self.modules is None or module in self.modules


NO_PRIVACY = Privacy()
