"""ORM models of leads, their visits, contacts and users."""

from __future__ import annotations

import datetime
import json
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Dialect, ForeignKey, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.org import ZONE

_ZONE = ZoneInfo(ZONE)


class Base(DeclarativeBase):
    """Base of the models."""


class Moment(TypeDecorator[datetime.datetime]):
    """A time, kept in seconds."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        del dialect
        return None if value is None else datetime.datetime.fromtimestamp(value, _ZONE)

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else int(value.timestamp())


class Scaled(TypeDecorator[float]):
    """A number with two places, kept as hundredths."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> float | None:
        del dialect
        return None if value is None else value / 100

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else round(value * 100)


class Texts(TypeDecorator[list[str]]):
    """A list of texts, kept as JSON."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> list[str] | None:
        del dialect
        return None if value is None else list(json.loads(value))

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else json.dumps(value)


class User(Base):
    """A user."""

    __tablename__ = "yardstick_users"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str]
    email: Mapped[str]


class Contact(Base):
    """A contact, as lookups show it."""

    __tablename__ = "Contacts"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column("Full_Name")


class Visit(Base):
    """A row of a lead's subform."""

    __tablename__ = "Site_Visits"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    in_bin: Mapped[int] = mapped_column("_bin", default=0)
    lead_id: Mapped[int] = mapped_column("Parent_Id", BigInteger, ForeignKey("Leads.id"))
    created_time: Mapped[datetime.datetime] = mapped_column("Created_Time", Moment)
    modified_time: Mapped[datetime.datetime] = mapped_column("Modified_Time", Moment)
    visited_on: Mapped[str | None] = mapped_column("Visited_On")
    purpose: Mapped[str | None] = mapped_column("Purpose")
    cost: Mapped[float | None] = mapped_column("Cost", Scaled)
    remarks: Mapped[str | None] = mapped_column("Remarks")


def _user(name: str) -> Mapped[int]:
    return mapped_column(name, BigInteger, ForeignKey("yardstick_users.id"))


class Lead(Base):
    """A lead."""

    __tablename__ = "Leads"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    in_bin: Mapped[int] = mapped_column("_bin", default=0)
    owner_id: Mapped[int] = _user("Owner")
    company: Mapped[str | None] = mapped_column("Company")
    first_name: Mapped[str | None] = mapped_column("First_Name")
    last_name: Mapped[str] = mapped_column("Last_Name")
    full_name: Mapped[str | None] = mapped_column("Full_Name")
    salutation: Mapped[str | None] = mapped_column("Salutation")
    designation: Mapped[str | None] = mapped_column("Designation")
    email: Mapped[str | None] = mapped_column("Email")
    secondary_email: Mapped[str | None] = mapped_column("Secondary_Email")
    phone: Mapped[str | None] = mapped_column("Phone")
    fax: Mapped[str | None] = mapped_column("Fax")
    mobile: Mapped[str | None] = mapped_column("Mobile")
    website: Mapped[str | None] = mapped_column("Website")
    lead_source: Mapped[str | None] = mapped_column("Lead_Source")
    lead_status: Mapped[str | None] = mapped_column("Lead_Status")
    industry: Mapped[str | None] = mapped_column("Industry")
    no_of_employees: Mapped[int | None] = mapped_column("No_of_Employees", BigInteger)
    annual_revenue: Mapped[float | None] = mapped_column("Annual_Revenue", Scaled)
    rating: Mapped[str | None] = mapped_column("Rating")
    street: Mapped[str | None] = mapped_column("Street")
    city: Mapped[str | None] = mapped_column("City")
    state: Mapped[str | None] = mapped_column("State")
    zip_code: Mapped[str | None] = mapped_column("Zip_Code")
    country: Mapped[str | None] = mapped_column("Country")
    description: Mapped[str | None] = mapped_column("Description")
    skype_id: Mapped[str | None] = mapped_column("Skype_ID")
    twitter: Mapped[str | None] = mapped_column("Twitter")
    email_opt_out: Mapped[bool | None] = mapped_column("Email_Opt_Out")
    converted: Mapped[bool | None] = mapped_column("Converted__s", default=False)
    converted_time: Mapped[datetime.datetime | None] = mapped_column("Converted_Date_Time", Moment)
    conversion_days: Mapped[int | None] = mapped_column("Lead_Conversion_Time", BigInteger)
    converted_account: Mapped[int | None] = mapped_column("Converted_Account", BigInteger)
    converted_contact: Mapped[int | None] = mapped_column("Converted_Contact", BigInteger)
    converted_deal: Mapped[int | None] = mapped_column("Converted_Deal", BigInteger)
    last_visited: Mapped[datetime.datetime | None] = mapped_column("Last_Visited_Time", Moment)
    first_visited: Mapped[datetime.datetime | None] = mapped_column("First_Visited_Time", Moment)
    first_url: Mapped[str | None] = mapped_column("First_Visited_URL")
    minutes_spent: Mapped[float | None] = mapped_column("Average_Time_Spent_Minutes", Scaled)
    chats: Mapped[int | None] = mapped_column("Number_Of_Chats", BigInteger)
    referrer: Mapped[str | None] = mapped_column("Referrer")
    visitor_score: Mapped[str | None] = mapped_column("Visitor_Score")
    days_visited: Mapped[int | None] = mapped_column("Days_Visited", BigInteger)
    data_source: Mapped[str | None] = mapped_column("Data_Source")
    created_by_id: Mapped[int] = _user("Created_By")
    modified_by_id: Mapped[int] = _user("Modified_By")
    created_time: Mapped[datetime.datetime] = mapped_column("Created_Time", Moment)
    modified_time: Mapped[datetime.datetime] = mapped_column("Modified_Time", Moment)
    last_activity: Mapped[datetime.datetime | None] = mapped_column("Last_Activity_Time", Moment)
    layout: Mapped[int | None] = mapped_column("Layout", BigInteger)
    image: Mapped[str | None] = mapped_column("Record_Image")
    unsubscribed_mode: Mapped[str | None] = mapped_column("Unsubscribed_Mode")
    unsubscribed: Mapped[datetime.datetime | None] = mapped_column("Unsubscribed_Time", Moment)
    locked: Mapped[bool | None] = mapped_column("Locked__s")
    enrich_status: Mapped[str | None] = mapped_column("Enrich_Status__s")
    record_status: Mapped[str | None] = mapped_column("Record_Status__s", default="Available")
    approval_state: Mapped[str | None] = mapped_column("$approval_state", default="approved")
    interests: Mapped[list[str] | None] = mapped_column("Interests", Texts)
    met_at: Mapped[datetime.datetime | None] = mapped_column("Met_At", Moment)
    next_step: Mapped[str | None] = mapped_column("Next_Step")
    discount: Mapped[float | None] = mapped_column("Discount", Scaled)
    score: Mapped[float | None] = mapped_column("Score", Scaled)
    referred_by_id: Mapped[int | None] = mapped_column(
        "Referred_By", BigInteger, ForeignKey("Contacts.id")
    )

    owner: Mapped[User] = relationship(foreign_keys=owner_id)
    created_by: Mapped[User] = relationship(foreign_keys=created_by_id)
    modified_by: Mapped[User] = relationship(foreign_keys=modified_by_id)
    referred_by: Mapped[Contact | None] = relationship(foreign_keys=referred_by_id)
    visits: Mapped[list[Visit]] = relationship()
