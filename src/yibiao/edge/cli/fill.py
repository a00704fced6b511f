"""`yibiao fill`: a department's form comes back filled. In: form, person, area, day. Out: the form, a report."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from yibiao.edge.cli.office import as_of, moment_help, open_office
from yibiao.edge.cli.output import existing, plain, print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.learned import lexicon_in, lexicon_of
from yibiao.edge.saving import may_write, save
from yibiao.flow import pipeline
from yibiao.flow.filling import Filled, FillOptions
from yibiao.flow.standardising import Lexicon


def summary(filled: Filled, target: Path) -> str:
    """One line for the clerk: where the file is, how many cells were filled, how many wait."""
    done = sum(field.filled for field in filled.report.fields)
    blank = sum(field.blank for field in filled.report.fields)
    return say(f"已填 {done} 格，留空 {blank} 格 → {target}", f"filled {done} cells, left {blank} blank → {target}")


def blanks(filled: Filled) -> list[str]:
    """Why each field with blanks has them."""
    lines = []
    for entry in filled.report.fields:
        if entry.blank and entry.why:
            reasons = "；".join(dict.fromkeys(problem.sentence(say("zh", "en")) for problem in entry.why))
            lines.append(f"  {entry.field.cell:>6} {' › '.join(entry.field.path)}: {entry.blank} · {reasons}")
    return lines


def right_name(out: Path, suffix: str) -> Path:
    """The name that was asked for, with the suffix that the bytes have (an xls form comes back as xlsx)."""
    return out if out.suffix.lower() == suffix else out.with_suffix(suffix)


def _may_write(form: Path, home: Path, out: Path, report: Path | None) -> None:
    """Refuse results that would replace the form, each other or what the home holds."""
    may_write(out, home, [form])
    if report:
        may_write(report, home, [form, out])


@click.command(
    "fill",
    help=both(
        "按部门表格的原样式自动填好：从台账取数，每格说明来历，拿不准的留空并说明原因。",
        "Fill a department's form in its own layout from the ledger; every cell explained, what is unsure left blank.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("年龄等按哪一天算", "the day of ages"))
@click.option("--as-of", "then", metavar="MOMENT", help=moment_help())
@click.option("--purpose", help=short("用途（默认取授权的用途）", "purpose (default: that of the grant)"))
@click.option("--record", help=short("登记卡填哪一条记录", "which record a card is about"))
@click.option("--binding", type=click.Path(path_type=Path), metavar="FILE",
              help=short("另用这个文件里的对应关系，如 consolidate 的 bindings/lexicon.json",
                         "use the matches in this file too, as consolidate's bindings/lexicon.json"))  # fmt: skip
@click.option("--explain", is_flag=True, help=short("附“填报说明”工作表", "add a sheet that explains each field"))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help=short("存到哪里", "where to save"))
@click.option("--report", type=click.Path(path_type=Path), help=short("填报说明另存为 JSON", "save the report as JSON"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def fill(
    file: Path, home: Path, login: str, area: str, day: datetime | None, *, then: str | None, purpose: str | None,
    record: str | None, binding: Path | None, explain: bool, out: Path, report: Path | None, as_json: bool,
) -> None:  # fmt: skip
    form = existing(file)
    _may_write(form, home, out, report)
    on = day.date() if day else None
    office = as_of(open_office(home, login, area, on, purpose), then, on)
    office.reach()
    options = FillOptions(side_sheet=explain)
    known = lexicon_of(home) or Lexicon()
    if binding is not None:
        known = known.beside(lexicon_in(existing(binding)))
    filled = pipeline.fill(
        form, office.answer, office.context(record), lexicon=known, options=options, standard=office.house.standard
    )
    filled = office.said(filled)
    target = right_name(out, filled.suffix)
    _may_write(form, home, target, report)
    save(target, filled.data)
    whole = {"out": str(target), **filled.report.as_json()}
    if report:
        text = json.dumps(whole, ensure_ascii=False, indent=2, default=plain)
        save(report, text.encode("utf-8", "replace"))
    if as_json:
        print_json(whole)
        return
    tell("\n".join([summary(filled, target), *blanks(filled)]))
    print_problems(filled.report.problems)
