"""A filing on paper: the form's own table, who signed, a code; text of people never becomes a command.

P1  the same papers give the same bytes; another value gives others
P2  a wide table lies across and its header comes again on each page; each paper counts its own pages
P3  what people wrote is text: nothing is read, included or evaluated (the broken variant reads)
P4  without Chinese letters nothing is printed, and the remedy is said
P5  many papers joined have the very pages that each has alone, and the typesetter is made to forget them
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import typst

from tests.flow.reading.markdown import grid, workbook
from tests.pdf import boxes, drawn
from yibiao.base.problems import ProblemError
from yibiao.flow.printing import Joiner, Paper, Printer, Signature, Table, Tile, fonts_of, form_of, qr
from yibiao.flow.reading.drawing import draw_plain
from yibiao.flow.reading.structure import recognise

FACTS = (("准入号", "990101-2026-0007"), ("报送区域", "甲社区"), ("期", "2026-11"))
PEOPLE = (Signature("确认人", "李娟", "2026-11-30 10:12"), Signature("单位（盖章）"))
EVIL = ('#read("/etc/hostname")', '#include "/etc/hostname"', "$x$ *b* <label> @ref // ]", '"] #panic("out")')


@pytest.fixture(scope="module")
def printer() -> Printer:
    return Printer(fonts_of())


def paper(table: Table, *, title: str = "常住人口统计表") -> Paper:
    return Paper(
        title, FACTS, (table,), PEOPLE, "变更 10234", "ab" * 32, "https://example.invalid/v/abc", ("数据取自台账",)
    )


def roll(rows: int, columns: int, *, said: str = "内容") -> Table:
    head = [Tile(0, 0, "序号", 2, 1, bold=True), Tile(0, 1, "情况", 1, columns - 1, bold=True)]
    head += [Tile(1, column, f"栏{column}", bold=True) for column in range(1, columns)]
    body = [Tile(row, column, said) for row in range(2, rows + 2) for column in range(columns)]
    return Table((90.0,) * columns, (*head, *body), 2)


def test_the_same_papers_give_the_same_bytes_and_another_value_gives_others(printer: Printer) -> None:
    first = printer.pdf([paper(roll(3, 4))])
    assert first.startswith(b"%PDF-")
    assert printer.pdf([paper(roll(3, 4))]) == first
    assert Printer(printer.fonts).pdf([paper(roll(3, 4))]) == first
    assert printer.pdf([paper(roll(3, 4, said="别的"))]) != first


def test_a_wide_table_lies_across_and_each_paper_begins_a_page_of_its_own(printer: Printer) -> None:
    upright, across = paper(roll(3, 4)), paper(roll(3, 12))
    sizes = boxes(printer.pdf([upright, across, upright]))
    assert [float(size.split()[2]) < float(size.split()[3]) for size in sizes] == [True, False, True]


def test_the_header_comes_again_on_each_page(printer: Printer) -> None:
    long = roll(150, 4)
    pages = len(boxes(printer.pdf([paper(long)])))
    assert pages > 2
    tall = [Tile(0, 0, "\n".join(["栏目"] * 20)), *(Tile(row, 0, "1") for row in range(1, 60))]
    once, again = (len(boxes(printer.pdf([paper(Table((90.0,), tuple(tall), head))]))) for head in (0, 1))
    assert again > once  # a header of half a page, on every page


def test_what_people_wrote_is_text_and_never_a_command(printer: Printer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    texts = (*EVIL, f'#read("{secret}")')
    for said in texts:
        evil = replace(paper(roll(2, 3, said=said), title=said), facts=((said, said),), notes=(said,))
        evil = replace(evil, people=(Signature(said, said, said),), version=said, digest=said, code=said)
        assert len(boxes(printer.pdf([evil]))) == 1

    class Evaluating(Printer):
        """What must never be: the words of people as source."""

        def __init__(self) -> None:
            super().__init__(printer.fonts)
            self.source = self.source.replace(b'{ "regular" }, words)', b'{ "regular" }, eval(words, mode: "markup"))')

    assert Evaluating().source != printer.source
    for said in texts:
        with pytest.raises(typst.TypstError):  # and even then the folder is empty and nothing outside it is reached
            Evaluating().pdf([paper(roll(2, 3, said=said))])


def joined(printer: Printer, folder: Path, papers: list[Paper]) -> bytes:
    folder.mkdir()
    joiner = Joiner(printer, folder)
    pages = [joiner.add(one) for one in papers]
    assert pages == [len(boxes(printer.pdf([one]))) for one in papers]
    return joiner.pdf()


def test_many_papers_joined_are_each_as_it_prints_alone(printer: Printer, tmp_path: Path) -> None:
    papers = [paper(roll(90, 4), title="甲表"), paper(roll(3, 12), title="乙表"), paper(roll(3, 4, said=EVIL[0]))]
    data = joined(printer, tmp_path / "one", papers)
    sizes = [size.split() for size in boxes(data)]
    assert [float(size[2]) < float(size[3]) for size in sizes] == [True] * (len(sizes) - 2) + [False, True]
    there = drawn(data)
    for one in papers:
        alone = drawn(printer.pdf([one], tags=False))
        assert alone and all(page in there for page in alone)
    assert not all(page in there for page in drawn(printer.pdf([paper(roll(3, 4, said="别的"))], tags=False)))
    assert joined(printer, tmp_path / "two", papers) == data
    assert joined(printer, tmp_path / "three", papers[:2]) != data


def test_after_many_cells_the_typesetter_is_made_to_forget(printer: Printer, tmp_path: Path) -> None:
    seen: list[bytes] = []

    class Watched(Printer):
        def typeset(self, source: bytes, given: Mapping[str, str], root: Path, *, tags: bool) -> bytes:
            seen.append(source)
            return super().typeset(source, given, root, tags=tags)

    joiner = Joiner(Watched(printer.fonts), tmp_path, most=100)
    joiner.add(paper(roll(2, 3)))
    assert b"" not in seen
    joiner.add(paper(roll(30, 4)))
    assert seen.count(b"") > 10


def test_without_chinese_letters_nothing_is_printed_and_the_remedy_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as refused:
        fonts_of([tmp_path], system=False)
    assert refused.value.problem.code == "PRINTING_NO_FONT"
    assert "fonts-noto-cjk" in refused.value.problem.remedy()


def test_nothing_to_print_is_our_own_fault(printer: Printer, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"):
        printer.pdf([])
    with pytest.raises(ValueError, match="nothing"):
        Joiner(printer, tmp_path).pdf()


def test_a_forms_own_table_is_printed_with_its_merges_and_without_its_title() -> None:
    read = grid(
        """
        | **各社区统计表** | < | < | < |
        | 填报单位：甲街道 | < | < | < |
        | **社区** | **人口** | < | **户数** |
        | ^ | **男** | **女** | ^ |
        | 甲社区 | 5 | 4 | 3 |
        | 乙社区 | 6 | 7 | 2 |
        | 填表人：李娟 | < | < | < |
        """,
        plain=(1, 2, 7),
        big=(1,),
    )
    (understood,) = recognise(workbook(read))
    drawing = draw_plain(workbook(read))
    sheet = drawing.sheets[0]
    lines = {place: 0 for place in sheet.inked if place[0] not in (1, 2, 7)}
    plain = len(drawing.inks)
    inks = (replace(drawing.inks[-1], sides="lrtb"), *drawing.inks[1:], replace(drawing.inks[0], sides=""))
    sheet = replace(sheet, inked={**{place: plain for place in sheet.inked}, **lines})
    table = form_of(sheet, inks, understood)
    assert table.head == 2
    assert [(tile.text, tile.height, tile.width) for tile in table.tiles[:5]] == [
        ("社区", 2, 1), ("人口", 1, 2), ("户数", 2, 1), ("男", 1, 1), ("女", 1, 1)]  # fmt: skip
    assert {tile.row for tile in table.tiles} == {0, 1, 2, 3}
    assert not table.wide


def test_a_code_is_drawn_as_paths_without_anything_from_outside() -> None:
    drawn = qr("https://example.invalid/v/abc")
    assert "<path" in drawn
    assert "http://www.w3.org/2000/svg" in drawn
    assert "example" not in drawn
