"""A QR code (ISO/IEC 18004). In: text. Out: SVG. Refuses: text longer than a code holds (about 2,300 bytes)."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg


def qr(text: str) -> str:
    """One SVG of paths, black on white whatever the page looks like."""
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=12, border=3)
    kept = io.BytesIO()
    image.save(kept)
    return kept.getvalue().decode()
