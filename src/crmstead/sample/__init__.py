"""The sample org of `crmstead dev`: made up, and the same for the same seed on every machine."""
