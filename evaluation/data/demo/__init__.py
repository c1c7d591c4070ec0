"""The demonstration's simulator: a synthetic coalition initiative whose truth is known because it was planted."""

from evaluation.data.demo.write import DemoFile, DemoSummary, write_demo

__all__ = ["DemoFile", "DemoSummary", "write_demo"]
