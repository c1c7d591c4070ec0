"""Time until an event: curves, tests and regressions, with right censoring and late entry."""
