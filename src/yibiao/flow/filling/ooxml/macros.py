"""Macros taken out of a workbook. In: bytes. Out: bytes of a plain xlsx, and a problem that says so.

Refuses: what is no package. A workbook without macros comes back byte by byte.
"""

from __future__ import annotations

from yibiao.base.problems import Problem, problem
from yibiao.flow.filling.ooxml.package import Package, local

_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_WITH_MACROS = frozenset(
    {
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    }
)
_MACRO_PARTS = frozenset({"vbaProject", "vbaProjectSignature", "attachedToolbars", "xlMacrosheet", "xlIntlMacrosheet"})


def without_macros(data: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    """The workbook as a plain xlsx: its code goes, and its type is the one that .xlsx promises."""
    package = Package(data)
    main = next((arrow.target for arrow in package.relationships("") if arrow.kind == "officeDocument"), None)
    if main is None or main not in package:
        return data, ()
    gone = [arrow.target for arrow in package.relationships(main) if arrow.kind in _MACRO_PARTS]
    if not gone and package.content_type(main) not in _WITH_MACROS:
        return data, ()
    ids = {arrow.id for arrow in package.relationships(main) if arrow.target in gone}
    for part in gone:
        package.unrelate(main, part)
        package.drop(part)
    for entry in [entry for entry in package.tree(main).iter() if local(entry) == "sheet"]:
        parent = entry.getparent()
        if parent is not None and any(str(key).endswith("}id") and value in ids for key, value in entry.attrib.items()):
            parent.remove(entry)
    package.declare(main, _PLAIN)
    for entry in package.tree(main).iter():
        if local(entry) in ("workbookPr", "fileVersion"):
            entry.attrib.pop("codeName", "")
    return package.save(), (problem("FILLING_MACROS_DROPPED"),) if gone else ()
