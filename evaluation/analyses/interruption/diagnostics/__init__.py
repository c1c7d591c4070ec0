"""What can be wrong with a fitted series: one diagnostic per module, each a function that returns a diagnosis."""
