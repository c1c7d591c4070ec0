"""Agreement between coders: coefficients on units and on the continuum, corrected for chance."""
