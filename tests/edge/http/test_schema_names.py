"""Every shape of the API has a name of its own: of two with one name the document knows only the last."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import yibiao.edge.http as http

FOLDER = Path(http.__file__).parent


def shapes(sources: dict[str, str]) -> dict[str, list[str]]:
    """Name of a class that is a Schema, or built on one → the modules that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, source in sources.items():
        known = {"Schema", "ModelSchema"}
        for node in ast.parse(source).body:
            if isinstance(node, ast.ClassDef) and any(
                isinstance(base, ast.Name) and base.id in known for base in node.bases
            ):
                known.add(node.name)
                found[node.name].append(module)
    return found


def test_no_two_shapes_have_one_name() -> None:
    sources = {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.py")}
    found = shapes(sources)
    assert len(found) > 20
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def test_a_second_shape_of_one_name_is_seen() -> None:
    """The broken variant."""
    found = shapes({"a": "class Words(Schema):\n    x: int", "b": "class Words(Schema):\n    y: int"})
    assert found["Words"] == ["a", "b"]
