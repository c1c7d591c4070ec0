"""The review before a release: one page for whoever answers for it, and the exceptions that they sign."""
