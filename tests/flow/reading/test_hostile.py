"""Bombs, macros, encrypted, corrupt and mislabelled files get a clear problem in bounded time and memory (must-show 4)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from bench.mutate import outcome
from tests.flow.reading.bombs import BOMBS, ROW, Bomb, entities, inflating_part, truncated
from tests.flow.reading.packages import package, parts_of, put, sheet, text_cell
from yibiao.base.problems import ProblemError
from yibiao.flow.reading import Limits, Reading, read
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.workbook import read_workbook

NO_LIMITS = Limits(
    unpacked_bytes=1 << 40, part_ratio=1 << 40, parts=1 << 30, cells=1 << 30, area=1 << 60, merges=1 << 30
)


def verdict(path: Path, limits: Limits | None = None) -> tuple[bool, list[str]]:
    """Whether the file was refused, and the codes of the refusal or of the remarks."""
    try:
        reading = read(path, limits=limits)
    except ProblemError as refusal:
        assert refusal.problem.sentence("zh") and refusal.problem.remedy("zh")
        return True, [refusal.problem.code]
    return False, [remark.code for remark in reading.workbook.problems]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.title)
def test_a_bomb_gets_its_own_problem(tmp_path: Path, bomb: Bomb) -> None:
    refused, codes = verdict(put(tmp_path, bomb.file, bomb.make()))
    assert (refused, codes) == (bomb.refused, [bomb.code] if bomb.code else [])


def test_a_file_cut_anywhere_is_called_cut(tmp_path: Path) -> None:
    codes = {tenth: verdict(put(tmp_path, "a.xlsx", data)) for tenth, data in truncated()}
    assert set(map(str, codes.values())) == {"(True, ['READ_TRUNCATED'])"}, codes


@pytest.mark.slow
def test_mutated_workbooks_never_crash_hang_or_leave_their_bounds() -> None:
    """100 of the mutants; ``python -m bench.mutate`` runs 1,000.

    In a process of its own: what a child is said to have held counts from before its exec, where it is still the parent,
    and a parent that has run a thousand tests is larger than any reader may be.
    """
    words = [sys.executable, "-m", "bench.mutate", "--count", "100", "--seed", "20"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    codes = {line.split()[0] for line in run.stdout.splitlines()[:-1]}
    assert codes > {"read"}
    largest = re.search(r"largest child (\d+) MB", run.stdout)
    assert largest is not None and 0 < int(largest[1]) < Limits().memory >> 20


def sound(folder: Path) -> Path:
    rows = "".join(
        f'<row r="{row}">{"".join(text_cell(f"{letter}{row}", f"{letter}{row}") for letter in "ABCDEFGHIJ")}</row>'
        for row in range(1, 4_000)
    )
    return put(folder, "a.xlsx", package(parts_of(sheet(rows))))


def test_a_child_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    path = sound(tmp_path)
    assert verdict(path) == (False, [])
    assert verdict(path, Limits(memory=64 << 20)) == (True, ["READ_TOO_HEAVY"])


def test_a_child_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    assert verdict(sound(tmp_path), Limits(wall_seconds=0.001)) == (True, ["READ_TOO_SLOW"])


def test_an_answer_that_is_too_long_is_not_taken(tmp_path: Path) -> None:
    assert verdict(sound(tmp_path), Limits(answer=1_000)) == (True, ["READ_TOO_HEAVY"])


def test_a_file_beyond_the_size_limit_is_not_even_opened(tmp_path: Path) -> None:
    assert verdict(sound(tmp_path), Limits(file_bytes=1_000)) == (True, ["READ_TOO_LARGE"])


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    script = (
        "from yibiao.flow.reading.child import limit_self\nfrom yibiao.flow.reading.limits import Limits\n"
        f"limit_self(Limits())\nwith open({str(tmp_path / 'out')!r}, 'w') as out: out.write('x')"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.returncode != 0 and "File too large" in result.stderr
    assert (tmp_path / "out").read_bytes() == b""


def test_what_comes_back_equals_reading_in_this_process(tmp_path: Path) -> None:
    path = sound(tmp_path)
    answer = read(path)
    assert isinstance(answer, Reading) and answer.workbook == read_workbook(path)
    assert answer.tables == recognise(answer.workbook)


# The broken variants: each guard taken away, its test turns red.


def test_without_the_scan_a_bomb_gets_through_to_the_parser(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", inflating_part())
    assert verdict(path, NO_LIMITS)[1] != ["READ_ZIP_BOMB"]


@pytest.mark.parametrize("title", ["thousands of parts", "200,000 merges"])
def test_without_the_counts_a_flood_gets_through(tmp_path: Path, title: str) -> None:
    bomb = next(each for each in BOMBS if each.title == title)
    assert verdict(put(tmp_path, bomb.file, bomb.make()), NO_LIMITS)[1] != [bomb.code]


def test_without_the_entity_scan_a_parser_would_open_our_files(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.txt", b"top-secret")
    declared = f'<!ENTITY a SYSTEM "{secret.as_uri()}">'
    naive = etree.fromstring(
        f"<!DOCTYPE t [{declared}]><t>&a;</t>", etree.XMLParser(resolve_entities=True, load_dtd=True)
    )
    assert naive.text == "top-secret"
    assert verdict(put(tmp_path, "a.xlsx", entities(declared, "&a;"))) == (True, ["READ_XML_ENTITIES"])


def test_without_limits_the_same_child_writes_files(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", f"with open({str(tmp_path / 'out')!r}, 'w') as out: out.write('x')"], check=False
    )
    assert result.returncode == 0 and (tmp_path / "out").read_bytes() == b"x"


def test_a_mutant_that_hung_or_crashed_would_be_counted_as_broken(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", package(parts_of(sheet(ROW))))
    assert not outcome(path).broken
    assert outcome(path, Limits(wall_seconds=0.001)).broken
    assert outcome(path, Limits(memory=16 << 20)).broken
