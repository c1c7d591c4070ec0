"""One question per module: ``analyse(tables, parameters) -> Result``."""
