"""A month's raw folder to checked tables: find heads, cut tables, tidy cells, correct, check."""
