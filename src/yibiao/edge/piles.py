"""A pile in hand: what was found in it under the decisions of people. In: an owner, a pile. Out: a consolidation.

    held(estate, login, pile)             what was found, before and after decisions
    read_pile(estate, login, pile, step)  the files that wait are read, everything is found anew
    decide, correct, taken                a person's word, a corrected column, a file to take away

What was found of the last few piles stays in memory: columns and titles, never values.
Refuses (`ProblemError`): a pile that is not there or not read yet, and what `flow.consolidating` refuses.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import LEARNING, learn, lexicon_of
from yibiao.flow.consolidating import Action, Consolidation, Decision, Verdict, consolidate, growing
from yibiao.flow.consolidating import beside as faces
from yibiao.flow.consolidating.deciding import meant
from yibiao.flow.consolidating.office import write_workbook
from yibiao.flow.consolidating.piling import Found, Known, opened
from yibiao.flow.consolidating.report import page
from yibiao.flow.consolidating.saving import plain
from yibiao.flow.consolidating.sheets import Book
from yibiao.flow.consolidating.zipped import is_zipped
from yibiao.flow.standardising import Lexicon
from yibiao.work.directory import queries as directory
from yibiao.work.files import queries as files
from yibiao.work.files.actions import keep_file
from yibiao.work.forms.actions import note_match
from yibiao.work.piles import actions, queries
from yibiao.work.piles.rules import KIND

ROLE = "data_officer"
_HELD = 3
_found: OrderedDict[tuple[str, str], Consolidation] = OrderedDict()
_holding = Lock()


@dataclass(frozen=True)
class Held:
    """first: what was found, before anybody decided. found: under the decisions. author: name → of a login."""

    row: queries.PileRow
    first: Consolidation
    found: Consolidation


def offices(estate: Estate, login: str) -> frozenset[str]:
    """Where the person works as a data officer today: what is shared there is shared with him."""
    return directory.offices_of(login, ROLE, estate.day())


def row_of(estate: Estate, login: str, pile: str) -> queries.PileRow:
    """The person's own pile, or one that is shared with an office of his."""
    row = queries.pile_of(login, pile, offices(estate, login))
    if row is None:
        raise ProblemError(problem("PILE_NONE", Place()))
    return row


def held(estate: Estate, login: str, pile: str) -> Held:
    """What was found in a pile that the person reaches."""
    row = row_of(estate, login, pile)
    if row.read is None:
        raise ProblemError(problem("PILE_NOT_READ", Place()))
    first = _remembered(
        (pile, row.read.isoformat()),
        lambda: growing.found_unpacked(queries.content_of(estate.house.vault, pile, "found")),
    )
    said = decisions_of(pile)
    if not said:
        return Held(row, first, first)
    found = _remembered(
        (pile, f"{row.changed.isoformat()} {len(said)}"),
        lambda: growing.decided_on(first, said, estate.house.standard),
    )
    return Held(row, first, found)


def _remembered(key: tuple[str, str], make: Callable[[], Consolidation]) -> Consolidation:
    with _holding:
        if key in _found:
            _found.move_to_end(key)
            return _found[key]
    made = make()
    with _holding:
        _found[key] = made
        while len(_found) > 2 * _HELD:
            _found.popitem(last=False)
    return made


def decisions_of(pile: str) -> tuple[Decision, ...]:
    """The decisions on the pile in order, by the names of their authors."""
    rows = queries.decisions_on(pile)
    names = directory.names_of({row.login for row in rows})
    return tuple(
        Decision(
            row.form, Verdict(row.verdict), names.get(row.login) or row.login, row.reason,
            row.at.astimezone().isoformat(timespec="seconds"), Action(row.action), row.into or None,
        )
        for row in rows
    )  # fmt: skip


def figures_of(found: Consolidation, count: int) -> dict[str, Any]:
    """The counts of a pile; pairs are before and after. count: its files."""
    burden = found.burden
    return {
        "files": count, "unreadable": len(found.pile.unreadable),
        "forms": list(burden.forms), "fields": list(burden.fields), "cells": list(burden.cells),
        "minutes": list(burden.minutes), "families": len(found.families),
        "actions": {action.value: sum(one.action is action for one in found.proposals) for action in Action},
        "decided": sum(one.decision is not None for one in found.proposals),
    }  # fmt: skip


