"""COQL: the text of a query to tokens, to a tree, to a plan."""
