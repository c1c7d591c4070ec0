"""Parts of the analysis of series of one's own."""
