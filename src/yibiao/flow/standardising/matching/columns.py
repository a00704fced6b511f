"""Header columns → elements, with confidence and reasons. In: columns, title, standard. Out: a `FieldMatch` a column.

Confirmed meanings of the installation's lexicon come first and are never outvoted. What is below the threshold is not
accepted: it is a suggestion with candidates, and a person decides.
Refuses: nothing; a column that means nothing to the standard has no meaning and says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yibiao.flow.standard.meanings import Candidate, FieldMatch, Meaning, Reason
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.around import under_title
from yibiao.flow.standardising.matching.features import NAMES
from yibiao.flow.standardising.matching.home import Home, Settled, settled
from yibiao.flow.standardising.matching.index import NOTHING, SPECIAL
from yibiao.flow.standardising.matching.lexicon import Lexicon
from yibiao.flow.standardising.matching.model import Model, trained, winner_features
from yibiao.flow.standardising.matching.reasons import (
    EMPTY_REASON,
    NOTHING_REASON,
    confirmed_reason,
    doubt_reason,
    reasons_of,
    unsure_reason,
)
from yibiao.flow.standardising.matching.scoring import Asked, Chosen, Scored, score

_SURELY_NOTHING = 0.9
"""Above this probability of "nothing" no element is even suggested."""
_SPECIAL_SURE, _SPELLED_SURE = 0.8, 0.5
"""Probability from which a special column (序号, 所属社区) is taken; lower where it is spelled like one."""
_LISTED = 5
_TIED = 0.75
"""Share of the winner's probability from which another element that is spelled the same makes it a question."""
_BANKING = re.compile("银行|开户|存折|一卡通|社保卡|账|帐|工资|补贴|津贴|补助|救助|低保|发放|金额")
"""Words of forms that move money: only there a 卡号 is the number of a bank card."""
_PLAIN = 0.9
"""Confidence from which a header written like an element is taken, where the form asks for its register's number."""
_ONE_EACH = frozenset({"citizen_id", "credit_code"})
"""Domains of which a record has one value an element: a second column of it is a sign of another person or unit."""


def meaning_of(target: str, standard: Standard) -> Meaning | None:
    """What a target code means; None for "nothing" and for elements that the standard lacks."""
    if target.startswith(SPECIAL):
        return Meaning(special=target.removeprefix(SPECIAL))
    element = standard.elements.get(target)
    return Meaning(register=element.register, element=element.code) if element else None


def _candidates(one: Scored, chosen: Chosen, standard: Standard) -> tuple[Candidate, ...]:
    ranked = sorted(zip(one.codes, chosen.probabilities.tolist(), strict=True), key=lambda pair: -pair[1])
    found = ((meaning_of(code, standard), p) for code, p in ranked)
    return tuple(Candidate(meaning, round(p, 4)) for meaning, p in found if meaning and p >= 0.005)[:_LISTED]


def _field(
    path: tuple[str, ...], meaning: Meaning | None, confidence: float, accepted: bool, why: tuple[Reason, ...]
) -> FieldMatch:
    return FieldMatch("", "", path, meaning, None, round(confidence, 4), accepted, why)


def _with_candidates(field: FieldMatch, candidates: tuple[Candidate, ...]) -> FieldMatch:
    return FieldMatch(
        field.sheet,
        field.cell,
        field.path,
        field.meaning,
        None,
        field.confidence,
        field.accepted,
        field.reasons,
        candidates,
    )


@dataclass(frozen=True)
class _Form:
    """What judging a column needs of the whole: standard, weights, clarity of the home, columns a register has."""

    standard: Standard
    model: Model
    about: tuple[float, float, float]
    support: Mapping[str, int]
    words: str = ""
    """Title and labels, for what the whole form speaks of."""
    numbered: frozenset[str] = frozenset()
    """Registers whose own number (a person's citizen id) the form asks for: whom its rows are about is not in doubt."""
    others: bool = False
    """A column names somebody else than the record (帮扶人, 监护人)."""


def _judged(one: Scored, chosen: Chosen, form: _Form) -> FieldMatch:
    path = one.label.path
    if chosen.best < 0:
        return _field(path, None, 0.0, False, (EMPTY_REASON,))
    best, p = chosen.best, float(chosen.probabilities[chosen.best])
    candidates = _candidates(one, chosen, form.standard)
    if one.codes[best] == NOTHING:
        elements = [i for i, code in enumerate(one.codes) if "." in code]
        if p >= _SURELY_NOTHING or not elements:
            return replace(_field(path, None, p, False, (NOTHING_REASON,)), candidates=candidates)
        best = max(elements, key=lambda i: float(chosen.probabilities[i]))
    why = list(reasons_of(one, best, form.model))
    if one.codes[best].startswith(SPECIAL):
        confidence, accepted = p, p >= (_SPELLED_SURE if one.spelled(best) else _SPECIAL_SURE)
    else:
        features = winner_features((chosen.probabilities, one.vectors), best, chosen.rival, form.about)
        confidence = form.model.confidence(features)
        doubt = _doubt(one, best, chosen.rival, form)
        taken = confidence >= form.model.threshold or _plain(one, best, confidence, form)
        accepted = best == chosen.best and taken and doubt is None
        if doubt is not None:
            why.append(doubt_reason(doubt))
    if not accepted and confidence < form.model.threshold:
        why.append(unsure_reason(confidence, form.model.threshold))
    field = _field(path, meaning_of(one.codes[best], form.standard), confidence, accepted, tuple(why))
    return replace(field, candidates=candidates)


