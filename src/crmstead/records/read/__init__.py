"""Reading records: pages of a list, one record, what is read beside their rows."""
