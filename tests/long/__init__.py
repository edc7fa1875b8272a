"""Checks that need a browser or Java, too slow for every save."""
