"""Writing records: from the items of a body to rows; new, changed and copied ones."""
