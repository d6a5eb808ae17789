"""What is done to many records at once: to those that are named, or by a job to those of a view."""
