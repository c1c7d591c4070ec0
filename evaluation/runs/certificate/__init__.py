"""The coverage certificate of the interrupted time series: fixed worlds, every method, how often intervals hold."""
