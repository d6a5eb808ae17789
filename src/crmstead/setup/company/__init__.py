"""What is set up for the org as a whole: compliance, currencies, taxes, variables."""
