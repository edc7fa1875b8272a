"""The contract between sections and export: blocks that cross a notebook, and the words of a language."""
