"""Off-platform returns as the people of the cast meet them: a mapping, a file under rights, its way out, its receipt.

V1  a data officer keeps a mapping of his district; a fault is told, others may use it and not change it
V2  the file holds what the maker may see, waits among the filled sheets and leaves as an export
V3  the receipt is entered once, by the maker, and adds up
V4  grid workers and the outsider get nothing
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.edge.http.conftest import Browser, living
from tests.flow.returning.test_returning import MAPPING
from tests.work.cast import CLOCK, MASTER_KEY, Cast
from yibiao.base.vault import Vault
from yibiao.flow.standard import load
from yibiao.work.forms.models import Export
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers.actions import NewRecord
from yibiao.work.ledgers.house import House

Enter = Callable[[str], Browser]
XLSX = MAPPING.replace('"csv"', '"xlsx"').replace("split = 2", "")


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(House(load(), Vault(MASTER_KEY), home=tmp_path, clock=CLOCK))
    for name, born, area in (
        ("陈守望", "1938-01-01", "99010101"),
        ("李秀英", "1941-02-02", "99010102"),
        ("吴南街", "1939-05-05", "99020101"),
    ):
        made.create(NewRecord("person", area, {"person.name": name, "person.birth_date": born, "person.gender": "1"}))
    with living(made):
        yield made


def told(reply: Any) -> Any:
    assert reply.status_code == 200, reply.content
    return reply.json()


def test_a_mapping_becomes_a_file_under_rights_and_its_receipt_is_kept(cast: Cast, signed: Enter) -> None:
    officer, clerk = signed("shu"), signed("chen")
    wrong = officer.ask("POST", "/returns/mappings", {"text": XLSX.replace('of = "性别"', 'of = "性别别"')})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "RETURNS_MAPPING")
    columns = told(officer.ask("POST", "/returns/mappings/check", {"text": XLSX}))
    assert [one["source"] for one in columns][:3] == ["#", "姓名", "性别"]
    mapping = told(officer.ask("POST", "/returns/mappings", {"text": XLSX}))["id"]
    assert clerk.ask("PUT", f"/returns/mappings/{mapping}", {"text": XLSX}).status_code == 404
    (shown,) = told(clerk.ask("GET", "/returns/mappings"))
    assert (shown["title"], shown["may_change"], shown["broken"]) == ("困难人员导入表", False, None)

    made = told(clerk.ask("POST", "/returns", {"mapping": mapping, "area": "9901"}))
    receipt = made["receipt"]
    assert (receipt["rows"], receipt["mine"], receipt["name"]) == (2, True, receipt["files"][0]["name"])
    outside = clerk.ask("POST", "/returns", {"mapping": mapping, "area": "9902"})
    assert outside.json()["code"] == "HTTP_NOT_THERE"

    export = told(clerk.ask("POST", "/exports", {"filled": receipt["filled"], "recipient": "省级系统"}))
    assert Export.objects.get(id=export["id"]).marks.exists()
    data = clerk.ask("GET", f"/exports/{export['id']}/content").content
    assert hashlib.sha256(data).hexdigest() == receipt["digest"]
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.value for cell in page[3]] == [1, "陈守望", "1", "19380101", "是", "990101"]

    given = {"number": "SJ-77", "accepted": 1, "refused": 2}
    assert clerk.ask("POST", f"/returns/{receipt['id']}/receipt", given).json()["code"] == "RETURNS_FIGURES"
    assert officer.ask("POST", f"/returns/{receipt['id']}/receipt", given).status_code == 404
    given["refused"] = 1
    assert told(clerk.ask("POST", f"/returns/{receipt['id']}/receipt", given))["number"] == "SJ-77"
    again = clerk.ask("POST", f"/returns/{receipt['id']}/receipt", given)
    assert again.json()["code"] == "RETURNS_SETTLED"
    (seen,) = told(officer.ask("GET", "/returns"))
    assert (seen["mine"], seen["accepted"], seen["by_name"]) == (False, 1, "陈")

    assert officer.ask("DELETE", f"/returns/mappings/{mapping}").status_code == 204
    assert officer.ask("PUT", f"/returns/mappings/{mapping}", {"text": XLSX}).status_code == 404
    verbs = list(JournalLine.objects.filter(room="returns").order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["mapping_kept", "return_made", "receipt_entered", "mapping_dropped"]


def test_parts_travel_as_one_zip_and_every_part_is_in_the_receipt(cast: Cast, signed: Enter) -> None:
    officer, clerk = signed("shu"), signed("chen")
    mapping = told(officer.ask("POST", "/returns/mappings", {"text": MAPPING.replace("split = 2", "split = 1")}))["id"]
    refused = officer.ask("POST", "/returns", {"mapping": mapping, "area": "99"})
    assert refused.json()["code"] == "ASKING_NO_ROWS"
    made = told(clerk.ask("POST", "/returns", {"mapping": mapping, "area": "9901", "profile": "shown"}))
    receipt = made["receipt"]
    assert receipt["name"].endswith(".zip")
    export = told(clerk.ask("POST", "/exports", {"filled": receipt["filled"], "recipient": "省级系统"}))
    reply = clerk.ask("GET", f"/exports/{export['id']}/content")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as packed:
        assert packed.namelist() == [part["name"] for part in receipt["files"]]
        digests = [hashlib.sha256(packed.read(name)).hexdigest() for name in packed.namelist()]
    assert digests == [part["digest"] for part in receipt["files"]]


@pytest.mark.parametrize("login", ["wang", "zhao"])
def test_whoever_makes_no_files_for_other_systems_finds_nothing_there(cast: Cast, signed: Enter, login: str) -> None:
    browser = signed(login)
    for method, path, given in (
        ("GET", "/returns", None), ("GET", "/returns/mappings", None),
        ("POST", "/returns", {"mapping": "x", "area": "9901"}), ("POST", "/returns/mappings", {"text": XLSX}),
    ):  # fmt: skip
        assert browser.ask(method, path, given).status_code == 404, path
