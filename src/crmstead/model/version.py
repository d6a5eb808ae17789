"""The API versions and everything in which they differ.

The only file that knows what an older version does otherwise: elsewhere a flag is read, never a
number compared (records reference 1.2).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One path version (`v2` … `v8`) with the flags that tell it from its neighbours."""

    name: str
    number: float
    #: Listing needs `fields`; before v3 a list answers whole records.
    fields_required: bool = True
    #: `info` of a list carries the page token keys.
    page_tokens_in_info: bool = True
    #: `page_token` is understood at all.
    page_tokens: bool = True
    #: A subform in a list is its number of rows; later versions send null (an SDK 7 or 8 drops
    #: the whole answer for a number where its table says list).
    subform_counts: bool = True
    #: Line items are `Product_Details` with lower-case keys.
    product_details: bool = False
    #: Item errors say where in the body they arose.
    json_paths: bool = True
    #: Status of an item array in which nothing succeeded.
    none_succeeded: int = 400
    #: `$approval_state` in the details of an inserted or cloned record.
    approval_state_in_details: bool = True
    #: The same of an updated one (only the newest samples show it).
    approval_state_in_updates: bool = False
    #: `info` of a search tells how it is sorted.
    search_tells_sort: bool = False
    #: Lookups in answers of COQL have names.
    coql_names: bool = True
    #: Records are counted (`actions/count`).
    counts_records: bool = True
    #: Several requests come as one (`__composite_requests`).
    composes_requests: bool = True
    #: Tags of records are named by the parameter `tag_names`.
    tag_names: bool = False
    #: Uploading a photo looks at `restrict_triggers`.
    restricts_triggers: bool = True
    #: Rich text in lists is cut to 500 characters, and there is a call for it in full.
    rich_text_cut: bool = False
    #: A converted lead answers the bare ids of what it became.
    plain_conversion: bool = False
    #: Notes name their parent by id text and `$se_module`.
    plain_note_parent: bool = False
    #: `lookup.module` in field metadata is an object, not the bare name.
    lookup_module_object: bool = True
    #: `forecast_category` of a stage is an object, not a number.
    forecast_category_object: bool = True
    #: The field `id` is among the fields of `settings/fields`.
    lists_id_field: bool = True
    #: `tab_traversal` of layout sections is text, not a number.
    tab_traversal_text: bool = True
    #: The message of OAUTH_SCOPE_MISMATCH.
    scope_message: str = "Unauthorized"
    #: REQUIRED_PARAM_MISSING for `fields` in its older words, with the older details key `param`.
    old_param_missing: bool = False

    def within(self, since: float, until: float) -> bool:
        """Tell whether something that exists from `since` up to `until` exists here."""
        return since <= self.number <= until


_OLD_SCOPE = "invalid oauth scope to access this URL"


def _older(name: str, number: float, **flags: object) -> Version:
    return Version(name=name, number=number, scope_message=_OLD_SCOPE, coql_names=False, **flags)  # type: ignore[arg-type]


VERSIONS: tuple[Version, ...] = (
    _older(
        "v2",
        2.0,
        fields_required=False,
        restricts_triggers=False,
        page_tokens=False,
        page_tokens_in_info=False,
        product_details=True,
        counts_records=False,
        composes_requests=False,
        json_paths=False,
        none_succeeded=202,
        approval_state_in_details=False,
        tag_names=True,
        plain_conversion=True,
        plain_note_parent=True,
        forecast_category_object=False,
        lists_id_field=False,
        lookup_module_object=False,
        tab_traversal_text=False,
    ),
    _older(
        "v2.1",
        2.1,
        composes_requests=False,
        fields_required=False,
        restricts_triggers=False,
        page_tokens_in_info=False,
        json_paths=False,
        none_succeeded=202,
        approval_state_in_details=False,
        tag_names=True,
        forecast_category_object=False,
        lists_id_field=False,
        lookup_module_object=False,
        tab_traversal_text=False,
    ),
    _older(
        "v3",
        3.0,
        approval_state_in_details=False,
        forecast_category_object=False,
        lists_id_field=False,
        lookup_module_object=False,
        tab_traversal_text=False,
        old_param_missing=True,
    ),
    _older("v4", 4.0, lookup_module_object=False, tab_traversal_text=False, old_param_missing=True),
    _older("v5", 5.0, lookup_module_object=False, tab_traversal_text=False, old_param_missing=True),
    _older("v6", 6.0, old_param_missing=True),
    Version(
        name="v7", number=7.0, subform_counts=False, rich_text_cut=True, search_tells_sort=True
    ),
    Version(
        name="v8",
        number=8.0,
        subform_counts=False,
        rich_text_cut=True,
        search_tells_sort=True,
        approval_state_in_updates=True,
    ),
)

BY_NAME: dict[str, Version] = {version.name: version for version in VERSIONS}
LATEST = VERSIONS[-1]
