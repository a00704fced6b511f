"""印: a filing on paper: title, number, the form's own table, who confirmed, a code to verify it. In: papers. Out: PDF.

    form_of(drawn, inks, table)           the form's own table, as it was drawn
    fonts_of(folders)                     fonts with Chinese letters, found on the machine or in the given folders
    Printer(fonts).pdf(papers)            one PDF, each paper on pages of its own, the same bytes every time
    Joiner(printer, folder).add(paper)    many papers, set one by one, so that memory stays that of one
    qr(text)                              a QR code as SVG

Refuses (`ProblemError`): to print without a font that has Chinese letters.
"""

from yibiao.flow.printing.joining import Joiner
from yibiao.flow.printing.paper import Paper, Signature, Table, Tile, form_of, table_of
from yibiao.flow.printing.printer import Fonts, Printer, fonts_of
from yibiao.flow.printing.qr import qr

__all__ = ["Fonts", "Joiner", "Paper", "Printer", "Signature", "Table", "Tile", "fonts_of", "form_of", "qr", "table_of"]
