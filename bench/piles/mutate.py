"""Lawful mutations of a specified form. In: a `Form`, a setting, a random source. Out: a `Sheet` ready to be drawn.

Every mutation leaves the form the same form to a person: other words for the same, columns added or gone, other order, other
header levels, other year. What was done is named. Refuses: to drop below four columns, or to touch whom the form asks about.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from bench.piles.specs import Column, Form, table

AREAS = ("一社区", "二社区", "三社区", "四社区", "五社区", "六社区")
HEADING = ("基本情况", "有关情况", "其他情况")
FINALS = "的情况信息表数人员地址时间"


@dataclass(frozen=True, slots=True)
class Setting:
    """Which half of the words is used and how often each mutation happens."""

    name: str
    rates: dict[str, float]
    share_renamed: float
    share_dropped: float
    formats: dict[str, float]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    local_words: tuple[str, ...] = ()


@dataclass
class Sheet:
    """A form as one department sends it this time."""

    form: Form
    title: str
    columns: list[Column]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    rows: tuple[str, ...] = ()
    filled: int = 0
    blank_between: bool = False
    serial: bool = True
    indexed: bool = False
    """A row of column numbers under the header."""
    example: bool = False
    """The first row shows how to fill the form."""
    format: str = "xlsx"
    done: list[str] = field(default_factory=list)

    @property
    def asks(self) -> list[str]:
        return sorted({column.asks for column in self.columns if column.asks != "-"})


def setting(name: str) -> Setting:
    """ "tune" or "report": other rates, other halves of the words; "held": report and further mutations, never tuned on."""
    half = "tune" if name == "tune" else "report"
    words = {row["word"]: tuple(row[half].split("|")) for row in table("synonyms.tsv")}
    added = tuple(row[half] for row in table("locals.tsv"))
    if name == "tune":
        rates = dict(renamed=0.6, local=0.3, reordered=0.3, dropped=0.25, split=0.2, flattened=0.4, year=0.6, retitled=0.25,
                     attachment=0.3, note=0.3, empty_rows=0.3, typo=0.15, filled=0.4)  # fmt: skip
        return Setting(name, rates, 0.4, 0.15, dict(xlsx=0.6, xls=0.2, docx=0.1, csv=0.1), words, added)
    rates = dict(renamed=0.7, local=0.4, reordered=0.4, dropped=0.3, split=0.3, flattened=0.5, year=0.7, retitled=0.35,
                 attachment=0.4, note=0.4, empty_rows=0.4, typo=0.2, filled=0.5)  # fmt: skip
    if name == "held":
        rates |= dict(hinted=0.3, spread=0.3, issued=0.5, versioned=0.3, indexed=0.25, example=0.25, signed=0.25)
    return Setting(name, rates, 0.5, 0.2, dict(xlsx=0.5, xls=0.2, docx=0.18, csv=0.12), words, added)


def plain(form: Form) -> Sheet:
    """The form as it is specified."""
    rows = AREAS if form.rows == ("@areas",) else form.rows
    return Sheet(form, form.titles[0], list(form.columns), rows=rows)


def mutate(form: Form, how: Setting, random: Random) -> Sheet:
    """One draw."""
    sheet = plain(form)
    sheet.format = random.choices(list(how.formats), list(how.formats.values()))[0]
    for name, step in _STEPS.items():
        if name in how.rates and random.random() < how.rates[name] and step(sheet, how, random):
            sheet.done.append(name)
    if sheet.format != "xlsx":
        sheet.done.append(sheet.format)
    return sheet


def _renamed(sheet: Sheet, how: Setting, random: Random) -> bool:
    before = list(sheet.columns)
    for index, column in enumerate(sheet.columns):
        others = how.words.get(column.word) if not column.carries else None
        taken = {each.word for each in sheet.columns}
        if others and random.random() < how.share_renamed and (word := random.choice(others)) not in taken:
            sheet.columns[index] = replace(column, word=word)
    return sheet.columns != before


def _local(sheet: Sheet, how: Setting, random: Random) -> bool:
    for word in random.sample(how.local_words, random.choice((1, 1, 2))):
        sheet.columns.append(Column(word, f"local:{word}"))
    return True


def _reordered(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Whole groups move, so that merged headers stay whole."""
    runs: list[list[Column]] = []
    for column in sheet.columns:
        if column.group and runs and runs[-1][-1].group == column.group:
            runs[-1].append(column)
        else:
            runs.append([column])
    first, rest = runs[0], runs[1:]
    for _ in range(max(1, len(rest) // 3)):
        rest.insert(random.randrange(len(rest)), rest.pop(random.randrange(len(rest))))
    moved = [column for run in [first, *rest] for column in run]
    changed, sheet.columns = moved != sheet.columns, moved
    return changed


def _dropped(sheet: Sheet, how: Setting, random: Random) -> bool:
    gone = min(max(1, round(len(sheet.columns) * how.share_dropped * random.random())), len(sheet.columns) - 4)
    for _ in range(gone):
        sheet.columns.pop(random.randrange(1, len(sheet.columns)))
    return gone > 0


def _split(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Some neighbouring plain columns come under a heading."""
    free = [at for at in range(len(sheet.columns) - 2) if not any(each.group for each in sheet.columns[at : at + 3])]
    heading = random.choice(HEADING)
    if not free or any(column.group == heading for column in sheet.columns):
        return False
    start = random.choice(free)
    for at in range(start, start + 3):
        sheet.columns[at] = replace(sheet.columns[at], group=heading)
    return True


def _flattened(sheet: Sheet, how: Setting, random: Random) -> bool:
    """One header row: a heading that means something goes into the words."""
    if not any(column.group for column in sheet.columns):
        return False
    sheet.columns = [
        replace(each, word=f"{each.group}{each.word}" if each.carries else each.word, group=None, carries=False)
        for each in sheet.columns
    ]
    return True


def _year(sheet: Sheet, how: Setting, random: Random) -> bool:
    year = random.randint(2019, 2026)
    when = {"月": f"{year}年{random.randint(1, 12)}月", "季": f"{year}年第{random.choice('一二三四')}季度"}
    sheet.title = f"{when.get(sheet.form.period, f'{year}年度')}{sheet.title}"
    return True


def _retitled(sheet: Sheet, how: Setting, random: Random) -> bool:
    if len(sheet.form.titles) == 1:
        sheet.title = f"关于报送{sheet.title}"
        return True
    sheet.title = random.choice(sheet.form.titles[1:])
    return True


def _attachment(sheet: Sheet, how: Setting, random: Random) -> bool:
    sheet.before.append(random.choice(("附件", f"附件{random.randint(1, 9)}", f"附表{random.randint(1, 5)}：")))
    return True


def _note(sheet: Sheet, how: Setting, random: Random) -> bool:
    notes = (
        "注：本表由村（社区）填写，一式两份。",
        "填表说明：请于每月25日前报送，逾期视为无数据。",
        "备注：没有的填“无”，请勿改动表头。",
    )
    sheet.after.append(random.choice(notes))
    return True


def _empty_rows(sheet: Sheet, how: Setting, random: Random) -> bool:
    sheet.blank_between = True
    return True


def _typo(sheet: Sheet, how: Setting, random: Random) -> bool:
    """One wrong character in one label of four or more."""
    long = [at for at, column in enumerate(sheet.columns) if len(column.word) >= 4]
    if not long:
        return False
    at = random.choice(long)
    word = sheet.columns[at].word
    place = random.randrange(1, len(word))
    wrong = random.choice([each for each in FINALS if each != word[place]])
    sheet.columns[at] = replace(sheet.columns[at], word=word[:place] + wrong + word[place + 1 :])
    return True


def _filled(sheet: Sheet, how: Setting, random: Random) -> bool:
    sheet.filled = random.randint(1, 12)
    return sheet.form.layout == "list"


def _hinted(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Some labels say how to fill them in."""
    hints = ("（必填）", "*", "（如实填写）", "（没有填无）", "：")
    for at in random.sample(range(len(sheet.columns)), min(len(sheet.columns), random.choice((1, 2, 4)))):
        sheet.columns[at] = replace(sheet.columns[at], word=sheet.columns[at].word + random.choice(hints))
    return True


def _spread(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Short labels are spread over the cell, long ones broken."""
    before = list(sheet.columns)
    for at, column in enumerate(before):
        if len(column.word) == 2 and random.random() < 0.7:
            sheet.columns[at] = replace(column, word=random.choice(("　", "  ", "\n")).join(column.word))
        elif len(column.word) > 4 and sheet.format != "csv" and random.random() < 0.4:
            sheet.columns[at] = replace(column, word=f"{column.word[:3]}\n{column.word[3:]}")
    return sheet.columns != before


def _issued(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Who sends it stands before the title."""
    sheet.title = random.choice(("某某街道", "示范区东风街道", "幸福社区", "××镇", "市局", "区级部门")) + sheet.title
    return True


def _versioned(sheet: Sheet, how: Setting, random: Random) -> bool:
    """A note after the title that does not change what it is."""
    sheet.title += random.choice(("（样表）", "（试行）", "（2024年修订）", "（村级填报）", "（模板）", "-最新"))
    return True


def _indexed(sheet: Sheet, how: Setting, random: Random) -> bool:
    sheet.indexed = sheet.form.layout == "list"
    return sheet.indexed


def _example(sheet: Sheet, how: Setting, random: Random) -> bool:
    sheet.example = sheet.form.layout == "list"
    return sheet.example


def _signed(sheet: Sheet, how: Setting, random: Random) -> bool:
    """Columns about the filling in, not about what is asked."""
    sheet.columns += [Column(word, f"local:{word}") for word in ("填报人", "填报时间")]
    return True


_STEPS = {
    "retitled": _retitled, "renamed": _renamed, "dropped": _dropped, "reordered": _reordered, "local": _local,
    "flattened": _flattened, "split": _split, "year": _year, "attachment": _attachment, "note": _note,
    "empty_rows": _empty_rows, "typo": _typo, "filled": _filled,
    "hinted": _hinted, "spread": _spread, "issued": _issued, "versioned": _versioned, "indexed": _indexed,
    "example": _example, "signed": _signed,
}  # fmt: skip
