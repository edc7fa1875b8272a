"""Cut a month's files into tables of cells as they were sent; nothing is interpreted here."""
