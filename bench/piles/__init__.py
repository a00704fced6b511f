"""Piles of department forms with known truth."""
