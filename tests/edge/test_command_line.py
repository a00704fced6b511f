"""The command line as its users meet it: a process, its output, its exit code.

C1  help speaks both languages, or the one that was chosen
C2  `read`, `match`, `ask`, `fill`, `receive`, `demo-users` print JSON of the promised shape
C3  what cannot be done ends with exit code 1 and says why and what to do
C4  a confirmed match is remembered; a received file is a plan until it is applied; a batch is undone
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from tests.edge import warm
from tests.homes import demo_home
from tests.house.sources import ROOT
from yibiao.edge.cli.main import VERBS

LIST = str(ROOT / "examples" / "高龄老人花名册.xlsx")
COMMUNITY = "990101001001"


def yibiao(*words: str, limit: int | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own, with none of our tests' settings; no file may pass `limit` bytes."""
    plain = {name: text for name, text in os.environ.items() if not name.startswith(("YIBIAO", "DJANGO"))}
    return warm.run(*words, limit=limit, environment=plain | environment)


def told(*words: str) -> Any:
    done = yibiao(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory.mktemp("cli") / "home")


def helped(monkeypatch: pytest.MonkeyPatch, language: str | None, *words: str) -> str:
    """Help as it is printed in a language; texts are made when a verb is loaded, so each is loaded afresh."""
    monkeypatch.delenv("YIBIAO_LANG", raising=False)
    if language:
        monkeypatch.setenv("YIBIAO_LANG", language)
    for module in ("main", *VERBS.values()):
        sys.modules.pop(f"yibiao.edge.cli.{module}", None)
    main = import_module("yibiao.edge.cli.main")
    return str(CliRunner().invoke(main.run, [*words, "--help"], catch_exceptions=False).output)


def test_the_command_that_is_installed_answers_as_the_forks_of_the_other_tests_do(home: Path) -> None:
    for words in (["verify", "--home", str(home)], ["match", "no-such-file"], ["no-such-verb"]):
        command = [str(Path(sys.executable).parent / "yibiao"), *words]
        plain = {name: text for name, text in os.environ.items() if not name.startswith(("YIBIAO", "DJANGO"))}
        done, forked = subprocess.run(command, env=plain, capture_output=True, text=True, check=False), yibiao(*words)
        assert (done.returncode, done.stdout, done.stderr) == (forked.returncode, forked.stdout, forked.stderr)


def test_help_speaks_both_languages_and_names_every_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    text = helped(monkeypatch, None)
    assert "一次录入" in text and "fill once" in text
    assert all(verb in text for verb in VERBS)


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_explains_itself_in_the_chosen_language(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    chinese, english, both = (helped(monkeypatch, language, verb) for language in ("zh", "en", None))
    first = " ".join(english.split("\n\n")[1].split()[:3])
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)
    assert first not in chinese and first in " ".join(both.split())


def test_the_ledgers_health_is_measured_and_told(home: Path) -> None:
    asked = ("health", "--home", str(home), "--as", "community01", "--register", "person", "--area", COMMUNITY)
    found = told(*asked, "--anew")
    assert found["area"]["code"] == COMMUNITY and found["register_code"] == "person"
    name = next(one for one in found["elements"] if one["code"] == "person.name")
    assert name["filled"] > 0 and name["half_life"] is None and len(found["trend"]) == 1


def test_read_tells_blocks_in_rows_from_one() -> None:
    table = told("read", LIST)["tables"][0]
    assert (table["sheet"], table["layout"], table["title"]) == ("花名册", "list", "80周岁以上老年人花名册")
    assert (table["header"], table["body"], table["footer"]) == ([3, 4], [5, 9], [10, 11])


def test_match_has_one_entry_a_column_with_confidence_and_candidates() -> None:
    fields = {field["cell"]: field for field in told("match", LIST)["fields"]}
    assert fields["D5"]["element"] == "person.id_number" and fields["D5"]["accepted"]
    assert fields["D5"]["path"] == ["基本情况", "公民身份号码"]
    assert 0 <= fields["D5"]["confidence"] <= 1
    assert fields["A2"]["special"] == "area"


def test_a_confirmed_match_is_remembered_in_its_home_only(home: Path) -> None:
    done = yibiao("match", LIST, "--home", str(home), "--confirm", "G5=person.emergency_contact_phone")
    assert done.returncode == 0, done.stderr
    learned = {field["cell"]: field for field in told("match", LIST, "--home", str(home))["fields"]}
    plain = {field["cell"]: field for field in told("match", LIST)["fields"]}
    assert learned["G5"]["element"] == "person.emergency_contact_phone" and learned["G5"]["accepted"]
    assert plain["G5"]["element"] == "person.phone"
    assert yibiao("match", LIST, "--home", str(home), "--confirm", "G5=person.phone").returncode == 0


