"""The figures as a table and a chart. In: a folder, the figures of each size. Out: district.md, district.svg.

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

Figures = dict[str, Any]
ENGINES = (("by hand", "DuckDB by hand"), ("postgres", "PostgreSQL 15"), ("sqlite by hand", "SQLite by hand"))
INKS = {"ours": "#1f6feb", "postgres": "#b35900", "by hand": "#57606a", "sqlite by hand": "#2da44e"}


def write(folder: Path, sizes: Sequence[Figures]) -> None:
    (folder / "district.svg").write_text(chart(sizes), "utf-8")
    (folder / "district.md").write_text(page(sizes), "utf-8")


def page(sizes: Sequence[Figures]) -> str:
    lines = [
        "# A district, asked beside the rivals",
        "",
        "Made by `python -m bench.district --persons N`: invented people, the 82 drawn forms read, matched and bound by the",
        "product, every engine in turn, lower medians of CPU; read the ratios, the machine was shared. Ratios are of the",
        "forms that both engines ran. PostgreSQL runs our own SQL in its dialect, with indexes; by hand are thirteen forms.",
        "",
        "![CPU of all forms by the size of the district](district.svg)",
        "",
    ]
    for size in sizes:
        lines += [f"## {size['persons']:,} people, {size['records']:,} records, {size['communities']} communities", ""]
        lines += ["| asked | engine | forms | CPU s | of ours | wall s | median of form, ms | differ | cannot run |"]
        lines += ["|---|---|---|---|---|---|---|---|---|"]
        for place in ("community", "district"):
            lines += _rows(place, size[place])
        lines += ["", *_further(size), ""]
    return "\n".join(lines)


def _rows(place: str, found: Figures) -> list[str]:
    costs, lines = found["costs"], []
    for engine, name in (("ours", "Yibiao"), *ENGINES):
        each = costs.get(engine)
        if not each:
            continue
        mine, whole = (sum(costs[one][form]["cpu"] for form in each) for one in ("ours", engine))
        wall = sum(one["wall"] for one in each.values())
        middle = 1000 * median(one["cpu"] for one in each.values())
        differs = ", ".join(found["differs"].get(engine, [])) or "none"
        failed = ", ".join(found["failed"].get(engine, {})) or "none"
        lines.append(
            f"| {place} | {name} | {len(each)} | {whole:.2f} | {whole / mine:.2f} | {wall:.2f} | {middle:.1f} | {differs} | {failed} |"
        )
    return lines


def _further(size: Figures) -> list[str]:
    cold, warm = (list(part.values()) for part in size["compile"])
    together = [one[1] for one in size["together"]]
    ratios = [one[2] / one[1] for one in size["together"]]
    files, own, rival = size["files"]["written"], size["files"]["each"], size["files"]["openpyxl"]
    beside = [rival[form] / own[form] for form in rival]
    whole = files["asking"] + files["writing"] / files["communities"] * files["of"]
    packed, wall, cpu, fresh = size["snapshot"]
    return [
        f"- SQL of a form made: {1000 * median(cold):.1f} ms in the middle, {1000 * max(cold):.1f} at most;"
        f" known already {1000 * median(warm):.2f} ms.",
        f"- All {size['communities']} communities in one pass: {sum(together):.1f} s CPU for {len(together)} forms,"
        f" {1000 * median(together):.0f} ms in the middle; asked one by one (from a sample) {median(ratios):.1f} times that"
        f" in the middle, {sum(one[2] for one in size['together']) / sum(together):.1f} times in all.",
        f"- Workbooks: {files['files']} written for {files['communities']} of {files['of']} communities"
        f" ({files['failed']} could not be); asking {files['asking']:.1f} s, writing {files['writing']:.1f} s CPU,"
        f" {files['size'] / 1e6:.0f} MB; all of them, scaled, {whole:.0f} s. SQL and openpyxl file by file:"
        f" {min(beside):.1f} to {max(beside):.1f} times ours a file ({len(beside)} forms).",
        f"- The engine holds {size['memory'] / 2**20:.0f} MiB as laid, {fresh / 2**20:.0f} MiB once loaded:"
        f" {fresh / size['records']:.0f} bytes a record. Snapshot {packed / 2**20:.0f} MiB, loaded in {wall:.1f} s"
        f" ({cpu:.1f} s CPU), without unsealing. Looking whether details are tidy: {size['looked']:.2f} s CPU, once.",
    ]


def chart(sizes: Sequence[Figures]) -> str:
    """Bars of CPU for the forms that an engine ran, a group a size and place, each in hundredths of its longest."""
    bars: list[str] = []
    top = 30
    for size in sizes:
        for place in ("community", "district"):
            costs = size[place]["costs"]
            totals = {engine: sum(one["cpu"] for one in each.values()) for engine, each in costs.items()}
            longest = max(totals.values())
            bars.append(_text(10, top, f"{size['persons']:,} people, {place}", bold=True))
            for engine, total in totals.items():
                top += 20
                width = max(1.0, 420 * total / longest)
                bars.append(f'<rect x="150" y="{top - 11}" width="{width:.1f}" height="13" fill="{INKS[engine]}"/>')
                bars.append(_text(10, top, engine))
                bars.append(_text(156 + width, top, f"{total:.2f} s, {len(costs[engine])} forms"))
            top += 34
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {top}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="720" height="{top}" fill="white"/>', *bars, "</svg>", ""])


def _text(x: float, y: float, text: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.0f}" y="{y:.0f}"{weight}>{escape(text)}</text>'
