"""Execute, store, manifest, compare, trace."""
