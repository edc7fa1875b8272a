"""Where things stand in a project, and what a county or an office sets in its TOML files."""
