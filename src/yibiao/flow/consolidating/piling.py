"""A folder of forms → `Pile`. In: the folder, or a .zip of it. Out: every table as facts, every file not read.

Files are read and matched by a few processes, each file in a limited child of its own; what a file's bytes gave is kept
in `cache` under their hash, so that a run that was stopped goes on where it was and a new form costs only itself.
Refuses: a folder that is none (`ProblemError`); a bad file is listed and nothing else suffers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from yibiao import __version__
from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.text import key
from yibiao.flow import standardising
from yibiao.flow.consolidating.facts import Origin, facts_of
from yibiao.flow.consolidating.shapes import FormFacts, Pile
from yibiao.flow.consolidating.sharing import share_out
from yibiao.flow.consolidating.zipped import is_zipped, unpacked
from yibiao.flow.reading import ManyFiles
from yibiao.flow.reading.wire import from_plain, to_plain
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Confirmed, Lexicon

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


@dataclass(frozen=True, slots=True)
class Known:
    """What files are matched by: a standard, and what people have confirmed."""

    standard: Standard
    lexicon: Lexicon | None = None

    def parts(self) -> dict[str, Any]:
        """The standard's tables by name; its own ones cannot be changed, and so travel to no other process."""
        named = {entry.name: getattr(self.standard, entry.name) for entry in fields(self.standard)}
        return {name: dict(part) if isinstance(part, Mapping) else part for name, part in named.items()}

    def mark(self) -> str:
        """Changes with everything that a file's outcome depends on beside its bytes and what people confirmed."""
        return hashlib.sha256(f"{__version__}{self.parts()!r}".encode()).hexdigest()[:12]

    def __reduce__(self) -> tuple[Callable[..., Known], tuple[Any, ...]]:
        return _known, (self.parts(), self.lexicon)


def _known(parts: dict[str, Any], lexicon: Lexicon | None) -> Known:
    made: dict[str, Any] = {
        name: MappingProxyType(part) if isinstance(part, dict) else part for name, part in parts.items()
    }
    return Known(Standard(**made), lexicon)


def read_pile(
    folder: Path,
    cache: Path | None = None,
    progress: Progress | None = None,
    *,
    lexicon: Lexicon | None = None,
    standard: Standard | None = None,
) -> Pile:
    """Every form below `folder`, or in the .zip of one, by file name; `standard`: else the shipped one."""
    known = Known(standard or load(), lexicon)
    kept = _Kept(cache, known)
    with opened(folder) as (files, lost):
        pile = assembled(files, _outcomes(files, kept, known, progress))
    return replace(pile, unreadable=tuple(sorted((*pile.unreadable, *lost), key=lambda entry: entry[0])))


def _outcomes(files: list[Found], kept: _Kept, known: Known, progress: Progress | None) -> dict[str, Outcome]:
    """What every file gave, by the hash of its bytes; earlier runs are not repeated."""
    outcomes = {file.digest: before for file in files if (before := kept.read(file.digest)) is not None}
    missing = list({file.digest: file for file in files if file.digest not in outcomes}.values())
    done = len(files) - len(missing)
    for file, outcome in _matched(missing, known):
        outcomes[file.digest] = outcome
        kept.write(file.digest, outcome)
        done += 1
        if progress:
            progress(done, len(files), file.name)
    return outcomes


@contextmanager
def opened(folder: Path) -> Iterator[tuple[list[Found], tuple[tuple[str, Problem], ...]]]:
    """The files of a folder or of a .zip of one, and those that could not be unpacked."""
    if is_zipped(folder):
        with unpacked(folder, may_hold) as inside:
            yield list(_numbered(inside.files.items())), inside.lost
    elif folder.is_dir():
        yield list(found_in(folder)), ()
    else:
        raise ProblemError(problem("PILE_NO_FOLDER", Place(file=str(folder)), folder=str(folder)))


def found_in(folder: Path) -> Iterator[Found]:
    """The files that may hold forms, sorted."""
    inside = ((path.relative_to(folder), path) for path in sorted(folder.rglob("*")))
    return _numbered((name.as_posix(), path) for name, path in inside if may_hold(name) and path.is_file())


