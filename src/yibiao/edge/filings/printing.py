"""Many filings as one PDF that waits to be taken out. In: a caller, ids of filings, a profile. Out: a sheet's id.

Each begins on a page of its own and says what it says when it is printed alone. Who prints gets what he may see whole
now; the others are named with their reason and nothing else is lost. What takes it out is an export over all of them:
the area that holds them all, the rows of all, the highest level, the marks of every record (see `work.forms.rules`).
Refuses (`ProblemError`): more than `Most` filings or records; for a department, forms of different purposes;
filings of which none can be printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.filings import showing
from yibiao.edge.filings.sheets import Copy, Wish, copy_of, paper_of, printer
from yibiao.edge.forms.leaving import marked_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import folder
from yibiao.flow.printing import Joiner
from yibiao.flow.reading import ManyFiles
from yibiao.work.directory import queries as directory
from yibiao.work.directory.queries import AreaRow
from yibiao.work.filings import queries
from yibiao.work.filings.queries import FilingRow
from yibiao.work.forms import actions
from yibiao.work.forms import queries as forms
from yibiao.work.forms.actions import Sheet

KIND = "filings"


@dataclass(frozen=True, slots=True)
class Most:
    """What is printed at once at most: filings, records in all of them, cells of one (17 KB of memory each).

    Measured with 9 columns: 215 filings of 50 rows take 14 s of typesetting and 240 MB, 500 of them 31 s and 310 MB.
    """

    filings: int = 500
    records: int = 20_000
    cells: int = 60_000


Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Left:
    """A filing that is not printed, and why. row: None for whom it is not there."""

    row: FilingRow | None
    why: Problem


def chosen(caller: Caller, keys: Iterable[str], most: Most = Most()) -> tuple[list[FilingRow], list[Left]]:
    """(what the caller may print now, form by form in tree order; what he may not)."""
    wanted = list(dict.fromkeys(keys))
    found = {row.id: row for row in queries.of(wanted) if showing.may_see(caller, row)}
    left = [Left(None, problem("HTTP_NOT_THERE", Place())) for key in wanted if key not in found]
    rows = []
    for row in found.values():
        if not showing.sees_whole(showing.view_of(caller, row.period), row):
            left.append(Left(row, problem("FILINGS_NOT_WHOLE", Place())))
        elif row.cells > most.cells:
            left.append(Left(row, problem("FILINGS_TOO_LONG", Place(), rows=row.rows)))
        else:
            rows.append(row)
    if not rows:
        raise ProblemError(left[0].why if left else problem("HTTP_NOT_THERE", Place()))
    records = sum(row.rows for row in rows)
    if len(rows) > most.filings or records > most.records:
        told = {"count": len(rows), "rows": records, "most": most.filings, "most_rows": most.records}
        raise ProblemError(problem("FILINGS_TOO_MANY", Place(), **told))
    _for_one_purpose(caller, rows)
    return rows, left


def _for_one_purpose(caller: Caller, rows: Sequence[FilingRow]) -> None:
    """Who takes a sheet out is judged for one purpose, so that what is in it must have been read for that one."""
    purposes = {showing.view_of(caller, row.period).purpose for row in rows}
    if len(purposes) > 1:
        raise ProblemError(problem("FILINGS_PURPOSES", Place(), purposes="、".join(sorted(purposes))))


def print_many(caller: Caller, key: str, keys: Sequence[str], wish: Wish, step: Step) -> Mapping[str, Any]:
    """Print them under the id `key`; what is there under it already is not printed again. Out: figures."""
    if forms.filled(caller.login, key) is None:
        rows, left = chosen(caller, keys)
        batch = Batch(left)
        with folder() as place, ManyFiles() as reader:
            joiner = Joiner(printer(caller.estate), place)
            for number, row in enumerate(rows):
                step(number, len(rows) + 1)
                batch.take(caller, row, wish, (reader, joiner))
            step(len(rows), len(rows) + 1)
            if not batch.printed:
                raise ProblemError(batch.left[0].why)
            data = joiner.pdf()
        step(len(rows) + 1, len(rows) + 1)
        _keep(caller, key, wish, batch, data)
    sight = json.loads(forms.sight_of(caller.estate.house.vault, caller.login, key) or b"{}")
    return {"sheet": key, "printed": len(sight["filings"]), "left": len(sight["left"])}


@dataclass
class Batch:
    """What of many filings is printed already; the file of each is let go once it is set."""

    left: list[Left]
    printed: list[tuple[Copy, int]] = field(default_factory=list)
    marked: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def take(self, caller: Caller, row: FilingRow, wish: Wish, by: tuple[ManyFiles, Joiner]) -> None:
        """One more, or one that is left out with its reason."""
        reader, joiner = by
        try:
            copy = copy_of(caller, row, wish, reader.picture)
            pages = joiner.add(paper_of(row, copy.tables, wish.paper))
        except ProblemError as refused:
            self.left.append(Left(row, refused.problem))
            return
        for record, (name, texts) in marked_of(copy.sight, caller.estate.house.standard).items():
            known, others = self.marked.get(record, ("", []))
            self.marked[record] = (known or name, list(dict.fromkeys([*others, *texts])))
        self.printed.append((copy.light(), pages))

    def sight(self) -> dict[str, Any]:
        """What is in it, as the page shows it; the marks for the day when it is taken out."""
        names = directory.area_names()
        filings, page = [], 1
        for copy, pages in self.printed:
            told = _named(copy.row, names)
            filings.append({**told, "rows": len(copy.records), "page": page, "pages": pages})
            page += pages
        unseen = {"title": "", "area_name": ""}
        left = [(_named(one.row, names) if one.row else unseen) | {"problem": one.why.as_json()} for one in self.left]
        blank: dict[str, Any] = {name: [] for name in ("sheets", "fields", "reasons", "inks", "questions")}
        return blank | {"filings": filings, "left": left, "marked": self.marked}


def _named(row: FilingRow, names: Mapping[str, str]) -> dict[str, str]:
    period = row.period
    return {
        "id": row.id, "title": period.title, "number": period.number, "key": period.key, "state": row.state,
        "area": row.area, "area_name": names.get(row.area, row.area),
    }  # fmt: skip


def _keep(caller: Caller, key: str, wish: Wish, batch: Batch, data: bytes) -> None:
    copies = [copy for copy, _ in batch.printed]
    area, (first, last) = smallest(directory.open_areas(), [(copy.row.first, copy.row.last) for copy in copies])
    title, day = _title([copy.row for copy in copies]), max(copy.row.period.day for copy in copies)
    place = directory.area_names().get(area, "")
    sheet = Sheet(
        kind=KIND, title=title[:200], name="_".join(filter(None, (title[:80], place, f"{day:%Y%m%d}"))) + ".pdf",
        area=area, first=first, last=last, day=day, profile=wish.profile,
        rows=sum(len(copy.records) for copy in copies), level=max(copy.level for copy in copies),
        elements=tuple(sorted({code for copy in copies for code in copy.elements})),
        done=sum(copy.done for copy in copies), blank=sum(copy.blank for copy in copies),
        data=data, sight=json.dumps(batch.sight(), ensure_ascii=False).encode(),
        spans=tuple(sorted({span for copy in copies for span in copy.spans})), key=key,
    )  # fmt: skip
    owner = (caller.login, caller.role or "", copies[0].view.purpose)
    records = frozenset().union(*(copy.records for copy in copies))
    actions.keep_filled(caller.estate.house.vault, owner, sheet, records)


def _title(rows: Sequence[FilingRow]) -> str:
    """Of one form its title and period; of several how many there are."""
    named = {f"{row.period.title} {row.period.key}" for row in rows}
    return f"{named.pop() if len(named) == 1 else '报送件'}（{len(rows)} 份）"


def smallest(areas: Iterable[AreaRow], spans: Sequence[tuple[int, int]]) -> tuple[str, tuple[int, int]]:
    """(code, interval) of the smallest area that holds all of these; ("", first to last) where none does."""
    first, last = min(low for low, _ in spans), max(high for _, high in spans)
    holding = [area for area in areas if area.first <= first and last <= area.last]
    if not holding:
        return "", (first, last)
    least = min(holding, key=lambda area: area.last - area.first)
    return least.code, (least.first, least.last)
