"""`yibiao consolidate`: a folder of forms → one standard, master table, proposals. In: it, or a .zip. Out: files."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, language, say, short
from yibiao.edge.learned import lexicon_of
from yibiao.flow.consolidating import Action, Consolidation, Decision, Pile, read_pile
from yibiao.flow.consolidating import consolidate as find
from yibiao.flow.consolidating.office import write_workbook
from yibiao.flow.consolidating.report import page
from yibiao.flow.consolidating.saving import CACHE, decisions_in, keep_standard, plain, save
from yibiao.flow.consolidating.sheets import Book
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.own import standard_at

WORKBOOK = "合并方案.xlsx"
REPORT = "report.html"


def told(done: int, whole: int, name: str) -> None:
    """Progress on stderr, one line that is written over on a screen, every 50th file elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{whole} {name[:40]:<40}", err=True, nl=done == whole)
    elif done % 50 == 0 or done == whole:
        click.echo(f"{done}/{whole}", err=True)


def written(pile: Pile, out: Path, decisions: tuple[Decision, ...], standard: Standard) -> Consolidation:
    """Everything that was found, in the folder `out`."""
    found = find(pile, standard, decisions)
    save(found, out)
    book = Book(found, standard)
    write_workbook(book.sheets(), out / WORKBOOK)
    (out / REPORT).write_text(page(book), "utf-8")
    return found


def summary(found: Consolidation) -> str:
    """What was found, in a few lines."""
    count = {action: sum(entry.action is action for entry in found.proposals) for action in Action}
    forms, minutes = found.burden.forms, found.burden.minutes
    return say(
        f"共 {forms[0]} 张表，{len(found.families)} 组，读不了 {len(found.pile.unreadable)} 个文件\n"
        f"建议保留 {count[Action.KEEP]}，取消 {count[Action.CANCEL]}，合并 {count[Action.MERGE]}，"
        f"自动生成 {count[Action.GENERATE]}；台账 {len(found.ledgers)} 本，总表 {len(found.master)} 项，"
        f"拟新增数据元 {len(found.elements)} 项\n"
        f"每月约 {minutes[0]:g} 分钟 → {minutes[1]:g} 分钟（估算）",
        f"{forms[0]} forms, {len(found.families)} families, {len(found.pile.unreadable)} files not readable\n"
        f"keep {count[Action.KEEP]}, cancel {count[Action.CANCEL]}, merge {count[Action.MERGE]}, "
        f"generate {count[Action.GENERATE]}; {len(found.ledgers)} ledgers, {len(found.master)} elements in the master "
        f"table, {len(found.elements)} elements proposed\n"
        f"about {minutes[0]:g} minutes a month → {minutes[1]:g} (an estimate)",
    )


@click.command(
    "consolidate",
    help=both(
        "把一个文件夹（或其 zip 压缩包）里的表格合并：找出重复、包含、可由名单生成的表，给出总表、台账和合并建议。",
        "Consolidate a folder of forms, or a .zip of it: duplicates, contained and derivable forms, master table,"
        " ledgers, proposals.",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path, file_okay=False), required=True,
              help=short("结果放在哪里", "where to put what was found"))  # fmt: skip
@click.option("--home", type=click.Path(path_type=Path, file_okay=False),
              help=short("用这里学到的对应关系", "use the matches learned there"))  # fmt: skip
@click.option("--standard", "own", type=click.Path(path_type=Path, exists=True), metavar="FILE_OR_DIR",
              help=short("用自己的数据标准（整套文件夹，或补充数据元的 TSV）",
                         "a data standard of your own (a whole folder, or a TSV of further elements)"))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def consolidate(folder: Path, out: Path, home: Path | None, own: Path | None, *, as_json: bool) -> None:
    standard = standard_at(own) if own else load()
    pile = read_pile(folder, out / CACHE, told, lexicon=lexicon_of(home), standard=standard)
    found = written(pile, out, decisions_in(out), standard)
    keep_standard(own, out)
    if as_json:
        print_json(plain(found))
        return
    tell(summary(found))
    tongue = language() or "zh"
    for name, trouble in found.pile.unreadable:
        tell(f"  {name}: {trouble.sentence(tongue)} → {trouble.remedy(tongue)}", err=True)
