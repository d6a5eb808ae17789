"""What is asked of the store: plans, plain frozen data, made from criteria and parameters."""
