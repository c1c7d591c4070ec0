"""Read REFI-QDA projects (``.qdpx``), the exchange format of programs for qualitative analysis."""

from evaluation.data.refi_qda.project import read_project

__all__ = ["read_project"]
