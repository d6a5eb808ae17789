"""Rows, tables and definitions of an org, and the control database. Speaks plans, not JSON."""
