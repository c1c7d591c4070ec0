"""Read and write REFI-QDA (``.qdpx``, ``.qdc``), the exchange format of programs for qualitative analysis."""

from evaluation.data.refi_qda.project import read_codebook, read_project

__all__ = ["read_codebook", "read_project"]
