"""A header path as the matcher reads it. In: labels from the top of the header tree. Out: a frozen `Label`.

    检测明细表 › 法定代表人 › 证件号码（必填）
    → leaf 证件号码, joined 法定代表人证件号码, roles {legal}, kind id, notes (必填)

Refuses: nothing; an empty path gives an empty label, which matches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from yibiao.base.text import bracketed, clean, key
from yibiao.flow.standardising.matching.words import words

_OPEN_BRACKET = re.compile(r"[(\[{<【〔〈《「](?P<note>.*)$")
_CLOSED = re.compile(r"[(\[{<【〔〈《「][^()\[\]{}<>]*[)\]}>】〕〉》」]")
_TAIL = re.compile(r"(\s*--|[,;，；:：、]|\s+(?=[A-Za-z0-9])).*$")
_LEADING = re.compile(r"^(\d{1,2}[.、)]|[(]?[一二三四五六七八九十]{1,2}[)]?、|\d{3}(?=[一-鿿])|[*＊★☆·\s]+)")
_TRAILING = re.compile(r"([\d*＊:：。.、_\s]+|[一二三四五六七八九十]+)$")
_HAN = re.compile(r"[㐀-鿿]")
_CODE_ENDING = re.compile(r"(代码|编码|码|名称|中文|编号|标识|标志)$")


@dataclass(frozen=True)
class Label:
    """A header path, read. All texts are in `base.text.key` spelling except `path` and `notes`.

    spellings: what to look up in the standard, most faithful first: (text, how) with how one of "leaf", "joined",
    "parent", "stripped" (subject noun or code ending taken off).
    """

    path: tuple[str, ...]
    leaf: str
    joined: str
    notes: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    aspects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kind: str | None = None
    subjects: frozenset[str] = frozenset()
    spellings: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        return not self.leaf


def trimmed(text: str) -> tuple[str, tuple[str, ...]]:
    """A label less enumeration, stars, bracketed and trailing notes, and the notes."""
    whole = clean(text)
    notes = list(bracketed(whole))
    core = _CLOSED.sub("", whole)
    if (unclosed := _OPEN_BRACKET.search(core)) and unclosed.start() > 0:
        notes.append(unclosed["note"].strip())
        core = core[: unclosed.start()]
    core = _LEADING.sub("", core.strip())
    if (tail := _TAIL.search(core)) and _HAN.search(core[: tail.start()]):
        notes.append(tail.group().strip(" ,;，；:：、-"))
        core = core[: tail.start()]
    shorter = _TRAILING.sub("", core)
    if _HAN.search(shorter) and len(shorter) >= 2:
        core = shorter
    return core.strip() or whole, tuple(note for note in notes if note)


def _parents(path: Sequence[str], leaf: str) -> list[str]:
    """Upper labels that say something: no containers, none that the leaf repeats."""
    kept: list[str] = []
    for part in path:
        text = key(trimmed(part)[0])
        if not text or text in leaf or (kept and kept[-1] == text):
            continue
        if words().containers.search(text):
            text = words().containers.sub("", text)
            if not words().roles_in(text) and not words().aspects_in(text):
                continue
        kept.append(text)
    return kept


def _spellings(leaf: str, parents: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = [("".join([*parents, leaf]), "joined"), (leaf, "leaf")]
    if parents:
        found.insert(1, (parents[-1] + leaf, "parent"))
        if leaf in ("姓名", "名称", "人数", "数量", "金额", "号码", "日期", "时间"):
            found.append((parents[-1], "upper"))
    stripped, registers = words().subject_of(leaf)
    if stripped == "名称" and "person" in registers:
        stripped = "姓名"
    variants = [stripped, _CODE_ENDING.sub("", leaf), _CODE_ENDING.sub("", stripped)]
    if leaf.startswith(("是否", "有无")):
        variants.append(leaf[2:])
    found += [(text, "stripped") for text in variants if len(text) >= 2 and text != leaf]
    return tuple(dict.fromkeys((text, how) for text, how in found if text))


def read_label(path: Sequence[str]) -> Label:
    """Read a header path (from the top). Parts that are empty are left out."""
    return _read_label(tuple(path))


@lru_cache(maxsize=4_000)  # a form's header is read at every step, and forms of one place share most of theirs
def _read_label(path: tuple[str, ...]) -> Label:
    parts = [clean(part) for part in path if clean(part)]
    if not parts:
        return Label((), "", "")
    core, notes = trimmed(parts[-1])
    leaf = key(core)
    parents = _parents(parts[:-1], leaf)
    joined = "".join([*parents, leaf])
    _, subjects = words().subject_of(leaf)
    return Label(
        path=tuple(parts),
        leaf=leaf,
        joined=joined,
        notes=notes,
        roles=words().roles_in(joined),
        aspects=words().aspects_in(joined),
        kind=words().kind_of(leaf),
        subjects=subjects,
        spellings=_spellings(leaf, parents),
    )
