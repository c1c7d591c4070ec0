"""One question per module: ``analyse(tables, parameters, rng) -> AnalysisResult``."""
