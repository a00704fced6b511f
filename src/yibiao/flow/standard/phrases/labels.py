"""Header labels of cross-tabs become counted conditions. In: a label path, the standard. Out: `Labelled`.

    understand_label(("60岁以上", "男", "人数"), standard) → 年龄 >= 60 且 性别 = 男, counted

合计, 小计, 其中 say nothing; 户数 counts households; 占比 is the share of the last condition among those before it; the
name of a number (补贴金额) is its sum. Refuses: nothing; unread and doubtful words are reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yibiao.flow.standard.formula import Kind, kind_of, show
from yibiao.flow.standard.formula.kinds import domain_argument
from yibiao.flow.standard.formula.nodes import Node, Ref, Tagged
from yibiao.flow.standard.meanings import Measure
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases.composing import compose, conjunction, settle
from yibiao.flow.standard.phrases.cutting import Piece, Reader, plain
from yibiao.flow.standard.phrases.understanding import Doubtful, best_register, doubt, unread_words
from yibiao.flow.standard.phrases.values import names_element
from yibiao.flow.standard.phrases.vocabulary import nouns
from yibiao.flow.standard.phrases.words import words

_PEOPLE = ("person", "household")
_NUMBERS = ("", "总数", "数量", "个数", "家数", "套数", "间数", "栋数", "数")
_UNIT = re.compile(
    r"[(（](?:单位[:：]?)?(?:元|人|户|万元|个|%|％|平方米|㎡|亩|名|岁|间|套|次|处|家|份|公顷|人次|栋)[)）]"
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a label path counts: `measure` over the records of `register` that satisfy `where`."""

    register: str
    where: Node | None
    measure: Measure
    text: str | None
    used: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    measured: bool = False
    """A word said what is counted; False: counting records is only the usual."""

    @property
    def sure(self) -> bool:
        """Every word was read, with one meaning."""
        return not self.unread and not self.doubtful


def understand_label(
    path: Sequence[str], standard: Standard, register: str | None = None, *, day: date | None = None
) -> Labelled:
    """What the cell under (or beside) the labels `path`, from the outermost, counts."""
    labels = [_UNIT.sub("", label) for label in path]
    home = register or best_register(labels, standard, day, True)[0]
    other = _things(labels, home, standard)
    if other and (found := _labelled(labels, standard, other, day)).sure:
        return found
    return _labelled(labels, standard, home, day)


def _things(labels: Sequence[str], home: str, standard: Standard) -> str | None:
    """The register of things whose own name the last label is, in a table about people: 出租房屋（套）."""
    if home not in _PEOPLE or not labels:
        return None
    last = plain(labels[-1]).removeprefix("其中").lstrip(":,、")
    names = {last.removesuffix(number) for number in _NUMBERS}
    for entry in standard.registers.values():
        if entry.code not in _PEOPLE and entry.hangs_on is None and names & _own_names(standard, entry.code):
            return entry.code
    return None


def _own_names(standard: Standard, register: str) -> set[str]:
    tags = (tag for tag in standard.tags.values() if tag.register == register)
    return {*nouns(standard, register), *(word for tag in tags for word in (tag.name, *tag.aliases))}


def _labelled(labels: Sequence[str], standard: Standard, home: str, day: date | None) -> Labelled:
    cuts = _under_headings(labels, Reader(standard, home, day, label=True))
    everything = settle([piece for cut in cuts for piece in cut], standard, home)
    cuts = _regrouped(everything, cuts)
    conditions = [node for pieces in cuts if (node := compose(pieces, standard, home)) is not None]
    pieces = tuple(piece for cut in cuts for piece in cut)
    measure, conditions, doubts = _measure(pieces, conditions, standard, home)
    where = conjunction(conditions) if conditions else None
    return Labelled(
        home,
        where,
        measure,
        None if where is None else show(where, home, standard),
        used=tuple(piece.word for piece in pieces if piece.kind in ("condition", "noun", "measure", "quantity")),
        unread=tuple(word for cut in cuts for word in unread_words(cut)),
        doubtful=(*doubts, *(doubt(piece, standard, home) for piece in pieces if piece.kind == "ambiguous")),
        measured=any(piece.kind in ("measure", "quantity") for piece in pieces),
    )


