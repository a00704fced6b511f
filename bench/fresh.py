"""How the whole product does on forms that nobody tuned it on. In: bench/fresh, a demo district. Out: figures, printed.

    python -m bench.fresh --home DIR [--split dev|test] [-v] [--keep DIR] [--labels]

structure: layout, title, header, body and footer all right. R@1: of the blanks that mean an element, those whose first
answer is it. accepted: share of blanks (elements, specials, nothing) accepted as something; wrong: share of wrong ones among
them. population, counts: the same numbers as the gold's condition in the district and every street and community. filled: of
the cells whose value the ledger knows, the share that holds it after `fill`; bad: the share that holds something else.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import tempfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from bench.fresh_forms import FOLDER, Fresh, build, forms
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Grid
from yibiao.base.text import key
from yibiao.edge.cli.office import open_office
from yibiao.flow import filling, pipeline
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Rows, RowsQuestion
from yibiao.flow.filling import FillContext
from yibiao.flow.filling.binding import condition
from yibiao.flow.reading.workbook import read_workbook
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import check, parse
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Measure

AREAS = ("990101", "990101001", "990101002", "990101001001", "990101001002", "990101002001", "990101002002")
LABELS = FOLDER.parent / "labels" / "fresh.jsonl"
Meaning_ = tuple[str, Node | None, Measure]


class Bench:
    """One demo district and the tally of each split."""

    def __init__(self, home: Path, keep: Path, verbose: bool) -> None:
        self.leader = open_office(home, "data", AREAS[0], None, None)
        self.offices = {area: dataclasses.replace(self.leader, area=_area(area)) for area in AREAS}
        self.secretary = open_office(home, "community01", "990101001001", None, None)
        self.keep, self.verbose, self.standard = keep, verbose, load()
        self.tally: dict[str, Counter[str]] = {"dev": Counter(), "test": Counter()}
        self.form: Fresh | None = None

    def say(self, text: str) -> None:
        if self.verbose:
            print(f"   {text}")

    def add(self, **numbers: int) -> None:
        assert self.form is not None
        self.tally[self.form.split].update(numbers)

    def asked(self, text: str) -> Meaning_:
        """`register!condition` or `register!%part|base` as register, condition and measure."""
        register, _, rest = text.partition("!")
        if rest.startswith("%"):
            part, _, base = rest[1:].partition("|")
            of = self.node(part, register)
            assert of is not None
            return register, self.node(base, register), Measure("ratio", part=of)
        return register, self.node(rest, register), Measure()

    def node(self, text: str, register: str) -> Node | None:
        return parse(text, register, self.standard) if text not in ("", "-", "?", "=") else None

    def numbers(self, meanings: list[Meaning_]) -> list[tuple[object, ...]]:
        """The numbers of each meaning in every area."""
        questions = [CountQuestion(register, where, measure) for register, where, measure in meanings]
        columns = []
        for office in self.offices.values():
            answers = office.answer(questions) if questions else []
            columns.append([one.value if isinstance(one, Number) else None for one in answers])
        return list(zip(*columns, strict=True))

    def run(self, form: Fresh) -> None:
        self.form = form
        path = build(form, self.keep)
        matched = pipeline.match(path)
        match = _best(form, matched.forms)
        if self.verbose:
            print(f"== {form.id} {form.split} {form.department} {form.layout}")
        self.structure(form, match)
        if match is None:
            self.say("NO TABLE")
            self.add(meant=sum(_codes(gold) for gold in form.gold.values()), counts=len(form.counts()))
            return
        self.population(form, match)
        self.fields(form, match)
        self.counts(form, match)
        before = Counter(self.tally[form.split])
        self.filled(form, path, matched.forms)
        cells = self.tally[form.split] - before
        self.say(f"FILLED {cells['cells_right']} of {cells['cells']} cells, bad {cells['cells_bad']}")

    def structure(self, form: Fresh, match: FormMatch | None) -> None:
        table = match.table if match else None
        got = {
            "layout": table.layout.value if table else None,
            "title": list(table.title_cell) if table and table.title_cell else None,
            "header": list(table.header) if table and table.header else None,
            "body": list(table.body) if table and table.body else None,
            "footer": list(table.footer) if table and table.footer else None,
        }
        wanted = {
            "layout": form.layout, "title": form.title_cell, "header": form.block("H"), "body": form.block("B"),
            "footer": form.block("F") if form.format != "docx" else None,
        }  # fmt: skip
        if form.by_area and got["layout"] == "list":
            wanted["layout"] = "list"  # blank rows of areas are a list of areas (decision 0003)
        right = got == wanted
        self.add(forms=1, structured=right)
        if not right:
            self.say(f"STRUCTURE { ({k: (wanted[k], got[k]) for k in got if got[k] != wanted[k]}) }")

    def population(self, form: Fresh, match: FormMatch) -> None:
        if form.layout == "crosstab" or form.population == "?" or form.register in ("area", "?"):
            return
        self.add(populations=1)
        if form.layout == "card":
            same = match.register == form.register
            self.add(populations_right=same)
            if not same:
                self.say(f"REGISTER {match.register} wanted {form.register}")
            return
        if match.register is None:
            self.say("REGISTER none")
            return
        golds = [(form.register, self.node(text, form.register), Measure()) for text in form.population.split(" // ")]
        ours, *each = self.numbers([(match.register, match.population, Measure()), *golds])
        right = match.register == form.register and ours in each
        theirs = ours if right else each[0]
        form.population = form.population.split(" // ")[each.index(theirs)]
        self.add(populations_right=right)
        if not right or match.unread:
            self.say(
                f"POPULATION {match.register} {match.population_text} unread {match.unread} wanted {form.population} "
                f"{ours[0]} {theirs[0]} {'' if right else 'WRONG'}"
            )

    def fields(self, form: Fresh, match: FormMatch) -> None:
        found = {_spot(form, entry): entry for entry in match.fields}
        for spot, gold in form.gold.items():
            if gold[0].startswith("@"):
                continue
            entry = found.get((0, spot[1]) if form.layout == "list" else spot)
            self.field(spot, gold, entry, form)

    def field(self, spot: tuple[int, int], gold: tuple[str, ...], entry: FieldMatch | None, form: Fresh) -> None:
        meaning = entry.meaning if entry else None
        got = "-" if meaning is None else meaning.element or (f"#{meaning.special}" if meaning.special else "formula")
        accepted = bool(entry and entry.accepted and meaning)
        first = got in gold
        wrong = accepted and not first and not (got == "#blank" and "-" in gold)
        meant = _codes(gold) and "-" not in gold
        self.add(blanks=1, accepted=accepted, wrong=wrong, meant=meant, first=meant and first,
                 meant_accepted=meant and accepted)  # fmt: skip
        if wrong or (meant and not (first and accepted)):
            sure = f"{entry.confidence:.2f}" if entry else "no field"
            others = [
                (one.meaning.element or one.meaning.special, one.confidence)
                for one in (entry.candidates if entry else ())
            ][:3]
            mark = "WRONG" if wrong else "MISS" if not first else "unsure"
            label = entry.path if entry else _above(form, spot)
            self.say(f"{mark:6} {spot} {label} gold {gold} got {got} {sure} {others}")

    def counts(self, form: Fresh, match: FormMatch) -> None:
        gold = {spot: text for spot, text in form.counts().items()}
        for spot, codes in form.gold.items():
            if codes[0].startswith("@"):
                text = codes[0][1:]
                gold[spot] = text if "!" in text else f"person!{text}"
        found = {_spot(form, entry, by_area=True): entry for entry in match.fields}
        pairs = [(spot, text, found.get((0, spot[1]) if form.by_area else spot)) for spot, text in gold.items()]
        if not pairs:
            return
        wanted = self.numbers([self.asked(text) for _, text, _ in pairs])
        meanings = [
            (
                entry.meaning.register or match.register or "person",
                condition(match, entry.meaning),
                entry.meaning.measure,
            )
            if entry and entry.meaning and entry.meaning.measure
            else ("person", None, Measure())
            for _, _, entry in pairs
        ]
        got = self.numbers(meanings)
        for (spot, text, entry), right, ours in zip(pairs, wanted, got, strict=True):
            asked = bool(entry and entry.meaning and entry.meaning.measure)
            same = asked and _same_numbers(right, ours)
            accepted = bool(asked and entry and entry.accepted)
            self.add(
                counts=1, counts_right=same and accepted, counts_accepted=accepted, counts_wrong=accepted and not same
            )
            if not (same and accepted):
                mark = "WRONG" if accepted and not same else "unsure" if same else "MISS"
                label = entry.path if entry else ()
                self.say(
                    f"COUNT {mark} {spot} {label} wanted {text} got {entry and entry.formula} {right[0]} {ours[0]}"
                )

    def filled(self, form: Fresh, path: Path, matches: tuple[FormMatch, ...]) -> None:
        if form.register == "?" or form.population == "?":
            return
        office = self.leader if form.layout == "crosstab" else self.secretary
        record = None
        if form.layout == "card" and form.register != "area":
            rows = self.rows(form, office, [])
            record = rows.ids[0] if rows.ids else None
        context = FillContext(office.area.code, office.area.name, office.day, record=record)
        try:
            result = filling.fill(path, matches, office.answer, self.standard, context=context)
        except Exception as error:  # a crash is a finding, not the end of the bench
            self.add(crashed=1)
            print(f"CRASH {form.id} {error!r}")
            return
        target = self.keep / f"{form.id}.filled{result.suffix}"
        target.write_bytes(result.data)
        grids = read_workbook(target).grids
        if form.layout == "list":
            self.list_cells(form, grids[0], office)
        elif form.layout == "card" and form.register != "area":
            self.card_cells(form, grids[0], office, record)
        else:
            self.count_cells(form, grids[0])

    def rows(self, form: Fresh, office, codes: list[str], record: str | None = None) -> Rows:
        codes[:] = [code for code in codes if not check(Ref(code), form.register, self.standard)]
        columns = tuple(Column(f"c{i}", Ref(code)) for i, code in enumerate(codes))
        where = None if record else self.node(form.population.split(" // ")[0], form.register)
        try:
            answer = office.answer([RowsQuestion(form.register, columns, where, record=record)])[0]
        except ProblemError as refused:  # the gold asks what this office may not
            self.say(f"GOLD REFUSED {refused}")
            return Rows((), (), ())
        assert isinstance(answer, Rows)
        return answer

    def list_cells(self, form: Fresh, grid: Grid, office) -> None:
        codes = sorted({code for gold in form.gold.values() for code in gold if "." in code})
        answer = self.rows(form, office, codes)
        first = (form.block("B") or [1])[0]
        blanks = {column: gold for (_, column), gold in form.gold.items()}
        for number, values in enumerate(answer.values):
            known = dict(zip(codes, values, strict=True))
            for column, gold in blanks.items():
                self.cell(grid.text(first + number, column), gold, known, (first + number, column), form)

    def card_cells(self, form: Fresh, grid: Grid, office, record: str | None) -> None:
        if record is None:
            return
        codes = sorted({code for gold in form.gold.values() for code in gold if "." in code})
        answer = self.rows(form, office, codes, record)
        known = dict(zip(codes, answer.values[0], strict=True)) if answer.values else {}
        for spot, gold in form.gold.items():
            if form.id == "d07" and spot[0] >= 6:  # a row a member: not this record's values
                continue
            self.cell(grid.text(*spot), gold, known, spot, form)

    def cell(self, text: str, gold, known, spot, form) -> None:
        values = [(code, known[code]) for code in gold if known.get(code) is not None]
        if not values or "-" in gold:
            return
        right = any(_shows(text, value, code, self.standard) for code, value in values)
        bad = bool(text) and not right
        self.add(cells=1, cells_right=right, cells_bad=bad)
        if bad:
            self.bad(form, spot, text, values)

    def bad(self, form: Fresh, spot, text: str, values) -> None:
        column = (form.id, spot[1])
        if column not in self.__dict__.setdefault("told", set()):
            self.told.add(column)
            self.say(f"CELL {spot} shows {text!r} wanted {[(c, str(v)) for c, v in values]}")

    def count_cells(self, form: Fresh, grid: Grid) -> None:
        if form.register == "area":
            gold = {spot: (codes[0][1:], 3) for spot, codes in form.gold.items() if codes[0].startswith("@")}
        elif form.by_area:
            gold = self._area_cells(form, grid)
        else:
            gold = {spot: (text, 0) for spot, text in form.counts().items()}
        texts = [text if "!" in text else f"person!{text}" for text, _ in gold.values()]
        numbers = self.numbers([self.asked(text) for text in texts])
        for (spot, (_, area)), values in zip(gold.items(), numbers, strict=True):
            shown = grid.text(*spot)
            right = (
                _number(shown) is not None
                and values[area] is not None
                and abs(_number(shown) - float(values[area])) < 0.1
            )
            self.add(cells=1, cells_right=right, cells_bad=bool(shown) and not right)
            if bool(shown) and not right:
                self.bad(form, spot, shown, [("count", values[area])])

    def _area_cells(self, form: Fresh, grid: Grid) -> dict[tuple[int, int], tuple[str, int]]:
        names = {key(office.area.name): AREAS.index(code) for code, office in self.offices.items()}
        column = next(c for c, text in form.counted.items() if text == "#area")
        cells, found = form.counts(), {}
        first = (form.block("B") or [1])[0]
        for row in range(first, first + 4):
            area = names.get(key(grid.text(row, column)), 3 + row - first)
            for (_, c), text in cells.items():
                found[row, c] = (text, area)
        return found


def _area(code: str):
    from yibiao.work.directory import queries

    return queries.area(code)


def _best(form: Fresh, matches: tuple[FormMatch, ...]) -> FormMatch | None:
    body = form.block("B") or [1, 1]

    def overlap(match: FormMatch) -> int:
        mine = match.table.body or (0, 0)
        return min(mine[1], body[1]) - max(mine[0], body[0]) + 1

    return max(matches, key=overlap, default=None)


def _spot(form: Fresh, entry: FieldMatch, by_area: bool = False) -> tuple[int, int]:
    every = form.by_area if by_area else form.layout == "list"
    return (0, entry.column) if every else (entry.row, entry.column)


def _codes(gold: tuple[str, ...]) -> bool:
    return any("." in code for code in gold)


def _above(form: Fresh, spot: tuple[int, int]) -> str:
    return next((form.texts[r, spot[1]] for r in range(spot[0], 0, -1) if form.texts.get((r, spot[1]))), "")


def _same_numbers(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return all(
        a == b or (a is not None and b is not None and abs(float(a) - float(b)) < 0.05)
        for a, b in zip(one, other, strict=True)
    )


def _number(text: str) -> float | None:
    try:
        return float(text.rstrip("%"))
    except ValueError:
        return None


def _shows(text: str, value: object, code: str, standard) -> bool:
    """Whether a cell's text is a way of writing the value."""
    domain = standard.elements[code].domain
    kind, _, listed = domain.partition(":")
    if isinstance(value, str) and "*" in value:
        return text == value
    if isinstance(value, bool):
        marks = ("是", "有", "√", "☑是", "☑有", "■是") if value else ("否", "无", "×", "", "☑否", "■否")
        return text in marks or any(mark and mark in text.replace(" ", "") for mark in marks if len(mark) == 2)
    if isinstance(value, date | datetime):
        digits = re.findall(r"\d+", text)[:3]
        if len(digits) == 1 and len(digits[0]) >= 6:
            digits = [digits[0][:4], digits[0][4:6], digits[0][6:8] or str(value.day)]
        return [int(d) for d in digits] == [value.year, value.month, value.day][: len(digits)] and len(digits) >= 1
    if kind in ("code", "codes"):
        known = standard.code_lists[listed].by_code
        codes = [known[one] for one in re.split("[|,;、 ]+", str(value)) if one in known]
        return (
            bool(codes)
            and all(any(key(name) in key(text) for name in (one.label_zh, *one.aliases)) for one in codes)
            and bool(text)
        )
    if isinstance(value, int | float | Decimal):
        shown = _number(re.sub(r"[^\d.%-]", "", text) or "x")
        return shown is not None and any(
            abs(shown - float(value) / unit) < 0.011 * max(1, shown) for unit in (1, 10_000)
        )
    return bool(text) and key(str(value)) in key(text)


