"""A plan written into a file of any of the formats. In: the template's bytes and a `FillPlan`. Out: `Written`.

Refuses (`ProblemError`): a file that is none of xlsx, xlsm, xls, docx, csv.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from io import BytesIO

from yibiao.base.problems import Problem, ProblemError, problem
from yibiao.flow.filling.biff import to_xlsx
from yibiao.flow.filling.delimited import fill_delimited
from yibiao.flow.filling.ooxml import fill_workbook, without_macros
from yibiao.flow.filling.plan import FillPlan, Written
from yibiao.flow.filling.word import fill_document

_KEPT, _KEPT_BYTES = 16, 1_000_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def format_of(data: bytes) -> str:
    """What the bytes are, whatever the name says: xlsx, docx, xls or csv."""
    if data.startswith(_COMPOUND):
        return "xls"
    if data.startswith(b"PK"):
        try:
            names = [name.lower().replace("\\", "/") for name in zipfile.ZipFile(BytesIO(data)).namelist()]
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=str(error))) from error
        return "docx" if any(name.startswith("word/") for name in names) else "xlsx"
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"<", b"{", b"%") or b"\0\0\0" in data[:4096]:
        raise ProblemError(problem("FILLING_FORMAT_UNKNOWN"))
    return "csv"


def write(data: bytes, plan: FillPlan) -> Written:
    """The filled file. An xls comes back as xlsx, and so does a workbook with macros, which nobody here vouches for."""
    kind, data, before = _known(data) if len(data) <= _KEPT_BYTES else _prepared(data)
    if kind == "docx":
        filled, problems = fill_document(data, plan)
        return Written(filled, ".docx", problems)
    if kind == "csv":
        filled, problems = fill_delimited(data, plan)
        return Written(filled, ".csv", problems)
    filled, problems = fill_workbook(data, plan)
    return Written(filled, ".xlsx", (*before, *problems))


def _prepared(data: bytes) -> tuple[str, bytes, tuple[Problem, ...]]:
    """What the template is, its bytes as they are filled, and what was to be said of that."""
    kind = format_of(data)
    if kind == "xls":
        return kind, *to_xlsx(data)
    if kind == "xlsx":
        return kind, *without_macros(data)
    return kind, data, ()


@lru_cache(maxsize=_KEPT)
def _known(data: bytes) -> tuple[str, bytes, tuple[Problem, ...]]:
    """The same for the many areas that fill the same form."""
    return _prepared(data)
