"""Evaluation workbench for community coalitions against overdose."""

__version__ = "0.1.0"
