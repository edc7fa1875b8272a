"""Turn a month's raw folder into checked tables: find heads, cut tables, tidy, correct, check."""
