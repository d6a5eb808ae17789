"""Who works in an org and what they may do: each file changes one kind of people."""
