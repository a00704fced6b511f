"""One proposal side by side, and what a correction does to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flow.consolidating.piles import pile
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.consolidating import Action, Consolidation, Pile, consolidate
from yibiao.flow.consolidating.beside import Beside, Standing, correct, relearned, side_by_side
from yibiao.flow.consolidating.saving import consolidation_in, save
from yibiao.flow.standard import load
from yibiao.flow.standardising import Lexicon

ONE = "| 序号 | 姓名 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 | 致残原因 | 联系电话 |"
OTHER = "| 姓名 | 残疾证号 | 身份证号 | 残疾等级 | 残疾类别 | 致残原因 | 联系电话 | 胸径 |"
PILE = Pile(
    pile(("a", "持证残疾人花名册", ONE), ("b", "2024年度持证残疾人台账", OTHER)).forms,
    (("坏.xlsx", problem("PILE_UNREADABLE", Place(file="坏.xlsx"), reason="x")),),
)


def found(of: Pile = PILE) -> Consolidation:
    return consolidate(of, load())


def beside(form: str, of: Consolidation | None = None) -> Beside:
    return side_by_side(of or found(), form, load())


def cell_of(form: str, label: str) -> str:
    facts = next(entry for entry in PILE.forms if entry.id == form)
    return next(entry.cell for entry in facts.fields if entry.label == label)


def test_columns_stand_in_the_order_of_each_form_and_say_how_they_meet() -> None:
    seen = beside("a")
    assert seen.into is not None and seen.into.id == "b" and seen.why_zh
    assert [column.path[-1] for column in seen.columns] == [part.strip() for part in ONE.strip("|").split("|")]
    standing = {column.path[-1]: column.standing for column in seen.columns}
    assert standing["序号"] is Standing.NEITHER and standing["残疾证号"] is Standing.SHARED
    assert {column.path[-1]: column.standing for column in seen.columns_into}["胸径"] is Standing.ONLY
    phone = next(column for column in seen.columns if column.path[-1] == "联系电话")
    assert phone.others == (cell_of("b", "联系电话"),)


def test_a_correction_is_learned_and_decided_by_again() -> None:
    facts = next(entry for entry in PILE.forms if entry.id == "a")
    lexicon = correct(facts, cell_of("a", "联系电话"), "person.phone_second", (Lexicon(), load()))
    again = found(relearned(PILE, lexicon.confirm(PILE.forms[1].title, ("联系电话",), "person.phone"), load()))
    standing = {column.path[-1]: column.standing for column in beside("a", again).columns}
    assert standing["联系电话"] is Standing.CONFLICTING
    assert {column.path[-1]: column.standing for column in beside("a").columns}["联系电话"] is Standing.SHARED


def test_a_confirmation_of_one_form_holds_in_others_while_nobody_says_otherwise() -> None:
    facts = next(entry for entry in PILE.forms if entry.id == "b")
    lexicon = correct(facts, cell_of("b", "胸径"), "person.height", (Lexicon(), load()))
    learned = next(form for form in relearned(PILE, lexicon, load()).forms if form.id == "b")
    assert "person.height" in learned.asks and not any(ask.startswith("new:") for ask in learned.asks)


def test_a_column_that_means_nothing_of_the_standard_is_proposed_anew() -> None:
    facts = next(entry for entry in PILE.forms if entry.id == "a")
    lexicon = correct(facts, cell_of("a", "致残原因"), "nothing", (Lexicon(), load()))
    learned = next(form for form in relearned(PILE, lexicon, load()).forms if form.id == "a")
    assert "new:致残原因" in learned.asks


def test_what_is_not_there_is_refused() -> None:
    facts = PILE.forms[0]
    with pytest.raises(ProblemError, match="PILE_NO_COLUMN"):
        correct(facts, "ZZ9", "person.phone", (Lexicon(), load()))
    with pytest.raises(ProblemError, match="STANDARD_UNKNOWN_ELEMENT"):
        correct(facts, facts.fields[1].cell, "person.shoe", (Lexicon(), load()))
    with pytest.raises(ProblemError, match="PILE_NO_FORM"):
        beside("none")


def test_a_form_that_is_kept_stands_beside_its_closest() -> None:
    kept = next(entry for entry in found().proposals if entry.action is Action.KEEP)
    assert beside(kept.form).into is not None


def test_what_was_saved_comes_back_as_it_was(tmp_path: Path) -> None:
    whole = found()
    save(whole, tmp_path)
    assert consolidation_in(tmp_path) == whole
    (tmp_path / "consolidation.json").write_text('{"pile": 1}', "utf-8")
    with pytest.raises(ProblemError, match="PILE_NOT_CONSOLIDATED"):
        consolidation_in(tmp_path)
