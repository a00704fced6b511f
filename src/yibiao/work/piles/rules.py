"""What is true of every pile. In: nothing. Out: bounds and names. Refuses: nothing."""

KIND = "pile"
"""Kind of the files that wait, and of what is taken out."""
USE = "piles"
MOST_FILES = 5_000
"""Files that may wait to be read, in one pile."""
MOST_BYTES = 512 * 2**20
"""Bytes of all that wait."""


def bound(pile: str, part: str) -> bytes:
    """What a seal is bound to: bytes of another pile do not open."""
    return f"pile|{pile}|{part}".encode()
