"""Which areas a person may choose. In: the caller. Out: areas within his view, in tree order, own ones first named.

Refuses: nothing; a view that sees nothing has no areas.
"""

from __future__ import annotations

from typing import Any

from yibiao.edge.http.caller import Caller
from yibiao.work.directory import queries as directory


def reach_of(caller: Caller) -> list[dict[str, Any]]:
    """Every area that lies whole in the view: code, name, level, parent (None at the top of the view)."""
    view = caller.view()
    covered = [row for row in directory.areas() if view.within(row.first, row.last) == ((row.first, row.last),)]
    codes = {row.code for row in covered}
    return [
        {
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "parent": row.parent if row.parent in codes else None,
        }
        for row in covered
    ]