@pytest.mark.parametrize("word", ["Z99=person.phone", "G5=person.no_such_element"])
def test_a_confirmation_without_a_field_or_an_element_is_refused(home: Path, word: str) -> None:
    done = yibiao("match", LIST, "--home", str(home), "--confirm", word)
    assert done.returncode == 1 and "→" in done.stderr


def test_ask_shows_the_conditions_it_understood(home: Path) -> None:
    answer = told("ask", "80岁以上独居老人", "--home", str(home), "--as", "community01", "--area", COMMUNITY)
    formula = told("ask", "年龄 >= 80 且 独居", "--home", str(home), "--as", "community01", "--area", COMMUNITY)
    assert "年龄 >= 80" in answer["conditions"] and "独居" in answer["conditions"]
    assert answer["count"] == len(answer["rows"]) == formula["count"]


def test_ask_gives_the_columns_that_were_asked_for(home: Path) -> None:
    words = (
        "--home",
        str(home),
        "--as",
        "community01",
        "--area",
        COMMUNITY,
        "--columns",
        "person.name,年龄",
        "--limit",
        "3",
    )
    answer = told("ask", "年龄 >= 60", *words)
    assert 0 < len(answer["rows"]) <= 3 <= answer["count"]
    assert all(set(row) == {"id", "person.name", "person.age"} and row["person.age"] >= 60 for row in answer["rows"])


def test_a_word_that_is_not_understood_is_named(home: Path) -> None:
    done = yibiao("ask", "会飞的老人", "--home", str(home), "--as", "community01", "--area", COMMUNITY, "--json")
    said = done.stdout + done.stderr
    assert "会飞" in said


@pytest.mark.parametrize(
    "words",
    [
        ("read", "no-such-file.xlsx"),
        ("fill", LIST, "--home", "no-such-home", "--as", "a", "--area", "1", "-o", "x.xlsx"),
        ("demo-users", "--home", "no-such-home"),
    ],
)
def test_what_is_not_there_is_said_with_a_remedy(words: tuple[str, ...]) -> None:
    done = yibiao(*words)
    assert done.returncode == 1 and "→" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(("login", "area"), [("nobody", COMMUNITY), ("community01", "000000")])
def test_an_unknown_person_or_area_is_refused(home: Path, tmp_path: Path, login: str, area: str) -> None:
    out = tmp_path / "out.xlsx"
    done = yibiao("fill", LIST, "--home", str(home), "--as", login, "--area", area, "-o", str(out))
    assert done.returncode == 1 and "→" in done.stderr and not out.exists()


def test_fill_uses_what_a_consolidation_says_that_columns_mean(home: Path, tmp_path: Path) -> None:
    pile, out, taught = tmp_path / "pile", tmp_path / "out", tmp_path / "taught"
    for folder in (pile, taught):
        folder.mkdir()
    form = pile / "老人花名册.xlsx"
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (["老年人花名册"], ["序号", "姓名", "身份证号", "灯塔暗号"], *([at] for at in range(1, 4))):
        page.append(row)
    page.merge_cells("A1:D1")
    book.save(form)
    told("match", str(form), "--home", str(taught), "--confirm", "D3=person.phone")
    told("consolidate", str(pile), "-o", str(out), "--home", str(taught))
    who = ("--home", str(home), "--as", "community01", "--area", COMMUNITY)
    filled = {}
    for name, more in (("without", ()), ("with", ("--binding", str(out / "bindings" / "lexicon.json")))):
        report = told("fill", str(form), *who, "-o", str(tmp_path / f"{name}.xlsx"), *more)
        filled[name] = next(entry["filled"] for entry in report["fields"] if entry["path"] == ["灯塔暗号"])
    assert filled["without"] == 0 < filled["with"]
    damaged = tmp_path / "damaged.json"
    damaged.write_text("[1", "utf-8")
    done = yibiao("fill", str(form), *who, "-o", str(tmp_path / "x.xlsx"), "--binding", str(damaged))
    assert done.returncode == 1 and "CLI_LEXICON_DAMAGED" in done.stderr


