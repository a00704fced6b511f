"""The hand-labelled pairs: no source stands in both splits, scores count what was said; needs the shared corpus."""

from __future__ import annotations

import json

from bench.columns import Case, compare
from bench.headers import headers_file
from bench.labelled_pairs import Labelled, labelled_pairs, table_of
from bench.pairs import RELATIONS, TURNED, mean_f1, scores
from bench.strangers_columns import sets_of
from tests.corpus import need_corpus
from yibiao.flow.consolidating.shapes import FormField


def sources(split: str) -> set[str]:
    lines = headers_file().read_text("utf-8").splitlines()
    found = set()
    for name in (name for pair in labelled_pairs(split) for name in (pair.a, pair.b)):
        if name.startswith("line "):
            source = json.loads(lines[int(name.removeprefix("line ")) - 1])["source"].partition(":")[0]
        else:
            source = name.partition("/")[0].removesuffix("_ftl").replace("+", "/", 1)
        found.add(source)
    return found


def test_no_source_of_the_labelled_pairs_stands_in_both_splits() -> None:
    need_corpus()
    assert not sources("tune") & sources("test")


def test_each_split_has_every_relation_and_a_hundred_and_sixty_pairs() -> None:
    for split in ("tune", "test"):
        pairs = labelled_pairs(split)
        assert len(pairs) >= 160
        assert {pair.relation[0] for pair in pairs} == set(RELATIONS)


def test_every_labelled_file_is_in_the_shared_corpus() -> None:
    forms = need_corpus() / "forms"
    names = {name for split in ("tune", "test") for pair in labelled_pairs(split) for name in (pair.a, pair.b)}
    assert all((forms / name.rpartition("#")[0]).is_file() for name in names if "#" in name)


def pair(*relation: str) -> Labelled:
    return Labelled("a", "b", relation, "tune", "chosen")


def test_a_second_reading_is_no_mistake_and_a_turned_containment_is_one() -> None:
    pairs = [pair("same", "contained"), pair("contained"), pair("overlapping"), pair("unrelated")]
    found = scores(pairs, ["contained", TURNED, "overlapping", "unrelated"])
    assert found["right"].precision == 0.75
    assert found["contained"].precision == 0.5
    assert found["same"].recall == 1.0
    assert mean_f1(scores(pairs[1:], ["contained", "overlapping", "unrelated"])) == 0.75


def test_a_line_of_the_shared_headers_becomes_a_list_with_its_chinese_title_only() -> None:
    assert table_of("楼栋长信息 [BuildHead]", ("姓名", "电话")).title == "楼栋长信息"
    assert table_of("[index.vue]", ("姓名",)).title is None
    assert [column.path for column in table_of("", ("姓名", "", "电话")).columns] == [("姓名",), ("电话",)]


def test_columns_of_strangers_count_as_one_by_identifier_by_label_or_by_a_persons_word() -> None:
    need_corpus()
    for split in ("tune", "test"):
        for kind, cases in sets_of(split, 5).items():
            assert cases, kind
            shared = [set(dict(case.columns_a).values()) & set(dict(case.columns_b).values()) - {"-"} for case in cases]
            assert sum(map(len, shared)) >= len(cases), kind


def test_a_method_is_scored_one_to_one_and_ours_without_a_threshold() -> None:
    case = Case("a", "b", [("姓名", "1"), ("电话", "2")], [("姓名", "1"), ("联系电话", "2"), ("备注", "3")])
    name, one, other = (
        FormField("A1", (label,), asks, 1.0, True)
        for label, asks in (("姓名", "person.name"), ("电话", "person.phone"), ("联系电话", "person.phone"))
    )
    asked = {"a": {"姓名": name, "电话": one}, "b": {"姓名": name, "联系电话": other}}
    lines = compare({"case": [case]}, asked)
    assert lines[0].startswith("| columns of | pairs | ours | equal label |")
    assert lines[2].startswith("| case | 1 | 1.000 | 0.667 |")
