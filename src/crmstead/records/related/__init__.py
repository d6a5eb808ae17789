"""Records of other records: how related lists are found, read, linked and counted."""
