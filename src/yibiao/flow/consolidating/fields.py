"""Columns that the standard does not have, clustered by meaning. In: forms. Out: proposed elements, forms.

Two labels are one when their keys are equal, or when they differ by a slip or an added word and stand in forms about
the same register. Found through an inverted index of character pairs, never all pairs; joined by union-find.
Refuses to join two labels that one form asks side by side, or that differ in a word that tells things apart
(上年 and 本年, 父亲 and 母亲, 一季度 and 二季度).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from rapidfuzz.distance import Levenshtein

from yibiao.flow.consolidating.keys import NEW
from yibiao.flow.consolidating.shapes import FormFacts, FormField, ProposedElement

TELLING = frozenset(
    "0123456789一二三四五六七八九十甲乙丙丁男女父母夫妻上下左右前后新旧始终起止开结收支进出入已未本内外大小正副"
)
"""Characters whose exchange makes another question of a label."""
SIMILAR = 0.72
FAR = 0.5
"""Below this likeness it is 0."""
CROWD = 60
"""A pair of characters that stands in more labels than this says nothing (编号, 日期) and is not searched by."""


@dataclass
class _Label:
    key: str
    forms: set[str] = field(default_factory=set)
    registers: set[str | None] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)
    paths: list[FormField] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.texts.most_common(1)[0][0]


def propose(forms: Sequence[FormFacts]) -> tuple[tuple[ProposedElement, ...], tuple[FormFacts, ...]]:
    """Proposed elements, most used first, and the forms with the cluster in the place of each label."""
    labels = _labels(forms)
    groups = _joined(labels)
    named: dict[str, str] = {}
    elements: list[ProposedElement] = []
    for group in groups:
        members = sorted((labels[key] for key in group), key=_reach)
        head = members[0]
        named |= {NEW + label.key: NEW + head.key for label in members}
        elements.append(_element(head, members))
    elements.sort(key=lambda element: (-len(element.forms), element.id))
    return tuple(elements), tuple(_renamed(form, named) for form in forms)


def _reach(label: _Label) -> tuple[int, int, str]:
    """Most used first, then the shortest."""
    return (-len(label.forms), len(label.key), label.key)


def _labels(forms: Sequence[FormFacts]) -> dict[str, _Label]:
    labels: dict[str, _Label] = {}
    for form in forms:
        for entry in form.fields:
            if entry.asks.startswith(NEW):
                label = labels.setdefault(entry.asks.removeprefix(NEW), _Label(entry.asks.removeprefix(NEW)))
                label.forms.add(form.id)
                label.registers.add(form.register)
                label.texts[" ".join(entry.label.split())] += 1
                label.paths.append(entry)
    return labels


def _element(head: _Label, members: Sequence[_Label]) -> ProposedElement:
    texts = Counter[str]()
    for label in members:
        texts.update(label.texts)
    synonyms = tuple(text for text, _ in texts.most_common() if text != head.text)
    forms = sorted(set[str]().union(*(label.forms for label in members)))
    return ProposedElement(NEW + head.key, head.text, domain_of(head.key), synonyms, tuple(forms))


def domain_of(key: str) -> str:
    """The value domain that a label's ending speaks for; text where it says nothing."""
    endings: tuple[tuple[tuple[str, ...], str], ...] = (
        (("日期", "时间", "年月", "年月日"), "date"),
        (("金额", "元", "费", "费用", "收入", "支出", "产值", "资金"), "money:CNY"),
        (("人数", "户数", "数量", "个数", "数", "次数", "合计"), "int"),
        (("面积",), "decimal:m2"),
        (("率", "比例", "占比", "百分比"), "percent"),
        (("电话", "手机", "手机号", "联系方式"), "phone"),
        (("身份证号", "身份证号码", "身份证"), "citizen_id"),
    )
    if key.startswith(("是否", "有无", "能否")):
        return "bool"
    return next((domain for ends, domain in endings if key.endswith(ends)), "text")


def _renamed(form: FormFacts, named: Mapping[str, str]) -> FormFacts:
    fields = tuple(replace(entry, asks=named.get(entry.asks, entry.asks)) for entry in form.fields)
    return form if fields == form.fields else replace(form, fields=fields)


def _joined(labels: Mapping[str, _Label]) -> list[list[str]]:
    """Groups of label keys that mean the same."""
    top = {key: key for key in labels}
    groups = {key: [key] for key in labels}
    seen = {key: set(label.forms) for key, label in labels.items()}

    def root(key: str) -> str:
        while top[key] != key:
            top[key] = top[top[key]]
            key = top[key]
        return key

    for _, one, other in sorted(_similar(labels), key=lambda found: (-found[0], found[1:])):
        keep, drop = root(one), root(other)
        if keep == drop or seen[keep] & seen[drop]:
            continue
        top[drop] = keep
        groups[keep] += groups.pop(drop)
        seen[keep] |= seen.pop(drop)
    return list(groups.values())


def _similar(labels: Mapping[str, _Label]) -> Iterator[tuple[float, str, str]]:
    index: dict[str, list[str]] = defaultdict(list)
    for key in sorted(labels):
        for pair in _pairs(key):
            index[pair].append(key)
    for key in sorted(labels):
        near = Counter(other for pair in _pairs(key) for other in _crowd(index[pair]) if other > key)
        for other, shared in near.items():
            score = likeness(key, other, shared)
            if score >= SIMILAR and labels[key].registers & labels[other].registers:
                yield score, key, other


def _crowd(found: list[str]) -> Iterable[str]:
    return found if len(found) <= CROWD else ()


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)}


def likeness(one: str, other: str, shared: int | None = None) -> float:
    """0 to 1; 0 where they differ in a character that tells things apart, or are too short to judge."""
    if min(len(one), len(other)) < 3:
        return 0.0
    common = len(_pairs(one) & _pairs(other)) if shared is None else shared
    dice = 2 * common / (len(one) + len(other) - 2)
    slip = min(len(one), len(other)) >= 5 and Levenshtein.distance(one, other, score_cutoff=1) <= 1
    found = max(dice, 0.9 if slip else 0.0)
    return 0.0 if found < FAR or TELLING & set(difference(one, other)) else found


def difference(one: str, other: str) -> str:
    """The characters in which two labels differ."""
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return "".join(one[a:b] + other[c:d] for tag, a, b, c, d in found if tag != "equal")
