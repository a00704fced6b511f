"""The checks that a form suggests by itself. In: a `Sheet`, filled or blank; other forms. Out: checks to be kept.

Three signs in the labels: a total (合计, 总计, 小计) beside its parts; 其中 below a whole; a row 总计 under the rows.
男 and 女, 城镇 and 农村 make a whole for certain; of other neighbours of a total that is only supposed, and the values
that the form holds now must bear it out. What has two measures (户, 人)
or can not be added up (rates, averages) suggests nothing. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from yibiao.base.tables import column_letters
from yibiao.base.text import without_brackets
from yibiao.flow.checking.checks import Check, Over, Severity
from yibiao.flow.checking.ground import COUNT, HERE, LAST_LABEL, SUM, ground
from yibiao.flow.checking.judging import judge
from yibiao.flow.checking.shape import Heading, Sheet, summed
from yibiao.flow.standard.formula.showing import element_text

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总数|总量|总人数|总人口|总户数|计|总和)$|(?:合计|总计|小计|总数|总人数)$")
_ADDED = re.compile(r"(?:合计|总计|小计|共计)$|^计$")
_WORDS = re.compile(r"名称|姓名|日期|时间|月份|负责人|经理|代码|编号|地址|电话|类型|类别|单位$|备注|说明|状态")
_WITHIN = re.compile(r"^(?:其中|#其中|\*其中)[:：、,，]?")
_STEM = re.compile(r"(?:性|人数|人口|人员|数量|数|人|户|居民)+$")
_WHOLE = (frozenset("男女"), frozenset(("城镇", "农村")), frozenset(("城市", "农村")), frozenset(("城镇", "乡村")))
_MEASURES = (
    ("户", re.compile(r"户(?!籍)")),
    ("元", re.compile(r"元|金额|资金|收入|支出")),
    ("亩", re.compile(r"亩|面积|㎡|平方")),
)
MOST = 30
"""More parts than this nobody reads as a sum."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A whole and its parts. kind: "sum" they make it up, "guess" they may, "part" none exceeds it."""

    whole: Heading
    parts: tuple[Heading, ...]
    kind: str


def propose(sheet: Sheet, *, percent: int = 30, least: int = 10) -> tuple[Check, ...]:
    """What should hold of this form: sums, parts of a whole, jumps against last period.

    percent, least: a total that changes by more than both (in percent, in units) is doubtful; percent 0: no such check.
    A supposed sum that the sheet's own values contradict is not proposed.
    """
    checks = list(_numbered([*_of_columns(sheet), *_of_rows(sheet), *_of_card(sheet)]))
    kept: dict[tuple[Over, str], Check] = {}
    for check in _borne_out(checks, sheet):
        kept.setdefault((check.over, check.formula), check)
    jumps = _jumps(sheet, percent, least) if percent else ()
    return (*kept.values(), *jumps)


def _numbered(checks: Sequence[Check]) -> Iterator[Check]:
    """Each with a code of its own: a whole may be made up in two ways (男 and 女, 城镇 and 农村)."""
    seen: Counter[str] = Counter()
    for check in checks:
        seen[check.code] += 1
        yield check if seen[check.code] == 1 else replace(check, code=f"{check.code}-{seen[check.code]}")


def _of_columns(sheet: Sheet) -> Iterator[Check]:
    naming = _names(Over.LINE, sheet, lambda one: f"at_{column_letters(one.number).lower()}")
    columns = [one for one in sheet.columns if one.summable and one.path]
    for relation in relations(columns):
        yield from _checks(Over.LINE, relation, naming, column_letters(relation.whole.number))


def _of_rows(sheet: Sheet) -> Iterator[Check]:
    naming = _names(Over.COLUMN, sheet, lambda one: f"at_{one.number}")
    rows = [one for one in sheet.rows if one.path and one.summable]
    parts = sheet.parts()
    for relation in relations(rows, nested=True):
        if set(relation.parts) == set(parts) or (not summed(relation.whole) and len(relation.parts) > MOST):
            continue
        yield from _checks(Over.COLUMN, relation, naming, str(relation.whole.number))
    totals = [one for one in sheet.rows if summed(one) or (one.path and _is_total(one))]
    if len(totals) == 1 and len(parts) > 1 and _one_measure(parts):
        sure = sheet.of_areas or not any(one.path for one in parts)
        made_of = (naming(totals[0]), SUM, ("各行", "all rows"))
        yield _sum(Over.COLUMN, made_of, sure, (str(totals[0].number), _said(totals[0])))


def _of_card(sheet: Sheet) -> Iterator[Check]:
    addresses = list(sheet.labels)
    headings = [Heading(number, sheet.labels[address]) for number, address in enumerate(addresses)]

    def naming(one: Heading) -> str:
        return addresses[one.number]

    for relation in relations([one for one in headings if one.summable and one.path]):
        if relation.kind != "guess":  # beside the 合计 of a card stands anything
            yield from _checks(Over.FORM, relation, naming, addresses[relation.whole.number])


