"""Who may import whom: only from lower layers, and each large library stays in the one package that needs it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kpireport"

#: From the ground up. A module imports from its own package and from lower layers, never from a neighbour.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__init__"}),
    frozenset(
        {
            "errors",
            "periods",
            "numeral",
            "formula",
            "condition",
            "shipped",
            "explained",
            "atomic",
            "site_paths",
            "fetch",
            "mailbox",
            "utm",
        }
    ),
    frozenset({"model"}),
    frozenset({"format", "vanity", "term_names"}),
    frozenset({"catalog", "term_links"}),
    frozenset({"project", "sources", "previous", "analysis", "checks", "charts", "theme", "collect"}),
    frozenset({"answers", "imports", "access"}),
    frozenset({"editions", "pages", "render", "write", "encryption"}),
    frozenset({"deliver"}),
    frozenset({"pipeline"}),
    frozenset({"agency"}),
    frozenset({"rewriting"}),
    frozenset(
        {
            "adding",
            "doctor",
            "passphrase",
            "printed",
            "serve",
            "starting",
            "typed_answers",
        }
    ),
    frozenset({"asking"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)

#: The only ground modules that others on the ground build upon.
GROUND = frozenset({"errors", "periods", "numeral", "shipped"})

#: The one home of each library; `html` and the like are the standard library's.
HOMES = {
    "altair": "charts",
    "vl_convert": "charts",
    "babel": "format",
    "click": "cli",
    "cryptography": "encryption",
    "duckdb": "sources",
    "ibis": "collect",
    "jinja2": "render",
    "markdown": "pages",
    "markupsafe": "render",
    "nh3": "pages",
    "numpy": "sources",
    "openpyxl": "sources",
    "pydantic": "project",
    "pydantic_core": "project",
    "statsforecast": "analysis",
    "yaml": "project",
}
#: Second homes: commands' neighbours speak click's language of wrong usage, `pages` hands `render` markup that is safe,
#: and forecasts draw their paths as arrays.
ALSO = {
    "click": {"adding", "asking", "commands", "passphrase", "printed", "starting", "typed_answers"},
    "markupsafe": {"pages", "term_links"},
    "numpy": {"analysis"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def unit(path: Path) -> str:
    """The package or module of the first level that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module is not None
            whole = node.module == "kpireport"
            yield from (f"kpireport.{name.name}" if whole else node.module for name in node.names)


def layer(name: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if name in layer)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_from_below(path: Path) -> None:
    here = unit(path)
    for name in imports(path):
        root, _, rest = name.partition(".")
        if root != "kpireport" or not rest:
            continue
        there = rest.partition(".")[0]
        if there.startswith("__") or there == here:
            continue
        on_the_ground = layer(here) == layer(there) == 1 and there in GROUND
        assert layer(there) < layer(here) or on_the_ground, f"{here} must not import {there}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_large_libraries_stay_at_home(path: Path) -> None:
    for name in imports(path):
        root = name.partition(".")[0]
        if root in sys.stdlib_module_names or root == "kpireport":
            continue
        assert root in HOMES, f"{root} is not a library this project has decided to use"
        assert unit(path) in {HOMES[root], *ALSO.get(root, set())}, f"{root} belongs in {HOMES[root]} alone"


def test_every_module_has_a_layer() -> None:
    placed = {name for layer in LAYERS for name in layer}
    assert {unit(path) for path in modules()} <= placed


def test_nothing_asks_the_clock() -> None:
    asking = {"today", "now", "utcnow", "time_ns", "localtime", "gmtime"}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in asking:
                pytest.fail(f"{path.relative_to(PACKAGE)}:{node.lineno} asks the clock ({node.attr})")
