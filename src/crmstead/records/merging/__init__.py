"""Merging records: one takes over what was chosen of others, and all that named them."""
