"""What happened to a record, as its timeline tells it."""
