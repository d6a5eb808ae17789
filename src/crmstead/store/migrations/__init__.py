"""From the schema of an older version of the server to that of this one: one number a change."""
