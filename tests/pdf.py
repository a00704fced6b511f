"""What is in a PDF. In: its bytes. Out: sizes of pages, what is drawn on them. Refuses: nothing."""

from __future__ import annotations

import re
import zlib


def boxes(data: bytes) -> list[bytes]:
    """The size of each page."""
    return re.findall(rb"/MediaBox\s*\[([^\]]+)\]", data)


def drawn(data: bytes) -> list[bytes]:
    """What is drawn on the pages, each its stream."""
    found = []
    for at in re.finditer(rb"stream\r?\n", data):
        try:
            found.append(zlib.decompressobj().decompress(data[at.end() :]))
        except zlib.error:
            continue
    return [one for one in found if one.startswith(b"q ")]
