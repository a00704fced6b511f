"""What lies in the folder of a source becomes a delivery, once, whenever the process dies; nothing else is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.edge.http.conftest import living
from tests.edge.http.test_feeds import TERMS, content, work
from tests.work.cast import Cast, make_house
from yibiao.edge.estate import estate
from yibiao.edge.feeds.dropping import STILL, take_up
from yibiao.flow.standard import load
from yibiao.work.feeds import actions, queries
from yibiao.work.feeds.models import Delivery
from yibiao.work.feeds.rules import NewSource
from yibiao.work.ledgers.actions import EVERYWHERE
from yibiao.work.ledgers.models import Record


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Iterator[Path]:
    cast = Cast(replace(make_house(), standard=load(), home=tmp_path))
    terms = NewSource(login="shu", **{name: TERMS[name] for name in ("code", "name", "department", "basis", "area")})
    actions.set_source(cast.house.vault, "shu", terms)
    made = tmp_path / "drop" / terms.code
    made.mkdir(parents=True)
    with living(cast):
        yield made


def lay(file: Path, data: bytes, still: float = STILL) -> None:
    file.write_bytes(data)
    moment = estate().house.clock().timestamp() - still
    os.utime(file, (moment, moment))


def test_a_file_that_lies_still_becomes_one_delivery_and_is_gone(folder: Path) -> None:
    data = content(1, 2)
    lay(folder / "名册.xlsx", data)
    [id] = take_up(estate())
    assert not list(folder.iterdir())
    work()
    row = queries.delivery(EVERYWHERE, id)
    assert row is not None and (row.state, row.login, Record.objects.count()) == ("waiting", "yibiao", 0)
    assert queries.opened(estate().house.vault, id, "content") == data
    lay(folder / "又一次.xlsx", data)  # as after a death between keeping the bytes and removing the file
    assert take_up(estate()) == (id,) and not list(folder.iterdir()) and Delivery.objects.count() == 1


def test_what_is_being_written_hidden_linked_or_of_no_source_stays(folder: Path, tmp_path: Path) -> None:
    lay(folder / "写着.xlsx", content(1), still=0)
    lay(folder / ".隐藏.xlsx", content(1))
    lay(folder / "说明.txt", b"x")
    (folder / "链接.csv").symlink_to(tmp_path / "master.key")
    (tmp_path / "drop" / "nobody").mkdir()
    lay(tmp_path / "drop" / "nobody" / "a.csv", b"x")
    assert take_up(estate()) == () and Delivery.objects.count() == 0 and len(list(folder.iterdir())) == 4


def test_a_file_that_cannot_be_kept_is_laid_aside(folder: Path) -> None:
    lay(folder / "空.csv", b"")
    assert take_up(estate()) == () and [each.name for each in folder.iterdir()] == ["空.csv.refused"]
