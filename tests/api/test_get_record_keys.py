"""A whole record has the documented keys of its module (records reference 3.2 to 3.7)."""

from __future__ import annotations

from typing import Any

import pytest

from crmstead.databases.registry import DATABASES
from tests.api.minimal import insert_minimal
from tests.api.reading import shared_org
from tests.live import definitions

SYSTEM = "Owner Created_By Modified_By Created_Time Modified_Time id Tag Record_Status__s"
PERSON = """Email Secondary_Email Email_Opt_Out First_Name Last_Name Full_Name Salutation Phone
    Mobile Fax Skype_ID Twitter Description Lead_Source Data_Processing_Basis
    Data_Processing_Basis_Details Data_Source Enrich_Status__s Last_Enriched_Time__s
    Visitor_Score First_Visited_URL Days_Visited Last_Visited_Time First_Visited_Time Referrer
    Number_Of_Chats Average_Time_Spent_Minutes Record_Image Territories Unsubscribed_Mode
    Unsubscribed_Time Change_Log_Time__s Last_Activity_Time Locked__s Layout"""
ADDRESSES = " ".join(
    f"{kind}_{part}"
    for kind in ("Billing", "Shipping")
    for part in ("Street", "City", "State", "Code", "Country")
)
ORDER = f"""Subject Carrier Contact_Name Sub_Total Discount Tax Adjustment Grand_Total {ADDRESSES}
    Terms_and_Conditions Description Currency Exchange_Rate Locked__s Layout"""
#: Standard fields of each module, which every record has.
FIELDS = {
    "Leads": f"""{SYSTEM} {PERSON} Company Industry Exchange_Rate Currency Street Zip_Code City
        No_of_Employees Converted__s Converted_Date_Time Converted_Account Converted_Contact
        Converted_Deal Lead_Conversion_Time State Country Annual_Revenue Rating Website
        Lead_Status Designation""",
    "Contacts": f"""{SYSTEM} {PERSON} Account_Name Vendor_Name Reporting_To Title Department
        Home_Phone Other_Phone Assistant Asst_Phone Date_of_Birth Mailing_Street Mailing_City
        Mailing_State Mailing_Zip Mailing_Country Other_Street Other_City Other_State Other_Zip
        Other_Country""",
    "Accounts": f"""{SYSTEM} {ADDRESSES} Account_Name Account_Number Account_Site Account_Type
        Parent_Account Industry Ownership Rating SIC_Code Ticker_Symbol Employees Annual_Revenue
        Phone Fax Website Description Currency Exchange_Rate Territories Enrich_Status__s
        Last_Enriched_Time__s Record_Image Last_Activity_Time Change_Log_Time__s Locked__s""",
    "Deals": f"""{SYSTEM} Deal_Name Amount Closing_Date Account_Name Contact_Name Stage Pipeline
        Probability Expected_Revenue Type Next_Step Lead_Source Campaign_Source Description
        Reason_For_Loss__s Overall_Sales_Duration Sales_Cycle_Duration Lead_Conversion_Time
        Territory Currency Exchange_Rate Last_Activity_Time Change_Log_Time__s Locked__s""",
    "Campaigns": f"""{SYSTEM} Campaign_Name Type Status Start_Date End_Date Expected_Revenue
        Budgeted_Cost Actual_Cost Expected_Response Num_sent Parent_Campaign Currency
        Exchange_Rate Description""",
    "Tasks": f"""{SYSTEM} Subject Due_Date Who_Id What_Id Status Priority Closed_Time
        Send_Notification_Email Remind_At Recurring_Activity Description Locked__s""",
    "Events": f"""{SYSTEM} Event_Title All_day Start_DateTime End_DateTime Venue Participants
        Who_Id What_Id Remind_At Remind_Participants Recurring_Activity Description
        Check_In_Status Check_In_Time Check_In_By Check_In_Comment Check_In_Address
        Check_In_City Check_In_State Check_In_Country Check_In_Sub_Locality Latitude Longitude
        ZIP_Code""",
    "Calls": f"""{SYSTEM} Subject Call_Type Call_Purpose Call_Start_Time Call_Duration
        Call_Duration_in_seconds Call_Result Call_Agenda Who_Id What_Id Caller_ID Dialled_Number
        Outgoing_Call_Status Scheduled_In_CRM Reminder CTI_Entry Voice_Recording__s
        Description""",
    "Cases": f"""{SYSTEM} Case_Number Subject Status Case_Origin Priority Type Case_Reason
        Product_Name Account_Name Deal_Name Related_To Reported_By Email Phone Description
        Internal_Comments Solution Add_Comment Comments No_of_comments Locked__s""",
    "Solutions": f"""{SYSTEM} Solution_Number Solution_Title Product_Name Status Published
        Question Answer Add_Comment Comments No_of_comments""",
    "Products": f"""{SYSTEM} Product_Name Product_Code Vendor_Name Product_Active Manufacturer
        Product_Category Sales_Start_Date Sales_End_Date Support_Start_Date Support_Expiry_Date
        Unit_Price Commission_Rate Tax Taxable Usage_Unit Qty_Ordered Qty_in_Stock Qty_in_Demand
        Reorder_Level Handler Record_Image Description""",
    "Vendors": f"""{SYSTEM} Vendor_Name Phone Email Email_Opt_Out Website GL_Account Category
        Street City State Zip_Code Country Record_Image Unsubscribed_Mode Unsubscribed_Time
        Description""",
    "Price_Books": f"""{SYSTEM} Price_Book_Name Active Pricing_Model Pricing_Details Description
        Locked__s""",
    "Quotes": f"""{SYSTEM} {ORDER} Quote_Number Quote_Stage Valid_Till Team Deal_Name
        Account_Name Quoted_Items""",
    "Sales_Orders": f"""{SYSTEM} {ORDER} SO_Number Customer_No Purchase_Order Quote_Name Due_Date
        Pending Status Sales_Commission Excise_Duty Deal_Name Account_Name Ordered_Items""",
    "Purchase_Orders": f"""{SYSTEM} {ORDER} PO_Number Requisition_No Tracking_Number Vendor_Name
        PO_Date Due_Date Status Sales_Commission Excise_Duty Purchased_Items""",
    "Invoices": f"""{SYSTEM} {ORDER.replace("Carrier", "")} Invoice_Number Sales_Order
        Purchase_Order Invoice_Date Due_Date Status Sales_Commission Excise_Duty Account_Name
        Invoiced_Items""",
    "Notes": """Owner Created_By Modified_By Created_Time Modified_Time id Note_Title
        Note_Content Parent_Id Associated_Id__s""",
}
EVERY = {"$field_states", "$in_merge", "$orchestration", "$pathfinder", "$zia_visions",
         "$wizard_connection_path", "$editable", "$sharing_permission", "$currency_symbol",
         "$locked_for_me"}  # fmt: skip
