"""What a whole form asks. In: a parsed table, the standard, this installation's lexicon. Out: a `FormMatch`.

    list       a row a record: each column an element; or a row an area: each column a count
    crosstab   each cell a count where the row's and the column's conditions hold
    card       a blank an element of one record; or a blank a count about the area

Refuses: nothing; what is not understood has no meaning or is not accepted, and says why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Column, FillPoint, Layout, ParsedTable, RowRole, a1
from yibiao.flow.standard.domains.dates import is_pattern
from yibiao.flow.standard.formula.nodes import Tagged
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Reason, Subject
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.around import in_row
from yibiao.flow.standardising.matching.columns import judge
from yibiao.flow.standardising.matching.counting import Counted, counted, looks_counted
from yibiao.flow.standardising.matching.home import Home, named_in
from yibiao.flow.standardising.matching.labels import read_label
from yibiao.flow.standardising.matching.lexicon import EVERYONE, WHOM, Lexicon
from yibiao.flow.standardising.matching.population import Population, elements_of, population_of, topic_only
from yibiao.flow.standardising.matching.reasons import confirmed_reason
from yibiao.flow.standardising.matching.scoring import Asked

_OWN = frozenset({"name", "citizen_id", "phone", "address", "credit_code", "date", "bank_account"})
"""Domains of values that one record has and an area has not."""
_AREA_ENDINGS = ("社区", "村", "街道", "镇", "乡", "网格", "居委会", "村委会", "居", "区", "县", "市", "片区", "小区")
_OTHER_NOUN = Reason(
    "noun", 0.4, "这一项自带对象，是否受标题限定不明", "it names its own people: is it limited by the title?"
)
_COMPUTED = Reason("formula", 1.0, "表内公式自行计算", "the form computes it by a formula of its own")


def match(table: ParsedTable, standard: Standard, lexicon: Lexicon | None = None) -> FormMatch:
    """What one table of a form asks."""
    if table.layout is Layout.CROSSTAB:
        return _crosstab(table, standard, lexicon or Lexicon())
    if table.layout is Layout.CARD:
        return _card(table, standard, lexicon)
    return _list(table, standard, lexicon)


def _list(table: ParsedTable, standard: Standard, lexicon: Lexicon | None) -> FormMatch:
    asked = [Asked(column.path, table.samples.get(column.column, ()), column.choices) for column in table.columns]
    fields, home = judge(asked, table.title, standard, lexicon)
    placed = tuple(
        _styled(_placed(found, table, _first_row(table), column.column), column.path, standard)
        for found, column in zip(fields, table.columns, strict=True)
    )
    if _row_an_area(placed, standard):
        return _areas(table, placed, standard, lexicon or Lexicon())
    register = home.register if home else None
    return _form(table, Subject.RECORDS, register, placed, (standard, lexicon or Lexicon()))


def _form(
    table: ParsedTable,
    subject: Subject,
    register: str | None,
    fields: tuple[FieldMatch, ...],
    known: tuple[Standard, Lexicon],
) -> FormMatch:
    standard, lexicon = known
    details = _details_asked(fields, register, standard) if subject is Subject.RECORDS else ()
    columns = _elements_asked(fields) if subject is Subject.RECORDS else ()
    whom = lexicon.said(table.title, WHOM)
    about = table.title if whom == WHOM else None if whom[0] == EVERYONE else whom[0]
    population = population_of(about, register, standard, details, columns)
    if subject in (Subject.COUNTS, Subject.AREAS):
        asked = [entry.meaning.where for entry in fields if entry.meaning and entry.meaning.where is not None]
        if topic_only(population.node, asked, standard):
            population = Population(unread=population.unread)
        fields = _restated(fields, population, standard)
    asking = [entry for entry in fields if entry.meaning is None or entry.meaning.special is None]
    share = sum(entry.confidence for entry in asking if entry.accepted) / len(asking) if asking else 0.0
    return FormMatch(
        table,
        subject,
        register,
        population.node,
        population.text,
        fields,
        round(share, 4),
        reasons=_why(subject, register, population, standard),
        problems=_unsure(table, subject, population),
        unread=population.unread,
    )


def _unsure(table: ParsedTable, subject: Subject, population: Population) -> tuple[Problem, ...]:
    """The question whom a list is about, where its title leaves that open."""
    if subject is not Subject.RECORDS or not population.unsure:
        return ()
    place = Place(sheet=table.sheet, cell=a1(*table.title_cell) if table.title_cell else None)
    read = population.text or "全部"
    open_words = "、".join((*population.topics, *population.unread))
    return (problem("MATCH_POPULATION_UNSURE", place, title=table.title or "", read=read, unread=open_words),)


def _restated(fields: tuple[FieldMatch, ...], population: Population, standard: Standard) -> tuple[FieldMatch, ...]:
    """Counts with a noun of their own (常住人口数) beside counts that repeat the title's: asked, not limited."""
    if population.node is None:
        return fields
    about = elements_of(population.node, standard)
    wheres = [entry.meaning.where if entry.meaning and entry.meaning.measure else None for entry in fields]
    said = [elements_of(where, standard) if where is not None else set() for where in wheres]
    if not any(codes & about for codes in said):
        return fields
    return tuple(
        replace(entry, accepted=False, confidence=min(entry.confidence, 0.4), reasons=(*entry.reasons, _OTHER_NOUN))
        if len(entry.path) == 1 and isinstance(where, Tagged) and codes.isdisjoint(about)
        else entry
        for entry, where, codes in zip(fields, wheres, said, strict=True)
    )


