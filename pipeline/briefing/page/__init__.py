"""What sections print and exporters read: blocks, tables, cards, colours, words of a language."""
