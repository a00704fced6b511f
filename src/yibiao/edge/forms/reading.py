"""A form as it was read and matched, kept while people work on it. In: bytes, a name, what is learned. Out: `Matched`.

The file is parsed in the child only, once: what it held stays in memory by its digest, so that a correction answers at
once. Refuses (`ProblemError`): a cell or path that the form does not have, an element that the standard lacks.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from threading import Lock

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import LEARNING, learn, lexicon_of
from yibiao.flow import pipeline
from yibiao.flow.pipeline import Matched
from yibiao.flow.reading import Reading
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import SAID, WHOM, Lexicon, match
from yibiao.work.directory import queries as directory
from yibiao.work.files import queries as files
from yibiao.work.forms import actions as forms
from yibiao.work.forms import queries as kept

_HELD = 24
_readings: OrderedDict[str, Reading] = OrderedDict()
_reading = Lock()


@dataclass(frozen=True)
class Paper:
    """A form in hand: its name and bytes, what its own kept binding says, and where it came from."""

    name: str
    data: bytes
    own: Lexicon = Lexicon()
    file: str = ""
    form: str = ""
    title: str = ""


def desks_of(caller: Caller) -> tuple[tuple[str, str], ...]:
    """(role, area) of the posts that the caller acts in now."""
    posts = directory.posts_of(caller.login, caller.day)
    return tuple((post.role, post.area) for post in posts if post.role == caller.role)


def paper_of(caller: Caller, file: str = "", form: str = "") -> Paper:
    """An upload of the caller, or a kept form that he may use; `ProblemError` FILES_NONE, HTTP_NOT_THERE."""
    vault = caller.estate.house.vault
    if form:
        template = kept.template_of(vault, caller.login, desks_of(caller), form)
        if template is None:
            raise ProblemError(problem("HTTP_NOT_THERE", Place()))
        own = Lexicon.from_json(template.binding)
        return Paper(template.name, template.data, own, form=form, title=template.title)
    row, data = files.file_of(caller.login, file), files.content_of(vault, caller.login, file)
    if row is None or data is None:
        raise ProblemError(problem("FILES_NONE", Place()))
    return Paper(row.name, data, file=file)


def read(paper: Paper) -> Reading:
    """What stands in the form; parsed at most once while it is in use."""
    key = hashlib.sha256(paper.name.encode() + b"|" + paper.data).hexdigest()
    with _reading:
        if key in _readings:
            _readings.move_to_end(key)
            return _readings[key]
    with laid_out(paper.name, paper.data) as path:
        found = pipeline.read(path)
    with _reading:
        _readings[key] = found
        while len(_readings) > _HELD:
            _readings.popitem(last=False)
    return found


def lexicon_for(estate: Estate, paper: Paper) -> Lexicon:
    """What is learned here; what the form's own binding says comes behind it and wins."""
    learned = lexicon_of(estate.house.home) or Lexicon()
    own = {(entry.title, entry.path) for entry in paper.own.entries}
    others = tuple(entry for entry in learned.entries if (entry.title, entry.path) not in own)
    return Lexicon((*others, *paper.own.entries))


def matched(estate: Estate, paper: Paper) -> Matched:
    """What each field of each table asks."""
    found, lexicon = read(paper), lexicon_for(estate, paper)
    standard = estate.house.standard
    return Matched(found, tuple(match(table, standard, lexicon) for table in found.tables))


def correct(caller: Caller, paper: Paper, table: int, path: Sequence[str], target: str) -> Matched:
    """A person's word on what a path of a table means; learned by this installation, then everything is matched again.

    target: an element's code, "nothing", "special:…", "words:…" (a counted label, or whom the form is about).
    """
    found = read(paper)
    if not 0 <= table < len(found.tables) or tuple(path) not in paths_of(found, table):
        raise ProblemError(problem("FORMS_NO_FIELD", Place(file=paper.name), cell=" › ".join(path)))
    _must_mean_something(target, caller.estate.house.standard)
    title = found.tables[table].title
    home = caller.estate.house.home
    assert home is not None, "a house without a home learns nothing"
    with LEARNING:
        known = lexicon_of(home) or Lexicon()
        forms.note_match(caller.login, title or "", path, target)
        learn(home, known.confirm(title, path, target))
    if paper.form:  # its own binding wins over what is learned, so it must learn too
        paper = replace(paper, own=paper.own.confirm(title, path, target))
        forms.rebind_form(caller.login, paper.form, paper.own.as_json())
    return matched(caller.estate, paper)


def paths_of(found: Reading, table: int) -> frozenset[tuple[str, ...]]:
    """All that can be corrected in a table: columns, stubs, blanks, and whom it is about."""
    whole = found.tables[table]
    points = [(point.path, point.stub_path, point.column_path) for point in whole.fill_points]
    columns, stubs = [column.path for column in whole.columns], [stub.path for stub in whole.stubs]
    return frozenset({WHOM, *columns, *stubs, *(path for paths in points for path in paths if path)})


def _must_mean_something(target: str, standard: Standard) -> None:
    plain = target == "nothing" or target.startswith("special:")
    if target.startswith(SAID):
        if not 0 < len(target) - len(SAID) <= 200:
            raise ProblemError(problem("CLI_NOT_UNDERSTOOD", Place(), words=target.removeprefix(SAID)[:40]))
    elif not plain and target not in standard.elements:
        raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(), code=target[:80]))


def binding_of(caller: Caller, paper: Paper) -> list[Mapping[str, str]]:
    """What the form's fields mean now, as confirmations of this very form, so that next time nothing shifts."""
    lexicon, found = lexicon_for(caller.estate, paper), matched(caller.estate, paper)
    for form in found.forms:
        for entry in form.fields:
            meaning = entry.meaning
            if entry.accepted and meaning is not None and meaning.element and form.table.title:
                lexicon = lexicon.confirm(form.table.title, entry.path, meaning.element)
    titles = {form.table.title for form in found.forms}
    keys = {Lexicon().confirm(title, ("x",), "nothing").entries[0].title for title in titles if title}
    return [
        {"title": entry.title, "path": entry.path, "target": entry.target}
        for entry in lexicon.entries
        if entry.title in keys
    ]


def keep(caller: Caller, paper: Paper, title: str) -> str:
    """Keep the form with what its fields mean now; for the caller and whoever holds the same post after him."""
    desk = next(iter(desks_of(caller)), ("", ""))
    titles = [table.title for table in read(paper).tables if table.title]
    named = title or paper.title or next(iter(titles), PurePath(paper.name).stem)
    template = kept.Template(named, paper.name, paper.data, binding_of(caller, paper))
    return forms.keep_form(caller.estate.house.vault, (caller.login, *desk), template)
