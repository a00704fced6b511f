"""Cuts a phrase into pieces that mean something. In: a phrase, a register. Out: pieces, nothing left out.

Every way of cutting has a cost (unread characters are dearest, names are cheaper than aliases, long words cheaper than
short ones); the cheapest wins. Refuses: nothing; what cannot be read is a piece of kind "unread".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yibiao.flow.standard.formula.links import route, to_one
from yibiao.flow.standard.formula.nodes import Has, Node, Not, Tagged
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import patterns
from yibiao.flow.standard.phrases.values import named_values
from yibiao.flow.standard.phrases.vocabulary import Sense, nouns, quantities, vocabulary
from yibiao.flow.standard.phrases.words import words

LONGEST = 120
_LONGEST_WORD = 14
_COUNTED = ("people", "count", "households", "ratio", "whole_ratio", "average")
_DASHES = str.maketrans({dash: "-" for dash in "—–−―─~～〜"})
_MARKS = "()[]<>《》“”\"'.。:：!?？！_"
_BANDS = re.compile(r"按.{1,8}?(?:分|划分|分组|分类|统计)")
"""A label that only says what the columns below it divide by: 按等级分."""
_AREA_LAST = frozenset(ending[-1] for ending in words().area_endings)
_AREA = re.compile(r"[一-鿿×xX*＊〇○]{1,8}?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a phrase. kind: condition, noun, nothing, and, or, area, period, measure, quantity, ambiguous or
    unread."""

    kind: str
    word: str
    cost: int
    senses: tuple[Sense, ...] = ()
    node: Node | None = None
    measure: str = ""
    codes: tuple[str, ...] = ()
    numeric: bool = False
    """The condition was read from a number, not from a name."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a phrase is read with. `label`: it is a header label, where 人数 and 户数 say what is counted."""

    standard: Standard
    register: str
    day: date | None = None
    label: bool = False

    def cut(self, phrase: str) -> tuple[Piece, ...]:
        """The cheapest way of cutting `phrase`."""
        text = plain(phrase)
        best: list[tuple[int, tuple[Piece, ...]] | None] = [(0, ()), *([None] * len(text))]
        for at in range(len(text)):
            here = best[at]
            if here is None:
                continue
            for piece in self._pieces(text, at):
                end, cost = at + len(piece.word), here[0] + piece.cost
                there = best[end]
                if there is None or cost < there[0]:
                    best[end] = (cost, (*here[1], piece))
        found = best[len(text)]
        assert found is not None
        return found[1] if self.label else _unglued(found[1], words().said.get(self.register, {}))

    def _pieces(self, text: str, at: int) -> Iterator[Piece]:
        yield Piece("unread", text[at], 100)
        yield from self._numbers(text, at)
        known = _lexicon(self.standard, self.register, self.label)
        for end in range(at + 1, min(len(text), at + _LONGEST_WORD) + 1):
            word = text[at:end]
            yield from known.get(word, ())
            if word[-1] in _AREA_LAST and (end < len(text) or not self.label):
                yield from _area(word)
        if self.label and at == 0 and (text in words().measures["heading"] or _BANDS.fullmatch(text)):
            yield Piece("nothing", text, 3)
        yield from self._with_prefix(text, at)
        for length, node in named_values(self.standard, self.register, text, at):
            yield Piece("condition", text[at : at + length], 9, node=node)

    def _numbers(self, text: str, at: int) -> Iterator[Piece]:
        found: list[patterns.Read] = []
        if "person.age" in self.standard.elements and "person" in to_one(self.standard, self.register):
            found.extend(patterns.ages(text, at, "person.age"))
        found.extend(patterns.counted(self.register, text, at))
        found.extend(patterns.grades(self.standard, self.register, text, at))
        found.extend(patterns.events(self.register, text, at, self.day))
        for read in found:
            yield Piece("condition", text[at : at + read.length], 8, node=read.node, numeric=True)
        for read, codes in patterns.amounts(self.standard, self.register, text, at):
            word = text[at : at + read.length]
            if len(codes) == 1:
                yield Piece("condition", word, 8, node=read.node, numeric=True)
            else:
                yield Piece("ambiguous", word, 30, codes=codes)
        period = patterns.bare_period(text, at)
        if period:
            yield Piece("period", text[at : at + period], 9)

    def _with_prefix(self, text: str, at: int) -> Iterator[Piece]:
        """享受低保, 未参保, 无车, 有宠物: a verb or a negation before a known word."""
        for prefix in (*words().verbs, *words().negations):
            if not text.startswith(prefix, at):
                continue
            negative = prefix in words().negations
            begin = at + len(prefix)
            for end in range(begin + 1, min(len(text), begin + _LONGEST_WORD) + 1):
                senses = self._after(text[begin:end], prefix)
                if not senses:
                    continue
                if negative:
                    senses = tuple(Sense(sense.rank, Not(sense.node)) for sense in senses)
                yield _condition(text[at:end], senses, 2 if negative else 1)

    def _after(self, word: str, prefix: str) -> tuple[Sense, ...]:
        senses = vocabulary(self.standard, self.register).get(word)
        if senses:
            return senses
        holder = _linked(self.standard, self.register).get(word) if prefix in ("有", "无", "没有", "拥有") else None
        return (Sense(9, Has(holder)),) if holder else ()