def _names(over: Over, sheet: Sheet, suffix: Callable[[Heading], str]) -> Callable[[Heading], str]:
    standard = ground(over, sheet, None, ()).standard
    return lambda one: element_text(standard, HERE, f"{HERE}.{suffix(one)}")


def relations(headings: Sequence[Heading], *, nested: bool = False) -> Iterator[Relation]:
    """What the labels of neighbours say about each other, in their order.

    nested: a label below another one's is part of it, as in the rows of a cross-tab; columns below a label need not be.
    """
    yield from _within(headings, nested)
    yield from _pairs_below(headings)
    by_parent: dict[tuple[str, ...], list[Heading]] = {}
    for one in headings:
        by_parent.setdefault(_above(one), []).append(one)
    for group in by_parent.values():
        yield from _totals([one for one in group if not _is_within(one)])


def _above(one: Heading) -> tuple[str, ...]:
    """The labels above the leaf."""
    return one.path[:-1]


def _is_within(one: Heading) -> bool:
    return any(_WITHIN.match(label) for label in one.path)


def _plain(one: Heading) -> str:
    return without_brackets(_WITHIN.sub("", one.leaf))


def _within(headings: Sequence[Heading], nested: bool) -> Iterator[Relation]:
    """其中: what stands under it, or is nested below another heading, is part of the last one that is not."""
    groups: dict[Heading, list[Heading]] = {}
    for at, one in enumerate(headings):
        whole = _whole_of(one, headings[:at], nested)
        if whole is not None:
            groups.setdefault(whole, []).append(one)
    for whole, found in groups.items():
        parts = [one for one in found if measure(one) in ("", measure(whole)) or not measure(whole)]
        certain = _certain(parts)
        if certain:
            yield Relation(whole, certain, "sum")
        yield from (Relation(whole, (one,), "part") for one in parts if one not in certain)


def _whole_of(one: Heading, before: Sequence[Heading], nested: bool) -> Heading | None:
    """What `one` is part of: the total beside its 其中, else the last heading there; below another row, that row."""
    depth = max((at for at, label in enumerate(one.path) if _WITHIN.match(label)), default=None)
    if depth is None:
        above = [one.path[:end] for end in range(1, len(one.path))] if nested else []
        return next((other for other in reversed(before) if other.path in above and not _is_total(other)), None)
    beside = [other for other in before if len(other.path) == depth + 1 and other.path[:depth] == one.path[:depth]]
    beside = [other for other in beside if not _WITHIN.match(other.leaf)]
    totals = [other for other in beside if _is_total(other)]
    return next(iter([*totals[-1:], *beside[-1:]]), None)


def _is_total(one: Heading) -> bool:
    return summed(one) or _TOTAL.search(_plain(one)) is not None


def _pairs_below(headings: Sequence[Heading]) -> Iterator[Relation]:
    """合计 beside a band 性别 that holds 男 and 女."""
    for total in headings:
        bands: dict[tuple[str, ...], list[Heading]] = {}
        for one in headings:
            if len(one.path) == len(total.path) + 1 and _above(total) == one.path[:-2] and not _is_within(one):
                bands.setdefault(_above(one), []).append(one)
        for band in bands.values() if _is_total(total) else ():
            if len(band) == 2 and (certain := _certain(band)) and _one_measure((total, *certain)):
                yield Relation(total, certain, "sum")


def _totals(group: Sequence[Heading]) -> Iterator[Relation]:
    """合计 beside its neighbours: before them, or behind all of them."""
    totals = [at for at, one in enumerate(group) if _is_total(one)]
    if not totals:
        return
    leading = totals[0] == 0
    for nth, at in enumerate(totals):
        if leading:
            end = totals[nth + 1] if nth + 1 < len(totals) else len(group)
            parts = group[at + 1 : end]
        else:
            parts = group[totals[nth - 1] + 1 if nth else 0 : at]
        yield from _of_total(group[at], tuple(parts))


def _of_total(whole: Heading, parts: tuple[Heading, ...]) -> Iterator[Relation]:
    certain = _certain(parts)
    if certain and _one_measure((whole, *certain)):
        yield Relation(whole, certain, "sum")
        return
    words = max((at for at, one in enumerate(parts) if _WORDS.search(one.leaf)), default=-1)
    parts = parts[words + 1 :]
    if _ADDED.search(_plain(whole)) and 2 <= len(parts) <= MOST and _one_measure((whole, *parts)):
        yield Relation(whole, parts, "guess")


def _certain(parts: Sequence[Heading]) -> tuple[Heading, ...]:
    """男 and 女 side by side, or another pair that leaves nothing out."""
    for first, second in zip(parts, parts[1:], strict=False):
        stems = frozenset((_STEM.sub("", _plain(first)), _STEM.sub("", _plain(second))))
        if stems in _WHOLE and _above(first) == _above(second):
            return first, second
    return ()