PROCESS = {"$review", "$review_process", "$approval", "$approval_state", "$process_flow"}
OWNED = {"$zia_owner_assignment"}
#: `$` keys of each module besides those that all have; nothing else begins with `$`.
PROPERTIES: dict[str, set[str]] = {
    "Leads": PROCESS | OWNED | {"$converted_detail"},
    "Contacts": PROCESS | OWNED | {"$is_duplicate"},
    "Accounts": PROCESS | OWNED | {"$is_duplicate"},
    "Deals": PROCESS | OWNED,
    "Campaigns": PROCESS,
    "Tasks": PROCESS | OWNED | {"$se_module", "$u_id", "$recurrence_id"},
    "Events": PROCESS
    | {"$se_module", "$u_id", "$recurrence_id", "$meeting_details", "$send_notification"}
    | {"$calendar_booking_event", "$event_cancelled"},
    "Calls": PROCESS | {"$se_module", "$calendar_booking_call"},
    "Cases": PROCESS,
    "Solutions": PROCESS,
    "Products": PROCESS | {"$taxable"},
    "Vendors": PROCESS,
    "Price_Books": PROCESS | {"$has_more"},
    "Quotes": PROCESS | {"$converted", "$line_tax", "$has_more"},
    "Sales_Orders": PROCESS | {"$converted", "$line_tax", "$has_more"},
    "Purchase_Orders": PROCESS | {"$line_tax", "$has_more"},
    "Invoices": PROCESS | {"$line_tax", "$has_more"},
    "Notes": {"$attachments", "$is_shared_to_client", "$size", "$voice_note"},
}
#: Keys of real records of v2, as they were recorded. The address family of 2025 is left out:
#: fields that no metadata of ours has.
RECORDED = {
    "Leads": """Owner Company Email $currency_symbol $field_states Last_Activity_Time Industry
        $state Unsubscribed_Mode $converted $process_flow Street $locked_for_me Zip_Code id
        $approved $approval Created_Time $editable City No_of_Employees State Country Created_By
        $zia_owner_assignment Annual_Revenue Secondary_Email Description Rating $review_process
        Website Twitter $layout_id Salutation First_Name Lead_Status Full_Name Record_Image
        Modified_By $review Skype_ID Phone Email_Opt_Out Designation Modified_Time
        $converted_detail Unsubscribed_Time Mobile $orchestration Last_Name $in_merge Locked__s
        Lead_Source Tag Fax $approval_state""",
    "Contacts": """Owner Email $currency_symbol $field_states Other_Phone Mailing_State Other_State
        Other_Country Last_Activity_Time Department $state Unsubscribed_Mode $process_flow
        Assistant Mailing_Country $locked_for_me id $approved Reporting_To $approval Other_City
        Created_Time $editable Home_Phone Created_By $zia_owner_assignment Secondary_Email
        $is_duplicate Description Vendor_Name Mailing_Zip $review_process Twitter Other_Zip
        Mailing_Street $layout_id Salutation First_Name Asst_Phone Full_Name Record_Image
        Modified_By $review Skype_ID Phone Account_Name Email_Opt_Out Modified_Time Date_of_Birth
        Mailing_City Unsubscribed_Time Title Other_Street Mobile $orchestration Last_Name
        $in_merge Locked__s Lead_Source Tag Fax $approval_state""",
    "Deals": """Owner Description $currency_symbol Campaign_Source $field_states $review_process
        $layout_id Closing_Date Last_Activity_Time Reason_For_Loss__s Modified_By $review
        Lead_Conversion_Time $state $process_flow Deal_Name Expected_Revenue
        Overall_Sales_Duration Stage $locked_for_me Account_Name id $approved $approval
        Modified_Time Created_Time Amount Probability Next_Step $editable $orchestration
        Contact_Name Sales_Cycle_Duration Type $in_merge Locked__s Lead_Source Created_By Tag
        $zia_owner_assignment $approval_state""",
}
PROCEDURE = {"approve": False, "reject": False, "resubmit": False}
#: What the keys that nothing sets hold.
CONSTANTS: dict[str, Any] = {
    "$field_states": None,
    "$in_merge": False,
    "$orchestration": False,
    "$pathfinder": False,
    "$wizard_connection_path": None,
    "$zia_visions": None,
    "$locked_for_me": False,
    "$review": None,
    "$review_process": PROCEDURE,
    "$approval": {**PROCEDURE, "delegate": False, "takeover": False},
    "$approval_state": "approved",
    "$process_flow": False,
    "$editable": True,
    "$sharing_permission": "full_access",
    "$currency_symbol": "$",
    "$zia_owner_assignment": "owner_recommendation_unavailable",
    "Record_Status__s": "Available",
    "Locked__s": False,
    "Tag": [],
}
ACTIVITIES = ("Tasks", "Events", "Calls")
DEFAULTS: dict[str, dict[str, Any]] = {
    "Accounts": {"Account_Number": "0"},
    "Contacts": {"Full_Name": "Boyle", "Email_Opt_Out": False},
    "Leads": {"Converted__s": False, "Converted_Date_Time": None, "$converted_detail": {}},
    "Deals": {"Probability": 10, "Overall_Sales_Duration": 0, "Sales_Cycle_Duration": 0,
              "Reason_For_Loss__s": None, "Lead_Conversion_Time": None},
    "Tasks": {"Status": "Not Started", "Priority": "Normal", "$se_module": None},
    "Events": {"$event_cancelled": False, "Participants": [], "Check_In_Status": "PLANNED",
               "$send_notification": False, "$calendar_booking_event": False},
    "Products": {"Tax": [], "Taxable": True, "Product_Active": True, "Qty_in_Stock": 0,
                 "Qty_in_Demand": 0, "Qty_Ordered": 0, "Reorder_Level": 0, "$taxable": True},
    "Notes": {"Note_Title": None, "$attachments": None, "$voice_note": False},
    "Quotes": {"$converted": False, "$line_tax": [], "$has_more": {"Quoted_Items": False}},
}  # fmt: skip


