"""Tests: unit, property, golden and shape; the long ones are marked so."""
