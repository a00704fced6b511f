"""Rooms, commands, layouts and roles are words of the glossary, one English word for one Chinese term."""

from __future__ import annotations

import re
from collections import Counter

from tests.house.sources import ROOT
from yibiao.base.tables import Layout
from yibiao.edge.cli.main import VERBS
from yibiao.work.directory.rules import ROLES

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", re.M)


def glossary() -> dict[str, str]:
    rows = ROW.findall((ROOT / "GLOSSARY.md").read_text("utf-8"))
    return {zh.strip(): en.strip() for zh, en in rows if zh.strip() not in {"中文", "---"}}


def test_each_term_has_one_word_and_each_word_one_term() -> None:
    words = Counter(glossary().values())
    assert len(glossary()) > 40
    assert not [word for word, times in words.items() if times > 1]


def test_commands_layouts_and_roles_stand_in_the_glossary() -> None:
    words = set(glossary().values())
    assert set(VERBS) <= words, set(VERBS) - words
    assert {layout.value for layout in Layout} <= words
    assert {role.replace("_", " ") for role in ROLES} <= words
