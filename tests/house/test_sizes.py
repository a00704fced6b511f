"""Small modules, small functions, few positional parameters, a docstring on top: MODELS 5, habits 4 and 5."""

from __future__ import annotations

import ast
import statistics
import tomllib
from pathlib import Path

from tests.house.sources import ROOT, modules, short

LONGEST_MODULE = 500
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 10
MOST_POSITIONAL = 5
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "services", "service", "core"}


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code of a function, its docstring left out."""
    body = function.body
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    lines = (function.end_lineno or 0) - function.lineno + 1
    return lines - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


def too_many_positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    decorators = {ast.unparse(decorator).split("(")[0].split(".")[-1] for decorator in function.decorator_list}
    if decorators & {"command", "option", "argument", "pass_context"}:  # click passes by keyword
        return False
    return len([name for name in names if name not in {"self", "cls"}]) > MOST_POSITIONAL


def exceptions() -> dict[str, str]:
    """Modules that may be longer, each with its owner, from tests/house/exceptions.toml."""
    return tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text("utf-8"))["longer_modules"]


def test_no_module_is_longer_than_500_lines_without_an_owner() -> None:
    long = {
        short(path): lines
        for path, _ in modules()
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long.keys() <= exceptions().keys(), long


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{short(path)}:{node.lineno} {node.name} {length(node)}"
        for path, tree in modules()
        for node in functions(tree)
        if length(node) > LONGEST_FUNCTION
    ]
    assert not long, long


def test_the_median_function_has_at_most_10_lines() -> None:
    lengths = [length(node) for _, tree in modules() for node in functions(tree)]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_no_function_takes_more_than_5_positional_parameters() -> None:
    wide = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path, tree in modules()
        for node in functions(tree)
        if too_many_positional(node)
    ]
    assert not wide, wide


def test_every_module_opens_with_a_docstring() -> None:
    silent = [short(path) for path, tree in modules() if not ast.get_docstring(tree)]
    assert not silent, silent


def test_no_module_hides_behind_a_name_that_says_nothing() -> None:
    vague = [short(path) for path, _ in modules() if path.stem in BANNED_NAMES or path.parent.name in BANNED_NAMES]
    assert not vague, vague


def test_the_checks_see_a_bad_module() -> None:
    """The broken variant: each check must find what it is there to find."""
    lines = "\n".join(f"    x{number} = {number}" for number in range(LONGEST_FUNCTION + 1))
    tree = ast.parse(f"def long(a, b, c, d, e, f):\n    '''Say.'''\n{lines}\n")
    function = functions(tree)[0]
    assert length(function) > LONGEST_FUNCTION
    assert too_many_positional(function)
    assert ast.get_docstring(tree) is None
    assert (ROOT / "pyproject.toml").is_file()
