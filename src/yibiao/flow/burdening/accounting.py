"""Before, after, saved. In: demands, filings, dealings. Out: an `Account`, every part in the order of names.

Methods, in words that the page shows too (`METHODS`):
    before    cells × 0.25 minutes × times a month × areas that type; by the form's own cells, and by the real ones once
              filings are there
    after     the same of the cells that the ledger does not hold, and one minute a filing to look at the rest
    repeat    cells asked although the ledger holds them, as a share of all cells asked
    measured  median from opening to confirming, of a form or a department; shown only where one period gave times of 5
              different areas at least, because an area may be one person, and nobody's time is anybody's business
Refuses: nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from yibiao.flow.burdening.shapes import Account, Answered, Dealing, Demand, Line, Measured, Score
from yibiao.flow.consolidating.burden import MINUTES_A_CELL, TIMES_A_MONTH

LOOK = 1.0
"""Minutes to look a filled form over and confirm it."""
FEWEST = 5
"""Different areas in one period below which no measured time is shown."""
ONCE = 1 / 12
"""Times a month of a form that is asked once: as if once a year."""
METHODS: Mapping[str, tuple[str, str]] = {
    "before": (
        "减负前：每格 0.25 分钟 × 每月次数 × 填报单位数；有报送件的按实际格数算，没有的按表上的格数估算。",
        "Before: 0.25 minutes a cell × times a month × areas that type; by the real cells once filings are there, "
        "else by the cells of the form.",
    ),
    "after": (
        "减负后：台账里没有的格才计填写时间，另加每份 1 分钟核对确认。",
        "After: only cells that the ledger does not hold are typed; one minute a filing to look over and confirm.",
    ),
    "repeat": (
        "重复采集率：台账已有、报表又要的格数，占要填格数的比例。",
        "Asked again: cells that the ledger holds already, as a share of all cells asked.",
    ),
    "measured": (
        "实测：从打开到确认的中位数；至少 5 个单位的 5 份才显示，否则写“未实测”；不统计到人。",
        "Measured: median from opening to confirming; shown over 5 filings of 5 areas at least, never of a person.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A form in one street: what it costs there."""

    demand: Demand
    street: str
    before: float
    after: float
    repeat: float
    answered: tuple[Answered, ...]


def account(
    demands: Sequence[Demand], answered: Iterable[Answered] = (), dealings: Iterable[Dealing] = (),
    times: Iterable[Measured] = (),
) -> Account:  # fmt: skip
    """The account of these forms; filings of other forms or of streets out of reach are left out."""
    timed: dict[str, list[Measured]] = defaultdict(list)
    for each in times:
        timed[each.number].append(each)
    by_form: dict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        by_form[one.number].append(one)
    parts = [part for demand in demands for part in _parts(demand, by_form[demand.number])]
    titles = {demand.number: demand.title for demand in demands}
    return Account(
        whole=_line("", "", parts, timed),
        forms=_lines(parts, lambda part: part.demand.number, titles, timed),
        departments=_lines(parts, lambda part: part.demand.department, times=timed),
        streets=_lines(parts, lambda part: part.street),
        scores=_scores(demands, parts, {dealing.number: dealing for dealing in dealings}),
    )


def _parts(demand: Demand, answered: Sequence[Answered]) -> list[_Part]:
    """The form street by street; its real cells, where there are any, count for all streets."""
    within = [one for one in answered if one.street in demand.streets]
    cells = sum(one.cells for one in within)
    times = ONCE if demand.period == "once" else TIMES_A_MONTH.get(demand.period, TIMES_A_MONTH[None])
    if cells:
        a_month = cells / len(within) * MINUTES_A_CELL * times
        known, repeat = sum(one.held for one in within) / cells, sum(one.repeated for one in within) / cells
    else:
        a_month = demand.minutes / max(1, demand.areas)
        known = repeat = demand.known
    after = min(a_month, a_month * (1 - known) + LOOK * times)
    return [
        _Part(
            demand, street, a_month * areas, after * areas, repeat,
            tuple(one for one in within if one.street == street),
        )
        for street, areas in demand.streets.items() if areas
    ]  # fmt: skip


def _lines(
    parts: Sequence[_Part], key: Callable[[_Part], str], names: Mapping[str, str] | None = None,
    times: Mapping[str, Sequence[Measured]] | None = None,
) -> tuple[Line, ...]:  # fmt: skip
    found: dict[str, list[_Part]] = defaultdict(list)
    for part in parts:
        found[key(part)].append(part)
    lines = [_line(one, (names or {}).get(one, one), some, times or {}) for one, some in found.items()]
    return tuple(sorted(lines, key=lambda line: (line.name, line.key)))


def _line(key: str, name: str, parts: Sequence[_Part], times: Mapping[str, Sequence[Measured]]) -> Line:
    before = sum(part.before for part in parts)
    answered = [one for part in parts for one in part.answered]
    departments = {part.demand.department for part in parts}
    timed = [one for number in sorted({part.demand.number for part in parts}) for one in times.get(number, ())]
    return Line(
        key=key, name=name, department=next(iter(departments)) if len(departments) == 1 else "",
        forms=len({part.demand.number for part in parts}),
        before=round(before, 1), after=round(sum(part.after for part in parts), 1),
        repeat=_share(parts, before), filings=len(answered), measured=measured(timed),
    )  # fmt: skip


def _share(parts: Sequence[_Part], before: float) -> float:
    """Asked again, weighted by what each form asks a month."""
    return round(sum(part.repeat * part.before for part in parts) / before, 3) if before else 0.0


def measured(times: Sequence[Measured]) -> float | None:
    """The median of the minutes, as far as steps tell it (evenly spread within one); None where no period gave times of
    enough areas."""
    if max((sum(one.steps.values()) for one in times), default=0) < FEWEST:
        return None
    counts: Counter[int] = Counter()
    for one in times:
        counts.update(one.steps)
    half, before, low = sum(counts.values()) / 2, 0, 0
    for high in sorted(counts):
        if before + counts[high] >= half:
            return round(low + (high - low) * (half - before) / counts[high], 1)
        before, low = before + counts[high], high
    raise AssertionError("a median lies among its values")


def _scores(demands: Sequence[Demand], parts: Sequence[_Part], dealings: Mapping[str, Dealing]) -> tuple[Score, ...]:
    found: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        found[demand.department].append(demand)
    return tuple(
        _score(department, some, [part for part in parts if part.demand.department == department], dealings)
        for department, some in sorted(found.items())
    )


def _score(
    department: str, demands: Sequence[Demand], parts: Sequence[_Part], dealings: Mapping[str, Dealing]
) -> Score:
    dealt = [dealings[demand.number] for demand in demands if demand.number in dealings]
    before = sum(part.before for part in parts)

    def told(name: str) -> int | None:
        return sum(getattr(dealing, name) for dealing in dealt) if dealt else None

    return Score(
        department, len(demands), sum(demand.kind == "late" for demand in demands),
        sum(demand.kind == "once" for demand in demands), round(before, 1), _share(parts, before),
        told("opened"), told("urgent"), told("objections"), told("unanswered"),
    )  # fmt: skip
