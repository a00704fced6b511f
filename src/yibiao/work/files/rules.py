"""What is true of every file. In: nothing. Out: bounds and names. Refuses: nothing."""

DAYS = 7
"""Days that a file is kept."""
LARGEST = 32 * 2**20
"""Bytes of the largest file that is taken in."""
USE = "files"


def bound(file: str, login: str) -> bytes:
    """What the seal is bound to: bytes moved under another name or owner do not open."""
    return f"file|{file}|{login}".encode()
