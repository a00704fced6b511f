"""Feeds 回流: sources of returning data, their deliveries from file to ledger, held back where something is wrong."""
