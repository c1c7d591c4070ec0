"""Execute, store, manifest, compare, trace."""

from evaluation.runs.step import Step, open_step

__all__ = ["Step", "open_step"]
