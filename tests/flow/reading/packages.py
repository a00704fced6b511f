"""Files made by hand for the reading tests: xlsx packages from their markup, so that any part may lie."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def sheet(rows: str, after: str = "") -> str:
    """A worksheet part around `rows`; `after` follows the rows (merges, validations)."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


PLAIN = sheet(f'<row r="1">{text_cell("A1", "姓名")}{text_cell("B1", "年龄")}</row>')


def parts_of(
    sheet_xml: str | bytes = PLAIN, shared: str | None = None, styles: str | None = None
) -> dict[str, str | bytes]:
    """The parts of a one-sheet workbook."""
    relations = [("rId1", "worksheet", "worksheets/sheet1.xml")]
    parts: dict[str, str | bytes] = {"xl/worksheets/sheet1.xml": sheet_xml}
    for number, (name, content) in enumerate((("sharedStrings", shared), ("styles", styles)), 2):
        if content is not None:
            relations.append((f"rId{number}", name, f"{name}.xml"))
            parts[f"xl/{name}.xml"] = content
    lines = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"/>' for key, kind, target in relations
    )
    parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'
    parts["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    parts["_rels/.rels"] = (
        f'{HEAD}<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    parts["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    )
    return parts


def package(parts: dict[str, str | bytes] | None = None) -> bytes:
    """The parts as the bytes of a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts if parts is not None else parts_of()).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
