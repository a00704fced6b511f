"""Places, departments and local codes are data, never source: no place name stands in any source file."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tests.corpus import corpus
from tests.house.sources import ROOT, SOURCE, short

SUFFIX = re.compile(r"(特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|地区|省|市|区|县|盟|旗)$")
ORDINARY = {
    "城区",
    "郊区",
    "矿区",
    "市辖区",
    "县",
    "市中区",
    "新城区",
    "东区",
    "西区",
    "和平区",
    "大同",
    "安定",
    "宝山",
}
"""Names that are also ordinary words."""


def provinces() -> set[str]:
    folder = SOURCE / "flow" / "standard" / "data" / "code_lists"
    texts = [path.read_text("utf-8").splitlines() for path in folder.glob("*2260*.tsv")]
    return {row["label_zh"] for lines in texts for row in csv.DictReader(lines, delimiter="\t")}


def corpus_places(data: Path) -> set[str]:
    names = set()
    for file in ("provinces", "cities", "areas"):
        with (data / "records" / "divisions" / f"{file}.csv").open(encoding="utf-8") as rows:
            names |= {row["name"] for row in csv.DictReader(rows)}
    return names


@cache
def place_pattern() -> re.Pattern[str]:
    full = provinces() | (corpus_places(found) if (found := corpus()) else set())
    names = {name for name in full if len(name) >= 3 and name not in ORDINARY}
    names |= {SUFFIX.sub("", name) for name in provinces() if len(SUFFIX.sub("", name)) >= 2}
    return re.compile("|".join(sorted(map(re.escape, names - ORDINARY), key=len, reverse=True)))


def source_files() -> list[Path]:
    folders = [SOURCE, ROOT / "frontend"]
    endings = {".py", ".ts", ".vue", ".js", ".html"}
    return [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.rglob("*"))
        if path.suffix in endings and "node_modules" not in path.parts
    ]


def test_no_place_name_stands_in_a_source_file() -> None:
    found = {
        short(path): sorted(set(place_pattern().findall(path.read_text("utf-8"))))
        for path in source_files()
        if place_pattern().search(path.read_text("utf-8"))
    }
    assert not found, found


def test_the_list_of_provinces_is_there_to_be_looked_for() -> None:
    if not provinces():
        pytest.fail("the GB/T 2260 list of the standard holds no province")
    assert len(provinces()) >= 31


def test_the_check_sees_a_place_name() -> None:
    """The broken variant: a source line with the first province of the list is found."""
    name = sorted(provinces())[0]
    assert place_pattern().search(f'AREA = "{name}某街道"')
