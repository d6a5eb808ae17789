"""Setting an org up: changes of its metadata and its people, each in one transaction."""
