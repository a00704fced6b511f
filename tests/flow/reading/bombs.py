"""Hostile files, each built here. In: nothing. Out: name of the file, its bytes, the code that must refuse or remark it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import xlwt

from tests.flow.reading.packages import HEAD, MAIN, PACKAGE, PLAIN, REL, package, parts_of, sheet, text_cell

ROW = f'<row r="1">{text_cell("A1", "姓名")}</row>'


@dataclass(frozen=True)
class Bomb:
    """`code`: the refusal, or the remark of a file that is read all the same."""

    title: str
    file: str
    code: str
    make: Callable[[], bytes]
    refused: bool = True


def inflating_part() -> bytes:
    return package(parts_of(HEAD.encode() + b" " * (40 << 20)))


def lying_size() -> bytes:
    """The directory says 1,000 bytes; the stream inflates to 100 MB."""
    data = bytearray(package(parts_of(PLAIN.encode() + b" " * (100 << 20))))
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 70] != b"xl/worksheets/sheet1.xml":
        at = data.index(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    return bytes(data)


def many_parts() -> bytes:
    return package(parts_of() | {f"xl/media/{number}.bin": b"" for number in range(6_000)})


def archive_in_archive() -> bytes:
    inner = package({"a.bin": b"\0" * (50 << 20)})
    return package({f"{number}.zip": inner for number in range(20)})


def entities(declared: str, used: str) -> bytes:
    text = f'{HEAD}<!DOCTYPE sst [{declared}]><sst xmlns="{MAIN}"><si><t>{used}</t></si></sst>'
    return package(parts_of(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), shared=text))


def billion_laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return entities("".join(lines), "&a9;")


def quadratic_blow_up() -> bytes:
    return entities(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 10_000)


def outside_entity() -> bytes:
    return entities('<!ENTITY a SYSTEM "file:///etc/hostname">', "&a;")


def wide_entity() -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "x">]>{PLAIN.partition("?>")[2].strip()}'
    return package(parts_of(text.encode("utf-16")))


def many_merges() -> bytes:
    """200,000 different merges, each of them sound."""
    merges = "".join(f'<mergeCell ref="A{row}:F{row + 1}"/>' for row in range(2, 400_002, 2))
    return package(parts_of(sheet(ROW, f"<mergeCells>{merges}</mergeCells>")))


def merge_of_the_whole_sheet() -> bytes:
    merges = '<mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:XFD1048576"/><mergeCell ref="?"/>'
    return package(parts_of(sheet(ROW, f"<mergeCells>{merges}</mergeCells>")))


def huge_reference() -> bytes:
    return package(parts_of(sheet(f'{ROW}<row r="2">{text_cell("B2147483648", "远")}</row>')))


def far_corner() -> bytes:
    return package(parts_of(sheet(f'{ROW}<row r="1048576">{text_cell("XFD1048576", "远")}</row>')))


def deep_nesting() -> bytes:
    return package(parts_of(f'{HEAD}<worksheet xmlns="{MAIN}">{"<a>" * 100_000}{"</a>" * 100_000}</worksheet>'))


def one_huge_string() -> bytes:
    noise = "".join(f"{number:x}" for number in range(4_000_000))
    return package(
        parts_of(PLAIN, shared=f'{HEAD}<sst xmlns="{MAIN}" count="2147483647"><si><t>{noise}</t></si></sst>')
    )


def encrypted_package() -> bytes:
    """The head and directory of an OLE file as Office writes it for a password."""
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + bytes(64)
        for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage", "")
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory + bytes(2048)


def old_word() -> bytes:
    return encrypted_package().replace(
        "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le").ljust(32, b"\0")
    )


def link_in_archive() -> bytes:
    buffer = io.BytesIO(package())
    with zipfile.ZipFile(buffer, "a") as archive:
        entry = zipfile.ZipInfo("xl/media/image1.png")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


def locked_entry() -> bytes:
    data = bytearray(package())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def name_twice() -> bytes:
    return package(parts_of() | {"XL\\workbook.xml": "<workbook/>"})


def looping_sectors() -> bytes:
    """An xls whose sector chain points to itself."""
    book = xlwt.Workbook()
    page = book.add_sheet("a")
    for row in range(500):
        page.write(row, 0, f"姓名{row}")
    buffer = io.BytesIO()
    book.save(buffer)
    data = bytearray(buffer.getvalue())
    first = struct.unpack_from("<I", data, 76)[0]
    at = 512 * (first + 1)
    data[at : at + 512] = struct.pack("<128I", *([5] * 128))
    return bytes(data)


def spanning_page() -> bytes:
    row = "<tr>" + '<td colspan="999999" rowspan="999999">x</td>' * 40 + "</tr>"
    return f"<html><table>{row * 200}</table></html>".encode()


def unclosed_quote() -> bytes:
    return '姓名,年龄\n"张三,'.encode() + b"x,y\n" * 4_000_000


def entities_2003() -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "{"x" * 1000}">]><Workbook xmlns="{space}">&b;</Workbook>'
    ).encode()


def endless_span_in_document() -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc>'
    body = f'{HEAD}<w:document xmlns:w="{word}"><w:body><w:tbl>{f"<w:tr>{cell * 9}</w:tr>" * 900}</w:tbl></w:body></w:document>'
    target = f'<Relationship Id="r1" Type="{REL}/officeDocument" Target="word/document.xml"/>'
    return package(
        {"_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{target}</Relationships>', "word/document.xml": body}
    )


def with_macros() -> bytes:
    return package(parts_of() | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def endless_lists() -> bytes:
    rules = '<dataValidation type="list" sqref="A1:XFD1048576 B:XFD"><formula1>$A$1:$XFD$1048576</formula1></dataValidation>'
    return package(parts_of(sheet(ROW, f"<dataValidations>{rules * 2_000}</dataValidations>")))


def endless_text() -> bytes:
    texts = ("（", "姓名：", "_", "1、", "年 ", "□a ", "　")
    rows = (f'<row r="{row}">{text_cell(f"A{row}", text * 33_000)}</row>' for row, text in enumerate(texts, 1))
    return package(parts_of(sheet("".join(rows))))


BOMBS = (
    Bomb("a part that inflates to 40 MB", "a.xlsx", "READ_ZIP_BOMB", inflating_part),
    Bomb("a directory that lies about sizes", "a.xlsx", "READ_CORRUPT", lying_size),
    Bomb("thousands of parts", "a.xlsx", "READ_TOO_LARGE", many_parts),
    Bomb("archives in an archive", "a.xlsx", "READ_ARCHIVE", archive_in_archive),
    Bomb("billion laughs", "a.xlsx", "READ_XML_ENTITIES", billion_laughs),
    Bomb("quadratic blow-up", "a.xlsx", "READ_XML_ENTITIES", quadratic_blow_up),
    Bomb("an entity from outside", "a.xlsx", "READ_XML_ENTITIES", outside_entity),
    Bomb("entities in UTF-16", "a.xlsx", "READ_XML_ENTITIES", wide_entity),
    Bomb("entities in 2003 XML", "a.xls", "READ_XML_ENTITIES", entities_2003),
    Bomb("200,000 merges", "a.xlsx", "READ_TOO_LARGE", many_merges),
    Bomb("a merge of 17 billion cells", "a.xlsx", "READ_BAD_MERGES", merge_of_the_whole_sheet, refused=False),
    Bomb("cell B2147483648", "a.xlsx", "READ_BAD_REFERENCE", huge_reference, refused=False),
    Bomb("a cell in the farthest corner", "a.xlsx", "READ_TOO_LARGE", far_corner),
    Bomb("markup 100,000 levels deep", "a.xlsx", "READ_CORRUPT", deep_nesting),
    Bomb("one string of 27 MB", "a.xlsx", "READ_CORRUPT", one_huge_string),
    Bomb("a password", "a.xlsx", "READ_ENCRYPTED", encrypted_package),
    Bomb("an old Word file", "a.xls", "READ_OLD_WORD", old_word),
    Bomb("a link in the archive", "a.xlsx", "READ_HOSTILE_NAME", link_in_archive),
    Bomb(
        "a path out of the archive", "a.xlsx", "READ_HOSTILE_NAME", lambda: package(parts_of() | {"../../a.xml": "x"})
    ),
    Bomb("a locked entry", "a.xlsx", "READ_ENCRYPTED", locked_entry),
    Bomb("a name that stands twice", "a.xlsx", "READ_CORRUPT", name_twice),
    Bomb("sectors that chase their tail", "a.xls", "READ_CORRUPT", looping_sectors),
    Bomb("a page of endless spans", "a.xls", "READ_TOO_LARGE", spanning_page),
    Bomb("a quote that never closes", "a.csv", "READ_CORRUPT", unclosed_quote),
    Bomb("a document of endless spans", "a.docx", "", endless_span_in_document, refused=False),
    Bomb("drop-downs of the whole sheet", "a.xlsx", "", endless_lists, refused=False),
    Bomb("texts of 33,000 characters and more", "a.xlsx", "READ_TEXT_CUT", endless_text, refused=False),
    Bomb("macros", "a.xlsm", "READ_MACROS", with_macros, refused=False),
    Bomb(
        "a program named xlsx", "a.xlsx", "READ_UNSUPPORTED", lambda: b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" * 99
    ),
)


def truncated() -> Iterator[tuple[int, bytes]]:
    """A sound workbook cut at every tenth."""
    rows = "".join(f'<row r="{row}">{text_cell(f"A{row}", f"姓名{row * 7919 % 1000}")}</row>' for row in range(1, 500))
    whole = package(parts_of(sheet(rows)))
    for tenth in range(1, 10):
        yield tenth, whole[: len(whole) * tenth // 10]
