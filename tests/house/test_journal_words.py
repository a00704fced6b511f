"""Every verb and room that the code writes into the journal has its words on the auditor's page, in both languages."""

from __future__ import annotations

import ast
import json

from tests.house.sources import ROOT


def written() -> tuple[set[str], set[str]]:
    """(verbs, rooms) that stand as plain text in a `journal.Entry(…)` of the source."""
    verbs, rooms = set(), set()
    for path in sorted((ROOT / "src" / "yibiao").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Entry") and len(node.args) >= 2:
                for kept, argument in zip((verbs, rooms), node.args[1:3], strict=False):
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        kept.add(argument.value)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOM":
                rooms.add(ast.literal_eval(node.value))
    return verbs, rooms


def test_an_auditor_reads_words_and_never_a_name_of_the_code() -> None:
    verbs, rooms = written()
    assert len(verbs) > 25 and len(rooms) >= 7
    for language in ("zh", "en"):
        words = json.loads((ROOT / f"frontend/app/src/i18n/journal.{language}.json").read_text("utf-8"))
        assert verbs - set(words["verb"]) == set()
        assert rooms - set(words["room"]) == set()