def _unglued(pieces: tuple[Piece, ...], said: Mapping[str, str]) -> tuple[Piece, ...]:
    """Words of codes that stand against an unread one are part of it and say nothing: 金融普惠, 律师事务所, 医疗费."""
    weak = [_weak(piece, said) for piece in pieces]
    lost = [piece.kind == "unread" for piece in pieces]
    for _ in pieces:  # what is lost takes its neighbours along: 安全生产费
        glued = [
            weak[at] and not lost[at] and any(lost[near] for near in (at - 1, at + 1) if 0 <= near < len(pieces))
            for at in range(len(pieces))
        ]
        if not any(glued):
            break
        lost = [one or other for one, other in zip(lost, glued, strict=True)]
    unread = (Piece("unread", piece.word, 100 * len(piece.word)) for piece in pieces)
    return tuple(other if one else piece for one, other, piece in zip(lost, unread, pieces, strict=True))


def _weak(piece: Piece, said: Mapping[str, str]) -> bool:
    """Whether the condition rests on a code, a yes or no, or a short name of a detail: no tag, no number."""
    if not piece.senses or piece.kind not in ("condition", "ambiguous") or piece.word in said:
        return False
    node = piece.senses[0].node
    node = node.part if isinstance(node, Not) else node
    return len(piece.word) <= 2 if isinstance(node, Has) else not isinstance(node, Tagged)


@per_standard
def _lexicon(standard: Standard, register: str, label: bool) -> dict[str, tuple[Piece, ...]]:
    """Word → the pieces that it may be by itself."""
    found: dict[str, tuple[Piece, ...]] = {}
    for piece in _fixed(standard, register, label):
        found[piece.word] = (*found.get(piece.word, ()), piece)
    return found


def _fixed(standard: Standard, register: str, label: bool) -> Iterator[Piece]:
    lists = words()
    for word in (*lists.document, *lists.here, *_MARKS):
        yield Piece("nothing", word, 4)
    for word in lists.both:
        yield Piece("and", word, 4)
    for word in lists.either:
        yield Piece("or", word, 4)
    known = vocabulary(standard, register)
    for word in nouns(standard, register):
        if word not in known or not isinstance(known[word][0].node, Tagged):  # 个体工商户 is a kind of 单位
            yield Piece("noun", word, 5)
    for word, senses in known.items():
        yield _condition(plain(word), senses)
    yield from _counting(standard, register) if label else _uncounted()


def _counting(standard: Standard, register: str) -> Iterator[Piece]:
    """What a label may say about what is counted."""
    measures = words().measures
    for word, quantity in quantities(standard, register, False).items():
        yield Piece("quantity", plain(word), 11 + quantity.rank, codes=quantity.codes)
    for word in measures["nothing"]:
        yield Piece("nothing", word, 4)
    for kind in _COUNTED:
        for word in measures[kind]:
            yield Piece("measure", word, 5 if len(word) > 1 else 7, measure=kind)


def _uncounted() -> Iterator[Piece]:
    """What is counted does not matter for a condition."""
    measures = words().measures
    for word in (*measures["nothing"], *(word for kind in _COUNTED for word in measures[kind] if len(word) > 1)):
        yield Piece("nothing", word, 7)


def _condition(word: str, senses: tuple[Sense, ...], extra: int = 0) -> Piece:
    cost = 10 + senses[0].rank + extra
    if len(senses) == 1:
        return Piece("condition", word, cost, senses, senses[0].node)
    return Piece("ambiguous", word, cost + 20, senses)


@per_standard
def _linked(standard: Standard, register: str) -> dict[str, str]:
    """Nouns of the registers whose records hang on a record of `register` → the register."""
    found: dict[str, str] = {}
    for entry in standard.registers.values():
        way = route(standard, register, entry.code)
        if way is not None and entry.hangs_on == register:
            for noun in (entry.label_zh, *entry.nouns):
                found.setdefault(noun, entry.code)
    return found


def _area(word: str) -> Iterator[Piece]:
    """Names of areas by their endings: ××街道, 某某社区."""
    lists = words()
    if word in lists.not_areas or len(word) < 2:
        return
    for ending in lists.area_endings:
        name = word.removesuffix(ending)
        if (
            name != word
            and name
            and _AREA.fullmatch(name)
            and not any(name.endswith(one) for one in lists.area_endings)
        ):
            if not any(word.endswith(one) for one in lists.not_areas):
                yield Piece("area", word, 16 + 3 * len(word))
            return


def plain(phrase: str) -> str:
    """A phrase in one writing: half width, without spaces, every dash and tilde "-"."""
    text = unicodedata.normalize("NFKC", phrase).translate(_DASHES)
    return "".join(text.split())[:LONGEST]