def read_pile(estate: Estate, login: str, pile: str, step: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Read what waits, find everything anew; decisions stay. Returns the figures."""
    house, row = estate.house, row_of(estate, login, pile)
    waiting = queries.uploads_of(pile)
    before = queries.content_of(house.vault, pile, "grown")
    grown = growing.unpacked(before) if before else growing.Grown()
    if not waiting and not grown.files:
        raise ProblemError(problem("PILE_NO_FILES", Place()))
    lexicon = lexicon_of(house.home)
    known = Known(house.standard, lexicon)
    fresh = Fresh(estate, row.login, waiting)
    step(0, fresh.total + 1)
    grown = growing.read_more(grown, fresh, known, lambda at, _, __: step(at, fresh.total + 1))
    first = consolidate(growing.pile_of(grown, lexicon, house.standard), house.standard)
    said = decisions_of(pile)
    found = growing.decided_on(first, said, house.standard) if said else first
    figures = figures_of(found, len(grown.files))
    findings = actions.Findings(
        growing.packed(grown), growing.found_packed(first), figures, [upload.id for upload in waiting]
    )
    actions.keep_found(house.vault, login, pile, findings, offices=offices(estate, login))
    step(fresh.total + 1, fresh.total + 1)
    return {"pile": row.id, "files": figures["files"], "forms": figures["forms"]}


class Fresh:
    """Each file that waits, as a file on the disk for as long as it is read; one whose time is over is left out.

    An archive is unpacked here, within bounds; what it holds is read in the child. total: files, as far as known.
    """

    def __init__(self, estate: Estate, owner: str, waiting: tuple[queries.UploadRow, ...]) -> None:
        self._estate, self._owner, self._waiting, self.total = estate, owner, waiting, len(waiting)

    def __iter__(self) -> Iterator[Found | growing.Unread]:
        for upload in self._waiting:
            content = files.content_of(self._estate.house.vault, self._owner, upload.file)
            if content is None:
                continue
            with laid_out(upload.name, content) as path:
                if is_zipped(path):
                    yield from self._inside(path, upload.name)
                else:
                    yield Found(path, upload.name, hashlib.sha256(content).hexdigest()[:16], 1)

    def _inside(self, path: Path, name: str) -> Iterator[Found | growing.Unread]:
        try:
            with opened(path) as (found, lost):
                self.total += len(found) + len(lost) - 1
                around = name.removesuffix(path.suffix)
                yield from (replace(one, name=f"{around}/{one.name}") for one in found)
                yield from (growing.Unread(f"{around}/{inner}", why) for inner, why in lost)
        except ProblemError as refused:
            yield growing.Unread(name, refused.problem)


def decide(estate: Estate, login: str, pile: str, form: str, word: tuple[str, str, str, str]) -> None:
    """Keep (verdict, reason, action, into) on a form; action and into: of a change, else empty."""
    verdict, reason, action, into = word
    now = held(estate, login, pile)
    forms = {entry.id for entry in now.first.pile.forms}
    if into and into not in forms:
        raise ProblemError(problem("PILE_NO_FORM", form=into))
    changed = (Action(action) if action else None, into or None)
    what = meant(now.first.proposals, form, Verdict(verdict), changed)
    reach = offices(estate, login)
    actions.decide(login, pile, form, (verdict, what[0].value, what[1], reason), offices=reach)
    after = held(estate, login, pile).found
    actions.set_figures(login, pile, figures_of(after, now.row.figures["files"]), reach)


def correct(estate: Estate, login: str, pile: str, form: str, said: tuple[str, str]) -> None:
    """A column of a form means something else: (cell, element or "nothing"). This installation learns it."""
    cell, target = said
    found = held(estate, login, pile).found
    facts = next((entry for entry in found.pile.forms if entry.id == form), None)
    if facts is None:
        raise ProblemError(problem("PILE_NO_FORM", form=form))
    home = estate.house.home
    with LEARNING:
        lexicon = faces.correct(facts, cell, target, (lexicon_of(home) or Lexicon(), estate.house.standard))
        path = next(entry.path for entry in facts.fields if entry.cell == cell)
        note_match(login, facts.title or "", path, target)
        if home is not None:
            learn(home, lexicon)


def taken(estate: Estate, login: str, pile: str, kind: str) -> tuple[str, str]:
    """(file, name) of the workbook, the report or the JSON, to be fetched like any file."""
    now = held(estate, login, pile)
    book = Book(now.found, estate.house.standard)
    suffix = {"workbook": "xlsx", "report": "html", "json": "json"}[kind]
    name = f"{now.row.name}-合并方案.{suffix}"
    if kind == "workbook":
        with TemporaryDirectory(prefix="yibiao-") as folder:
            target = Path(folder) / "book.xlsx"
            write_workbook(book.sheets(), target)
            content = target.read_bytes()
    elif kind == "report":
        content = page(book).encode()
    else:
        content = json.dumps(plain(now.found), ensure_ascii=False, indent=1).encode()
    return keep_file(estate.house.vault, login, KIND, name, content), name