def _plain(one: Scored, best: int, confidence: float, form: _Form) -> bool:
    """Few columns speak, which the calibration holds against each of them; but these are written out.

    姓名, 公民身份号码, 联系方式: short, and nobody would ask. Beside 包保干部, 联系电话 could be his: a question.
    """
    register = one.codes[best].partition(".")[0]
    likely = min(confidence, float(one.probabilities[best])) >= _PLAIN
    return likely and one.spelled(best) and register in form.numbered and not form.others


def _doubt(one: Scored, best: int, rival: bool, form: _Form) -> str | None:
    """What forbids taking an element without asking, however sure the numbers are."""
    element = form.standard.elements[one.codes[best]]
    value = dict(zip(NAMES, one.vectors[best].tolist(), strict=True))
    if rival and element.domain in _ONE_EACH:
        return "twice"
    if value["role_near_other"]:
        return "near"
    if element.domain == "bank_account" and not _BANKING.search(form.words):
        return "bank"
    if _tied(one, best, form):
        return "tie"
    own = value["label"] and not value["shared"]
    supported = form.support.get(element.register, 0) > 1 or own or value["label_in_title"]
    return "alone" if value["detail"] and not supported else None


def _tied(one: Scored, best: int, form: _Form) -> bool:
    """Another element is spelled like the column too and hardly less likely."""
    top = float(one.probabilities[best])
    return any(
        i != best and "." in code and one.spelled(i) and float(one.probabilities[i]) > _TIED * top
        for i, code in enumerate(one.codes)
    )


def _confirmed(path: tuple[str, ...], title: str | None, standard: Standard, lexicon: Lexicon) -> FieldMatch | None:
    found = lexicon.meaning_of(title, path)
    if found is None:
        return None
    target, here = found
    meaning = meaning_of(target, standard)
    if meaning is None and target != NOTHING:
        return None
    return _field(path, meaning, 1.0, meaning is not None, (confirmed_reason(here),))


def match_columns(
    asked: Sequence[Asked], title: str | None, standard: Standard, lexicon: Lexicon | None = None
) -> tuple[FieldMatch, ...]:
    """A `FieldMatch` for each column, without sheet and cell; all columns are judged together."""
    return judge(asked, title, standard, lexicon)[0]


def judge(
    asked: Sequence[Asked], title: str | None, standard: Standard, lexicon: Lexicon | None
) -> tuple[tuple[FieldMatch, ...], Home | None]:
    """Fields and the register of the rows."""
    model = trained()
    whole = [replace(column, path=under_title(column.path, title, standard)) for column in asked]
    found = settled(score(whole, title, standard, model), title, standard)
    support = Counter(
        one.codes[choice.best].partition(".")[0]
        for one, choice in zip(found.scored, found.chosen, strict=True)
        if choice.best >= 0
    )
    words = "".join([title or "", *(part for column in asked for part in column.path)])
    form = _Form(standard, model, found.about, support, words, _numbered(found, standard), _others(found, standard))
    judged = [
        replace(_judged(one, choice, form), path=column.path)
        for one, choice, column in zip(found.scored, found.chosen, asked, strict=True)
    ]
    if lexicon is not None:
        judged = [
            _confirmed(column.path, title, standard, lexicon) or field
            for column, field in zip(asked, judged, strict=True)
        ]
    return tuple(judged), found.home


def _numbered(found: Settled, standard: Standard) -> frozenset[str]:
    """Registers whose strongest identifier is a column of the form, written like it."""
    own = {entry.identifiers[0]: entry.code for entry in standard.registers.values() if entry.identifiers}
    meant = (
        one.codes[choice.best]
        for one, choice in zip(found.scored, found.chosen, strict=True)
        if choice.best >= 0 and one.spelled(choice.best)
    )
    return frozenset(own[code] for code in meant if code in own)


def _others(found: Settled, standard: Standard) -> bool:
    """Whether a column is a name, but not the record's own, whose element is called `name` in every register."""
    codes = (one.codes[choice.best] for one, choice in zip(found.scored, found.chosen, strict=True) if choice.best >= 0)
    named = (code for code in codes if code in standard.elements and standard.elements[code].domain == "name")
    return any(not code.endswith(".name") for code in named)


def match_labels(
    labels: Sequence[str],
    title: str | None,
    standard: Standard,
    samples: Sequence[Sequence[str]] | None = None,
    lexicon: Lexicon | None = None,
) -> tuple[FieldMatch, ...]:
    """Match bare header labels ("›" or ">" separates levels); samples: values below each label, aligned."""
    values = samples if samples is not None else [()] * len(labels)
    asked = [
        Asked(tuple(part for part in label.replace(">", "›").split("›") if part.strip()), tuple(below))
        for label, below in zip(labels, values, strict=True)
    ]
    return match_columns(asked, title, standard, lexicon)
