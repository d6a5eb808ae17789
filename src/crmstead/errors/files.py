"""Errors of files, attachments, photos and rich text (records reference 11.11 to 11.14)."""

from __future__ import annotations

from crmstead.errors.cause import INVALID, row

_SIZE = "FILE_SIZE_MORE_THAN_ALLOWED_SIZE"

# Uploads
UPLOAD_FAILED = row(
    "UPLOAD_FAILED",
    "failure_in_attachment_handling",
    400,
    "Problem in uploading attachment. kindly upload the file properly",
    source="oas",
)
UPLOAD_REQUEST_INVALID = row(
    "UPLOAD_REQUEST_INVALID",
    "INVALID_REQUEST",
    400,
    "unable to process your request. please verify whether you have entered proper method name, "
    "parameter and parameter values.",
    source="oas",
)
FILE_TOO_LARGE = row(
    "FILE_TOO_LARGE",
    _SIZE,
    415,
    "Please check if the size of the file is in the correct range",
    source="oas",
)
ATTACHMENT_TOO_LARGE = row(
    "ATTACHMENT_TOO_LARGE",
    _SIZE,
    413,
    "Please check if the size of the file is in the correct range",
    source="oas",
)
PHOTO_TOO_LARGE = row(
    "PHOTO_TOO_LARGE", _SIZE, 415, "please check if the file size is in the correct range"
)
FILES_NOT_KEPT = row(
    "FILES_NOT_KEPT",
    "SERVICE_UNAVAILABLE",
    503,
    "This server keeps no files: it was started without a folder for them",
    source="decision",
)

# Attachments
ATTACHMENT_NOT_DELETED = row(
    "ATTACHMENT_NOT_DELETED", "INVALID_DATA", 400, "record not deleted", ("id",), source="oas"
)
ATTACHMENT_URL_INVALID = row(
    "ATTACHMENT_URL_INVALID",
    "INVALID_DATA",
    400,
    "the given attachment URL is incorrect",
    ("param_name",),
    source="oas",
)
DOWNLOAD_NOT_ALLOWED = row(
    "DOWNLOAD_NOT_ALLOWED",
    "DOWNLOAD_NOT_ALLOWED",
    400,
    "As it is a linked attachment, you can not download it",
    source="oas",
)

# Photos
PHOTO_FORMAT = row("PHOTO_FORMAT", "INVALID_DATA", 400, INVALID, ("param_name",), "decision")
PHOTO_NOT_APPROVED = row(
    "PHOTO_NOT_APPROVED",
    "NOT_APPROVED",
    400,
    "cannot get the record image that is not approved yet",
    source="oas",
)
