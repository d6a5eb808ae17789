"""Plans and tables to SQL text. Knows no driver."""
