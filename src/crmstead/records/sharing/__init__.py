"""Sharing records with users, roles and everybody."""
