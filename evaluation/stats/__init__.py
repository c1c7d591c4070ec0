"""Pure statistics on arrays: no file, no plot, no path."""
