"""The project's own source files, parsed once, and where they lie."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yibiao"


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """(path, syntax tree) of every Python module of the product, migrations left out."""
    files = (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in files)


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
