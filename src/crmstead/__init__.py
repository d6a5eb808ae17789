"""crmstead: a CRM records server that speaks the Zoho CRM REST API (v2 to v8)."""

__version__ = "0.1.0"
