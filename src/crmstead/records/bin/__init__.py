"""Deleting records, the recycle bin, and removing for good."""