@pytest.fixture(scope="module", params=DATABASES)
def org(request):
    yield from shared_org(
        request, definitions(frozenset({"multi_currency", "gdpr", "territories"}))
    )


@pytest.fixture(scope="module")
def records(org):
    """A whole record of each module."""
    client = org.client()
    ids = insert_minimal(org)
    return {module: client.record(module, ids[module]) for module in FIELDS}


@pytest.fixture(scope="module")
def recorded(org):
    """The same of v2."""
    client = org.client(version="v2")
    ids = insert_minimal(org)
    return {module: client.record(module, ids[module]) for module in RECORDED}


@pytest.mark.parametrize("module", FIELDS)
def test_a_record_has_the_standard_fields_of_its_module(records, module):
    assert set(FIELDS[module].split()) - set(records[module]) == set()


@pytest.mark.parametrize("module", FIELDS)
def test_a_record_has_the_properties_of_its_module_and_no_others(records, module):
    found = {name for name in records[module] if name.startswith("$")}
    assert found == EVERY | PROPERTIES[module]


@pytest.mark.parametrize("module", RECORDED)
def test_a_record_of_v2_has_the_keys_of_recorded_ones(recorded, module):
    assert set(RECORDED[module].split()) - set(recorded[module]) == set()


@pytest.mark.parametrize("module", FIELDS)
def test_what_nothing_sets_is_as_documented(records, module):
    expected = dict(CONSTANTS)
    expected["$review_process"] = {True: None, False: PROCEDURE}[module in ACTIVITIES]
    found = {name: records[module][name] for name in expected if name in records[module]}
    assert found == {name: expected[name] for name in found}
    assert len(found) > 8


@pytest.mark.parametrize("module", DEFAULTS)
def test_a_new_record_begins_with_the_documented_values(records, module):
    found = {name: records[module][name] for name in DEFAULTS[module]}
    assert found == DEFAULTS[module]
