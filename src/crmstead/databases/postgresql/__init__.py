"""PostgreSQL: one schema an org."""