def _elements_asked(fields: Sequence[FieldMatch]) -> tuple[str, ...]:
    """Elements of the accepted columns."""
    return tuple(
        entry.meaning.element for entry in fields if entry.accepted and entry.meaning and entry.meaning.element
    )


def _details_asked(fields: Sequence[FieldMatch], register: str | None, standard: Standard) -> tuple[str, ...]:
    """Detail registers of the rows' register that two or more accepted columns ask for."""
    found = Counter(
        entry.meaning.element.partition(".")[0]
        for entry in fields
        if entry.accepted and entry.meaning and entry.meaning.element
    )
    single = {detail.code for detail in standard.details_of(register or "") if detail.single}
    return tuple(code for code, times in found.items() if times >= 2 and code in single)


def _why(subject: Subject, register: str | None, population: Population, standard: Standard) -> tuple[Reason, ...]:
    noun = standard.registers[register].label_zh if register else "—"
    told = {
        Subject.RECORDS: (f"每行一条{noun}记录", f"a row a record of {register}"),
        Subject.AREAS: ("每行一个区域", "a row an area"),
        Subject.COUNTS: ("每格一个统计数", "every cell a count"),
        Subject.RECORD: (f"关于一条{noun}记录", f"about one record of {register}"),
        Subject.AREA: ("关于本区域", "about the area"),
    }[subject]
    found = [Reason("subject", 1.0, *told)]
    if population.text:
        text = population.text
        found.append(Reason("population", 1.0, f"标题限定：{text}", f"the title restricts to {text}"))
    return tuple(found)


def _first_row(table: ParsedTable) -> int:
    """The first body row that holds or awaits a record; the row below the header where there is none."""
    rows = next(table.data_rows(), None)
    if rows is not None:
        return rows
    return table.body[0] if table.body else (table.header[1] + 1 if table.header else table.region.top)


def _placed(found: FieldMatch, table: ParsedTable, row: int, column: int) -> FieldMatch:
    return replace(found, sheet=table.sheet, cell=a1(row, column), row=row, column=column)


def _styled(entry: FieldMatch, path: Sequence[str], standard: Standard) -> FieldMatch:
    """The field with the date pattern that its header asks for: (YYYYMMDD), 出生年月."""
    element = standard.elements.get(entry.meaning.element or "") if entry.meaning else None
    if element is None or entry.meaning is None or element.domain.partition(":")[0] != "date":
        return entry
    label = read_label(path)
    pattern = next((note.lower() for note in label.notes if is_pattern(note.lower())), None)
    if pattern is None and label.leaf.endswith("年月"):
        pattern = "yyyy-mm"
    return replace(entry, meaning=replace(entry.meaning, output=pattern)) if pattern else entry


