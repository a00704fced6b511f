"""Piles 表堆: forms that are consolidated together, what was found in them, what people decided."""
