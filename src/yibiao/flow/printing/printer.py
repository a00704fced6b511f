"""Sets papers with typst, in this process, from one fixed source. In: papers, fonts. Out: a PDF.

What people wrote is handed over as JSON beside the source, so that it can be no command of the language; the source
of a paper reads no file and no package, and its root is an empty folder that is gone afterwards. Bytes repeat: no date
of today, no random id. Refuses (`ProblemError`): fonts without Chinese letters.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import typst

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.printing.paper import Paper
from yibiao.flow.printing.qr import qr

_CHINESE = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "FangSong", "FangSong_GB2312",
    "SimSun", "NSimSun", "Songti SC", "STSong", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN",
    "Noto Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "AR PL UMing CN", "AR PL UKai CN", "Droid Sans Fallback",
)  # fmt: skip
"""Families with Chinese letters, best for printing first: Debian's, the open ones, those of Windows and macOS."""


@dataclass(frozen=True)
class Fonts:
    """Fonts that were found. families: those with Chinese letters, best first."""

    families: tuple[str, ...]
    found: typst.Fonts


def fonts_of(folders: Sequence[Path] = (), *, system: bool = True) -> Fonts:
    """The fonts of the machine (`system`) and of `folders`; `ProblemError` where none has Chinese letters."""
    found = typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=list(map(str, folders)))
    there = set(found.families())
    families = tuple(family for family in _CHINESE if family in there)
    if not families:
        raise ProblemError(problem("PRINTING_NO_FONT"))
    return Fonts(families, found)


class Printer:
    """Prints papers; keep one, because reading the fonts takes longer than setting a page."""

    def __init__(self, fonts: Fonts) -> None:
        self.source = (resources.files(__package__) / "filing.typ").read_bytes()
        self.fonts = fonts

    def pdf(self, papers: Sequence[Paper], *, tags: bool = True) -> bytes:
        """One PDF, each paper begins on a page of its own and counts its own pages; no papers are a `ValueError`.

        Its memory grows with all cells in it: for many papers see `Joiner`. tags: the structure that is read aloud.
        """
        if not papers:
            raise ValueError("nothing to print")
        plain = [paper.plain(qr(paper.code) if paper.code else "") for paper in papers]
        given = {
            "papers": json.dumps(plain, ensure_ascii=False),
            "fonts": json.dumps(self.fonts.families, ensure_ascii=False),
        }
        with tempfile.TemporaryDirectory(prefix="yibiao-print-") as empty:
            return self.typeset(self.source, given, Path(empty), tags=tags)

    def typeset(self, source: bytes, given: Mapping[str, str], root: Path, *, tags: bool) -> bytes:
        """A source of this house as a PDF. root: the only folder from which it may read."""
        compiler = typst.Compiler(
            source,
            root=str(root),
            font_paths=self.fonts.found,
            ignore_system_fonts=True,
            sys_inputs=dict(given),
            package_path=str(root),
            package_cache_path=str(root),
        )
        data = compiler.compile(format="pdf", timestamp=0, pdf_tags=tags)
        assert isinstance(data, bytes)
        return data
