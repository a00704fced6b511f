"""What people of this installation have confirmed. In: confirmations. Out: a `Lexicon`, which beats every method.

A confirmation for the same form (title) and header path always holds; one for the path alone holds in other forms only
while all confirmations of that path agree. Refuses: nothing; a code that the standard no longer has is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from yibiao.base.text import key
from yibiao.flow.standardising.matching.index import NOTHING

BLANK = "special:blank"
SAID = "words:"
"""A target that says a counted label, or whom a form is about, in other words: words:60岁以上女性."""
EVERYONE = "全部"
"""The words that limit a form to nobody in particular."""
WHOM = ("填报对象",)
"""The path under which an installation keeps whom a form of some title is about."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One decision: under this title (key spelling, "" for unknown) this path means this target.

    target: an element code, "special:…", "nothing", or "words:…" for labels that are counted.
    """

    title: str
    path: str
    target: str


@dataclass(frozen=True)
class Lexicon:
    """All decisions, in the order in which they were made; a later one replaces an earlier one of the same form."""

    entries: tuple[Confirmed, ...] = ()

    def confirm(self, title: str | None, path: Sequence[str], target: str) -> Lexicon:
        """This lexicon and one more decision."""
        new = Confirmed(key(title or ""), _path_key(path), target)
        kept = tuple(entry for entry in self.entries if (entry.title, entry.path) != (new.title, new.path))
        return replace(self, entries=(*kept, new))

    def beside(self, other: Lexicon) -> Lexicon:
        """This lexicon, and what the other knows of forms and paths that it does not."""
        known = {(entry.title, entry.path) for entry in self.entries}
        return replace(self, entries=(*self.entries, *(e for e in other.entries if (e.title, e.path) not in known)))

    def meaning_of(self, title: str | None, path: Sequence[str]) -> tuple[str, bool] | None:
        """(target, whether it was confirmed for this very form), or None."""
        wanted, form = _path_key(path), key(title or "")
        same = [entry for entry in self.entries if entry.path == wanted]
        for entry in same:
            if entry.title == form:
                return entry.target, True
        targets = {entry.target for entry in same}
        return (targets.pop(), False) if len(targets) == 1 else None

    def said(self, title: str | None, path: tuple[str, ...]) -> tuple[str, ...]:
        """The path in the words that people gave for it in this very form, else the path itself."""
        found = self.meaning_of(title, path) if title or path != WHOM else None
        return (found[0].removeprefix(SAID),) if found and found[1] and found[0].startswith(SAID) else path

    def settled_blank(self, title: str | None, path: Sequence[str]) -> bool:
        """Whether people said that the ledger has nothing for this path of this very form."""
        return self.meaning_of(title, path) == (NOTHING, True)

    def as_json(self) -> list[dict[str, str]]:
        return [{"title": entry.title, "path": entry.path, "target": entry.target} for entry in self.entries]

    @classmethod
    def from_json(cls, entries: Sequence[Mapping[str, Any]]) -> Lexicon:
        """The inverse of `as_json`."""
        return cls(tuple(Confirmed(str(e["title"]), str(e["path"]), str(e["target"])) for e in entries))


def _path_key(path: Sequence[str]) -> str:
    return "›".join(part for part in map(key, path) if part)
