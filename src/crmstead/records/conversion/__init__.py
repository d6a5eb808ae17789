"""Converting records into records of other modules: leads, quotes and sales orders."""
