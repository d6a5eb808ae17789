"""The surface: one file a documentation page, its rows at the foot of the file."""
