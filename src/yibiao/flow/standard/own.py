"""A data standard of the user's own. In: a folder or a file. Out: a `Standard`.

    folder   laid out as the shipped one (see `loading`): stands in its place
    file     one table of elements with the columns of elements/*.tsv, of any registers that the shipped standard has:
             they join it, and an element of the same code takes the place of the shipped one

Refuses (`ProblemError`): what is neither, and whatever `loading` refuses, with file and line.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard.loading import elements_in, load, read_standard
from yibiao.flow.standard.model import Standard


def standard_at(path: Path) -> Standard:
    """The user's standard, whole or laid over the shipped one."""
    try:
        if path.is_dir():
            return read_standard(path)
        shipped = load()
        joined = {**shipped.elements, **elements_in(path, shipped)}
        return replace(shipped, elements=MappingProxyType(joined))
    except (LookupError, OSError, UnicodeError, ProblemError) as fault:
        why = str(fault) if isinstance(fault, LookupError) else type(fault).__name__
        raise ProblemError(
            problem("STANDARD_FAULTY", Place(file=path.name), file=path.name, why=why.strip("'\""))
        ) from fault
