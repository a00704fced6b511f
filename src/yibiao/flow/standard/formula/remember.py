"""Keeps what was derived from a standard. In: a function of a standard and hashable arguments. Out: the same, cached.

A `Standard` holds mappings and cannot be hashed, so the cache goes by identity and keeps the standard alive with its
results; the oldest entries leave when it is full. Refuses: nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from yibiao.flow.standard.model import Standard

P = ParamSpec("P")
T = TypeVar("T")

_ROOM = 512


def per_standard(function: Callable[Concatenate[Standard, P], T]) -> Callable[Concatenate[Standard, P], T]:
    """Remember the results of `function`, whose first argument is a standard and whose others are positional."""
    known: OrderedDict[tuple[int, Hashable], tuple[Standard, T]] = OrderedDict()

    @wraps(function)
    def remembered(standard: Standard, /, *args: P.args, **kwargs: P.kwargs) -> T:
        name = (id(standard), args)
        entry = known.get(name)
        if entry is None or entry[0] is not standard:
            entry = (standard, function(standard, *args, **kwargs))
            known[name] = entry
            if len(known) > _ROOM:
                known.popitem(last=False)
        return entry[1]

    return remembered
