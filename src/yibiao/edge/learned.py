"""What an installation has learned about headers. In: its home folder, a file of bindings. Out: a `Lexicon`.

Refuses (`ProblemError`): a file that cannot be read; going on without it would forget what people have confirmed.
"""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.saving import save
from yibiao.flow.standardising import Lexicon

FILE = "lexicon.json"
LEARNING = Lock()
"""Held from reading the lexicon to writing it: two people who teach at once are both remembered."""


def lexicon_of(home: Path | None) -> Lexicon | None:
    """The confirmed matches of the home, None where there are none yet."""
    if home is None or not (home / FILE).is_file():
        return None
    return lexicon_in(home / FILE)


def lexicon_in(file: Path) -> Lexicon:
    """The matches in a file, as a home or `consolidate` keeps them."""
    try:
        return Lexicon.from_json(json.loads(file.read_text("utf-8")))
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise ProblemError(problem("CLI_LEXICON_DAMAGED", Place(file=str(file)), file=str(file))) from fault


def learn(home: Path, lexicon: Lexicon) -> None:
    """Keep the confirmed matches for next time."""
    text = json.dumps(lexicon.as_json(), ensure_ascii=False, indent=1)
    save(home / FILE, text.encode())
