"""Choices: yes or no, one code of a list, several. In: a cell, ticked boxes included. Out: a bool, a code,
"code,code".

A code-list value is found by code, label, alias, by code and label together (1-男), or by an unambiguous beginning,
which is doubtful. Refuses: what no entry is called, what several entries could be, two ticks where one is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from yibiao.base.text import key, without_brackets
from yibiao.flow.standard.domains.shape import (
    NOTHING,
    Domain,
    Given,
    Json,
    Parsed,
    Scalar,
    Shown,
    is_blank,
)
from yibiao.flow.standard.model import Code, CodeList

_YES = frozenset(
    (
        "是 有 对 真 已 y yes t true 1 √ ✓ ✔ ☑ ■ 对勾 打勾 勾 v 已办 已办理 已完成 完成 在 "
        "属于 需要 参加 符合 享受 同意 享有 具备 合格 需 能 会"
    ).split()
)
_NO = frozenset(
    (
        "否 无 没有 没 未 不 不是 假 错 n no f false 0 × ✗ ✘ ☒ x 叉 打叉 未办 未办理 未完成 "
        "不在 不属于 不需要 未参加 不符合 不享受 不同意 不具备 不合格"
    ).split()
)
_ON, _OFF = "☑■√✓✔☒●◉🗹🗸\uf052\uf0fe", "□☐○◯▢◻\uf0a3\uf0a8\uf06f"  # ☒ is Word's ticked box, \uf0xx are Wingdings
_BOX = re.compile(rf"([{_ON}{_OFF}])\s*([^{_ON}{_OFF}]*)")
_BRACKETED = ((re.compile(r"[\[【(]\s*[√✓✔vVxX×]\s*[\]】)]"), "☑"), (re.compile(r"[\[【(]\s*[\]】)]"), "□"))
_UNCHOSEN = frozenset(["是/否", "有/无", "是或否", "是否", "有无", "是、否", "y/n", "yes/no", "是 否", "有 无"])
_BETWEEN = re.compile(r"[、,;/|+\n]|\s+|和(?=.)|及(?=.)")
_OUTPUTS = {"code": ("1", "0"), "tick": ("√", ""), "有无": ("有", "无"), "√×": ("√", "×"), "en": ("Yes", "No")}
_NONE = frozenset(["无", "没有", "暂无"])


@cache
def _everyday() -> Mapping[tuple[str, str], str]:
    """List and code → the word that people write, from ``data/everyday.tsv``; each word parses back to its code."""
    text = (resources.files("yibiao.flow.standard.domains") / "data" / "everyday.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {(name, code): word for name, code, word in rows}


def ticked(text: str) -> tuple[str, ...] | None:
    """The options that are ticked in "☑男 □女"; None when the text has no boxes beside options."""
    for bracketed, box in _BRACKETED:
        text = bracketed.sub(box, text)
    boxes = [(mark, option.strip(" ,;、/")) for mark, option in _BOX.findall(text)]
    if not boxes or not any(option for _, option in boxes):
        return None
    if boxes[-1][1] == "" and text.strip()[0] not in _ON + _OFF:  # 是√ 否□: the box stands behind its option
        options = [part.strip(" ,;、/") for part in re.split(f"[{_ON}{_OFF}]", text)][: len(boxes)]
        boxes = [(mark, option) for (mark, _), option in zip(boxes, options, strict=True)]
    return tuple(option for mark, option in boxes if mark in _ON and option)


class Bool(Domain):
    """Yes or no."""

    def blank(self, text: str) -> bool:
        return is_blank(text) and text not in ("无", "没有") or text.lower() in _UNCHOSEN

    def hidden(self, text: str) -> bool:
        return "**" in text

    def read(self, given: Given) -> Parsed:
        options = ticked(given.text) if len(given.text) > 1 else None
        if options is not None and len(options) != 1:
            return given.refuse("DOMAIN_CHOICE_TICKS", count=len(options)) if options else NOTHING
        text = (options[0] if options else given.tight).lower().rstrip("。.;,")
        if text in _YES or text in _NO:
            return Parsed(text in _YES)
        bare = without_brackets(text)
        if bare in _YES or bare in _NO:
            return given.warn(bare in _YES, "DOMAIN_BOOL_NOTE", value=given.text[:60])
        return given.refuse("DOMAIN_BOOL_WRITING", value=given.text[:60])

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        yes, no = _OUTPUTS.get(output or "", ("是", "否"))
        return yes if value else no

    def to_json(self, value: Scalar) -> Json:
        if not isinstance(value, bool):
            raise ValueError(f"{self.spec} keeps true or false")
        return value

    def from_json(self, kept: Json) -> Scalar:
        if not isinstance(kept, bool):
            raise ValueError(f"{self.spec} keeps true or false")
        return kept

    def fits(self, text: str) -> bool:
        return len(text) <= 4 and super().fits(text)

    @property
    def duckdb_type(self) -> str:
        return "BOOLEAN"


@dataclass(frozen=True)
class OneCode(Domain):
    """code:list. The value is the code, shown as its label."""

    codes: CodeList = field(repr=False)

    @cached_property
    def by_name(self) -> Mapping[str, Code | None]:
        """Key of label or alias → the code; None where two entries share an alias. Labels win over aliases."""
        names: dict[str, Code | None] = {}
        for entry in self.codes.codes:
            for alias in (*entry.aliases, entry.label_en):
                known = names.setdefault(key(alias), entry)
                if known is not entry:
                    names[key(alias)] = None
        labels: dict[str, Code | None] = {}
        for entry in self.codes.codes:
            labels.setdefault(key(entry.label_zh), entry)
        return {name: code for name, code in (names | labels).items() if name}

    @cached_property
    def by_bare_code(self) -> Mapping[str, Code | None]:
        """Codes without leading zeros, as Excel leaves them."""
        bare: dict[str, Code | None] = {}
        for entry in self.codes.codes:
            stripped = entry.code.lstrip("0") or "0"
            bare[stripped] = None if stripped in bare else entry
        return bare

    def blank(self, text: str) -> bool:
        return is_blank(text) and key(text) not in self.by_name

    def find(self, text: str) -> tuple[Code | None, str | None]:
        """The entry, and the code of a doubt; (None, fault) when there is none."""
        exact = self.codes.by_code.get(text) or self.by_name.get(key(text)) or self.by_bare_code.get(text)
        if exact is not None:
            return exact, None
        joined = re.fullmatch(r"([0-9A-Za-z]+)[-.、:\s_)]*([^\d\s].*)|(.*\D)[-(:\s]+([0-9A-Za-z]+)\)?", text)
        if joined:
            code, label = joined.group(1) or joined.group(4), joined.group(2) or joined.group(3)
            entry = self.codes.by_code.get(code) or self.by_bare_code.get(code)
            if entry is not None and self.by_name.get(key(label)) is entry:
                return entry, None
        bare = self.by_name.get(key(without_brackets(text)))
        if bare is not None:
            return bare, "DOMAIN_CODE_NOTE"
        return self._beginning(key(text))

    def _beginning(self, name: str) -> tuple[Code | None, str | None]:
        if not name or name.isdecimal():
            return None, "DOMAIN_CODE_UNKNOWN"
        longer = {id(code): code for label, code in self.by_name.items() if code and label.startswith(name)}
        if len(longer) == 1:
            return next(iter(longer.values())), "DOMAIN_CODE_BEGINNING"
        if len(longer) > 1:
            return None, "DOMAIN_CODE_AMBIGUOUS"
        shorter = [label for label, code in self.by_name.items() if code and len(label) > 1 and name.startswith(label)]
        if shorter:
            return self.by_name[max(shorter, key=len)], "DOMAIN_CODE_BEGINNING"
        return None, "DOMAIN_CODE_UNKNOWN"

    def read(self, given: Given) -> Parsed:
        options = ticked(given.text)
        if options is not None and len(options) != 1:
            return given.refuse("DOMAIN_CHOICE_TICKS", count=len(options)) if options else NOTHING
        text = options[0] if options else given.text
        code, fault = self.find(text)
        if code is None:
            return given.refuse(
                fault or "DOMAIN_CODE_UNKNOWN", value=text[:60], list=self.codes.label_zh, some=self.some
            )
        if is_blank(text) and text not in _NONE:  # 不详: to know nothing must not overwrite unseen what is known
            fault = "DOMAIN_CODE_UNCERTAIN"
        if fault:
            return given.doubt(code.code, fault, value=text[:60], label=code.label_zh, list=self.codes.label_zh)
        return Parsed(code.code)

    @property
    def some(self) -> str:
        """The first labels, for a remedy."""
        labels = [code.label_zh for code in self.codes.codes[:8]]
        return "、".join(labels) + ("…" if len(self.codes.codes) > 8 else "")

    def label(self, code: str) -> str:
        entry = self.codes.by_code.get(code)
        return entry.label_zh if entry else code

    def word(self, code: str) -> str:
        """What people write for a code: 男 for 男性; its label where they write that."""
        return _everyday().get((self.codes.name, code)) or self.label(code)

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        """The everyday word; "label": the standard's label; "code": the code."""
        if output == "code":
            return str(value)
        return self.label(str(value)) if output == "label" else self.word(str(value))

    def fits(self, text: str) -> bool:
        name = key(text)
        return self.by_name.get(name) is not None or text.strip() in self.codes.by_code


class ManyCodes(OneCode):
    """codes:list. The value is the codes in the list's order, with commas between."""

    def read(self, given: Given) -> Parsed:
        whole, fault = self.find(given.text)
        if whole is not None and fault is None:
            return Parsed(whole.code)
        options = ticked(given.text)
        parts = options if options is not None else [part for part in _BETWEEN.split(given.text) if part.strip()]
        found: dict[str, None] = {}
        doubts: list[Parsed] = []
        for part in parts:
            one = super().read(Given(part, part.strip(), given.place))
            if one.value is None:
                return one
            found[str(one.value)] = None
            doubts.extend([one] if one.problems else [])
        if not found:
            return NOTHING
        order = [code.code for code in self.codes.codes if code.code in found]
        problems = tuple(problem for doubt in doubts for problem in doubt.problems)
        return Parsed(",".join(order), problems, bool(doubts))

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        codes = str(value).split(",")
        if output == "code":
            return ",".join(codes)
        return "、".join(self.label(code) if output == "label" else self.word(code) for code in codes)

    def fits(self, text: str) -> bool:
        return super().fits(text) or self.parse(text).value is not None
