"""Parts of the page on retention: what became of people, days in treatment, differences, definitions."""
