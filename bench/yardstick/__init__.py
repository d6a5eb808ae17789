"""The usual way to write such a service, over the same data: what the server is compared with."""
