"""Results to tidy tables, figures and sentences from catalogues."""
