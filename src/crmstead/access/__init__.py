"""Who sees and does what: it narrows plans and answers questions, it reads nothing."""
