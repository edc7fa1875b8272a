"""A county's raw investment ledgers in, a briefing that its leaders can sign out."""

__version__ = "0.1.0"
