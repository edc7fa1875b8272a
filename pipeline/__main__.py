"""`python -m pipeline` is `briefing`."""

from pipeline.cli import main

main()
