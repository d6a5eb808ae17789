"""Locking records, by hand and by rule."""
