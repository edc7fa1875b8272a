"""Read any file that is a workbook into Sheets, in a sandbox of its own; knows nothing of ledgers."""