def _under_headings(labels: Sequence[str], reader: Reader) -> tuple[tuple[Piece, ...], ...]:
    """The labels' pieces; a label under the name of an element is read with it: 政治面貌 › 群众, 年收入 › 5万元以上."""
    cuts: list[tuple[Piece, ...]] = []
    for place, label in enumerate(labels):
        pieces = reader.cut(label)
        heading = plain(labels[place - 1]) if place else ""
        if heading and names_element(reader.standard, reader.register, heading):
            together = reader.cut(heading + label)
            if len(together) == 1 and together[0].kind == "condition":
                cuts[-1], pieces = (), together
        if heading and (kind := _kind_of(heading, label, reader)):
            pieces = kind
        cuts.append(pieces)
    return tuple(cuts)


def _kind_of(heading: str, label: str, reader: Reader) -> tuple[Piece, ...]:
    """The pieces of a label that with the noun above it is the name of a tag: 残疾人 › 其中：重度, 党员 › 流动."""
    own = plain(label).removeprefix("其中").lstrip(":,、")
    together = reader.cut(own + heading.removeprefix("其中").lstrip(":,、")) if own else ()
    named = len(together) == 1 and together[0].kind == "condition" and isinstance(together[0].node, Tagged)
    return together if named else ()


def _regrouped(pieces: tuple[Piece, ...], cuts: tuple[tuple[Piece, ...], ...]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of all labels, label by label as `cuts` were."""
    rest = iter(pieces)
    return tuple(tuple(next(rest) for _ in cut) for cut in cuts)


def _measure(
    pieces: tuple[Piece, ...], conditions: list[Node], standard: Standard, home: str
) -> tuple[Measure, list[Node], tuple[Doubtful, ...]]:
    """The measure, the conditions that remain around it, and what is doubtful about it."""
    kinds = [piece.measure for piece in pieces if piece.kind == "measure"]
    numbers = [piece for piece in pieces if piece.kind == "quantity"]
    if "whole_ratio" in kinds:
        return Measure("ratio", part=conjunction(conditions) if conditions else None), [], ()
    if "ratio" in kinds:
        if not conditions:
            return Measure("ratio"), [], ()
        return Measure("ratio", part=conditions[-1]), conditions[:-1], ()
    if numbers:
        if len(numbers[-1].codes) > 1:
            return Measure(), conditions, (doubt(numbers[-1], standard, home),)
        return Measure("avg" if "average" in kinds else "sum", Ref(numbers[-1].codes[0])), conditions, ()
    if kinds and kinds[-1] == "households":
        return _households(standard, home), conditions, ()
    if not kinds and any(piece.kind == "condition" for piece in pieces) and _names_households(pieces):
        return _households(standard, home), conditions, ()
    if kinds and kinds[-1] == "people" and home == "household" and "household.size" in standard.elements:
        return Measure("sum", Ref("household.size")), conditions, ()
    return Measure(), conditions, ()


def _names_households(pieces: tuple[Piece, ...]) -> bool:
    """低保户, 脱贫户 without 人数: homes are counted; 个体工商户 and 租户 are none."""
    last = [piece.word for piece in pieces if piece.kind in ("condition", "noun")][-1]
    return last.endswith("户") and not last.endswith(words().no_homes)


def _households(standard: Standard, home: str) -> Measure:
    """Households: the records themselves, or the different homes of people."""
    if home == "household":
        return Measure()
    for element in standard.of_register(home):
        if kind_of(element) is Kind.REF and domain_argument(element.domain) == "household":
            return Measure("distinct", Ref(element.code))
    return Measure()
