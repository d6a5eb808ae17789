"""Modules, fields, people: one immutable catalogue per org and version. Never touches a database."""
