"""Many sources about the same invented people, and how well they are joined again."""
