"""The operator's verbs in processes of their own: accounts, check, backup and restore."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.edge.test_command_line import yibiao
from tests.homes import demo_home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_home(tmp_path_factory.mktemp("operator") / "home")


def found(home: Path, **environment: str) -> tuple[int, dict[str, Any]]:
    done = yibiao("check", "--home", str(home), "--json", **environment)
    told = json.loads(done.stdout)
    return done.returncode, {each["code"]: each for each in told["problems"]}


def test_a_demo_without_backup_and_certificate_is_not_fit_and_each_finding_says_what_to_do(home: Path) -> None:
    code, told = found(home)
    assert code == 1
    assert {"CHECK_NO_BACKUP", "CHECK_DEMO", "CHECK_NO_TLS", "CHECK_NO_SECOND_FACTOR"} <= told.keys()
    assert "CHECK_DJANGO" not in told, told.get("CHECK_DJANGO")
    assert all(each["remedy_zh"] and each["remedy_en"] for each in told.values())


def test_with_a_certificate_djangos_own_deployment_check_is_clean(home: Path, tmp_path: Path) -> None:
    assert yibiao("cert", "localhost", "--home", str(home)).returncode == 0
    told = found(home)[1]
    assert "CHECK_DJANGO" not in told and "CHECK_NO_TLS" not in told and "CHECK_TLS_ENDS" not in told


def test_what_others_can_read_is_found(home: Path) -> None:
    home.chmod(0o755)
    try:
        assert "CHECK_OPEN_TO_OTHERS" in found(home)[1]
    finally:
        home.chmod(0o700)
    assert "CHECK_OPEN_TO_OTHERS" not in found(home)[1]


def test_a_backup_is_checked_encrypted_restored_and_verified(home: Path, tmp_path: Path) -> None:
    target, keys, fresh = tmp_path / "copies", tmp_path / "keys", tmp_path / "fresh"
    refused = yibiao("backup", str(target), "--home", str(home), "--keys", str(target))
    assert refused.returncode == 1 and "BACKUP_KEYS_BESIDE" in refused.stderr
    done = yibiao("backup", str(target), "--home", str(home), "--keys", str(keys), "--json")
    assert done.returncode == 0, done.stderr
    copy = target / json.loads(done.stdout)["file"]
    assert b"SQLite format 3" not in copy.read_bytes()[:64] and not (target / "master.key").exists()
    assert copy.stat().st_mode & 0o077 == 0 and (keys / "master.key").read_bytes() == (home / "master.key").read_bytes()
    assert "CHECK_NO_BACKUP" not in found(home)[1]
    done = yibiao("restore", str(copy), "--key", str(keys / "master.key"), "--home", str(fresh))
    assert done.returncode == 0, done.stderr
    assert yibiao("verify", "--home", str(fresh)).returncode == 0
    again = yibiao("restore", str(copy), "--key", str(keys / "master.key"), "--home", str(fresh))
    assert again.returncode == 1 and "BACKUP_HOME_STANDS" in again.stderr


def test_a_damaged_copy_and_a_foreign_key_are_found_before_anybody_works_with_them(home: Path, tmp_path: Path) -> None:
    done = yibiao("backup", str(tmp_path / "copies"), "--home", str(home), "--json")
    copy = tmp_path / "copies" / json.loads(done.stdout)["file"]
    foreign = tmp_path / "foreign.key"
    foreign.write_bytes(bytes(32))
    assert "BACKUP_DAMAGED" in yibiao("restore", str(copy), "--key", str(foreign), "--home", str(tmp_path / "a")).stderr
    flipped = bytearray(copy.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    copy.write_bytes(bytes(flipped))
    key = str(home / "master.key")
    assert "BACKUP_DAMAGED" in yibiao("restore", str(copy), "--key", key, "--home", str(tmp_path / "b")).stderr
    copy.with_suffix(".json").unlink()  # the broken variant: without the note only the pages' own seals tell
    assert "BACKUP_DAMAGED" in yibiao("restore", str(copy), "--key", key, "--home", str(tmp_path / "c")).stderr


def test_an_old_backup_is_said(home: Path) -> None:
    note = home / "backup.json"
    note.write_text(json.dumps({"moment": (datetime.now(UTC) - timedelta(days=9)).isoformat()}), "utf-8")
    assert found(home)[1]["CHECK_OLD_BACKUP"]["zh"].startswith("上次备份是 9 天前")


def test_accounts_are_added_with_a_one_time_password_and_a_lost_phone_is_reset(home: Path) -> None:
    words = ("--home", str(home), "--name", "新审计", "--role", "auditor", "--area", "990101")
    done = yibiao("user", "add", "auditor2", *words)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip()) == 14
    assert "DIRECTORY_LOGIN_TAKEN" in yibiao("user", "add", "AUDITOR2", *words).stderr
    assert yibiao("user", "add", "ops", "--home", str(home), "--name", "运维", "--operator").returncode == 0
    assert yibiao("user", "add", "ops2", "--home", str(home), "--name", "运维").returncode == 2
    assert yibiao("user", "totp", "reset", "auditor2", "--home", str(home)).returncode == 0
    assert "auditor2" in found(home)[1]["CHECK_NO_SECOND_FACTOR"]["zh"]


def test_tables_of_an_earlier_version_are_said_and_nothing_more_is_asked_of_them(home: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(home, old)
    script = "from yibiao.edge.cli.home import open_home; from pathlib import Path; import sys; open_home(Path(sys.argv[1]));"
    script += (
        "from django.core.management import call_command; call_command('migrate', 'supplements', 'zero', verbosity=0)"
    )
    import subprocess
    import sys

    subprocess.run([sys.executable, "-c", script, str(old)], check=True)
    code, told = found(old)
    assert code == 1 and "CHECK_MIGRATIONS" in told and "CHECK_NO_SECOND_FACTOR" not in told
    served = yibiao("serve", "--home", str(old))
    assert served.returncode == 1 and "CHECK_MIGRATIONS" in served.stderr, served.stderr


def test_single_sign_on_is_set_up_and_taken_back_from_the_command_line(home: Path) -> None:
    at = ("--home", str(home))
    words = ("--label", "城市统一认证", "--issuer", "https://id.example", "--client", "yibiao")
    done = yibiao("sso", "provider", "set", "city", *at, *words, YIBIAO_SSO_SECRET="hush-hush")
    assert done.returncode == 0, done.stderr
    done = yibiao(
        "sso", "client", "add", "城市大脑", *at, "--redirect", "https://other.example/back", "--scope", "posts"
    )
    assert done.returncode == 0, done.stderr
    identity, secret = done.stdout.split()
    told = yibiao("sso", "list", *at).stdout
    assert "https://id.example" in told and identity in told and "openid posts" in told
    assert secret not in told and "hush-hush" not in told
    wrong = yibiao("sso", "client", "add", "x", *at, "--redirect", "http://other.example/back")
    assert wrong.returncode == 1 and "SIGNON_ADDRESS" in wrong.stderr
    assert yibiao("sso", "provider", "close", "city", *at).returncode == 0
    assert yibiao("sso", "client", "drop", identity, *at).returncode == 0
    assert identity not in yibiao("sso", "list", *at).stdout
    assert yibiao("verify", *at).returncode == 0
