"""Supplements 增补: what this installation adds to the shipped standard, each with author and reason. In: additions.

Out: the standard of the house. Refuses: what contradicts the standard, what changes or hides something shipped.
"""
