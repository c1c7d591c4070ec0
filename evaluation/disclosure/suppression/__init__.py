"""Complementary suppression: which single cells of linked tables are hidden, so that no small one can be bounded."""
