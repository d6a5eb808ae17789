"""What is done to records that are told by id: owners, tags, territories, cadences, roles."""
