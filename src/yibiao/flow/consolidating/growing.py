"""A pile that grows by a few files at a time, kept as bytes. In: earlier outcomes, fresh files. Out: the pile, JSON.

    read_more(grown, fresh, known, progress)    only the fresh files are read; one of an earlier name replaces it
    pile_of(grown, lexicon, standard)           the whole pile, under what people have confirmed since
    packed / unpacked                           what was read, as compressed JSON: columns and titles, never values
    found_packed / found_unpacked               the same of a consolidation
    decided_on(found, decisions, standard)      a consolidation without decisions, under these

Refuses: nothing; the bytes are our own.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from yibiao.base.problems import Problem
from yibiao.flow.consolidating.beside import relearned
from yibiao.flow.consolidating.piling import Found, Known, Outcome, Progress, assembled, matching
from yibiao.flow.consolidating.profiles import profiles_of
from yibiao.flow.consolidating.proposals import decided
from yibiao.flow.consolidating.saving import consolidation_of, plain
from yibiao.flow.consolidating.shapes import Consolidation, Decision, Pile
from yibiao.flow.consolidating.whole import summed
from yibiao.flow.reading.wire import from_plain, to_plain
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Lexicon


@dataclass(frozen=True, slots=True)
class Grown:
    """files: (name within the pile, hash of its bytes). outcomes: (hash, what the bytes gave)."""

    files: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[tuple[str, Outcome], ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot even be handed to the child: an archive that is refused, an entry of one that is damaged."""

    name: str
    problem: Problem


def read_more(grown: Grown, fresh: Iterable[Found | Unread], known: Known, progress: Progress) -> Grown:
    """`grown` with the fresh files; each is read in the child, once for the same bytes."""
    files, outcomes = dict(grown.files), dict(grown.outcomes)
    with matching(known) as match:
        for at, file in enumerate(fresh, 1):
            if isinstance(file, Unread):
                files[file.name] = f"unread {file.name}"
                outcomes[files[file.name]] = Outcome(problem=file.problem)
                continue
            if file.digest not in outcomes:
                outcomes[file.digest] = match(file)
            files[file.name] = file.digest
            progress(at, 0, file.name)
    wanted = set(files.values())
    kept = ((digest, outcome) for digest, outcome in outcomes.items() if digest in wanted)
    return Grown(tuple(sorted(files.items())), tuple(kept))


def without(grown: Grown, name: str) -> Grown:
    """`grown` less the file of this name."""
    files = tuple((known, digest) for known, digest in grown.files if known != name)
    wanted = {digest for _, digest in files}
    return Grown(files, tuple(entry for entry in grown.outcomes if entry[0] in wanted))


def pile_of(grown: Grown, lexicon: Lexicon | None, standard: Standard) -> Pile:
    """Every form of the pile, as `read_pile` gives those of a folder."""
    seen: dict[str, int] = {}
    files = []
    for name, digest in grown.files:
        seen[digest] = seen.get(digest, 0) + 1
        files.append(Found(Path(name), name, digest, seen[digest]))
    pile = assembled(files, dict(grown.outcomes))
    return pile if lexicon is None else relearned(pile, lexicon, standard)


def packed(grown: Grown) -> bytes:
    return _bytes(to_plain(grown))


def unpacked(content: bytes) -> Grown:
    grown: Grown = from_plain(Grown, json.loads(zlib.decompress(content)))
    return grown


def found_packed(found: Consolidation) -> bytes:
    return _bytes(plain(found))


def found_unpacked(content: bytes) -> Consolidation:
    return consolidation_of(json.loads(zlib.decompress(content)))


def _bytes(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 6)


def decided_on(found: Consolidation, decisions: Sequence[Decision], standard: Standard) -> Consolidation:
    """What follows from the decisions: proposals, ledgers, master table, burden; what forms share stays."""
    profiles = {profile.form.id: profile for profile in profiles_of(found.pile.forms, standard)}
    proposals = decided(found.proposals, decisions, profiles)
    return summed(replace(found, proposals=proposals), standard)
