"""Parts of the page on overdose deaths."""
