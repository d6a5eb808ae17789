"""The people of an org: users, roles, profiles, territories, and the org itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crmstead.model.compliance import NO_HIPAA, NO_PRIVACY, Hipaa, Privacy

#: `type` of an org's `hierarchy_preferences`.
ROLE_HIERARCHY = "Role_Hierarchy"
REPORTING_TO_HIERARCHY = "Reporting_To_Hierarchy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role; records of users below it are visible to its users."""

    id: int
    name: str
    reporting_to: int | None
    share_with_peers: bool = False
    description: str | None = None
    forecast_manager: int | None = None
    admin_user: bool = False
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile; `denied` are permission names it lacks (`Crm_Implied_View_Leads`)."""

    id: int
    name: str
    description: str
    administrator: bool = False
    custom: bool = False
    denied: frozenset[str] = frozenset()
    #: The custom view that its users begin with.
    default_view: int | None = None
    created_time: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None

    def allows(self, permission: str) -> bool:
        """Tell whether users of the profile hold a permission."""
        return self.administrator or permission not in self.denied


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user of the org. `status` is active, inactive or deleted."""

    id: int
    zuid: str
    first_name: str | None
    last_name: str
    email: str
    role: int
    profile: int
    time_zone: str
    created_time: int
    status: str = "active"
    confirm: bool = True
    type: str = "Regular User"
    locale: str = "en_US"
    language: str = "en_US"
    country_locale: str = "en_US"
    country: str | None = None
    reporting_to: int | None = None
    created_by: int | None = None
    modified_time: int | None = None
    modified_by: int | None = None
    territories: tuple[int, ...] = ()
    phone: str | None = None
    mobile: str | None = None
    alias: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    fax: str | None = None
    website: str | None = None
    #: The day, as `2001-12-31`.
    dob: str | None = None
    signature: str | None = None
    date_format: str = "MMM d, yyyy"
    time_format: str = "hh:mm a"
    decimal_separator: str = "Period"
    number_separator: str = "Comma"
    name_format: str = "Salutation,First Name,Last Name"
    sort_order: str = "First Name,Last Name"

    @property
    def full_name(self) -> str:
        """First and last name, as lookups of users show it."""
        return f"{self.first_name} {self.last_name}" if self.first_name else self.last_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Territory:
    """A territory of the org's tree."""

    id: int
    name: str
    reporting_to: int | None
    created_time: int
    created_by: int
    manager: int | None = None
    description: str | None = None
    permission_type: str = "read_write_delete"
    modified_time: int | None = None
    modified_by: int | None = None
    #: Criteria, in the form of custom views, by which records of a module belong to it.
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def api_name(self) -> str:
        """Name with underscores."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailability:
    """A time in which a user is away, in seconds."""

    id: int
    user: int
    start: int
    end: int
    all_day: bool = False
    comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadence:
    """A cadence: records of its module are enrolled when they are created."""

    id: int
    name: str
    module: str
    active: bool = True
    #: "automatic" enrols on create and clone; "manual" only on request.
    type: str = "automatic"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRule:
    """An assignment rule (`lar_id`): gives new records of its module an owner."""

    id: int
    name: str
    module: str
    owner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """A tax of the org, applied to line items."""

    id: int
    name: str
    value: float
    sequence_number: int
    #: What the name is shown as, where that is something else.
    display_label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """The organization.

    `features` are the ones switched on: multi_currency, gdpr, territories.
    """

    id: int
    zgid: str
    company_name: str
    primary_email: str
    time_zone: str
    created_time: int
    features: frozenset[str] = frozenset()
    country: str | None = "United States"
    country_code: str = "US"
    currency: str = "US Dollar - USD"
    currency_symbol: str = "$"
    iso_code: str = "USD"
    currency_locale: str = "en_US"
    city: str | None = None
    state: str | None = None
    street: str | None = None
    zip: str | None = None
    phone: str | None = None
    website: str | None = None
    employee_count: str | None = None
    paid_type: str = "enterprise"
    #: Users who may be active at once; None = as many as there are.
    user_licenses: int | None = None
    #: Who is above whom: by roles, or by `reporting_to` of the users (REPORTING_TO_HIERARCHY).
    hierarchy: str = ROLE_HIERARCHY
    #: Id of the file that is its photo.
    photo: str | None = None
    hipaa: Hipaa = NO_HIPAA
    privacy: Privacy = NO_PRIVACY
    #: Preferences of its taxes, told as they were set.
    auto_populate_tax: bool = False
    modify_tax_rates: bool = False
