"""Bad days and bad hands at the command line: a problem with a remedy and exit code 1, never a traceback, never a guess.

B1  what is missing, damaged, full or not allowed is said        B2  nobody else on the machine can read a home
B3  results never replace the form, the key or each other        B4  rights are those of today, not of the form's day
B5  a file cannot steer the terminal                             B6  a plan tells nobody more than they may read
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.edge.test_command_line import LIST, yibiao
from tests.homes import demo_home
from yibiao.edge.cli.faults import what_happened
from yibiao.edge.cli.output import tell
from yibiao.edge.saving import save

GRID, GRID_AREA = "grid001", "990101001001001"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory.mktemp("bad") / "sound")


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


def refused(done: subprocess.CompletedProcess[str], *codes: str) -> None:
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert any(code in done.stderr for code in codes), done.stderr
    assert "→" in done.stderr


def ask(home: Path, *more: str, login: str = GRID, area: str = GRID_AREA) -> subprocess.CompletedProcess[str]:
    return yibiao("ask", "年龄 >= 60", "--home", str(home), "--as", login, "--area", area, *more)


def spoil(name: str, content: bytes | None) -> Callable[[Path], None]:
    def act(home: Path) -> None:
        (home / name).unlink(missing_ok=True)
        if content is not None:
            (home / name).write_bytes(content)
            (home / name).chmod(0o600)

    return act


@pytest.mark.parametrize(
    ("harm", "codes"),
    [
        (spoil("ledger.db", None), ("CLI_LEDGER_GONE",)),
        (spoil("ledger.db", b""), ("CLI_LEDGER_GONE",)),
        (spoil("ledger.db", b"SQLite format 3\0" + bytes(9000)), ("JOURNAL_DATABASE_LOCKED_OUT",)),
        (spoil("master.key", None), ("VAULT_KEY_MISSING",)),
        (spoil("master.key", bytes(32)), ("JOURNAL_DATABASE_LOCKED_OUT",)),
        (spoil("master.key", b"short"), ("VAULT_KEY_DAMAGED",)),
        (lambda home: (home / "master.key").chmod(0o644), ("VAULT_KEY_OPEN",)),
    ],
)
def test_a_damaged_home_is_said_and_nothing_is_made_anew(
    home: Path, harm: Callable[[Path], None], codes: tuple[str, ...]
) -> None:
    harm(home)
    before = sorted(file.name for file in home.iterdir())
    refused(ask(home), *codes)
    assert [name for name in sorted(file.name for file in home.iterdir()) if "-" not in name] == before


def test_a_demo_that_stands_is_used_as_it_is_and_nobody_is_made_twice(home: Path) -> None:
    before = ask(home, "--json").stdout
    again = yibiao("demo", "--home", str(home), "--persons", "60", "--seed", "3", "--no-serve")
    assert again.returncode == 0 and ask(home, "--json").stdout == before


def test_no_demo_is_made_in_a_home_of_real_people(home: Path) -> None:
    (home / "demo.json").unlink()
    refused(yibiao("demo", "--home", str(home), "--persons", "60", "--no-serve"), "CLI_HOME_IN_USE")


def test_a_port_that_somebody_else_has_is_said(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused(yibiao("serve", "--home", str(home), "--port", str(port)), "CLI_PORT_TAKEN")


def test_a_spoilt_snapshot_changes_no_answer(home: Path) -> None:
    whole = ask(home, "--json").stdout
    spoil("mirror.snapshot", b"junk")(home)
    assert ask(home, "--json").stdout == whole


def test_confirmed_matches_that_cannot_be_read_are_said(home: Path) -> None:
    (home / "lexicon.json").write_text("{", "utf-8")
    refused(yibiao("match", LIST, "--home", str(home)), "CLI_LEXICON_DAMAGED")


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    refused(yibiao("init", "--home", str(tmp_path / "file" / "home")), "CLI_FILE_FAULT")


def test_a_full_disk_is_said_and_the_load_goes_on_afterwards(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ("demo", "--home", str(home), "--persons", "300", "--seed", "3", "--no-serve")
    refused(yibiao(*words, limit=1_000_000), "CLI_DISK_FULL")
    refused(ask(home), "CLI_NO_HOME")  # half a district answers nothing
    assert yibiao(*words).returncode == 0
    assert yibiao("verify", "--home", str(home)).returncode == 0


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (PermissionError(13, "Permission denied", "x"), "CLI_NOT_ALLOWED"),
        (OSError(28, "No space left on device"), "CLI_DISK_FULL"),
        (MemoryError(), "CLI_NO_MEMORY"),
        (ZeroDivisionError("张三 13800000000"), "CLI_FAULT"),
        (type("DatabaseError", (Exception,), {})("database is locked"), "CLI_BUSY"),
        (type("DatabaseError", (Exception,), {})("database disk image is malformed"), "CLI_LEDGER_DAMAGED"),
    ],
)
def test_every_fault_has_a_sentence_that_names_nobody(fault: Exception, code: str) -> None:
    found = what_happened(fault)
    assert found.code == code
    assert "张三" not in str(found.as_json())


def test_a_home_is_closed_to_everyone_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert yibiao("init", "--home", str(home)).returncode == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert [file.name for file in home.iterdir() if file.stat().st_mode & 0o077] == []


def test_a_database_that_an_older_version_left_open_is_closed(home: Path) -> None:
    (home / "ledger.db").chmod(0o644)
    assert ask(home).returncode == 0
    assert stat.S_IMODE((home / "ledger.db").stat().st_mode) == 0o600


def fill(home: Path, form: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    who = ("--as", GRID, "--area", GRID_AREA)
    return yibiao("fill", str(form), "--home", str(home), *who, "-o", str(out), *more)


@pytest.mark.parametrize(
    ("out", "report", "code"),
    [
        ("form.xlsx", None, "CLI_SAME_FILE"),
        ("form.xls", None, "CLI_SAME_FILE"),
        ("link.xlsx", None, "CLI_NO_PLAIN_FILE"),
        ("folder.xlsx", None, "CLI_NO_PLAIN_FILE"),
        ("home/new.xlsx", None, "CLI_IN_THE_HOME"),
        ("out.xlsx", "home/master.key", "CLI_IN_THE_HOME"),
        ("out.xlsx", "form.xlsx", "CLI_SAME_FILE"),
        ("out.xlsx", "out.xlsx", "CLI_SAME_FILE"),
    ],
)
def test_results_replace_neither_the_form_nor_the_key_nor_each_other(
    home: Path, tmp_path: Path, out: str, report: str | None, code: str
) -> None:
    form = Path(shutil.copy(LIST, tmp_path / "form.xlsx"))
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "link.xlsx").symlink_to(form)
    kept = form.read_bytes(), (home / "master.key").read_bytes()
    refused(fill(home, form, tmp_path / out, *(("--report", str(tmp_path / report)) if report else ())), code)
    assert (form.read_bytes(), (home / "master.key").read_bytes()) == kept


def test_a_result_is_whole_or_not_there_and_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out.xlsx"
    save(target, b"one")
    with pytest.raises(TypeError):
        save(target, "no bytes")  # type: ignore[arg-type]
    assert (target.read_bytes(), os.listdir(target.parent)) == (b"one", ["out.xlsx"])
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_the_day_of_a_form_neither_opens_nor_closes_a_grant(home: Path) -> None:
    """The demo's grants last a year from today: a form about 2019 or 2040 is judged by today's rights."""
    for day in ("2019-01-01", "2040-01-01"):
        done = ask(home, "--date", day, login="civil", area="990101")
        assert done.returncode == 0, done.stderr


def test_a_text_of_a_file_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell("名单\x1b[2J\x9b31m\u202e\ud800\n第二行")
    assert capsys.readouterr().out == "名单␛[2J\\u009b31m\\u202e?\n第二行\n"


def test_a_title_with_escapes_is_printed_without_them(tmp_path: Path) -> None:
    form = tmp_path / "名单\x1b]0;x\x07.csv"
    form.write_text("老人\x1b[31m名单,,\n姓名,年龄,电话\n,,\n,,\n", "utf-8")
    done = yibiao("match", str(form))
    assert "\x1b" not in done.stdout + done.stderr


def plan_of(home: Path, tmp_path: Path, login: str | None) -> dict[str, object]:
    """The plan for a list that gives the first person of the grid another religion."""
    asked = ("ask", "年龄 >= 20", "--home", str(home), "--as", "community01", "--area", GRID_AREA, "--limit", "1")
    known = yibiao(*asked, "--columns", "person.name,person.id_number", "--json")
    (row,) = json.loads(known.stdout)["rows"]
    file = tmp_path / "list.csv"
    columns = f"{row['person.name']},{row['person.id_number']},佛教"
    file.write_text(f"信教群众登记表\n姓名,身份证号,宗教信仰\n{columns}\n", "utf-8")
    words = ("receive", str(file), "--source", "x", "--home", str(home), "--area", GRID_AREA, "--json")
    done = yibiao(*words, *(("--as", login) if login else ()))
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("login", [GRID, "community01", "street01"])
def test_a_plan_does_not_tell_what_its_reader_may_not_read(home: Path, tmp_path: Path, login: str) -> None:
    told = json.dumps(plan_of(home, tmp_path, login))
    assert "person.religion" not in told
    assert "KEEPING_NOT_YOURS" in told


def test_the_operator_brings_what_the_file_holds(home: Path, tmp_path: Path) -> None:
    """Teeth of the test above: without a login the same file does compare the religion."""
    assert "person.religion" in json.dumps(plan_of(home, tmp_path, None))


@pytest.mark.parametrize("login", ["leader", "auditor", "resident", "data", "civil"])
def test_who_keeps_no_ledger_neither_receives_nor_undoes(home: Path, login: str) -> None:
    at = ("--home", str(home), "--as", login)
    refused(yibiao("receive", LIST, "--source", "x", *at), "CLI_MAY_NOT_WRITE")
    refused(yibiao("undo", "no such", *at), "CLI_MAY_NOT_WRITE")
