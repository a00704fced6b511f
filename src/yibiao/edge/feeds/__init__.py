"""What a source sent, on its way into the ledger: planned, judged, applied, undone."""
