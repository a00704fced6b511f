"""What a file is by its bytes, whatever its name says. In: a source. Out: a format name. Refuses: what is no form.

    zip  → xlsx, docx (by the parts inside)           OLE → xls (also WPS .et), old Word, encrypted OOXML
    text → html and Spreadsheet 2003 named xls, csv   raw BIFF 2–4 → xls    PAR1 → parquet

Refused with their kind: PDF, pictures, archives, documents of other programs.
"""

from __future__ import annotations

import codecs
import re

from yibiao.flow.reading.limits import Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_REFUSED = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"{\\rtf": "RTF",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}
_WORD_XML = ("schemas.microsoft.com/office/word/2003/wordml", "schemas.microsoft.com/office/2006/xmlpackage")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def sniff(source: Source) -> str:
    """One of "zip", "xls", "html", "xml", "wordxml", "parquet", "csv"; another file is refused with what it is."""
    head = source.data[:4096]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(_OLE):
        return _ole(source)
    if head.startswith(_BIFF):
        return "xls"
    if head.startswith((b"PAR1", b"PARE")):
        return "parquet"
    if head.startswith(_ARCHIVES):
        raise source.refuse("READ_ARCHIVE")
    for magic, kind in _REFUSED.items():
        if head.startswith(magic) and not _texty(head):
            raise source.refuse("READ_UNSUPPORTED", kind=kind)
    return _text(source, head)


def _ole(source: Source) -> str:
    """xls, or a refusal, from the names of the streams in the OLE directory (128-byte entries, UTF-16LE)."""
    names = _stream_names(source.data)
    if "EncryptedPackage" in names:
        raise source.refuse("READ_ENCRYPTED")
    if names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return "xls"
    if "WordDocument" in names:
        raise source.refuse("READ_OLD_WORD")
    if "PowerPoint Document" in names:
        raise source.refuse("READ_UNSUPPORTED", kind="PowerPoint")
    raise source.refuse("READ_TRUNCATED" if len(names) < 2 else "READ_UNKNOWN_FORMAT")


def _stream_names(data: bytes) -> set[str]:
    wanted = ("EncryptedPackage", "Workbook", "Book", "WORKBOOK", "BOOK", "WordDocument", "PowerPoint Document")
    names = {"Root Entry"} if "Root Entry".encode("utf-16-le") in data else set()
    for name in wanted:
        pattern = re.escape(name.encode("utf-16-le") + b"\0\0")
        if any(found.start() % 128 == 0 for found in re.finditer(pattern, data)):
            names.add(name)
    return names


def _texty(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) == 0 and len(head) > 64 and b"," in head


def _text(source: Source, head: bytes) -> str:
    """html, xml or csv; bytes that are no text in any encoding are refused."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace").lower()
    else:
        text = head.decode("utf-8-sig", "replace").lower()
    start = text.lstrip("\ufeff \r\n\t\0")
    if "urn:schemas-microsoft-com:office:spreadsheet" in text and start.startswith(("<?xml", "<workbook", "<ss:")):
        return "xml"
    if start.startswith("<?xml") and any(mark in text for mark in _WORD_XML):
        return "wordxml"
    if start.startswith(("<html", "<!doctype html", "<table", "<meta", "<head", "<style")) or "<table" in text:
        return "html"
    if start.startswith("mime-version:"):
        raise source.refuse("READ_UNSUPPORTED", kind="MHTML")
    if start.startswith("<"):
        raise source.refuse("READ_UNSUPPORTED", kind="XML")
    if not head.startswith(_BOMS) and _binary(head):
        raise source.refuse("READ_UNKNOWN_FORMAT")
    return "csv"


def _binary(head: bytes) -> bool:
    """More than one in a hundred bytes is a control character; UTF-16 without a mark is text all the same."""
    if head.count(0) > len(head) // 8:
        return not (_mostly_zero(head[1::2]) or _mostly_zero(head[0::2]))
    return sum(byte < 9 or 13 < byte < 32 for byte in head) * 100 > len(head)


def _mostly_zero(half: bytes) -> bool:
    return half.count(0) * 10 > len(half) * 3
