"""Contents of uploaded files, and the rows that tell what they belong to."""
