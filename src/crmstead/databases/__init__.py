"""The databases behind the server: one folder each, a dialect and a driver."""
