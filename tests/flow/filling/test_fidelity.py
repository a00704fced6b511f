"""Nothing of a form is lost: on forms drawn here and on the strangers' forms; the judge is `bench.fidelity`."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from bench import fidelity
from bench.fill_points import round_trip
from tests.corpus import need_corpus
from tests.flow.filling.forms import elders
from yibiao.base.problems import ProblemError


def drawn(folder: Path) -> fidelity.Case:
    path = folder / "form.xlsx"
    path.write_bytes(elders())
    case = fidelity.case_of(path)
    assert case is not None
    return case


def test_nothing_is_lost_when_rows_come_in(tmp_path: Path) -> None:
    case = drawn(tmp_path)
    verdict = fidelity.judge(case, fidelity.ours(case))
    assert [aspect for aspect, whole in verdict.items() if not whole] == []


def test_the_judge_sees_what_the_usual_way_loses(tmp_path: Path) -> None:
    case = drawn(tmp_path)
    verdict = fidelity.judge(case, fidelity.rival(case))
    lost = {aspect for aspect, whole in verdict.items() if not whole}
    assert {"formulas", "merges", "rules", "print"} <= lost


@pytest.mark.corpus
@pytest.mark.slow
def test_nothing_of_the_strangers_forms_is_lost_when_rows_come_in() -> None:
    need_corpus()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on what it cannot read itself
        found = fidelity.cases(every=12)
        lost = {
            case.path.name: broken
            for case in found
            if (broken := [a for a, whole in fidelity.judge(case, fidelity.ours(case)).items() if not whole])
        }
    assert len(found) > 15
    assert lost == {}


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_every_fill_point_of_the_strangers_forms_holds_its_value_and_nothing_else_changes(suffix: str) -> None:
    root = need_corpus()
    files = [file for file in sorted((root / "forms").rglob("*")) if file.suffix.lower() == suffix][::6]
    points = held = changed = 0
    for file in files:
        try:
            trip = round_trip(file)
        except ProblemError:
            continue
        points, held, changed = points + trip.points, held + trip.held, changed + trip.changed
    assert points > 100
    assert held / points > 0.995
    assert changed == 0