def may_hold(inside: PurePosixPath | Path, kinds: Collection[str] = SUFFIXES) -> bool:
    """Whether a path within the folder may be a form; lock files of open documents and hidden ones are none."""
    return inside.suffix.lower() in kinds and not any(part.startswith((".", "~$")) for part in inside.parts)


def _numbered(files: Iterable[tuple[str, Path]]) -> Iterator[Found]:
    seen: dict[str, int] = {}
    for name, path in files:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        seen[digest] = seen.get(digest, 0) + 1
        yield Found(path, name, digest, seen[digest])


def assembled(files: Iterable[Found], outcomes: Mapping[str, Outcome]) -> Pile:
    """The pile that these files make; `outcomes` by the hash of their bytes."""
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


def _matched(files: list[Found], known: Known) -> Iterator[tuple[Found, Outcome]]:
    if len(files) <= WORKERS:
        with matching(known) as match:
            yield from ((file, match(file)) for file in files)
        return
    standardising.match_labels(["姓名"], None, known.standard)  # the index of all names, built once for all processes
    for file, outcome in share_out(files, partial(matching, known), WORKERS):
        yield file, outcome or Outcome(problem=_unread(file, "process"))


@contextmanager
def matching(known: Known) -> Iterator[Callable[[Found], Outcome]]:
    """`match_file` with a reader that lasts as long as the block."""
    with ManyFiles() as many:
        yield lambda file: match_file(file, known, many)


def _unread(file: Found, reason: str) -> Problem:
    return problem("PILE_UNREADABLE", Place(file=file.path.name), reason=reason)


def match_file(file: Found, known: Known, many: ManyFiles) -> Outcome:
    """What the tables of one file ask; a file that cannot be read gives its problem."""
    try:
        tables = many.tables(file.path)
    except ProblemError as error:
        return Outcome(problem=error.problem)
    except OSError as error:
        return Outcome(problem=_unread(file, type(error).__name__))
    forms = (
        facts_of(
            standardising.match(table, known.standard, known.lexicon),
            Origin(f"{file.digest[:12]}.{number}", file.path.name, None),
            known.standard,
        )
        for number, table in enumerate(tables, 1)
    )
    return Outcome(tuple(form for form in forms if form.fields))


class _Kept:
    """What earlier runs found, one JSON file a hash, with the confirmations that concern its labels.

    Another version or standard starts anew; another confirmation only where one of its labels stands.
    """

    def __init__(self, folder: Path | None, known: Known) -> None:
        self.folder = folder
        self.said: dict[str, list[Confirmed]] = {}
        for entry in known.lexicon.entries if known.lexicon else ():
            for part in set(entry.path.split("›")):
                self.said.setdefault(part, []).append(entry)
        if folder is not None:
            self.mark = known.mark()
            folder.mkdir(parents=True, exist_ok=True)

    def read(self, digest: str) -> Outcome | None:
        if self.folder is None or not (file := self.folder / f"{digest}.{self.mark}.json").is_file():
            return None
        try:
            learned, found = json.loads(file.read_text("utf-8"))
            outcome: Outcome = from_plain(Outcome, found)
        except (ValueError, LookupError, TypeError):
            return None  # a file cut short by a stopped run is made anew
        return outcome if learned == self._learned(outcome) else None

    def write(self, digest: str, outcome: Outcome) -> None:
        if self.folder is None:
            return
        file = self.folder / f"{digest}.{self.mark}.json"
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps([self._learned(outcome), to_plain(outcome)], ensure_ascii=False), "utf-8")
        fresh.replace(file)

    def _learned(self, outcome: Outcome) -> list[list[str]]:
        """The confirmations that may have to do with the file: they share a label with one of its fields."""
        fields = (entry for form in outcome.forms for entry in form.fields)
        labels = {key(part) for entry in fields for part in entry.path}
        found = {(entry.title, entry.path, entry.target) for label in labels for entry in self.said.get(label, ())}
        return [list(entry) for entry in sorted(found)]
