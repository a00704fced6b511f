"""A folder of forms → `Pile`. In: the folder. Out: every table as facts, every file that could not be read.

Files are read and matched by a few workers; what a file's bytes gave is kept in `cache` under their hash, so that a
run that was stopped goes on where it was and a new form costs only itself. Refuses: a folder that is none
(`ProblemError`); a bad file is listed and nothing else suffers.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache as once
from pathlib import Path

from yibiao import __version__
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow import pipeline
from yibiao.flow.consolidating.facts import Origin, facts_of
from yibiao.flow.consolidating.shapes import FormFacts, Pile
from yibiao.flow.reading.wire import from_plain, to_plain
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Lexicon

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".docx", ".doc", ".wps"})
WORKERS = 2
Progress = Callable[[int, int, str], None]
"""Called with (files done, files in all, the file that was finished)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file gave: tables or the problem that it could not be read for."""

    forms: tuple[FormFacts, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the pile: its path, its path within the folder, the hash of its bytes, the how-manieth with these."""

    path: Path
    name: str
    digest: str
    nth: int


def read_pile(
    folder: Path, cache: Path | None = None, progress: Progress | None = None, *, lexicon: Lexicon | None = None
) -> Pile:
    """Every form below `folder`, in the order of the file names."""
    if not folder.is_dir():
        raise ProblemError(problem("PILE_NO_FOLDER", Place(file=str(folder)), folder=str(folder)))
    files = list(found_in(folder))
    kept = _Kept(cache, lexicon)
    outcomes = {file.digest: known for file in files if (known := kept.read(file.digest)) is not None}
    missing = list({file.digest: file for file in files if file.digest not in outcomes}.values())
    done = len(files) - len(missing)
    for file, outcome in _matched(missing, lexicon):
        outcomes[file.digest] = outcome
        kept.write(file.digest, outcome)
        done += 1
        if progress:
            progress(done, len(files), file.name)
    return _pile(files, outcomes)


def found_in(folder: Path) -> Iterator[Found]:
    """The files that may hold forms, sorted; lock files of open documents and hidden ones are none."""
    seen: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix.lower() not in SUFFIXES or path.name.startswith("~$") or not path.is_file():
            continue
        if any(part.startswith(".") for part in inside.parts):
            continue
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        yield Found(path, inside.as_posix(), digest, seen[digest])


def _pile(files: Iterable[Found], outcomes: dict[str, Outcome]) -> Pile:
    forms: list[FormFacts] = []
    unreadable: list[tuple[str, Problem]] = []
    for file in files:
        outcome = outcomes[file.digest]
        if outcome.problem is not None:
            unreadable.append((file.name, outcome.problem))
        elif not outcome.forms:
            unreadable.append((file.name, problem("PILE_NO_TABLE", Place(file=file.name))))
        forms += [_placed(form, file) for form in outcome.forms]
    return Pile(tuple(forms), tuple(unreadable))


def _placed(form: FormFacts, file: Found) -> FormFacts:
    """The facts under the file's own name: a copy of a file has the same facts, but is a form of its own."""
    parent = Path(file.name).parent.as_posix()
    copy = f"~{file.nth}" if file.nth > 1 else ""
    return replace(form, id=form.id + copy, file=file.name, issuer=None if parent == "." else parent)


def _matched(files: list[Found], lexicon: Lexicon | None) -> Iterator[tuple[Found, Outcome]]:
    if len(files) <= WORKERS:
        yield from ((file, match_file(file.path, file.digest, lexicon)) for file in files)
        return
    _standard()
    # A forked worker shares the loaded standard; where other threads run, a fork could copy a held lock.
    way = "fork" if threading.active_count() == 1 and hasattr(os, "fork") else "spawn"
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context(way)) as pool:
        waiting: dict[Future[Outcome], Found] = {
            pool.submit(match_file, file.path, file.digest, lexicon): file for file in files
        }
        for future in as_completed(waiting):
            yield waiting[future], future.result()


@once
def _standard() -> Standard:
    return load()


def match_file(path: Path, digest: str, lexicon: Lexicon | None = None) -> Outcome:
    """What the tables of one file ask; a file that cannot be read gives its problem."""
    try:
        matched = pipeline.match(path, lexicon=lexicon, standard=_standard())
    except ProblemError as error:
        return Outcome(problem=error.problem)
    except OSError as error:
        return Outcome(problem=problem("PILE_UNREADABLE", Place(file=path.name), reason=type(error).__name__))
    forms = (
        facts_of(form, Origin(f"{digest[:12]}.{number}", path.name, None), _standard())
        for number, form in enumerate(matched.forms, 1)
    )
    return Outcome(tuple(form for form in forms if form.fields))


class _Kept:
    """What earlier runs found, one JSON file a hash; another version, standard or lexicon starts anew."""

    def __init__(self, folder: Path | None, lexicon: Lexicon | None) -> None:
        self.folder = folder
        if folder is not None:
            learned = json.dumps(lexicon.as_json() if lexicon else [], ensure_ascii=False)
            known = "".join(f"{code}{entry.domain}{entry.aliases}" for code, entry in _standard().elements.items())
            self.mark = hashlib.sha256(f"{__version__}{learned}{known}".encode()).hexdigest()[:12]
            folder.mkdir(parents=True, exist_ok=True)

    def read(self, digest: str) -> Outcome | None:
        if self.folder is None or not (file := self.folder / f"{digest}.{self.mark}.json").is_file():
            return None
        try:
            return from_plain(Outcome, json.loads(file.read_text("utf-8")))  # type: ignore[no-any-return]
        except (ValueError, LookupError):
            return None  # a file cut short by a stopped run is made anew

    def write(self, digest: str, outcome: Outcome) -> None:
        if self.folder is None:
            return
        file = self.folder / f"{digest}.{self.mark}.json"
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(to_plain(outcome), ensure_ascii=False), "utf-8")
        fresh.replace(file)
