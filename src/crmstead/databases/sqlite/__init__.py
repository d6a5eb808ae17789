"""SQLite: one file an org."""
