"""The texts that explain findings and errors by their codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kpireport.shipped import shipped


@dataclass(frozen=True, slots=True)
class Explained:
    """What a code means. `source` says where a rule comes from; errors have none."""

    code: str
    title: str
    body: str
    source: str | None = None


@cache
def codes() -> tuple[str, ...]:
    """Every code there is, sorted."""
    return tuple(sorted(path.stem for path in (shipped("content") / "explain").glob("*.md")))


@cache
def explained(code: str) -> Explained | None:
    """The text on a code; None for one that does not exist."""
    if code not in codes():
        return None
    _, front, body = (shipped("content") / "explain" / f"{code}.md").read_text("utf-8").split("---\n", 2)
    said = dict(line.split(": ", 1) for line in front.splitlines() if ": " in line)
    return Explained(code, said["title"], body.strip(), said.get("source"))
