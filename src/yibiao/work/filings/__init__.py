"""报送 filings: an admitted form × an area × a period, confirmed level by level and frozen. See `rules`."""
