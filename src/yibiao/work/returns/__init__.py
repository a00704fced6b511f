"""垂管回流: how other systems want their import files, and what they answered. Refuses: see `rules`."""
