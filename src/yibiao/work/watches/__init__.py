"""比对预警: what watch rules found in the ledger, kept until somebody has looked at it. Refuses: see `rules`."""
