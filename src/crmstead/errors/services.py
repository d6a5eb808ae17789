"""Errors of services, appointments and their history (records reference 11.24)."""

from __future__ import annotations

from crmstead.errors.cause import AT, Cause, row

SERVICES_LIMIT = row(
    "SERVICES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "You cannot create more than 500 active services",
    ("limit", *AT),
)
SERVICE_MEMBERS_LIMIT = row(
    "SERVICE_MEMBERS_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "More than 100 users cannot be associated",
    ("limit", *AT),
)


def _dependent(name: str, message: str) -> Cause:
    return row(name, "DEPENDENT_MISMATCH", 400, message, ("dependee", *AT), source="oas")


AVAILABLE_YET_UNAVAILABLE = _dependent(
    "AVAILABLE_YET_UNAVAILABLE",
    "When the service status is available, unavailable till must be lesser than current Time",
)
UNAVAILABLE_TILL_BEFORE_FROM = _dependent(
    "UNAVAILABLE_TILL_BEFORE_FROM", "Unavailable Till must be greater than Unavailable From"
)
UNAVAILABLE_TILL_PAST = _dependent(
    "UNAVAILABLE_TILL_PAST", "Unavailable Till must be greater than current Time."
)
JOB_SHEET_NOT_REQUIRED = _dependent(
    "JOB_SHEET_NOT_REQUIRED",
    "Job_Sheet_Section__s can have value only when value of Job_Sheet_Required is Yes",
)
TO_BEFORE_FROM = _dependent("TO_BEFORE_FROM", "To value must be Greater than From value")
DURATION_NOT_IN_TIMING = _dependent(
    "DURATION_NOT_IN_TIMING", "Duration does not satisfy the service timing"
)
MEMBER_NOT_ACTIVE = row(
    "MEMBER_NOT_ACTIVE",
    "INVALID_DATA",
    400,
    "Members is not Active",
    ("user_status", *AT),
    source="oas",
)
OWNER_NOT_MEMBER = row(
    "OWNER_NOT_MEMBER",
    "INVALID_DATA",
    400,
    "Appointment Owner is not a part of Service Members",
    AT,
    source="oas",
)
SERVICE_NOT_AVAILABLE = row(
    "SERVICE_NOT_AVAILABLE",
    "NOT_ALLOWED",
    400,
    "Service is not available on the given time",
    AT,
    source="oas",
)
APPOINTMENT_PAST = row(
    "APPOINTMENT_PAST",
    "INVALID_DATA",
    400,
    "Appointment cannot be scheduled for past dates",
    AT,
    source="oas",
)
COMPLETED_TOO_EARLY = row(
    "COMPLETED_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Appointment cannot be marked as completed before the appointment ends",
    AT,
    source="oas",
)
OVERDUE_TOO_EARLY = row(
    "OVERDUE_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Appointment cannot be marked as overdue before the appointment ends",
    AT,
    source="oas",
)
JOB_SHEET_TOO_EARLY = row(
    "JOB_SHEET_TOO_EARLY",
    "INVALID_DATA",
    400,
    "Job Sheet can be created only for completed appointment",
    AT,
    source="oas",
)
NOT_CANCELLED = row(
    "NOT_CANCELLED",
    "INVALID_DATA",
    400,
    "To Update the fields of Cancellation Information Section, value of Status should be Cancelled",
    AT,
    source="oas",
)
RESCHEDULED_FROM_EMPTY = row(
    "RESCHEDULED_FROM_EMPTY",
    "DEPENDENT_FIELD_MISSING",
    400,
    "Rescheduled_From cannot be empty",
    ("dependee", *AT),
    source="oas",
)
RESCHEDULED_FROM_SAME = row(
    "RESCHEDULED_FROM_SAME",
    "DEPENDENT_FIELD_UNCHANGED",
    400,
    "Reschedule_From and Appointment_Start_Time cannot be same",
    ("dependee", *AT),
    source="oas",
)
NEVER_RESCHEDULED = row(
    "NEVER_RESCHEDULED",
    "NOT_ALLOWED",
    403,
    "The appointment has not been rescheduled",
    AT,
    source="decision",
)
HISTORY_LIMIT = row(
    "HISTORY_LIMIT",
    "IN_REQUEST_LIMIT_EXCEEDED",
    400,
    "limit exceeded",
    ("limit", *AT),
    source="oas",
)
