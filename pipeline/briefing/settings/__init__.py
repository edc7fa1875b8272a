"""Paths in a project, and the settings of a county: county.toml and delivery.toml."""
