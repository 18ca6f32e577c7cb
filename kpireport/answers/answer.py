"""What a question gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: What is asked for; `several` and `unknown` say why there is no answer.
Kind = Literal["how", "why", "when", "who", "what", "do", "needs", "several", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The lines of an answer, and the ids of the KPIs it speaks of; of `several` and `unknown` those that come near."""

    question: str
    kind: Kind
    lines: tuple[str, ...]
    kpis: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.kind not in ("several", "unknown")

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a library adds, by the id of the KPI: other names it goes by, and levers that are known to move it."""

    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
