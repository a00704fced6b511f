"""`yibiao consolidate` and `yibiao decide` as their users meet them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import xlwt
from click.testing import CliRunner
from docx import Document

from tests.flow.reading.bombs import encrypted_package
from yibiao.edge.cli.consolidate import consolidate
from yibiao.edge.cli.decide import decide

ONE = "序号,姓名,身份证号,残疾证号,残疾等级\n1,,,,\n"
OTHER = "序号,残疾证号,姓名,身份证号,残疾等级\n1,,,,\n"
OWN = (
    "code\tlabel_zh\tlabel_en\tdomain\tsensitivity\taliases\tunit\tlegal_basis\tsources\thalf_life\tkeeper\tformula\n"
    "disability.our_grade\t自评等级\tour own grade\ttext\t3\t\t\t\t残联\t365\t残联\t\n"
)


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


def test_a_correction_speaks_of_the_standard_that_the_pile_was_consolidated_with(tmp_path: Path) -> None:
    folder, out, home = pile(tmp_path / "in"), tmp_path / "out", tmp_path / "home"
    home.mkdir()
    own = tmp_path / "own.tsv"
    own.write_text(OWN, "utf-8")
    run("consolidate", str(folder), "-o", str(out), "--standard", str(own))
    own.unlink()
    _, seen = run("decide", str(out), "残疾人台账.csv")
    cell = seen["columns"][-1]["cell"]  # type: ignore[index]
    words = ("--means", f"{cell}=disability.our_grade", "--home", str(home))
    code, again = run("decide", str(out), "残疾人台账.csv", *words)
    assert code == 0 and again["columns"][-1]["name"] == "自评等级"  # type: ignore[index]
    run("consolidate", str(folder), "-o", str(out))
    code, said = run("decide", str(out), "残疾人台账.csv", *words)
    assert code == 1 and said["problem"]["code"] == "STANDARD_UNKNOWN_ELEMENT"  # type: ignore[index]


def test_without_a_verdict_both_forms_stand_side_by_side_and_a_column_can_be_corrected(tmp_path: Path) -> None:
    folder, out, home = pile(tmp_path / "in"), tmp_path / "out", tmp_path / "home"
    home.mkdir()
    run("consolidate", str(folder), "-o", str(out))
    code, seen = run("decide", str(out), "残疾人台账.csv")
    assert code == 0 and seen["into"]["file"] == "残疾人花名册.csv"  # type: ignore[index]
    column = seen["columns"][-1]  # type: ignore[index]
    assert column["standing"] == "shared"
    words = ("--means", f"{column['cell']}=disability.kind", "--home", str(home))
    code, again = run("decide", str(out), "残疾人台账.csv", *words)
    assert code == 0 and again["columns"][-1]["asks"] == "disability.kind"  # type: ignore[index]
    _, found = run("consolidate", str(folder), "-o", str(out), "--home", str(home))
    assert "disability.kind" in asks(found)
    shown = CliRunner().invoke(decide, [str(out), "残疾人台账.csv"])
    assert shown.exit_code == 0 and "共有" in shown.stdout and "残疾证号" in shown.stdout
    assert CliRunner().invoke(decide, [str(out), "残疾人台账.csv", "accept"]).exit_code == 2


VERB = "from yibiao.edge.cli.main import run; run()"
ELEMENTS = (
    "code\tlabel_zh\tlabel_en\tdomain\tsensitivity\taliases\tunit\tlegal_basis\tsources\thalf_life\tkeeper\tformula\n"
    "person.lamp_number\t路灯认养编号\tlamp number\ttext\t1\t认养灯号\t\t\t\t\t\t\n"
)


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for at in range(40):
        (folder / f"{at:02}.csv").write_text(f"序号,姓名,身份证号,残疾证号,自填{at}\n1,,,,\n", "utf-8")
    # It gives way, so that on a busy machine too the blow comes in the middle.
    words = ["nice", "-n", "19", sys.executable, "-c", VERB, "consolidate", str(folder), "-o", str(out)]
    first = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(list((out / ".cache").glob("*.json"))) < 5 and first.poll() is None:
        time.sleep(0.01)
    first.kill()
    first.wait()
    kept = {file: file.stat().st_mtime_ns for file in (out / ".cache").glob("*.json")}
    assert 5 <= len(kept) < 40 and not (out / "consolidation.json").exists()
    code, found = run("consolidate", str(folder), "-o", str(out))
    assert code == 0 and len(found["pile"]["forms"]) == 40  # type: ignore[index]
    assert all(file.stat().st_mtime_ns == before for file, before in kept.items())


def test_files_of_every_kind_are_read_and_a_bad_one_is_listed_with_its_remedy(tmp_path: Path) -> None:
    folder, out = pile(tmp_path / "in"), tmp_path / "out"
    several_tables(folder / "两张表.docx")
    old_workbook(folder / "旧格式.xls")
    (folder / "国标码.csv").write_bytes("姓名,身份证号,入伍日期,退役日期\n,,,\n".encode("gb18030"))
    (folder / "加密.xlsx").write_bytes(encrypted_package())
    done = CliRunner().invoke(consolidate, [str(folder), "-o", str(out)])
    assert done.exit_code == 0
    whole = json.loads((out / "consolidation.json").read_text("utf-8"))
    files = [form["file"] for form in whole["pile"]["forms"]]
    assert files.count("两张表.docx") == 2 and {"旧格式.xls", "国标码.csv"} < set(files)
    assert [name for name, _ in whole["pile"]["unreadable"]] == ["加密.xlsx"]
    assert "加密.xlsx" in done.stderr and "→" in done.stderr


def several_tables(file: Path) -> None:
    book = Document()
    for heads in (("姓名", "身份证号", "残疾证号"), ("场所名称", "地址", "负责人", "联系电话")):
        book.add_paragraph(f"{heads[0]}登记表")
        table = book.add_table(rows=3, cols=len(heads))
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            cell.text = text
    book.save(str(file))


def old_workbook(file: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("表一")
    for column, text in enumerate(("姓名", "身份证号", "残疾证号", "残疾等级")):
        page.write(0, column, text)
        page.write(1, column, "")
    book.save(str(file))


def asks(found: dict[str, object]) -> set[str]:
    return {entry["asks"] for form in found["pile"]["forms"] for entry in form["fields"]}  # type: ignore[index]


def test_an_element_of_ones_own_is_recognised_and_a_faulty_standard_is_refused(tmp_path: Path) -> None:
    folder, out, own = pile(tmp_path / "in"), tmp_path / "out", tmp_path / "own.tsv"
    (folder / "认养.csv").write_text("姓名,身份证号,认养灯号\n,,\n", "utf-8")
    own.write_text(ELEMENTS, "utf-8")
    _, without = run("consolidate", str(folder), "-o", str(out))
    _, found = run("consolidate", str(folder), "-o", str(out), "--standard", str(own))
    assert "person.lamp_number" in asks(found) and "person.lamp_number" not in asks(without)
    own.write_text(ELEMENTS.replace("认养灯号", "身份证号"), "utf-8")
    code, refused = run("consolidate", str(folder), "-o", str(out), "--standard", str(own))
    assert code == 1 and refused["problem"]["code"] == "STANDARD_FAULTY"  # type: ignore[index]


def test_a_whole_standard_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "elements").mkdir(parents=True)
    (own / "code_lists").mkdir()
    (own / "registers.tsv").write_text(
        "code\tlabel_zh\tlabel_en\thangs_on\tsingle\tidentifiers\tnouns\nperson\t人员\tperson\t\t\t\t人员\n",
        "utf-8",
    )
    (own / "gone.tsv").write_text("register\tformula\tlabel_zh\tlabel_en\n", "utf-8")
    (own / "code_lists.tsv").write_text("name\tfile\tlabel_zh\tstandard\n", "utf-8")
    (own / "tags.tsv").write_text("name\tregister\tformula\taliases\tlabel_en\n", "utf-8")
    (own / "elements" / "person.tsv").write_text(ELEMENTS, "utf-8")
    folder, out = pile(tmp_path / "in"), tmp_path / "out"
    (folder / "认养.csv").write_text("姓名,认养灯号\n,\n", "utf-8")
    code, found = run("consolidate", str(folder), "-o", str(out), "--standard", str(own))
    assert code == 0 and {entry for entry in asks(found) if "." in entry} == {"person.lamp_number"}
