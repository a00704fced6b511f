"""A zipped folder of forms: read as the folder is, names as Windows writes them, and nothing hostile gets through."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from yibiao.base.problems import ProblemError
from yibiao.flow.consolidating import read_pile
from yibiao.flow.consolidating.piling import may_hold
from yibiao.flow.consolidating.zipped import LISTING, Most, unpacked
from yibiao.flow.reading import Limits

FORM = "残疾人花名册\n序号,姓名,身份证号,残疾证号,残疾等级\n1,,,,\n".encode()
OTHER = "老年人花名册\n序号,姓名,身份证号,养老方式\n1,,,\n".encode()
Entries = dict[str, bytes]


class Coded(zipfile.ZipInfo):
    """An entry whose name is written in a code page without saying which."""

    coding = "gb18030"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.coding), self.flag_bits & ~0x800


class Bare(Coded):
    """The same in UTF-8, as older Macs do."""

    coding = "utf-8"


def zipped(file: Path, entries: Entries, kind: type[zipfile.ZipInfo] = zipfile.ZipInfo) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries.items():
            info = kind("a")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, data)
    return file


def code_of(file: Path, most: Most | None = None) -> str:
    """The refusal, or "opened"."""
    try:
        with unpacked(file, may_hold, most):
            return "opened"
    except ProblemError as error:
        assert error.problem.sentence("zh") and error.problem.remedy("zh")
        return error.problem.code


def test_a_zipped_folder_gives_the_pile_that_the_folder_gives(tmp_path: Path) -> None:
    inside = {"残联/残疾人.csv": FORM, "民政/老年人.csv": OTHER, "坏.xlsx": b"no workbook", "~$锁.xlsx": b"lock"}
    folder = tmp_path / "报表"
    for name, data in inside.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    pile = read_pile(folder)
    assert [form.issuer for form in pile.forms] == ["残联", "民政"]
    for number, kind in enumerate((zipfile.ZipInfo, Coded, Bare)):  # flagged, GBK, UTF-8 without a flag
        (tmp_path / str(number)).mkdir()
        entries = {f"报表/{name}": data for name, data in inside.items()}
        assert read_pile(zipped(tmp_path / str(number) / "报表.zip", entries, kind)) == pile, kind


def test_a_character_that_ends_in_a_backslash_byte_is_no_folder(tmp_path: Path) -> None:
    """誠 is 0xD5 0x5C in GBK, and 0x5C alone separates folders in archives that .NET once wrote."""
    archive = zipped(tmp_path / "a.zip", {"表\\誠信户.csv": FORM, "表\\乙.csv": OTHER}, Coded)
    assert [form.file for form in read_pile(archive).forms] == ["乙.csv", "誠信户.csv"]


def test_a_name_longer_than_the_disk_allows_is_read_under_its_own(tmp_path: Path) -> None:
    name = "某某街道二〇二四年度" * 12 + ".csv"
    assert [form.file for form in read_pile(zipped(tmp_path / "a.zip", {name: FORM})).forms] == [name]


def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    with unpacked(zipped(tmp_path / "a.zip", {"a.csv": FORM}), may_hold) as inside:
        (lies,) = inside.files.values()
        assert lies.read_bytes() == FORM
    assert not lies.parent.parent.exists()


def test_a_damaged_entry_is_listed_and_spoils_nothing(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"坏.csv": FORM * 50, "好.csv": OTHER, "空.csv": b""})
    data = bytearray(archive.read_bytes())
    data[60:64] = b"\xff\xff\xff\xff"
    archive.write_bytes(data)
    pile = read_pile(archive)
    assert [form.file for form in pile.forms] == ["好.csv"]
    assert [(name, trouble.code) for name, trouble in pile.unreadable] == [
        ("坏.csv", "READ_CORRUPT"),
        ("空.csv", "READ_EMPTY_FILE"),
    ]


def test_an_entry_beyond_the_limit_of_a_file_is_listed_and_not_unpacked(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"大.csv": FORM * 50, "小.csv": OTHER})
    with unpacked(archive, may_hold, Most(file=Limits(file_bytes=1_000))) as inside:
        assert list(inside.files) == ["小.csv"]
        assert [(name, trouble.code) for name, trouble in inside.lost] == [("大.csv", "READ_TOO_LARGE")]


HOSTILE = ("../逃.csv", "表/../../逃.csv", "..\\逃.csv", "/etc/逃.csv", "C:\\逃.csv", "表/\x1b[2J.csv")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    for kind in (zipfile.ZipInfo, Coded):
        assert code_of(zipped(tmp_path / "a.zip", {name: FORM, "好.csv": FORM}, kind)) == "PILE_ZIP_UNSAFE"


@pytest.mark.parametrize("space", ["\u3000", "\u00a0", "\u2003", " "])
def test_a_name_with_a_space_of_print_is_no_danger(tmp_path: Path, space: str) -> None:
    archive = zipped(tmp_path / "a.zip", {f"表/附件1{space}花名册.csv": FORM})
    assert [form.file for form in read_pile(archive).forms] == [f"附件1{space}花名册.csv"]


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x07", "\u2028"])
def test_a_sign_that_is_not_seen_is_refused_all_the_same(tmp_path: Path, sign: str) -> None:
    assert code_of(zipped(tmp_path / "a.zip", {f"表/花{sign}名册.csv": FORM})) == "PILE_ZIP_UNSAFE"


def test_written_under_its_own_name_the_same_entry_gets_out(tmp_path: Path) -> None:
    """The broken variant: what unpacking by names would do."""
    archive = zipped(tmp_path / "a.zip", {"../逃.csv": FORM})
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with zipfile.ZipFile(archive) as whole:
        for entry in whole.infolist():
            (folder / entry.filename).write_bytes(whole.read(entry))
    assert (tmp_path / "逃.csv").exists()


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("链接.csv")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/hostname")
    return out.getvalue()


def locked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("表.csv", FORM)
    data = bytearray(out.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def inflating() -> bytes:
    """One GiB and a little more in 40 forms of 27 MiB, each below the limit of a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.csv", b" " * (27 << 20))
        entry = archive.infolist()[0]
        archive.filelist += [_again(entry, f"{number}.csv") for number in range(1, 40)]
    return out.getvalue()


