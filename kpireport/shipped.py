"""Where the files that ship with the package lie: `content/` and `themes/`."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """The shipped folder `name`: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "shipped_files" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
