"""The APIs that there are, made of the surface itself."""
