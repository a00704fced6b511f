"""An admitted form as it is read now. In: the estate, a template with its binding. Out: `Form`: matched, bound, told.

Refuses (`ProblemError`): a form that cannot be read.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

from yibiao.edge.estate import Estate
from yibiao.edge.forms.reading import Paper, lexicon_for, matched
from yibiao.flow.filling import Binding, bindings_of
from yibiao.flow.pipeline import Matched
from yibiao.flow.reporting import Sense, asked, sense_of
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising import Lexicon
from yibiao.work.filings.actions import Reading
from yibiao.work.forms.queries import Template

_HELD = 24
_forms: OrderedDict[Hashable, Form] = OrderedDict()
_forming = Lock()


@dataclass(frozen=True)
class Form:
    """A template, what was understood of it, and its questions."""

    template: Template
    matched: Matched
    bindings: Sequence[Binding]
    sense: Sense
    standard: Standard

    @cached_property
    def reading(self) -> Reading:
        """The questions as they are kept beside their answers."""
        plain = asked.told(self.sense, self.standard)
        return Reading(asked.digest(plain), plain)


def form_of(estate: Estate, template: Template) -> Form:
    """The form, read and matched as this installation does it today; once for the many who confirm it."""
    paper = Paper(template.name, template.data, Lexicon.from_json(list(template.binding)), title=template.title)
    standard = estate.house.standard
    known = (hashlib.sha256(template.data).digest(), template.name, template.title, lexicon_for(estate, paper))
    with _forming:
        form = _forms.get(known)
    if form is None or form.standard is not standard:
        form = _formed(estate, template, paper)
    with _forming:
        _forms[known] = form
        _forms.move_to_end(known)
        while len(_forms) > _HELD:
            _forms.popitem(last=False)
    return form


def _formed(estate: Estate, template: Template, paper: Paper) -> Form:
    found, standard = matched(estate, paper), estate.house.standard
    bindings = bindings_of(found.forms)
    sense = sense_of(bindings, standard)
    return Form(template, found, bindings, replace(sense, title=template.title or sense.title), standard)


def wanted(standard: Standard) -> frozenset[str]:
    """The elements that should be known of everybody: where one is unknown, a filing has a gap."""
    return frozenset(element.code for face in faces(standard).values() for element in face.important)
