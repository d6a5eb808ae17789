"""OAuth 2.0: clients, grants, tokens, and what a scope covers."""
