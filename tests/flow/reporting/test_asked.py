"""How a form is read outlives a later reading: what is told comes back, of our examples and of strangers' forms."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus import need_corpus
from tests.house.sources import ROOT
from yibiao.base.problems import ProblemError
from yibiao.flow import pipeline
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, RowsQuestion
from yibiao.flow.filling import bindings_of
from yibiao.flow.reporting import Sense, sense_of, told, untold
from yibiao.flow.reporting.asked import digest
from yibiao.flow.standard import load

STANDARD = load()
EXAMPLES = sorted((ROOT / "examples").glob("*.xlsx"))


def sense(file: Path) -> Sense:
    return sense_of(bindings_of(pipeline.match(file, standard=STANDARD).forms), STANDARD)


def goes_and_comes(found: Sense) -> None:
    """Through JSON and back: the same questions, the same items, the same digest."""
    plain = told(found, STANDARD)
    back = untold(json.loads(json.dumps(plain, ensure_ascii=False)), STANDARD)
    assert back == found
    assert digest(told(back, STANDARD)) == digest(plain)


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_a_reading_of_our_examples_comes_back(file: Path) -> None:
    found = sense(file)
    assert found.questions and found.items
    goes_and_comes(found)


def test_a_list_of_which_too_little_is_understood_asks_nothing_and_is_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    text = "应急演练开展情况季报\n单位,桌面,实战,参演人数,次数,场次,备注甲,备注乙,备注丙\n1,,,,,,,,\n2,,,,,,,,\n"
    file.write_text(text, encoding="utf-8")
    found = sense(file)
    assert found.questions == () == found.items
    goes_and_comes(found)


def test_another_reading_has_another_digest() -> None:
    found = sense(EXAMPLES[0])
    less = replace(found, questions=found.questions[:-1])
    assert digest(told(found, STANDARD)) != digest(told(less, STANDARD))


def test_an_element_that_was_taken_back_is_told_and_not_guessed() -> None:
    plain = told(sense(EXAMPLES[-1]), STANDARD)
    broken = json.loads(json.dumps(plain, ensure_ascii=False).replace("姓名", "没有这个数据元"))
    with pytest.raises(ProblemError):
        untold(broken, STANDARD)


@pytest.mark.corpus
@pytest.mark.slow
def test_a_reading_of_strangers_forms_comes_back() -> None:
    files = sorted(
        file for file in need_corpus().joinpath("forms").rglob("*") if file.suffix in (".xlsx", ".xls", ".docx")
    )
    read, kinds = 0, set()
    for file in files[::16]:
        try:
            found = sense(file)
        except ProblemError:
            continue  # a form that cannot be read is told of where it is read
        goes_and_comes(found)
        read += bool(found.questions)
        kinds |= {type(question) for question in found.questions}
    assert read >= 10 and {RowsQuestion, CountQuestion} <= kinds <= {RowsQuestion, CountQuestion, AreasQuestion}
