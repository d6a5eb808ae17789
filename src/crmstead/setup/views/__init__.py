"""Custom views: what a body says of one, and what becomes of it."""
