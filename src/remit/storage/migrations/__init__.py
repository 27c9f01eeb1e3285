"""How the tables came to be, step by step: expand first, contract once no older server runs."""
