"""What the service takes and answers, as pydantic models."""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Id = Annotated[str, BeforeValidator(str)]
Time = datetime.datetime


class Shown(BaseModel):
    """Read from the attributes of a model."""

    model_config = ConfigDict(from_attributes=True)


class Person(Shown):
    """A user."""

    id: Id
    name: str
    email: str


class Link(Shown):
    """A contact."""

    id: Id
    name: str


class Line(Shown):
    """A lead in a list: the same ten fields that the server is asked for."""

    id: Id
    last_name: str
    company: str | None
    email: str | None
    phone: str | None
    lead_source: str | None
    annual_revenue: float | None
    owner: Person
    referred_by: Link | None
    created_time: Time
    modified_time: Time


class Page(BaseModel):
    """A page of leads."""

    data: list[Line]


class VisitOut(Shown):
    """A row of the subform."""

    id: Id
    created_time: Time
    modified_time: Time
    visited_on: str | None
    purpose: str | None
    cost: float | None
    remarks: str | None


class Given(BaseModel):
    """The fields of a lead that a client gives, under the names of the API."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    first_name: str | None = Field(None, alias="First_Name", max_length=40)
    last_name: str = Field(alias="Last_Name", max_length=80)
    salutation: str | None = Field(None, alias="Salutation")
    designation: str | None = Field(None, alias="Designation", max_length=100)
    company: str | None = Field(None, alias="Company", max_length=200)
    email: str | None = Field(None, alias="Email", pattern=r"^[^@\s]+@[^@\s]+$")
    secondary_email: str | None = Field(None, alias="Secondary_Email", pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str | None = Field(None, alias="Phone", max_length=30)
    mobile: str | None = Field(None, alias="Mobile", max_length=30)
    fax: str | None = Field(None, alias="Fax", max_length=30)
    skype_id: str | None = Field(None, alias="Skype_ID", max_length=50)
    twitter: str | None = Field(None, alias="Twitter", max_length=50)
    email_opt_out: bool | None = Field(None, alias="Email_Opt_Out")
    website: str | None = Field(None, alias="Website")
    industry: str | None = Field(None, alias="Industry")
    no_of_employees: int | None = Field(None, alias="No_of_Employees")
    annual_revenue: float | None = Field(None, alias="Annual_Revenue")
    rating: str | None = Field(None, alias="Rating")
    lead_source: str | None = Field(None, alias="Lead_Source")
    lead_status: str | None = Field(None, alias="Lead_Status")
    street: str | None = Field(None, alias="Street", max_length=250)
    city: str | None = Field(None, alias="City", max_length=100)
    state: str | None = Field(None, alias="State", max_length=100)
    zip_code: str | None = Field(None, alias="Zip_Code", max_length=30)
    country: str | None = Field(None, alias="Country", max_length=100)
    description: str | None = Field(None, alias="Description")
    interests: list[str] | None = Field(None, alias="Interests")
    met_at: Time | None = Field(None, alias="Met_At")
    next_step: str | None = Field(None, alias="Next_Step")
    discount: float | None = Field(None, alias="Discount")
    score: float | None = Field(None, alias="Score")


class Reference(BaseModel):
    """A record that another points to."""

    id: int


class LeadIn(Given):
    """A lead to insert."""

    owner: Reference | None = Field(None, alias="Owner")
    referred_by: Reference | None = Field(None, alias="Referred_By")


class Change(Given):
    """What changes in a lead."""

    id: int
    last_name: str | None = Field(None, alias="Last_Name", max_length=80)  # type: ignore[assignment]


class Changes(BaseModel):
    """Leads to update."""

    data: list[Change]


class Body(BaseModel):
    """Leads to insert."""

    data: list[LeadIn]


class LeadOut(Given):
    """A whole lead."""

    id: Id
    full_name: str | None
    owner: Person
    created_by: Person
    modified_by: Person
    referred_by: Link | None
    created_time: Time
    modified_time: Time
    converted: bool | None
    converted_time: Time | None
    conversion_days: int | None
    last_visited: Time | None
    first_visited: Time | None
    first_url: str | None
    minutes_spent: float | None
    chats: int | None
    referrer: str | None
    visitor_score: str | None
    days_visited: int | None
    data_source: str | None
    last_activity: Time | None
    image: str | None
    unsubscribed_mode: str | None
    unsubscribed: Time | None
    locked: bool | None
    enrich_status: str | None
    record_status: str | None
    visits: list[VisitOut]


class Whole(BaseModel):
    """One lead."""

    data: list[LeadOut]


class Made(BaseModel):
    """An inserted lead."""

    id: Id
    created_time: Time
    status: str = "success"


class Outcome(BaseModel):
    """What was inserted."""

    data: list[Made]
