"""Makes, changes, merges and removes tags through the SDK, and tags records with them."""

from __future__ import annotations

from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.tags import (
    AddTagsParam,
    BodyWrapper,
    ConflictWrapper,
    CreateTagsParam,
    ExistingTag,
    ExistingTagRequestWrapper,
    GetRecordCountForTagParam,
    GetTagsParam,
    MergeWrapper,
    NewTagRequestWrapper,
    RemoveTagsFromMultipleRecordsParam,
    Tag,
    TagsOperations,
    UpdateTagParam,
    UpdateTagsParam,
)
from zohocrmsdk.src.com.zoho.crm.api.util import Choice

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Walk through every operation; the answer of each under its name."""
    tags, module = TagsOperations(), given["module"]
    first, second = given["records"]
    found: dict[str, Any] = {}
    created = tags.create_tags(
        body(tag(given, name="Hot", color="#F17574"), tag(given, name="Cold")),
        params((CreateTagsParam.module, module)),
    )
    found["create"] = answered(created)
    hot, cold = (int(one.get_details()["id"]) for one in created.get_object().get_tags())
    found["list"] = answered(tags.get_tags(params((GetTagsParam.module, module))))
    found["update_many"] = answered(
        tags.update_tags(
            body(tag(given, name="Hotter", number=hot)), params((UpdateTagsParam.module, module))
        )
    )
    found["update_one"] = answered(
        tags.update_tag(
            cold, body(tag(given, name="Colder")), params((UpdateTagParam.module, module))
        )
    )
    found["add_many"] = answered(
        tags.add_tags_to_multiple_records(
            module, adding(given, "Hotter", "New", ids=[first, second])
        )
    )
    found["add_one"] = answered(
        tags.add_tags(
            module, first, adding(given, "Colder"), params((AddTagsParam.over_write, "true"))
        )
    )
    found["remove_many"] = answered(
        tags.remove_tags_from_multiple_records(
            module,
            removing("New"),
            params((RemoveTagsFromMultipleRecordsParam.ids, f"{first},{second}")),
        )
    )
    found["merge"] = answered(tags.merge_tags(hot, merging(cold)))
    found["count"] = answered(
        tags.get_record_count_for_tag(hot, params((GetRecordCountForTagParam.module, module)))
    )
    found["remove_one"] = answered(tags.remove_tags(module, first, removing("Hotter")))
    found["refused"] = answered(tags.add_tags(module, first, adding(given, "t" * 26)))
    found["delete"] = answered(tags.delete_tag(hot))
    found["gone"] = answered(tags.delete_tag(hot))
    return found


def tag(given: Given, name: str, color: str | None = None, number: int | None = None) -> Tag:
    """Return a tag; SDK 7 has a class for its colours."""
    made = Tag()
    made.set_name(name)
    if color is not None:
        made.set_color_code(Choice(color) if given["version"] == "7" else color)
    if number is not None:
        made.set_id(number)
    return made


def body(*tags: Tag) -> BodyWrapper:
    """Return the body that makes or changes tags."""
    made = BodyWrapper()
    made.set_tags(list(tags))
    return made


def adding(given: Given, *names: str, ids: list[int] | None = None) -> NewTagRequestWrapper:
    """Return the body that adds tags to records."""
    made = NewTagRequestWrapper()
    made.set_tags([tag(given, name) for name in names])
    if ids is not None:
        made.set_ids(ids)
    return made


def removing(name: str) -> ExistingTagRequestWrapper:
    """Return the body that removes a tag from records."""
    existing = ExistingTag()
    existing.set_name(name)
    made = ExistingTagRequestWrapper()
    made.set_tags([existing])
    return made


def merging(conflict: int) -> MergeWrapper:
    """Return the body that merges a tag into the one of the path."""
    entry = ConflictWrapper()
    entry.set_conflict_id(str(conflict))
    made = MergeWrapper()
    made.set_tags([entry])
    return made


if __name__ == "__main__":
    main(run)
