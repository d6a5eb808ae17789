"""Tables of records follow the metadata: what they lack, and what a change does to them."""
