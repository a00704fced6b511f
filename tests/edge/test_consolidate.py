"""`yibiao consolidate` and `yibiao decide` as their users meet them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from yibiao.edge.cli.consolidate import consolidate
from yibiao.edge.cli.decide import decide

ONE = "序号,姓名,身份证号,残疾证号,残疾等级\n1,,,,\n"
OTHER = "序号,残疾证号,姓名,身份证号,残疾等级\n1,,,,\n"


def pile(folder: Path) -> Path:
    folder.mkdir()
    (folder / "残疾人花名册.csv").write_text(ONE, "utf-8")
    (folder / "残疾人台账.csv").write_text(OTHER, "utf-8")
    return folder


def run(*words: str) -> tuple[int, dict[str, object]]:
    verb, *rest = words
    done = CliRunner().invoke({"consolidate": consolidate, "decide": decide}[verb], [*rest, "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_a_folder_becomes_a_workbook_a_page_and_json_and_keeps_a_decision(tmp_path: Path) -> None:
    folder, out = pile(tmp_path / "in"), tmp_path / "out"
    code, found = run("consolidate", str(folder), "-o", str(out))
    assert code == 0
    assert {"合并方案.xlsx", "report.html", "consolidation.json", "bindings", ".cache"} <= {
        f.name for f in out.iterdir()
    }
    gone = next(entry for entry in found["proposals"] if entry["action"] == "cancel")  # type: ignore[attr-defined]
    code, said = run("decide", str(out), gone["form"], "reject", "--by", "王主任", "--reason", "另有用途")
    assert code == 0 and said["action"] == "keep"
    _, again = run("consolidate", str(folder), "-o", str(out))
    kept = next(entry for entry in again["proposals"] if entry["form"] == gone["form"])  # type: ignore[attr-defined]
    assert kept["action"] == "keep" and kept["decision"]["by"] == "王主任"


def test_a_decision_on_a_form_that_is_not_there_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("consolidate", str(pile(tmp_path / "in")), "-o", str(out))
    code, said = run("decide", str(out), "没有这张", "accept", "--by", "王主任", "--reason", "无")
    assert code == 1 and said["problem"]["code"] == "PILE_NO_FORM"  # type: ignore[index]


def test_a_change_has_to_say_into_what(tmp_path: Path) -> None:
    folder, out = pile(tmp_path / "in"), tmp_path / "out"
    run("consolidate", str(folder), "-o", str(out))
    code, said = run(
        "decide", str(out), "残疾人台账.csv", "change", "--by", "王主任", "--reason", "无", "--action", "merge"
    )
    assert code == 1 and said["problem"]["code"] == "PILE_CHANGE_TO_WHAT"  # type: ignore[index]
