"""Pipelines of a layout: which stages, in which order, and the deals in them."""
