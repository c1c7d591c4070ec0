"""Parts of the overdose-deaths analysis: rows of the ledger, description, effects, diagnostics, tables."""
