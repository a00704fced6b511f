"""Why two forms are held to belong together, in a clerk's words. In: profiles, what they share. Out: zh, en sentences.

Refuses: nothing; a long list of columns is cut, its number given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from yibiao.flow.consolidating.keys import COUNT, NEW
from yibiao.flow.consolidating.profiles import Profile, Shared
from yibiao.flow.consolidating.relations import SAME_TOPIC, Verdict
from yibiao.flow.consolidating.shapes import FormFacts, ProposedElement, Relation
from yibiao.flow.standard.model import Standard

MOST = 6

_OPENINGS: Mapping[Relation, tuple[str, str]] = {
    Relation.SAME: ("两表所问相同：{shared}。", "Both ask the same: {shared}."),
    Relation.VARIANT: (
        "同一张表的两个版本，共同栏 {n} 个：{shared}；仅前者有：{a}；仅后者有：{b}。",
        "Two versions of one form, {n} columns in common: {shared}; only the first: {a}; only the second: {b}.",
    ),
    Relation.CONTAINED: (
        "前者所问后者都有：{shared}；后者另有：{b}。",
        "All that the first asks the second has: {shared}; the second also has: {b}.",
    ),
    Relation.DERIVABLE: (
        "前者是统计表，各格可由后者的名单逐条数出（{shared_needs}）{rest}。",
        "The first counts what the rows of the second tell ({shared_needs}){rest}.",
    ),
    Relation.OVERLAPPING: (
        "部分重复，共同栏 {n} 个：{shared}；仅前者有：{a}；仅后者有：{b}。",
        "They overlap in {n} columns: {shared}; only the first: {a}; only the second: {b}.",
    ),
    Relation.CONFLICTING: (
        "栏目相近（{shared}），但对象或周期不同（{who_a} / {who_b}），不能当作重复。",
        "The columns are near ({shared}), but whom or when they ask about differs ({who_a} / {who_b}): no duplicate.",
    ),
    Relation.SAME_TITLE: (
        "标题相同，内容不同：前者问 {a}；后者问 {b}。",
        "The same title, other content: the first asks {a}; the second asks {b}.",
    ),
}
_PERIODS = {
    "day": ("日报", "daily"),
    "week": ("周报", "weekly"),
    "month": ("月报", "monthly"),
    "quarter": ("季报", "quarterly"),
    "half": ("半年报", "half-yearly"),
    "year": ("年报", "yearly"),
}


class Names:
    """What a key is called: the element's label, the label on a form, the proposed element's name."""

    def __init__(self, forms: Sequence[FormFacts], elements: Sequence[ProposedElement], standard: Standard) -> None:
        self.standard = standard
        self.named = {element.id: element.name for element in elements}
        for form in forms:
            for entry in form.fields:
                if entry.asks.startswith(COUNT):
                    self.named.setdefault(entry.asks, " · ".join(entry.path))
        self.printed = _printed(forms, standard)

    def __call__(self, key: str, tongue: str = "zh") -> str:
        if key in self.printed:
            return self.printed[key]
        element = self.standard.elements.get(key)
        if element is not None:
            return element.label_zh if tongue == "zh" else element.label_en
        return self.named.get(key) or key.removeprefix(NEW)

    def listed(self, keys: Collection[str], tongue: str = "zh") -> str:
        """Up to `MOST` names, the number of all where there are more; — for none."""
        named = list(dict.fromkeys(self(key, tongue) for key in sorted(keys)))
        if not named:
            return "无" if tongue == "zh" else "none"
        shown = ("、" if tongue == "zh" else ", ").join(named[:MOST])
        if len(named) <= MOST:
            return shown
        return f"{shown}等 {len(named)} 栏" if tongue == "zh" else f"{shown} and {len(named) - MOST} more"


def _printed(forms: Sequence[FormFacts], standard: Standard) -> Mapping[str, str]:
    """Elements that nowhere in the pile are more than a guess, by the label that stands on the forms."""
    labels: dict[str, Counter[str]] = {}
    sure: set[str] = set()
    for form in forms:
        for entry in form.fields:
            if entry.asks in standard.elements:
                labels.setdefault(entry.asks, Counter())[" ".join(entry.label.split())] += 1
                sure |= {entry.asks} if entry.accepted else set()
    return {key: found.most_common(1)[0][0] for key, found in labels.items() if key not in sure}


def because(
    a: Profile, b: Profile, shared: Shared, verdict: Verdict, names: Names,
) -> tuple[str, str]:  # fmt: skip
    """The sentence in Chinese and in English; forms that ask the same under other titles are said to."""
    needs = verdict.told or shared.keys
    told = []
    for at, tongue in enumerate(("zh", "en")):
        text = _retitled(a, b, shared, verdict)[at] + _OPENINGS[verdict.relation][at].format(
            shared=names.listed(shared.keys, tongue),
            n=len(shared.keys),
            a=names.listed(shared.only_a, tongue),
            b=names.listed(shared.only_b, tongue),
            shared_needs=names.listed(needs, tongue),
            rest=_rest(verdict.missing)[at],
            who_a=whom(a.form, tongue),
            who_b=whom(b.form, tongue),
        )
        told.append(text)
    return told[0], told[1]


def _retitled(a: Profile, b: Profile, shared: Shared, verdict: Verdict) -> tuple[str, str]:
    """That two forms of one content have other titles; nothing where the titles agree but for year and office."""
    one, other = a.form.title, b.form.title
    repeated = verdict.relation in (Relation.SAME, Relation.VARIANT, Relation.CONTAINED)
    if not repeated or not one or not other or shared.title >= SAME_TOPIC or one == other:
        return "", ""
    return f"标题不同（《{one}》《{other}》），内容重复：", f"Other titles ({one} / {other}), repeated content. "


def _rest(missing: Sequence[str]) -> tuple[str, str]:
    """What a list does not tell and somebody still has to fill."""
    if not missing:
        return "", ""
    shown = missing[:MOST]
    more = ("等", " and more") if len(missing) > MOST else ("", "")
    return f"；数不出、仍须填的：{'、'.join(shown)}{more[0]}", f"; still to be filled: {', '.join(shown)}{more[1]}"


def whom(form: FormFacts, tongue: str = "zh") -> str:
    """Population and period of a form in words."""
    everybody = "全部" if tongue == "zh" else "all"
    said = [form.population or ("".join(form.unread) if form.unread else everybody)]
    if form.period:
        said.append(_PERIODS[form.period][0 if tongue == "zh" else 1])
    return "，".join(said) if tongue == "zh" else ", ".join(said)
