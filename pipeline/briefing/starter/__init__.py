"""Start a county: the files of a new one (`new_county`), or whole invented ones (`sample`)."""
