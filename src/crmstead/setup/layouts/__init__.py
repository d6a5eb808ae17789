"""Layouts: which fields stand where, which of them are needed, who may use them."""
