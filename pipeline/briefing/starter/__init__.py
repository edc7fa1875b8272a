"""What a new county begins with: its rules, empty ledgers to fill, and the invented county."""
