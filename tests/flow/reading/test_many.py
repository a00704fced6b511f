"""Many files, each in a child of its own: what one file does costs that file only."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flow.reading.bombs import BOMBS, inflating_part
from tests.flow.reading.packages import package, parts_of, put, sheet, text_cell
from yibiao.base.problems import ProblemError
from yibiao.base.tables import ParsedTable
from yibiao.flow.reading import Limits, ManyFiles, look, picture, read

HEADS = ("姓名", "身份证号", "电话")
NO_LIMITS = Limits(unpacked_bytes=1 << 40, part_ratio=1 << 40)


def sound(folder: Path, name: str) -> Path:
    lines = [HEADS, *(("王小明", "990101199001010011", "13800000000") for _ in range(4))]
    rows = "".join(
        f'<row r="{row}">{"".join(text_cell(f"{letter}{row}", text) for letter, text in zip("ABC", line, strict=True))}</row>'
        for row, line in enumerate(lines, 1)
    )
    return put(folder, name, package(parts_of(sheet(rows))))


def busy(folder: Path, name: str) -> Path:
    """A file that takes seconds to read."""
    return put(folder, name, ("姓名,电话,住址\n" + "王小明,13800000000,东街\n" * 120_000).encode())


def outcome(many: ManyFiles, path: Path) -> tuple[str, ...]:
    """The headers of the first table, or the code of the refusal."""
    try:
        tables: tuple[ParsedTable, ...] = many.tables(path)
    except ProblemError as error:
        return (error.problem.code,)
    return tuple(column.path[-1] for column in tables[0].columns)


@contextmanager
def around(folder: Path, limits: Limits | None = None, many: ManyFiles | None = None) -> Iterator[ManyFiles]:
    """A sound file before and another after; both must be read."""
    with many or ManyFiles(limits) as reader:
        assert outcome(reader, sound(folder, "before.xlsx")) == HEADS
        yield reader
        assert outcome(reader, sound(folder, "after.xlsx")) == HEADS


def test_the_tables_are_those_that_a_child_for_one_file_finds(tmp_path: Path) -> None:
    paths = [sound(tmp_path, "a.xlsx"), put(tmp_path, "b.csv", "姓名,电话\n王小明,1\n".encode("gb18030"))]
    with ManyFiles() as many:
        assert [many.tables(path) for path in paths] == [read(path).tables for path in paths]
        seen = [many.picture(path) for path in paths]
    assert seen == [picture(path) for path in paths]
    assert [(one.drawing, one.tables) for one in seen] == [(look(path), read(path).tables) for path in paths]


def test_all_bombs_in_a_row_get_the_problems_they_get_alone(tmp_path: Path) -> None:
    refused = [bomb for bomb in BOMBS if bomb.refused]
    with around(tmp_path) as many:
        found = [outcome(many, put(tmp_path, bomb.file, bomb.make())) for bomb in refused]
    assert found == [(bomb.code,) for bomb in refused]


def test_without_the_scan_the_bomb_in_the_middle_gets_through_to_the_parser(tmp_path: Path) -> None:
    """The broken variant."""
    with around(tmp_path, NO_LIMITS) as many:
        assert outcome(many, put(tmp_path, "a.xlsx", inflating_part())) != ("READ_ZIP_BOMB",)


def test_a_file_that_uses_up_its_seconds_leaves_its_neighbours_theirs(tmp_path: Path) -> None:
    with around(tmp_path, Limits(cpu_seconds=1, wall_seconds=60)) as many:
        assert outcome(many, busy(tmp_path, "busy.csv")) == ("READ_TOO_SLOW",)
        assert outcome(many, busy(tmp_path, "busy.csv")) == ("READ_TOO_SLOW",)


def test_with_more_seconds_the_same_file_is_read(tmp_path: Path) -> None:
    """The broken variant: it is the limit that refused it."""
    with around(tmp_path, Limits(cpu_seconds=60, wall_seconds=120)) as many:
        assert outcome(many, busy(tmp_path, "busy.csv")) == ("姓名", "电话", "住址")


def test_a_file_that_needs_too_much_memory_is_stopped_alone(tmp_path: Path) -> None:
    with around(tmp_path, Limits(memory=140 << 20)) as many:
        assert outcome(many, busy(tmp_path, "busy.csv")) == ("READ_TOO_HEAVY",)


def stop(many: ManyFiles, how: signal.Signals) -> int:
    """Send a signal to the process that children come from; its number."""
    assert many.nursery is not None
    pid = many.nursery.process.pid
    os.killpg(pid, how)
    return pid


def test_a_file_that_hangs_is_given_up_and_the_rest_go_on(tmp_path: Path) -> None:
    with around(tmp_path, Limits(wall_seconds=6)) as many:
        pid = stop(many, signal.SIGSTOP)  # from now on nothing answers
        assert outcome(many, sound(tmp_path, "hangs.xlsx")) == ("READ_TOO_SLOW",)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_that_is_killed_costs_no_file(tmp_path: Path) -> None:
    with around(tmp_path) as many:
        stop(many, signal.SIGKILL)
        assert outcome(many, sound(tmp_path, "meanwhile.xlsx")) == HEADS
    with around(tmp_path) as many:
        stop(many, signal.SIGKILL)
        assert many.picture(tmp_path / "meanwhile.xlsx") == picture(tmp_path / "meanwhile.xlsx")


class GivesUp(ManyFiles):
    """Does not read a file again whose process died."""

    def alone(self, path: Path) -> tuple[ParsedTable, ...]:
        raise LookupError(path.name)


def test_without_reading_it_alone_the_file_would_be_lost(tmp_path: Path) -> None:
    """The broken variant."""
    with around(tmp_path, many=GivesUp()) as many:
        stop(many, signal.SIGKILL)
        with pytest.raises(LookupError):
            outcome(many, sound(tmp_path, "meanwhile.xlsx"))


def test_no_process_is_left_when_reading_ends(tmp_path: Path) -> None:
    with ManyFiles() as many:
        outcome(many, sound(tmp_path, "a.xlsx"))
        assert many.nursery is not None
        pid = many.nursery.process.pid
    with pytest.raises(ProcessLookupError):
        os.killpg(pid, 0)
