"""Figures from tidy tables, one module per analysis."""
