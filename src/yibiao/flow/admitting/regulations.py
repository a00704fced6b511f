"""The rules of admission as data. In: a rule's name, the values that it names. Out: a `Finding`.

Refuses: a name that `rules.toml` does not have, a value that is missing (our own faults: `LookupError`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from yibiao.flow.admitting.shapes import Finding, Terms

SEVERITIES = ("blocks", "reason", "notes")
MOST = 6
"""Labels that a sentence names; the rest is counted."""


@cache
def regulations() -> Mapping[str, Mapping[str, str]]:
    """Every rule by its name, in the order in which findings are shown."""
    text = (resources.files("yibiao.flow.admitting") / "data" / "rules.toml").read_text("utf-8")
    return tomllib.loads(text)


def finding(code: str, terms: Terms, cells: Iterable[str] = (), **values: object) -> Finding:
    """What the rule says of this form, and whether the applicant has given a reason."""
    rule = regulations()[code]
    severity = rule["severity"]
    if severity == "blocks" and "unless" in rule and re.search(rule["unless"], terms.purpose):
        severity = "reason"
    said = {name: rule[name].format(**values) for name in ("zh", "en", "remedy_zh", "remedy_en")}
    answered = bool(terms.reasons.get(code, "").strip())
    return Finding(code, severity, rule["cites"], cells=tuple(cells), answered=answered, **said)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What blocks first, then what wants a reason, then notes; within these as the rules stand."""
    place = {code: at for at, code in enumerate(regulations())}
    return tuple(sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), place[one.code])))


def listed(labels: Iterable[str]) -> str:
    """Labels as a sentence names them."""
    found = list(dict.fromkeys(labels))
    return "、".join(found[:MOST]) + (f" … ({len(found)})" if len(found) > MOST else "")
