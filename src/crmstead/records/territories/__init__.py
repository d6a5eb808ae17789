"""Which records are in which territories, by the rules of these."""