def _again(entry: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    """Another name for the same bytes, as overlapping archives do."""
    other = zipfile.ZipInfo(name)
    for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
        setattr(other, field, getattr(entry, field))
    return other


def crowded() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(20_001):
            archive.writestr(f"{number}.txt", b"")
    return out.getvalue()


def listing_without_end() -> bytes:
    """The end of the archive says that the list of entries takes 20 MiB, and it does."""
    size = 20 << 20
    return b"\0" * size + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, size, 0, 0)


BOMBS: list[tuple[str, Callable[[], bytes], str]] = [
    ("a link", linked, "PILE_ZIP_UNSAFE"),
    ("a password", locked, "PILE_ZIP_LOCKED"),
    ("too many bytes", inflating, "PILE_ZIP_TOO_LARGE"),
    ("too many entries", crowded, "PILE_ZIP_TOO_LARGE"),
    ("a list of entries without end", listing_without_end, "PILE_ZIP_TOO_LARGE"),
    ("no archive", lambda: b"Rar!\x1a\x07\x00 and more", "PILE_ZIP_DAMAGED"),
    ("a cut one", lambda: locked()[:-10], "PILE_ZIP_DAMAGED"),
    ("an empty file", lambda: b"", "PILE_ZIP_DAMAGED"),
]


@pytest.mark.parametrize(("make", "code"), [each[1:] for each in BOMBS], ids=[each[0] for each in BOMBS])
def test_a_hostile_archive_gets_its_own_problem(tmp_path: Path, make: Callable[[], bytes], code: str) -> None:
    (tmp_path / "a.zip").write_bytes(make())
    assert code_of(tmp_path / "a.zip") == code


@pytest.mark.parametrize("make", [inflating, crowded])
def test_without_limits_the_bomb_is_unpacked(tmp_path: Path, make: Callable[[], bytes]) -> None:
    """The broken variant."""
    (tmp_path / "a.zip").write_bytes(make())
    assert code_of(tmp_path / "a.zip", Most(entries=1 << 30, unpacked=1 << 40, file=Limits(file_bytes=1))) == "opened"


def test_a_size_that_lies_lets_no_more_through_than_it_says(tmp_path: Path) -> None:
    """The directory says 1,000 bytes; the stream inflates to 8 MiB."""
    archive = zipped(tmp_path / "a.zip", {"大.csv": b" " * (8 << 20), "好.csv": FORM})
    data = bytearray(archive.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1_000)
    archive.write_bytes(data)
    with unpacked(archive, may_hold) as inside:
        assert list(inside.files) == ["好.csv"]
        assert [trouble.code for _, trouble in inside.lost] == ["READ_CORRUPT"]


def test_the_list_of_a_pile_of_many_long_names_is_taken(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {f"{'某街道报表' * 20}{number}.txt": b"" for number in range(2_000)})
    assert archive.stat().st_size < LISTING
    assert code_of(archive) == "opened"
