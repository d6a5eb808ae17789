"""COQL over the records of an org: what a caller may read, and the answer to a query."""
