"""Forms 报表: kept templates, filled sheets that wait to be taken, exports with their approval and their marks."""
