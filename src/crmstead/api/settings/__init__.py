"""What is read and set up of an org: one file a page, as in the room around it."""
