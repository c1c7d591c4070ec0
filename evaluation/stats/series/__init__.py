"""Regression of a series in time: designs, engines, diagnostics."""
