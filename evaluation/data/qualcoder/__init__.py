"""Read QualCoder projects."""

from evaluation.data.qualcoder.project import read_qualcoder

__all__ = ["read_qualcoder"]
