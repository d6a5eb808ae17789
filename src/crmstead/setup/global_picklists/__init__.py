"""Global pick lists: their values, and the fields that follow them (platform reference 2.7)."""
