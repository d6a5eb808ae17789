"""The functions of formulas, one file a kind (Zoho's help, "Functions in formula fields")."""
