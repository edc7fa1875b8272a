"""What everyone speaks of: months, money, units, findings, errors. Knows nothing else of ours."""
