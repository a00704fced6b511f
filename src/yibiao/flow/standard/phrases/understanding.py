"""Plain Chinese becomes a formula. In: a phrase (a question, a form's title), the standard. Out: `Understood`.

    understand("80岁以上独居老人", standard).text == "年龄 >= 80 且 独居老人"

Refuses: nothing. Words that were not read and words with two meanings are reported and never silently dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases.composing import compose, settle
from yibiao.flow.standard.phrases.cutting import Piece, Reader, plain
from yibiao.flow.standard.phrases.vocabulary import nouns

_MANY_DETAIL = 12


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A word with several meanings, each as a clerk reads it."""

    word: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a phrase says: records of `register` that satisfy `node` (None: all of them), `text` is its text form."""

    register: str
    node: Node | None
    text: str | None
    used: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Words that look like names of areas."""
    periods: tuple[str, ...] = ()
    """Periods that say when the form is for: 2025年度."""
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def sure(self) -> bool:
        """Every word was read, with one meaning."""
        return not self.unread and not self.doubtful


def understand(text: str, standard: Standard, register: str | None = None, *, day: date | None = None) -> Understood:
    """What `text` asks. Without `register` the one that reads it best is taken; `day` dates words like 本月."""
    if register is None:
        register, cuts = best_register([text], standard, day, False)
    else:
        cuts = (Reader(standard, register, day).cut(text),)
    return _understood(cuts[0], standard, register)


def best_register(
    phrases: Sequence[str], standard: Standard, day: date | None, label: bool
) -> tuple[str, tuple[tuple[Piece, ...], ...]]:
    """The register that reads the phrases best, and how it cuts them: least unread, then least cost, then order."""
    homes = _homes("".join(plain(phrase) for phrase in phrases), standard)
    cuts = [tuple(Reader(standard, home, day, label).cut(phrase) for phrase in phrases) for home in homes]

    def rank(place: int) -> tuple[int, int, int]:
        pieces = [piece for cut in cuts[place] for piece in cut]
        lost = sum(len(piece.word) for piece in pieces if piece.kind in ("unread", "ambiguous"))
        many = _MANY_DETAIL if standard.registers[homes[place]].hangs_on else 0
        return lost, sum(piece.cost for piece in pieces) + many, place

    best = min(range(len(homes)), key=rank)
    return homes[best], cuts[best]


def _homes(phrase: str, standard: Standard) -> list[str]:
    """The registers that a phrase may be about: those that hang on nothing, and details that it names.

    A form about 残疾人 is a form about people; only details that one can have several of stand for themselves.
    """
    entries = list(standard.registers.values())
    homes = [entry.code for entry in entries if entry.hangs_on is None]
    details = [entry.code for entry in entries if entry.hangs_on is not None and not entry.single]
    return homes + [home for home in details if any(noun in phrase for noun in nouns(standard, home))]


def _understood(pieces: tuple[Piece, ...], standard: Standard, register: str) -> Understood:
    pieces = settle(pieces, standard, register)
    node = compose(pieces, standard, register)
    return Understood(
        register,
        node,
        None if node is None else show(node, register, standard),
        used=tuple(piece.word for piece in pieces if piece.kind in ("condition", "noun")),
        unread=unread_words(pieces),
        areas=tuple(piece.word for piece in pieces if piece.kind == "area"),
        periods=tuple(piece.word for piece in pieces if piece.kind == "period"),
        doubtful=tuple(doubt(piece, standard, register) for piece in pieces if piece.kind == "ambiguous"),
    )


def unread_words(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """Unread characters that stand together, as words."""
    found: list[str] = []
    before = False
    for piece in pieces:
        if piece.kind == "unread":
            if before:
                found[-1] += piece.word
            else:
                found.append(piece.word)
        before = piece.kind == "unread"
    return tuple(found)


def doubt(piece: Piece, standard: Standard, register: str) -> Doubtful:
    """The meanings of an ambiguous piece in words."""
    nodes = [sense.node for sense in piece.senses] or [Ref(code) for code in piece.codes]
    return Doubtful(piece.word, tuple(show(node, register, standard) for node in nodes))
