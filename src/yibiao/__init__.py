"""Yibiao 一表通: one living ledger; every department's form is a question to it and comes back filled."""

__version__ = "0.1.0"
