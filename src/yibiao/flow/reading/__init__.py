"""读: a file of any department as grids and recognised tables. In: a path. Out: a `Reading`. Refuses: see catalogue.

    read(path, limits=Limits()) -> Reading     parses and recognises in a child with limited CPU, memory and time
    look(path, limits=Limits()) -> Drawing     how it looks, in such a child too
    picture(path) -> Picture                   how it looks and its tables, from one child
    ManyFiles(limits).tables(path)             the same for a pile, each file in a child forked for it; .picture too
    workbook.read_workbook(path) -> Workbook   in this process: for files of our own only
    structure.recognise(workbook)              tables of grids in hand

Only `read`, `look`, `picture` and `ManyFiles` are for files of strangers.
"""

from yibiao.flow.reading.cage import Picture, Reading, look, picture, read
from yibiao.flow.reading.drawing import Drawing, Drawn, Ink
from yibiao.flow.reading.limits import LONG, Limits
from yibiao.flow.reading.many import ManyFiles

__all__ = [
    "LONG", "Drawing", "Drawn", "Ink", "Limits", "ManyFiles", "Picture", "Reading", "look", "picture", "read",
]  # fmt: skip
