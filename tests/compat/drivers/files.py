"""Files, attachments, photos and rich text through every operation that the SDK has for them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from zohocrmsdk.src.com.zoho.crm.api import record as records
from zohocrmsdk.src.com.zoho.crm.api.attachments import (
    AttachmentsOperations,
    DeleteAttachmentsParam,
    GetAttachmentsParam,
    UploadUrlAttachmentsParam,
)
from zohocrmsdk.src.com.zoho.crm.api.attachments import FileBodyWrapper as AttachmentBody
from zohocrmsdk.src.com.zoho.crm.api.field_attachments import FieldAttachmentsOperations
from zohocrmsdk.src.com.zoho.crm.api.files import BodyWrapper as FilesBody
from zohocrmsdk.src.com.zoho.crm.api.files import FilesOperations, GetFileParam
from zohocrmsdk.src.com.zoho.crm.api.record import (
    BodyWrapper,
    FileBodyWrapper,
    FileDetails,
    GetFullDataForRichTextParam,
    ImageUpload,
    Record,
    RecordOperations,
)
from zohocrmsdk.src.com.zoho.crm.api.util import StreamWrapper

from tests.compat.drivers.session import Given, access_token, answered, main, params

MODULE = "Leads"


def run(given: Given) -> dict[str, Any]:
    """Do it all with one lead."""
    with TemporaryDirectory() as folder:
        picture, paper = Path(folder, given["picture"]), Path(folder, given["paper"])
        picture.write_bytes(bytes.fromhex(given["bytes"]))
        paper.write_text(given["text"])
        return {
            "files": _files(given, paper, picture),
            "attachments": _attachments(given["lead"], paper, given["url"]),
            "photo": _photo(given["lead"], picture),
        }


def _stream(path: Path) -> StreamWrapper:
    return StreamWrapper(file_path=str(path))


def _downloaded(response: Any) -> dict[str, Any]:
    """Return the name and the bytes of a file, in hex; without them where there is none."""
    content = response.get_object()
    found = {"status": response.get_status_code(), "is": type(content).__name__}
    if content is None or not hasattr(content, "get_file"):
        return found
    wrapper = content.get_file()
    return {**found, "name": wrapper.get_name(), "bytes": wrapper.get_stream().content.hex()}


def _upload(given: Given, *paths: Path) -> dict[str, Any]:
    """Upload files; SDK 7 refuses its own classes before it sends anything, so past it."""
    if given["version"] == "7":
        answer = requests.post(
            f"{given['server']['url']}/crm/v7/files",
            files=[("file", path.open("rb")) for path in paths],
            headers={"Authorization": f"Zoho-oauthtoken {access_token()}"},
            timeout=60,
        )
        return {"status": answer.status_code, "is": "ActionWrapper", "content": answer.json()}
    body = FilesBody()
    body.set_file([_stream(path) for path in paths])
    return answered(FilesOperations().upload_files(body))


def _files(given: Given, paper: Path, picture: Path) -> dict[str, Any]:
    files = FilesOperations()
    uploaded = _upload(given, paper, picture)
    ids = [entry["details"]["id"] for entry in uploaded["content"]["data"]]
    lead = Record()
    lead.add_key_value("Last_Name", "Filed")
    lead.add_key_value("Story", given["story"])
    lead.add_key_value("Papers", [_named(FileDetails(), ids[0])])
    lead.add_key_value("Faces", [_named(ImageUpload(), ids[1])])
    leads = RecordOperations(MODULE)
    wrapper = BodyWrapper()
    wrapper.set_data([lead])
    created = leads.create_records(wrapper)
    made = int(created.get_object().get_data()[0].get_details()["id"])
    read = leads.get_record(made)
    entry = read.get_object().get_data()[0].get_key_value("Papers")[0]
    fields = params((GetFullDataForRichTextParam.fields, "Story"))
    found = {
        "uploaded": uploaded,
        "downloaded": [_downloaded(files.get_file(params((GetFileParam.id, one)))) for one in ids],
        "unknown": files.get_file(params((GetFileParam.id, "0" * 64))).get_status_code(),
        "created": answered(created),
        "read": answered(read),
        "of_field": _downloaded(
            FieldAttachmentsOperations(MODULE, made, int(entry.get_id())).get_field_attachments()
        ),
        "rich": answered(leads.get_full_data_for_rich_text(made, fields)),
    }
    if hasattr(leads, "get_rich_text_records"):  # of SDK 8 alone
        param = records.GetRichTextRecordsParam.ids
        found["rich_many"] = answered(leads.get_rich_text_records(params((param, str(made)))))
    return found


def _named(details: Any, file: str) -> Any:
    details.set_file_id__s(file)
    return details


def _attachments(lead: int, paper: Path, url: str) -> dict[str, Any]:
    attachments = AttachmentsOperations()
    body = AttachmentBody()
    body.set_file(_stream(paper))
    uploaded = [attachments.upload_attachments(lead, MODULE, body)]
    for _ in range(2):
        body.set_file(_stream(paper))
        uploaded.append(attachments.upload_attachments(lead, MODULE, body))
    ids = [int(one.get_object().get_data()[0].get_details()["id"]) for one in uploaded]
    linked = attachments.upload_url_attachments(
        lead,
        MODULE,
        params(
            (UploadUrlAttachmentsParam.attachmenturl, url),
            (UploadUrlAttachmentsParam.title, "A link"),
        ),
    )
    link = int(linked.get_object().get_data()[0].get_details()["id"])
    shown = "id,File_Name,Size,Owner,Parent_Id,Created_Time,$type,$link_url,$file_id,$editable"
    fields = params((GetAttachmentsParam.fields, shown), (GetAttachmentsParam.per_page, 3))
    return {
        "uploaded": answered(uploaded[0]),
        "linked": answered(linked),
        "listed": answered(attachments.get_attachments(lead, MODULE, fields)),
        "downloaded": _downloaded(attachments.get_attachment(ids[0], lead, MODULE)),
        "of_link": answered(attachments.get_attachment(link, lead, MODULE)),
        "deleted": answered(attachments.delete_attachment(ids[0], lead, MODULE)),
        "deleted_many": answered(
            attachments.delete_attachments(
                lead,
                MODULE,
                params((DeleteAttachmentsParam.ids, f"{ids[1]},{ids[2]},{link}")),
            )
        ),
        "left": attachments.get_attachments(lead, MODULE, fields).get_status_code(),
    }


def _photo(lead: int, picture: Path) -> dict[str, Any]:
    leads = RecordOperations(MODULE)
    body = FileBodyWrapper()
    body.set_file(_stream(picture))
    return {
        "before": leads.get_photo(lead).get_status_code(),
        "uploaded": answered(leads.upload_photo(lead, body)),
        "downloaded": _downloaded(leads.get_photo(lead)),
        "deleted": answered(leads.delete_photo(lead)),
        "after": leads.get_photo(lead).get_status_code(),
    }


if __name__ == "__main__":
    main(run)
