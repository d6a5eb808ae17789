"""The field types that exist. A new type adds one file and one line here."""

from __future__ import annotations

from crmstead.fieldtypes.base import FieldType
from crmstead.fieldtypes.boolean import Boolean
from crmstead.fieldtypes.collections import (
    MultiSelectLookup,
    MultiUserLookup,
    Subform,
    Tags,
    Territories,
)
from crmstead.fieldtypes.constant import (
    Constant,
    CurrencySymbol,
    Editable,
    LayoutObject,
    RecordId,
    RollUp,
    SharingPermission,
)
from crmstead.fieldtypes.contactrole import ContactRole
from crmstead.fieldtypes.date import Date, Dates
from crmstead.fieldtypes.datetime import DateTime
from crmstead.fieldtypes.decimal import Currency, Discount, Double, Percent
from crmstead.fieldtypes.email import Email
from crmstead.fieldtypes.integer import AutoNumber, BigInt, Integer, NumericText
from crmstead.fieldtypes.lookup import (
    AnyModuleLookup,
    Consent,
    LayoutLookup,
    Lookup,
    ProductLookup,
    UserLookup,
)
from crmstead.fieldtypes.multiselectpicklist import MultiSelectPickList
from crmstead.fieldtypes.phone import Phone
from crmstead.fieldtypes.picklist import PickList
from crmstead.fieldtypes.structured import (
    Alarm,
    Comments,
    ConvertedDetail,
    Files,
    Formula,
    Images,
    LineTaxes,
    Participants,
    Recurrence,
    Reminders,
    Taxes,
    TimeRanges,
)
from crmstead.fieldtypes.text import ProfileImage, Text, TextArea
from crmstead.fieldtypes.website import Website

FIELD_TYPES: dict[str, FieldType] = {
    field_type.kind: field_type()
    for field_type in (
        Alarm,
        AnyModuleLookup,
        AutoNumber,
        BigInt,
        Boolean,
        Comments,
        ConvertedDetail,
        Consent,
        Constant,
        ContactRole,
        Currency,
        CurrencySymbol,
        Date,
        DateTime,
        Dates,
        Discount,
        Double,
        Editable,
        Email,
        Files,
        Formula,
        Images,
        Integer,
        LayoutLookup,
        LayoutObject,
        LineTaxes,
        Lookup,
        MultiSelectLookup,
        MultiSelectPickList,
        MultiUserLookup,
        NumericText,
        Participants,
        Percent,
        Phone,
        PickList,
        ProductLookup,
        ProfileImage,
        RecordId,
        Recurrence,
        Reminders,
        RollUp,
        SharingPermission,
        Subform,
        Tags,
        Taxes,
        Territories,
        Text,
        TextArea,
        TimeRanges,
        UserLookup,
        Website,
    )
}


def type_of(kind: str) -> FieldType:
    """Return the field type of a field's `kind`."""
    return FIELD_TYPES[kind]