def _own_value(entry: FieldMatch, standard: Standard) -> bool:
    """Whether the field surely is a value that only a record has: a name, a number, an address."""
    element = standard.elements.get(entry.meaning.element or "") if entry.meaning else None
    return element is not None and entry.confidence >= 0.5 and element.domain.partition(":")[0] in _OWN


def _row_an_area(fields: Sequence[FieldMatch], standard: Standard) -> bool:
    """A row an area: a column names it among the first three, something is counted, and no column is anybody's own."""
    specials = [entry.meaning.special if entry.meaning else None for entry in fields]
    if "area" not in specials[:3] or any(_own_value(entry, standard) for entry in fields):
        return False
    return any(looks_counted(entry.path) or _counts_plainly(entry, standard) for entry in fields)


def _counts_plainly(entry: FieldMatch, standard: Standard) -> bool:
    if entry.meaning is not None and entry.meaning.special is not None:
        return False
    found = counted(entry.path, standard, "person")
    return found.sure and found.meaning.where is not None


def _home_of_counts(table: ParsedTable, standard: Standard) -> str:
    """The register that a table of counts is about: what its title names, areas aside, else people."""
    named = {
        code: length
        for code, length in named_in(table.title or "", standard).items()
        if not any(noun in _AREA_ENDINGS for noun in standard.registers[code].nouns)
    }
    return max(named, key=lambda code: (named[code], code == "person")) if named else "person"


def _areas(table: ParsedTable, fields: Sequence[FieldMatch], standard: Standard, lexicon: Lexicon) -> FormMatch:
    register, title = _home_of_counts(table, standard), table.title
    found = tuple(
        entry
        if entry.meaning is not None and entry.meaning.special is not None and not looks_counted(entry.path)
        else _unasked(entry)
        if lexicon.settled_blank(title, entry.path)
        else _as_count(entry, counted(lexicon.said(title, entry.path), standard, register))
        for entry in fields
    )
    return _form(table, Subject.AREAS, register, found, (standard, lexicon))


def _unasked(entry: FieldMatch) -> FieldMatch:
    """A field of which people said that the ledger has nothing for it."""
    return replace(entry, meaning=None, formula=None, confidence=1.0, accepted=False, reasons=(confirmed_reason(True),))


def _as_count(entry: FieldMatch, found: Counted) -> FieldMatch:
    """The field as a count; a remark stays blank; without a meaning where nothing of it was read."""
    if read_label(entry.path).kind == "remark":
        return replace(entry, meaning=Meaning(special="blank"), confidence=1.0, accepted=True, candidates=())
    if not found.sure and found.meaning.where is None:
        return replace(
            entry,
            meaning=None,
            formula=None,
            accepted=False,
            confidence=found.confidence,
            reasons=found.reasons,
            candidates=(),
        )
    return replace(
        entry,
        meaning=found.meaning,
        formula=found.text,
        confidence=found.confidence,
        accepted=found.sure,
        reasons=found.reasons,
        candidates=(),
    )


def _point(table: ParsedTable, point: FillPoint) -> FieldMatch:
    return FieldMatch(
        table.sheet, point.reference, point.path, None, None, 0.0, False, row=point.row, column=point.column
    )


def _crosstab(table: ParsedTable, standard: Standard, lexicon: Lexicon) -> FormMatch:
    register, title = _home_of_counts(table, standard), table.title
    by_area = _stubs_are_areas(table)
    fields: list[FieldMatch] = []
    known: dict[tuple[str, ...], Counted] = {}
    for point in table.fill_points:
        entry = _point(table, point)
        if point.formula:
            total = Meaning(special="total")
            fields.append(replace(entry, meaning=total, confidence=1.0, accepted=True, reasons=(_COMPUTED,)))
            continue
        paths = (point.column_path,) if by_area else (point.stub_path, point.column_path)
        if any(path and lexicon.settled_blank(title, path) for path in paths):
            fields.append(_unasked(entry))
            continue
        parts = tuple(lexicon.said(title, path) if path else path for path in paths)
        fields.append(_as_count(entry, _crossing(parts, point.path, known, (standard, register))))
    subject = Subject.AREAS if by_area else Subject.COUNTS
    return _form(table, subject, register, tuple(fields), (standard, lexicon))


