"""Modules, fields, people: one immutable catalogue per org and version. No database."""
