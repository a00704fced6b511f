"""Deliveries that would spoil a ledger, and those that would not: what the circuit breaker makes of them."""
