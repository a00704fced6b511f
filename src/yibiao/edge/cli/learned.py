"""What an installation has learned about headers. In: its home folder. Out: a `Lexicon`."""

from __future__ import annotations

import json
from pathlib import Path

from yibiao.flow.standardising import Lexicon

FILE = "lexicon.json"


def lexicon_of(home: Path | None) -> Lexicon | None:
    """The confirmed matches of the home, None where there are none yet."""
    if home is None or not (home / FILE).is_file():
        return None
    return Lexicon.from_json(json.loads((home / FILE).read_text("utf-8")))


def learn(home: Path, lexicon: Lexicon) -> None:
    """Keep the confirmed matches for next time."""
    text = json.dumps(lexicon.as_json(), ensure_ascii=False, indent=1)
    fresh = home / f"{FILE}.new"
    fresh.write_text(text, "utf-8")
    fresh.replace(home / FILE)
