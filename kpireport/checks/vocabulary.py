"""Words that KPI lists are judged by: measures, vague words, wishes, and what a number is usually about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kpireport.model import Category

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word.casefold() for word in _WORD.findall(text)]


def _any(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b", re.IGNORECASE)


#: What is counted or measured, by kind: two of one kind may well be added up, two of different kinds are two numbers.
MEASURES: Mapping[str, str] = {
    "exposure": "reach impression impressions view views visit visits session sessions traffic",
    "interaction": "like likes comment comments share shares save saves click clicks reaction reactions",
    "engagement": "engagement",
    "audience": "follower followers subscriber subscribers user users member members fans",
    "customers": "customer customers client clients buyer buyers household households",
    "sales": "order orders revenue sales profit margin bookings turnover",
    "cost": "cost costs spend spending budget expense expenses",
    "time": "time hours minutes days duration speed",
    "leads": "lead leads trial trials sign-up sign-ups signup signups demo demos conversion conversions",
    "quality": "satisfaction score rating quality accuracy defects errors",
    "loss": "churn cancellations returns complaints refunds",
    "retention": "retention renewals loyalty",
    "rates": "ctr nps csat ces roas roi cac",
    "work": "post posts article articles ticket tickets call calls meeting meetings deliveries",
}
_KIND: Mapping[str, str] = {word: kind for kind, text in MEASURES.items() for word in text.split()}
#: Kinds whose members are never one thing by two names: with a slash between, they are two.
_DISTINCT = frozenset({"interaction", "work", "rates"})
#: From the beginning of a word on; without that, a name of one endless word is searched from each of its letters.
_TERM = r"((?<![^\W_])[^\W_]+(?:-[^\W_]+)*)"
_MODIFIERS = "average|mean|median|total|new|weekly|monthly|daily|our|the|number of"
_JOINED = re.compile(rf"{_TERM}\s*(\band\b|&|\+|/)\s*(?:(?:{_MODIFIERS})\s+)*{_TERM}", re.IGNORECASE)

#: Words that name no measure by themselves.
VAGUE = frozenset(
    words(
        "improve improved improving improvement better engagement awareness quality love delight loyalty happiness "
        "experience excellence success impact innovation culture reputation buzz trust visibility presence"
    )
)
#: Words beside which a vague one has its measure.
_MEASURED = frozenset(
    words(
        "rate ratio share percentage percent number count score index points per average mean median cost time hours "
        "minutes days level rating nps csat ces"
    )
)
_WISH = re.compile(
    r"(?:to\s+)?(?:grow|increase|boost|raise|more|enhance|strengthen|reduce|cut|lower|maximi[sz]e|optimi[sz]e)\b(?!\s+(?:in|of)\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d|%|\bper\b", re.IGNORECASE)
#: Words that say for whom, where or of what something is counted.
_SCOPE = frozenset(
    words(
        "all every each in on of from across for at within only excluding without per by among with through via our to "
        "who that whose between company total"
    )
)

#: What a number is about, by words of its name; only such as leave little doubt.
_ABOUT: Mapping[Category, re.Pattern[str]] = {
    "awareness": _any(r"followers?|fans|impressions?|page[ -]?views?|likes"),
    "retention": _any(r"churn|retention|renewals?|cancelled at renewal"),
    "return": _any(r"roi|roas|return on (?:ad spend|investment)|cac|cost per (?:lead|acquisition|new \w+)"),
    "care": _any(r"first (?:reply|response)|response time|csat|customer effort"),
    "people": _any(r"employees?|staff turnover|absence|sick leave|time to hire"),
}
_GOAL_ABOUT: Mapping[Category, re.Pattern[str]] = {
    "conversion": _any(r"leads?|sales|sell|sign-?ups?|customers|conversions?|pipeline"),
    "awareness": _any(r"aware|awareness|known|name|brand|reach|visible|seen"),
    "retention": _any(r"retain|retention|churn|loyal|leave|stay"),
    "finance": _any(r"profit|margin|cash|revenue"),
}


def joined_measures(text: str) -> tuple[str, str] | None:
    """Two measures that the text joins and that no sum makes one, as `reach` and `engagement`, or `likes/comments`."""
    return next(((one, other) for one, sign, other in _joins(text) if _are_two(_KIND[one], sign, _KIND[other])), None)


def joined_rates(text: str) -> tuple[str, str] | None:
    """A rate that the text joins with another measure by "and": two numbers, even where the metric is a ratio."""
    return next(
        ((one, other) for one, sign, other in _joins(text) if sign != "/" and "rates" in (_KIND[one], _KIND[other])),
        None,
    )


def _joins(text: str) -> Iterator[tuple[str, str, str]]:
    for match in _JOINED.finditer(text):
        one, sign, other = (part.casefold() for part in match.groups())
        if one in _KIND and other in _KIND and one != other:
            yield one, sign, other


def _are_two(kind: str, sign: str, other: str) -> bool:
    return kind != other or kind == "rates" or (sign == "/" and kind in _DISTINCT)


def vague_word(text: str) -> str | None:
    """The first vague word of a text that names no measure beside it."""
    found = words(text)
    if _NUMBER.search(text) or _MEASURED.intersection(found):
        return None
    return next((word for word in found if word in VAGUE), None)


def is_measured(word: str, definition: str) -> bool:
    """Whether a definition takes up a vague word of a name and says its measure, as `the loyalty score given`."""
    found = words(definition)
    return word in found and bool(_MEASURED.intersection(found))


def is_wish(text: str) -> bool:
    """Whether a title says what is wanted and no number: `Grow sales`."""
    return bool(_WISH.match(text.strip())) and not _NUMBER.search(text)


def has_scope(texts: Iterable[str]) -> bool:
    """Whether one of the texts says of what, where or for whom."""
    return any(_SCOPE.intersection(words(text)) for text in texts)


def category_of(text: str) -> Category | None:
    """What a number of this name is about, where its words leave little doubt."""
    return next((category for category, pattern in _ABOUT.items() if pattern.search(text)), None)


def category_of_goal(text: str) -> Category | None:
    """What a goal is about, where one category alone is spoken of."""
    found = [category for category, pattern in _GOAL_ABOUT.items() if pattern.search(text)]
    return found[0] if len(found) == 1 else None
