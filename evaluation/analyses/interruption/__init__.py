"""Parts of the analyses of interrupted time series: one way to fit any specification of any regular series."""
