"""Field types: what a value of each data type is on the wire and in store. Databases unknown."""
