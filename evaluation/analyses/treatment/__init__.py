"""The parts of the retention analysis: people and their groups, curves and tests, hazards, tables."""