def measure(one: Heading) -> str:
    """What a heading counts, as far as its words say: 户, 元, 亩, else ""."""
    said = " ".join((*one.path[-1:], one.unit))
    return next((name for name, words in _MEASURES if words.search(said)), "")


def _one_measure(headings: Sequence[Heading]) -> bool:
    return len({measure(one) for one in headings if measure(one) or one.unit or not _is_total(one)}) <= 1


def _checks(over: Over, relation: Relation, naming: Callable[[Heading], str], at: str) -> Iterator[Check]:
    whole = naming(relation.whole)
    names = [naming(one) for one in relation.parts]
    if relation.kind != "part":
        called = [_said(one) for one in relation.parts]
        made_of = (whole, " + ".join(names), ("、".join(f"「{one}」" for one in called), ", ".join(called)))
        yield _sum(over, made_of, relation.kind == "sum", (at, _said(relation.whole)))
        return
    for one, name in zip(relation.parts, names, strict=True):
        yield Check(
            f"part-{over.value}-{at}-{one.number}",
            over,
            f"{name} <= {whole}",
            Severity.WRONG,
            f"「{_said(one)}」是「{_said(relation.whole)}」的一部分，不能比它多",
            f"“{_said(one)}” is a part of “{_said(relation.whole)}” and cannot exceed it",
        )


def _said(one: Heading) -> str:
    return _plain(one) or "·".join(one.path) or "合计"


def _sum(over: Over, parts: tuple[str, str, tuple[str, str]], sure: bool, total: tuple[str, str]) -> Check:
    (whole, formula, (zh, en)), (at, said) = parts, total
    return Check(
        f"sum-{over.value}-{at}",
        over,
        f"{whole} = {formula}",
        Severity.WRONG if sure else Severity.DOUBTFUL,
        f"「{said}」应当等于{zh}之和",
        f"“{said}” should be the sum of {en}",
    )


def _borne_out(checks: Sequence[Check], sheet: Sheet) -> Iterator[Check]:
    """A supposed sum stands only where the values do not contradict it.

    What has no meaning over this form (words where numbers should be) is not proposed at all.
    """
    verdict = judge(checks, sheet)
    senseless = {problem.place.field for problem in verdict.problems}
    refuted = {finding.check for finding in verdict.findings if finding.check.severity is Severity.DOUBTFUL}
    return (check for check in checks if check.code not in senseless and check not in refuted)


def _jumps(sheet: Sheet, percent: int, least: int) -> Iterator[Check]:
    wholes = [relation.whole for relation in relations([one for one in sheet.columns if one.summable and one.path])]
    first = next((one for one in sheet.columns if one.summable and one.path), None)
    naming = _names(Over.LINE, sheet, lambda one: f"at_{column_letters(one.number).lower()}")
    stubbed = any(row.path for row in sheet.rows)
    for one in dict.fromkeys(wholes or ([first] if first is not None else [])) if stubbed else ():
        yield jump(Over.LINE, naming(one), f"jump-{column_letters(one.number)}", (percent, least, _said(one)))
    if sheet.rows and not stubbed:
        yield jump(Over.FORM, COUNT, "jump-rows", (percent, least, COUNT))


def jump(over: Over, name: str, code: str, limits: tuple[int, int, str]) -> Check:
    """A value may not change, against last period, by more than a percentage *and* more than a number.

    limits: percent, number, what the value is called in the sentence.
    """
    percent, least, said = limits
    before = f"{LAST_LABEL}.{name}"
    up, down = f"{name} - {before}", f"{before} - {name}"
    formula = (
        f"({up} <= {least} 或 ({up}) * 100 <= {before} * {percent}) 且 "
        f"({down} <= {least} 或 ({down}) * 100 <= {before} * {percent})"
    )
    zh = f"「{said}」与上期相比，变动一般在 {percent}% 或 {least} 以内"
    en = f"“{said}” should stay within {percent}% or {least} of last period"
    return Check(code, over, formula, Severity.DOUBTFUL, zh, en)


def agreements(sheet: Sheet, others: Sequence[Sheet]) -> tuple[Check, ...]:
    """The same question asked by this form and by another must get one answer: a check for each shared cell."""
    found = []
    for other in others:
        theirs = {key: address for address, key in reversed(list(other.asks.items()))}
        for address, key in sheet.asks.items():
            if key in theirs:
                found.append(_agreement(address, other, theirs[key]))
    return tuple(found)


def _agreement(address: str, other: Sheet, there: str) -> Check:
    return Check(
        f"same-{address}-{other.name}",
        Over.FORM,
        f"{address} = 〈{other.name}〉.{there}",
        Severity.WRONG,
        f"与《{other.title or other.name}》{there} 问的是同一件事，两张表的数应当一致",
        f"asks the same as {there} of “{other.title or other.name}”; both forms should give one number",
        address,
    )
