"""Words as a search compares them: folded, cut into stems, beside their synonyms and misspellings."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAYING_NOTHING = """
    a an and are as at by do does for from how i in is it its long many me most much my of on or our per show the their
    to us we what when which who why with
"""
_IN_MANY_NAMES = "average growth index kpi mean measure metric number rate ratio score share time total volume"
#: Words that say nothing of what is measured.
EMPTY = frozenset(_SAYING_NOTHING.split())
#: Words that many names share: they tell entries apart only when all else is equal.
COMMON = frozenset(_IN_MANY_NAMES.split())
#: Words taken for one another: everyday ones and the field's.
_SYNONYMS = (
    "cost price spend spending expense",
    "customer client buyer account logo",
    "churn attrition cancellation loss lost leaving",
    "retention loyalty keep kept staying",
    "employee staff people worker personnel colleague",
    "happy happiness satisfaction satisfied",
    "revenue sale turnover income",
    "profit earning profitability profitable",
    "visit session traffic",
    "visitor user",
    "email newsletter mail",
    "ad advert advertising advertisement campaign paid",
    "follower fan subscriber audience",
    "response reply answer",
    "speed fast quick latency duration time",
    "bug defect fault",
    "outage downtime uptime availability",
    "lead prospect",
    "signup registration register join",
    "acquisition acquire acquiring win winning",
    "video film clip",
    "ai ml model machine",
    "hire hiring recruit recruiting recruitment",
    "money cash",
    "support help helpdesk service",
    "rank ranking position",
    "environment carbon climate emission co2 footprint",
    "wellbeing wellness health",
    "dropoff abandonment",
)


def folded(text: str) -> str:
    """Lower case without accents, marks or blanks: `Click-through rate (CTR)` is `clickthroughratectr`."""
    return re.sub(r"[^a-z0-9]+", "", _plain(text))


def words(text: str) -> list[str]:
    """The stems of the words of a text, those that say nothing left out."""
    found = re.findall(r"[a-z0-9]+", _plain(text).replace("'", ""))
    return [stem(word) for word in found if word not in EMPTY]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the ending of a plural."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=4096)
def likeness(asked: str, word: str) -> float:
    """How much `word` is what was asked for: 1 the same, less if akin, begun or misspelt, 0 not at all."""
    if asked == word:
        return 1.0
    if word in _ALIKE.get(asked, ()):
        return 0.7
    if len(asked) >= 3 and word.startswith(asked):
        return 0.6 + 0.3 * len(asked) / len(word)
    allowed = 0 if min(len(asked), len(word)) < 4 else 1 if len(asked) < 8 else 2
    slips = distance(asked, word, allowed) if allowed else allowed + 1
    return 0.85 - 0.15 * slips if slips <= allowed else 0.0


def distance(one: str, other: str, limit: int) -> int:
    """Slips between two words: a letter too many, too few or wrong, or two swapped. Above `limit` just one more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)


def _alike() -> dict[str, frozenset[str]]:
    groups = [frozenset(map(stem, group.split())) for group in _SYNONYMS]
    return {word: frozenset().union(*(g for g in groups if word in g)) for group in groups for word in group}


_ALIKE = _alike()
