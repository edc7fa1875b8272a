"""Type the cells of a month's ledgers: dates, amounts in 万元, states, names, codes."""
