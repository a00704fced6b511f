"""Answers and plans as canonical bytes. In: frozen values of our own. Out: UTF-8 JSON, the same for the same values.

Numbers keep their kind (a Decimal is none of the floats), days stay days, problems come back with their code, place and
values. A digest over these bytes is what a frozen filing is held to. Refuses (`ValueError`): bytes of another making.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yibiao.base.problems import Place, Problem
from yibiao.flow.asking import Answer
from yibiao.flow.asking.columns import Columns
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.filling.plan import (
    BlankWrite,
    CellWrite,
    FillPlan,
    ListBlock,
    SheetCopy,
    SheetPlan,
    SideSheet,
    TickWrite,
)

_FORM = "yibiao/1"
_BARE = frozenset({bool, int, str})
_KINDS = {
    kind.__name__: kind
    for kind in (
        Rows,
        Number,
        Problem,
        Place,
        FillPlan,
        SheetPlan,
        SheetCopy,
        SideSheet,
        CellWrite,
        BlankWrite,
        TickWrite,
        ListBlock,
    )
}


def pack_answers(answers: Sequence[Answer]) -> bytes:
    return _packed(list(answers))


def unpack_answers(data: bytes) -> tuple[Answer, ...]:
    return tuple(_unpacked(data, list, Rows, Number))


def pack_plan(plan: FillPlan) -> bytes:
    return _packed([plan])


def unpack_plan(data: bytes) -> FillPlan:
    found = _unpacked(data, list, FillPlan)
    return found[0]  # type: ignore[no-any-return]  # judged by its kind above


def digest_of(*parts: bytes) -> str:
    """SHA-256 over the parts in order, each behind its length, hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.hexdigest()


def _packed(values: list[Any]) -> bytes:
    plain = {"form": _FORM, "values": [_plain(value) for value in values]}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _unpacked(data: bytes, *kinds: type) -> Any:
    try:
        told = json.loads(data)
        if told["form"] != _FORM:
            raise ValueError(f"unknown form {told['form']!r}")
        found = [_value(entry) for entry in told["values"]]
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"no packed answers: {fault}") from fault
    for entry in found:
        if not isinstance(entry, kinds):
            raise ValueError(f"{type(entry).__name__} is none of {', '.join(kind.__name__ for kind in kinds)}")
    return found


def _plain(value: Any) -> Any:
    """Scalars as they are, days and decimals under a name, everything else as [kind, …]."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return {"f": repr(value)}
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if is_dataclass(value) and type(value).__name__ in _KINDS:
        # how an answer was found (its SQL) is no part of what it says
        told = {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value) if entry.name != "sql"}
        return {"k": type(value).__name__, "v": told}
    if isinstance(value, Mapping):
        return {"m": [[_plain(key), _plain(entry)] for key, entry in value.items()]}
    if isinstance(value, list | tuple | Columns):
        # most of what is kept is bare: rows of texts and numbers, a thousand to a list
        return [entry if entry is None or type(entry) in _BARE else _plain(entry) for entry in value]
    raise ValueError(f"{type(value).__name__} is not kept")


def _value(told: Any) -> Any:
    if isinstance(told, list):
        return tuple(_value(entry) for entry in told)
    if not isinstance(told, dict):
        return told
    if "k" in told:
        kind = _KINDS[told["k"]]
        return kind(**{name: _value(entry) for name, entry in told["v"].items()})
    (name, inner), *_ = told.items()
    if name == "m":
        return {_value(key): _value(entry) for key, entry in inner}
    build: Callable[[str], Any] = _SCALARS[name]
    return build(inner)


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "n": Decimal,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "f": float,
}
