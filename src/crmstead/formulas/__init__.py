"""The language of formula fields: its text to a tree, the tree to a type and to values. Pure."""
