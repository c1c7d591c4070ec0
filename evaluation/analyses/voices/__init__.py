"""The parts of the themes analysis: what is reported, how often themes occur, how far coders agree."""

STEM = "themes"
