"""The life of a record, whichever operation asked."""
