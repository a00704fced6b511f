"""A consolidation as JSON, and the decisions of people next to it. In: an output folder. Out: files, decisions.

    consolidation.json   everything that was found
    decisions.json       what people said, in order; only ever added to
    bindings/lexicon.json   what columns mean, as `fill --home` uses it
    standard/            a copy of the standard of one's own that the last run used, if it used one

Written whole or not at all (a fresh file takes the old one's place). Refuses: a folder without a consolidation, a form
that it does not have (`ProblemError`).
"""

from __future__ import annotations

import json
import shutil
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.text import key
from yibiao.flow.consolidating.shapes import Action, Consolidation, Decision, FormFacts, Verdict
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.own import standard_at
from yibiao.flow.standardising import Confirmed, Lexicon

WHOLE = "consolidation.json"
DECISIONS = "decisions.json"
BINDINGS = "bindings"
CACHE = ".cache"
STANDARD = "standard"
OWN_ELEMENTS = "own-elements.tsv"


def plain(value: Any) -> Any:
    """Any of our frozen values as JSON holds it: a dataclass is an object of its fields."""
    if isinstance(value, Problem):
        return {**value.as_json(), "values": plain(value.values)}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {entry.name: plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    return value


def write_json(file: Path, value: Any) -> None:
    """Replace `file` by the JSON of `value`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(json.dumps(plain(value), ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(file)


def save(found: Consolidation, out: Path) -> None:
    """The JSON of everything, and the bindings."""
    write_json(out / WHOLE, found)
    write_json(out / BINDINGS / "lexicon.json", lexicon_of(found.pile.forms).as_json())


def keep_standard(own: Path | None, out: Path) -> None:
    """Copy the user's own standard beside what it gave, so that corrections mean the same; without one: none."""
    kept = out / STANDARD
    if own is not None and own.resolve() == kept.resolve():
        return
    shutil.rmtree(kept, ignore_errors=True)
    if own is None:
        return
    if own.is_dir():
        shutil.copytree(own, kept)
    else:
        kept.mkdir(parents=True)
        shutil.copyfile(own, kept / OWN_ELEMENTS)


def standard_kept(out: Path) -> Standard:
    """The standard that the last run used."""
    kept = out / STANDARD
    if not kept.is_dir():
        return load()
    further = kept / OWN_ELEMENTS
    return standard_at(further if further.is_file() else kept)


def lexicon_of(forms: Sequence[FormFacts]) -> Lexicon:
    """What every surely understood column means, as confirmations of this very title and path."""
    targets: dict[tuple[str, tuple[str, ...]], str] = {}
    for form in forms:
        for entry in form.fields:
            if entry.accepted and form.title and ":" not in entry.asks:
                targets.setdefault((form.title, entry.path), entry.asks)
    made = {
        (key(title), "›".join(part for part in map(key, path) if part)): asks
        for (title, path), asks in sorted(targets.items())
    }
    return Lexicon(tuple(Confirmed(title, path, asks) for (title, path), asks in made.items()))


def decisions_in(out: Path) -> tuple[Decision, ...]:
    """The decisions taken so far, in order."""
    file = out / DECISIONS
    if not file.is_file():
        return ()
    return tuple(
        Decision(**{**entry, "verdict": Verdict(entry["verdict"]), "action": Action(entry["action"])})
        for entry in json.loads(file.read_text("utf-8"))
    )


def add_decision(out: Path, decision: Decision) -> None:
    """Keep one more decision."""
    write_json(out / DECISIONS, [*decisions_in(out), decision])


def whole_in(out: Path) -> dict[str, Any]:
    """The JSON of the last run."""
    file = out / WHOLE
    if not file.is_file():
        raise ProblemError(problem("PILE_NOT_CONSOLIDATED", Place(file=str(out)), folder=str(out)))
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def consolidation_in(out: Path) -> Consolidation:
    """What the last run found, as it was."""
    try:
        return consolidation_of(whole_in(out))
    except (ValueError, TypeError, LookupError, AttributeError) as fault:
        raise ProblemError(problem("PILE_NOT_CONSOLIDATED", Place(file=str(out)), folder=str(out))) from fault


def consolidation_of(whole: Mapping[str, Any]) -> Consolidation:
    """The inverse of `plain` for a consolidation; `ValueError` and the like where it is none."""
    found: Consolidation = _built(Consolidation, whole)
    return found


def _built(kind: Any, value: Any) -> Any:
    """The inverse of `plain`, by type hints."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind is Problem:
        return problem(value["code"], Place(**value["place"]), **value["values"])
    if origin in (typing.Union, types.UnionType):
        inner = next(part for part in parts if part is not types.NoneType)
        return None if value is None else _built(inner, value)
    if origin is tuple and parts[-1] is not Ellipsis:
        return tuple(map(_built, parts, value))
    if origin is tuple:
        return tuple(_built(parts[0], entry) for entry in value)
    if origin is not None:  # a mapping of texts
        return dict(value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _built(hints[name], entry) for name, entry in value.items()})
    return kind(value)


def form_named(whole: Mapping[str, Any], name: str) -> str:
    """The id of the form with this id, file or title; a title that several forms bear is no name."""
    forms: list[dict[str, Any]] = whole["pile"]["forms"]
    for part in ("id", "file", "title"):
        ids = [form["id"] for form in forms if form[part] == name]
        if len(ids) == 1:
            return str(ids[0])
    raise ProblemError(problem("PILE_NO_FORM", form=name))
