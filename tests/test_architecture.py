"""The house keeps its storeys: who imports whom, which library lives where, how long a file may be."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "data": {"data"},
    "models": {"models", "data"},
    "training": {"training", "models", "data"},
    "service": {"service", "models", "data"},
}
LIVES_IN = {
    "sqlalchemy": {"data"},
    "alembic": {"data"},
    "psycopg": {"data"},
    "flask": {"service"},
    "flask_openapi": {"service"},
    "sklearn": {"models", "training"},
    "typer": {"service"},
}
NAMELESS = {"utils", "helpers", "common", "misc", "manager", "base", "info", "process", "handle"}
FILES = [p for package in MAY_IMPORT for p in sorted((ROOT / package).rglob("*.py"))]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, with the names taken from it when these may be modules."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_files_import_only_downwards() -> None:
    for path in FILES:
        package = path.relative_to(ROOT).parts[0]
        for name in imports(path):
            top = name.split(".")[0]
            where = f"{relative(path)} imports {name}"
            assert top not in MAY_IMPORT or top in MAY_IMPORT[package], where
            assert package in LIVES_IN.get(top, {package}), where
            assert top not in {"tests", "benchmarks"}, where


def test_a_file_says_what_it_owns_and_stays_short() -> None:
    for path in FILES:
        assert ast.get_docstring(tree_of(path)), f"{relative(path)} has no docstring"
        n_lines = len(path.read_text("utf-8").splitlines())
        assert n_lines <= 300, f"{relative(path)} is too long: {n_lines} lines"
        assert path.stem not in NAMELESS, f"{relative(path)} says nothing by its name"


def test_a_function_is_short_typed_and_imports_nothing() -> None:
    for path in FILES:
        for node in nodes_of(path):
            if not isinstance(node, ast.FunctionDef):
                continue
            where = f"{relative(path)}:{node.lineno} {node.name}"
            assert node.returns is not None, f"{where} has no return type"
            assert (node.end_lineno or 0) - node.lineno < 60, f"{where} is too long"
            inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert not inner, f"{where} imports inside"


def test_only_the_settings_read_the_environment() -> None:
    for path in FILES:
        if relative(path) == "service/config.py":
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
                if isinstance(node.value, ast.Name) and node.value.id == "request":
                    # What a web server says of a request has the same name.
                    continue
                at_the_edge = relative(path).startswith("service/cli/")
                assert at_the_edge, f"{relative(path)}:{node.lineno} reads the environment"


def test_models_know_no_clock() -> None:
    for path in FILES:
        if path.relative_to(ROOT).parts[0] not in {"models", "data"}:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
                pytest.fail(f"{relative(path)}:{node.lineno} reads the clock")


def test_there_are_no_circles() -> None:
    graph = {module(p): set(inside(p)) for p in FILES}
    done: set[str] = set()
    for start in graph:
        walk(start, graph, (), done)


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(p) for p in FILES}


def inside(path: Path) -> Iterator[str]:
    own = module(path)
    for name in imports(path):
        if name in MODULES and name != own and not own.startswith(name + "."):
            yield name


def walk(node: str, graph: dict[str, set[str]], path: tuple[str, ...], done: set[str]) -> None:
    assert node not in path, f"circle: {' -> '.join((*path, node))}"
    if node in done:
        return
    for neighbour in sorted(graph[node]):
        walk(neighbour, graph, (*path, node), done)
    done.add(node)


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