def _crossing(
    parts: Sequence[tuple[str, ...]],
    whole: tuple[str, ...],
    known: dict[tuple[str, ...], Counted],
    means: tuple[Standard, str],
) -> Counted:
    """What a crossing counts. Rows and columns are read once each: an unread word in one settles all its cells."""
    standard, register = means
    for part in filter(None, parts):
        if part not in known:
            known[part] = counted(part, standard, register)
        if known[part].unread:
            lost = known[part]
            return replace(lost, meaning=Meaning(), text="", sure=False)
    path = tuple(label for part in parts for label in part) or whole
    if path not in known:
        known[path] = counted(path, standard, register)
    return known[path]


def _stubs_are_areas(table: ParsedTable) -> bool:
    """Whether the rows of a cross-tab are areas: the stub column says so, or most stubs end like names of areas."""
    heads = [column for column in table.columns if column.column in table.stub_columns]
    if any(_names_areas(column) for column in heads):
        return True
    stubs = [stub.path[-1] for stub in table.stubs if stub.path and stub.role is RowRole.DATA]
    return len(stubs) >= 2 and sum(stub.endswith(_AREA_ENDINGS) for stub in stubs) > 0.6 * len(stubs)


def _names_areas(column: Column) -> bool:
    label = read_label(column.path[-1:])
    return label.leaf.removesuffix("名称").endswith(_AREA_ENDINGS) or label.leaf in ("单位", "填报单位", "单位名称")


def _card(table: ParsedTable, standard: Standard, lexicon: Lexicon | None) -> FormMatch:
    points = [point for point in table.fill_points if not point.formula]
    paths = in_row(points, standard)
    asked = [
        Asked(path, (point.sample,) if point.sample else (), point.choices)
        for path, point in zip(paths, points, strict=True)
    ]
    fields, home = judge(asked, table.title, standard, lexicon)
    placed = [
        _styled(replace(_placed(found, table, point.row, point.column), path=point.path), point.path, standard)
        for found, point in zip(fields, points, strict=True)
    ]
    if _about_area(placed, standard):
        return _area_card(table, placed, standard, lexicon or Lexicon())
    register = _card_home(home, table, standard)
    return _form(table, Subject.RECORD, register, tuple(placed), (standard, lexicon or Lexicon()))


def _card_home(home: Home | None, table: ParsedTable, standard: Standard) -> str | None:
    if home is not None:
        return home.register
    named = named_in(table.title or "", standard)
    return max(named, key=lambda code: named[code]) if named else None


def _about_area(fields: Sequence[FieldMatch], standard: Standard) -> bool:
    """Most blanks want a number of people or things, hardly any a value of one record."""
    counting = sum(looks_counted(entry.path) for entry in fields)
    own = sum(_own_value(entry, standard) for entry in fields)
    return bool(fields) and counting >= 0.5 * len(fields) and own <= 0.2 * len(fields)


def _area_card(table: ParsedTable, fields: Sequence[FieldMatch], standard: Standard, lexicon: Lexicon) -> FormMatch:
    found = []
    for entry in fields:
        if entry.meaning is not None and entry.meaning.special is not None and not looks_counted(entry.path):
            found.append(entry)
        elif lexicon.settled_blank(table.title, entry.path):
            found.append(_unasked(entry))
        else:
            found.append(_as_count(entry, _innermost(lexicon.said(table.title, entry.path), standard)))
    return _form(table, Subject.AREA, None, tuple(found), (standard, lexicon))


def _innermost(path: Sequence[str], standard: Standard) -> Counted:
    """The whole path read, or its innermost label where the upper ones only group (房屋场所 › 出租房屋数)."""
    whole = counted(path, standard, None)
    if whole.sure or len(path) == 1:
        return whole
    inner = counted(path[-1:], standard, None)
    return inner if inner.sure else whole
