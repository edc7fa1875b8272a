"""Tests of four kinds: unit, property, golden and shape; the slow ones are marked `long`."""
