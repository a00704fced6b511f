"""纠错回执: a department's value is wrong; it is told once, and must answer. Refuses: see `rules`."""