def test_fill_receive_apply_and_undo_make_a_round(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "filled.xlsx"
    who = ("--home", str(home), "--as", "community01")
    report = told("fill", LIST, *who, "--area", COMMUNITY, "-o", str(out))
    assert report["fields"][1]["filled"] > 0
    unchanged = told("receive", str(out), "--source", "社区采集", *who)
    assert unchanged["counts"]["same"] == report["fields"][1]["filled"] and unchanged["applied"] is None
    book = load_workbook(out)
    sheet = book.worksheets[0]
    before, sheet["G5"] = sheet["G5"].value, "14200000000"
    book.save(out)
    plan = told("receive", str(out), "--source", "社区采集", *who)
    assert plan["counts"]["changed"] == 1 and plan["applied"] is None
    applied = told("receive", str(out), "--source", "社区采集", *who, "--apply")["applied"]
    assert applied["changed"] == 1
    again = tmp_path / "again.xlsx"
    told("fill", LIST, *who, "--area", COMMUNITY, "-o", str(again))
    assert load_workbook(again).worksheets[0]["G5"].value == "14200000000"
    assert told("undo", applied["batch"], *who)["undone"] == 1
    told("fill", LIST, *who, "--area", COMMUNITY, "-o", str(again))
    assert load_workbook(again).worksheets[0]["G5"].value == before


def test_verify_finds_nothing_in_a_sound_home(home: Path) -> None:
    assert yibiao("verify", "--home", str(home)).returncode == 0


def test_demo_users_lists_user_role_and_area(home: Path) -> None:
    people = told("demo-users", "--home", str(home))
    assert {"grid_worker", "community_secretary", "street_clerk", "department_officer", "leader", "auditor"} <= {
        who["role"] for who in people
    }
    assert all(who["user"] and who["area"].startswith("99") for who in people)


def test_init_makes_an_empty_home_and_repeats_safely(tmp_path: Path) -> None:
    for _ in range(2):
        assert yibiao("init", "--home", str(tmp_path / "empty")).returncode == 0
    assert told("demo-users", "--home", str(tmp_path / "empty")) == []


@pytest.mark.parametrize("words", ["", "天马行空"])
def test_what_is_not_understood_at_all_is_never_an_answer_about_everybody(home: Path, words: str) -> None:
    done = yibiao("ask", words, "--home", str(home), "--as", "community01", "--area", COMMUNITY)
    assert done.returncode == 1 and "CLI_NOT_UNDERSTOOD" in done.stderr


def test_everybody_is_asked_for_by_name(home: Path) -> None:
    answer = told("ask", "居民", "--home", str(home), "--as", "community01", "--area", COMMUNITY, "--limit", "1")
    assert answer["count"] >= 50 and not answer["unread"]


def test_a_question_about_then_and_what_changed_since(home: Path) -> None:
    words = ("--home", str(home), "--as", "community01", "--area", COMMUNITY)
    before = told("ask", "居民", *words)
    line = json.loads(yibiao("ask", "居民", *words, "--as-of", "0", "--json").stdout)
    assert (line["count"], line["rows"]) == (0, [])
    last = told("ask", "居民", *words, "--since", "0")
    assert (last["before"], last["after"], len(last["came"])) == (0, before["count"], before["count"])
    done = yibiao("ask", "居民", *words, "--as-of", "2099-01-01")
    assert done.returncode == 1 and "2099-01-01" in done.stderr
    said = yibiao("ask", "居民", *words, "--since", "0", YIBIAO_LANG="zh")
    assert f"那时 0，现在 {before['count']}" in said.stdout and "新来" in said.stdout


def test_fill_takes_the_form_from_the_ledger_of_then(home: Path, tmp_path: Path) -> None:
    words = ("--home", str(home), "--as", "community01", "--area", COMMUNITY)
    now, then = (tmp_path / f"{name}.xlsx" for name in ("now", "then"))
    done = [told("fill", LIST, *words, "-o", str(now)), told("fill", LIST, *words, "--as-of", "0", "-o", str(then))]
    filled = [sum(field["filled"] for field in report["fields"]) for report in done]
    assert filled[0] > 0 and filled[1] == 0


def test_a_source_that_is_a_table_is_set_up_by_the_operator_and_fetched(home: Path, tmp_path: Path) -> None:
    base = tmp_path / "department.db"
    with sqlite3.connect(base) as connection:
        connection.execute("CREATE TABLE 名单 (姓名 TEXT, 公民身份号码 TEXT)")
        connection.execute("INSERT INTO 名单 VALUES ('王小明', '990101195001010018')")
    officer = next(one["user"] for one in told("demo-users", "--home", str(home)) if one["role"] == "data_officer")
    terms = [
        "source",
        "add",
        "minzheng-ku",
        "--name",
        "民政库",
        "--department",
        "民政局",
        "--basis",
        "条例",
        "--area",
        "990101",
    ]
    reach = ["--kind", "table", "--reach", f"url=sqlite:///{base}", "--reach", "table=名单", "--home", str(home)]
    refused = yibiao(*terms, *reach, "--as", officer)
    assert refused.returncode == 1 and "FEEDS_BY_OPERATOR" in refused.stderr + refused.stdout
    assert told(*terms, *reach)["kind"] == "table"
    delivery = told("source", "fetch", "minzheng-ku", "--home", str(home))
    assert (delivery["state"], delivery["rows"]) == ("waiting", 1)
    assert told("source", "fetch", "minzheng-ku", "--home", str(home))["id"] == delivery["id"]