def report(name: str, t: Counter[str]) -> None:
    def share(top: str, bottom: str) -> str:
        return f"{t[top]}/{t[bottom]} {t[top] / max(t[bottom], 1):.3f}"

    print(f"{name}: forms {t['forms']}  crashed {t['crashed']}")
    print(f"  structure all right  {share('structured', 'forms')}")
    print(f"  field R@1            {share('first', 'meant')}   accepted of meant {share('meant_accepted', 'meant')}")
    print(f"  accepted             {share('accepted', 'blanks')}   wrong among accepted {share('wrong', 'accepted')}")
    print(f"  population right     {share('populations_right', 'populations')}")
    print(
        f"  counts right         {share('counts_right', 'counts')}   wrong among accepted {share('counts_wrong', 'counts_accepted')}"
    )
    print(f"  cells filled right   {share('cells_right', 'cells')}   bad {share('cells_bad', 'cells')}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--home", type=Path, help="a demo district: yibiao demo --home DIR --persons 3000 --seed 5 --no-serve"
    )
    parser.add_argument("--split", choices=["dev", "test"])
    parser.add_argument("--form", help="only this form")
    parser.add_argument("--keep", type=Path, help="keep the forms, blank and filled, here")
    parser.add_argument("--labels", action="store_true", help="write the gold to bench/labels/fresh.jsonl")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if options.labels:
        LABELS.write_text("".join(json.dumps(form.as_json(), ensure_ascii=False) + "\n" for form in forms()), "utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        bench = Bench(options.home, keep, options.verbose)
        for form in forms():
            if options.split in (None, form.split) and options.form in (None, form.id):
                bench.run(form)
        for split, tally in bench.tally.items():
            if tally:
                report(split, tally)


if __name__ == "__main__":
    main()
