"""Changes of a KPI in words: what was changed, why, and where the chart breaks for it."""

from __future__ import annotations

from kpireport.format import Language
from kpireport.model import Because, ListChange


def change_name(what: str, language: Language) -> str:
    """What was changed; a word of the author's own stays as it was written."""
    words = {
        "target": language.text("Target"),
        "deadline": language.text("Deadline"),
        "definition": language.text("Definition"),
        "formula": language.text("Arithmetic"),
        "owner": language.text("Owner"),
        "tier": language.text("Tier"),
        "stage": language.text("Stage"),
        "removed": language.text("Taken out of the list"),
    }
    return words.get(what, what)


def because_words(because: Because | None, language: Language) -> str:
    """The kind of reason for a change."""
    words: dict[Because, str] = {
        "priorities": language.text("Priorities shifted"),
        "maturity": language.text("The company matured"),
        "market": language.text("The market changed"),
        "achieved": language.text("The target was achieved"),
        "data": language.text("Better data became available"),
    }
    return words[because] if because else ""


def side_words(side: str | None, change: ListChange, language: Language) -> str:
    """What stood there before or after; stages and tiers are words of their own."""
    words = {
        "active": language.text("active"),
        "retired": language.text("retired"),
        "candidate": language.text("candidate"),
        "metric": language.text("shown as a metric"),
        "north-star": language.text("north star"),
        "strategic": language.text("strategic"),
        "operational": language.text("operational"),
        "diagnostic": language.text("diagnostic"),
    }
    is_word = change.what in ("stage", "tier", "removed")
    return words.get(side or "", side or "") if is_word else side or ""
