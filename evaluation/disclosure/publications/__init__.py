"""What was ever published: a ledger, chained by hashes, that every release requires whole."""
