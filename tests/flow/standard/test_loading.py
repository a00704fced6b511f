"""The reader of the data files refuses what contradicts itself, and names file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from yibiao.flow.standard.loading import (
    CODE_COLUMNS,
    ELEMENT_COLUMNS,
    GONE_COLUMNS,
    LIST_COLUMNS,
    REGISTER_COLUMNS,
    TAG_COLUMNS,
    USUAL_COLUMNS,
    load,
    read_standard,
)

Files = dict[str, list[str]]

SOUND: Files = {
    "registers.tsv": ["\t".join(REGISTER_COLUMNS), "person\t人员\tperson\t\t0\tperson.name\t人|居民"],
    "elements/person.tsv": [
        "\t".join(ELEMENT_COLUMNS),
        "person.name\t姓名\tname\tname\t2\t名字\t\t\t公安\t\t公安\t",
        "person.gender\t性别\tsex\tcode:sex\t1\t男女\t\t\t公安\t\t公安\t",
        "person.birth\t出生日期\tbirth\tdate\t2\t生日\t\t\t公安\t\t公安\t",
        "person.age\t年龄\tage\tint:years\t1\t周岁\t岁\t\t公安\t\t推算\t周岁(出生日期)",
    ],
    "gone.tsv": ["\t".join(GONE_COLUMNS), "person\t性别 = 女 且 出生日期 有值\t已迁出\tmoved"],
    "usual.tsv": ["\t".join(USUAL_COLUMNS), "person\tperson.name|person.age"],
    "code_lists.tsv": ["\t".join(LIST_COLUMNS), "sex\tsex.tsv\t性别\tours, all of it"],
    "code_lists/sex.tsv": ["\t".join(CODE_COLUMNS), "1\t男\tmale\t男性\t", "2\t女\tfemale\t女性\t"],
    "tags.tsv": ["\t".join(TAG_COLUMNS), "老年人\tperson\t年龄 >= 60\t老人\tolder people"],
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Files], Path]:
    def write(files: Files) -> Path:
        for name, lines in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write


def test_it_reads_sound_files(write: Callable[[Files], Path]) -> None:
    standard = read_standard(write(SOUND))
    assert standard.elements["person.age"].formula == "周岁(出生日期)"
    assert standard.code_lists["sex"].by_code["2"].aliases == ("女性",)
    assert standard.registers["person"].nouns == ("人", "居民")
    assert standard.tags["老年人"].formula == "年龄 >= 60"


@pytest.mark.parametrize(
    ("file", "line", "refusal"),
    [
        ("registers.tsv", "person\t人\tperson\t\t0\t\t人", "line 3: register person stands twice"),
        ("gone.tsv", "pet\t性别 = 女\t亡\tdied", "line 3: no register pet"),
        ("gone.tsv", "person\t性别 = 女\t\tdied", "line 3: a formula and both labels are needed"),
        ("gone.tsv", "person\t年龄 > 3\t亡\tdied", "line 3: only stored values"),
        ("gone.tsv", "person\t体重 > 3\t亡\tdied", "line 3"),
        ("registers.tsv", "pet\t犬\tpet\tcow\t0\t\t犬", "line 3: no register cow to hang on"),
        ("elements/person.tsv", "person.x\t甲\tx\tmagic\t2\t\t\t\t公安\t\t公安\t", "line 6: no value domain magic"),
        ("elements/person.tsv", "person.x\t甲\tx\tcode:tea\t2\t\t\t\t公安\t\t公安\t", "line 6: no code list tea"),
        ("elements/person.tsv", "person.x\t甲\tx\tref:moon\t2\t\t\t\t公安\t\t公安\t", "line 6: no register moon"),
        ("elements/person.tsv", "person.name\t甲\tx\ttext\t2\t\t\t\t公安\t\t公安\t", "person.name stands twice"),
        ("elements/person.tsv", "person.x\t甲\tx\ttext\t2\t名 字\t\t\t公安\t\t公安\t", "names both person.name"),
        ("elements/person.tsv", "person.x\t甲\tx\ttext\t5\t\t\t\t公安\t\t公安\t", "sensitivity 5"),
        ("elements/person.tsv", "person.x\t甲\tx\ttext\t2\t\t\t\t公安\tlong\t公安\t", "half-life long"),
        ("elements/person.tsv", "person.x\t甲\tx\ttext\t2\t\t\t\t公安\t\t推算\t", "a formula go together"),
        ("elements/person.tsv", "person.x\t甲\tx\ttext\t2\t\t\t\t公安\t\t公安\t年龄 + 1", "a formula go together"),
        ("elements/person.tsv", "house.x\t甲\tx\ttext\t2\t\t\t\t公安\t\t公安\t", "belongs into another file"),
        ("elements/person.tsv", "person.x\t甲\tx", "line 6: 3 cells, not 12"),
        ("code_lists.tsv", "sex\tsex.tsv\t性别\tours", "code list sex stands twice"),
        ("code_lists/sex.tsv", "2\t雌\tfemale\t\t", "code 2 stands twice"),
        ("code_lists/sex.tsv", "3\t甲\tx\t男性\t", "names both 1 and 3"),
        ("code_lists/sex.tsv", "3\t甲\tx\t\t9", "no code 9 above"),
        ("tags.tsv", "甲\tmoon\t年龄 > 1\t\tx", "line 3: no register moon"),
        ("tags.tsv", "甲\tperson\t\t\tx", "a tag is a formula"),
        ("tags.tsv", "甲\tperson\t年龄 > 1\t老人\tx", "names both 老年人 and 甲"),
        ("tags.tsv", "姓名\tperson\t年龄 > 1\t\tx", "姓名 is an element already"),
    ],
)
def test_it_refuses_a_contradiction_by_file_and_line(
    write: Callable[[Files], Path], file: str, line: str, refusal: str
) -> None:
    broken = SOUND | {file: [*SOUND[file], line]}
    with pytest.raises(LookupError, match=file.rpartition("/")[2]) as caught:
        read_standard(write(broken))
    assert refusal in str(caught.value)


def test_it_refuses_another_header_row(write: Callable[[Files], Path]) -> None:
    with pytest.raises(LookupError, match="tags.tsv, line 1"):
        read_standard(write(SOUND | {"tags.tsv": ["name\tformula"]}))


def test_it_refuses_an_identifier_that_is_no_element(write: Callable[[Files], Path]) -> None:
    lines = [SOUND["registers.tsv"][0], "person\t人员\tperson\t\t0\tperson.tail\t人"]
    with pytest.raises(LookupError, match="identifier person.tail"):
        read_standard(write(SOUND | {"registers.tsv": lines}))


def test_the_shipped_standard_is_read_once() -> None:
    assert load() is load()
