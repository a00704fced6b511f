"""Formulas that would carry what is filled in out of the house. In: an opened workbook. Out: the same, without them.

Whoever draws up a form can write =WEBSERVICE("http://…?"&B5) or =HYPERLINK("http://…?"&B5) beside the columns, and
every clerk who opens the filled form sends him people's data; =cmd|'/c …'!A0 starts a program (CWE-1236). Such a
formula goes, its last result stays as a plain value, and it is said where. A link with a constant address stays.
Refuses: nothing.
"""

from __future__ import annotations

import re

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from yibiao.base.problems import Place, problem
from yibiao.base.tables import a1
from yibiao.flow.filling.ooxml.book import Book
from yibiao.flow.filling.ooxml.package import local

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_CALLS = re.compile(
    r"(?i)(?<![\w.])(?:_xl(?:fn|udf|ws)\.)*(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s*\("
)
_LINK = re.compile(r"(?i)(?<![\w.])HYPERLINK\s*\(")
_EXCHANGE = re.compile(r"""(?:'[^'|]*|[\w.\[\]]+)\|(?:'[^']*'|[^!'"]*)'?!""")
"""application|topic!item: Dynamic Data Exchange."""


def leads_out(formula: str) -> bool:
    """Whether computing the formula, or clicking its result, would send cells elsewhere or start a program."""
    bare = _TEXT.sub('""', formula)
    if _CALLS.search(bare) or _EXCHANGE.search(bare):
        return True
    return bool(_LINK.search(bare)) and _names_cells(formula)


def _names_cells(formula: str) -> bool:
    try:
        return any(token.subtype == Token.RANGE for token in Tokenizer(f"={formula.lstrip('=')}").items)
    except (TokenizerError, IndexError):
        return True


def keep_inside(book: Book) -> None:
    """Take such formulas out of cells and names; each leaves a problem with its place."""
    for name in book.parts:
        sheet = book.sheet(name)
        for row, column, cell, formula in list(sheet.formulas()):
            if formula.text and leads_out(formula.text):
                cell.remove(formula)
                place = Place(sheet=name, cell=a1(row, column))
                book.problems.append(problem("FILLING_LEADS_OUT", place, cell=place.cell))
    for entry in [each for each in book.package.tree(book.part).iter() if local(each) == "definedName"]:
        parent = entry.getparent()
        if parent is not None and leads_out(entry.text or ""):
            parent.remove(entry)
            place = Place(field=entry.get("name"))
            book.problems.append(problem("FILLING_LEADS_OUT", place, cell=entry.get("name") or ""))
            if not len(parent) and (above := parent.getparent()) is not None:
                above.remove(parent)
