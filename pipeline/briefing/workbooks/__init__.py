"""Read any file that is a workbook, in a sandbox; this room knows nothing of ledgers."""
