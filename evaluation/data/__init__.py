"""Parameters, dictionary, checks, readers, treatment episodes and the demo simulator."""
