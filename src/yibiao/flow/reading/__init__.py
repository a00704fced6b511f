"""读: a file of any department as grids and recognised tables. In: a path. Out: a `Reading`. Refuses: see catalogue.

    read(path, limits=Limits()) -> Reading     parses and recognises in a child with limited CPU, memory and time
    workbook.read_workbook(path) -> Workbook   in this process: for files of our own only
    structure.recognise(workbook)              tables of grids in hand

Only `read` is for files of strangers.
"""

from yibiao.flow.reading.cage import Reading, read
from yibiao.flow.reading.limits import Limits

__all__ = ["Limits", "Reading", "read"]
