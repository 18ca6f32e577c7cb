"""The SMART card of a KPI as a reader sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpireport.format import Language
from kpireport.model import SmartLetter, SmartMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter with its verdict: `state` is `ok`, `not` or `open`, `word` says it."""

    letter: str
    name: str
    state: str
    word: str
    why: str


def letters(card: Mapping[SmartLetter, SmartMark], language: Language) -> tuple[Letter, ...]:
    """The letters in their order; none without a card."""
    return tuple(_letter(name, card[key], language) for key, name in names(language) if key in card)


def names(language: Language) -> tuple[tuple[SmartLetter, str], ...]:
    return (
        ("specific", language.text("Specific")),
        ("measurable", language.text("Measurable")),
        ("achievable", language.text("Achievable")),
        ("relevant", language.text("Relevant")),
        ("time_bound", language.text("Time-bound")),
    )


def _letter(name: str, mark: SmartMark, language: Language) -> Letter:
    states = {True: "ok", False: "not", None: "open"}
    words = {True: language.text("yes"), False: language.text("no"), None: language.text("open")}
    return Letter(letter=name[:1], name=name, state=states[mark.ok], word=words[mark.ok], why=mark.why)
