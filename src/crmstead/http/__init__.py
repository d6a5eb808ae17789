"""The transport: the only package, with app, that imports the web framework."""
