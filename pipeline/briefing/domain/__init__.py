"""Define what every room works with: months, money, units, findings, errors. Import no other room."""
