"""Custom modules: what they are called, who has rights to them, how they come and change."""
