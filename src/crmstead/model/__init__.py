"""Data without behaviour: what every other package talks about."""
