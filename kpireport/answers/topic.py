"""What a question is about: names of KPIs, goals and terms, found in its words despite slips, plurals and synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import fsum

from kpireport.answers.answer import Library
from kpireport.catalog.words import COMMON, likeness, stem
from kpireport.model import GoalResult, KpiResult, Report, Term

#: Words of questions that name nothing.
_SAYING_NOTHING = """
    a about an and answer answers any are as at be been being but by can cause caused change changed changing
    could current currently decline declined decrease decreased define defined definition did do does doing down
    drop dropped explain fall falling fell for from get go goal going got grew grow grown had happen happened
    has have hit how i if improve improved in increase increased into is it its kpi kpis last lately latest long
    look looking make many me mean means meet metric month months much my need needs now of off on or our out
    over own owned owner owns per perform performing please quarter reach reached reason responsible right rise
    rising rose s shall should show since so stand standing status target tell than that the their them then
    there these they this to today track under up us was we week weeks went were what whats when where which who
    why will with would year years yesterday you your
"""
#: Words that many names share weigh less than those that tell KPIs apart.
_COMMON_WEIGHT = 0.3
#: The least share of the question's words that a name has to account for, and the least likeness of both.
_ASKED, _LEAST = 0.6, 0.45
#: A name within this share of the best one is meant as likely as that.
_AS_LIKELY = 0.9
#: Words that share as many first letters, and this part of the shorter one, are of one family.
_BEGUN, _FAMILY = 5, 0.6
#: The least likeness of a name that is suggested where none fits.
_NEAR = 0.2


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that can be asked about: `of` is the KPI, goal or term, `names` all it goes by."""

    of: KpiResult | GoalResult | Term
    names: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """The subjects that fit as well as any, whether by a whole name, and the nearest names where none fits."""

    subjects: tuple[Subject, ...]
    is_named: bool = False
    near: tuple[KpiResult, ...] = ()
    asked: tuple[str, ...] = ()


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without accents and plural endings, in any script."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return tuple(stem(word) for word in re.findall(r"[^\W_]+", bare))


def subjects(report: Report, library: Library) -> tuple[Subject, ...]:
    """Everything there is to ask about, KPIs first."""
    by_name: dict[tuple[str, ...], set[str]] = {}
    for term in report.terms:
        for name in (term.name, term.id, *term.aliases):
            by_name.setdefault(tokens(name), set()).update((term.name, *term.aliases))
    kpis = [Subject(kpi, _names(_kpi_names(kpi, library), by_name)) for kpi in report.kpis]
    goals = [Subject(goal, _unique((goal.name, goal.id))) for goal in report.goals]
    terms = [Subject(term, _unique((_short(term.name), term.name, term.id, *term.aliases))) for term in report.terms]
    return (*kpis, *goals, *terms)


def topic_of(question: str, known: Sequence[Subject]) -> Topic:
    """What the question names, or else what its words point to. No subject at all where it names nothing."""
    said = tokens(question)
    if exact := _named(said, known):
        return Topic(exact, is_named=True, asked=said)
    asked = tuple(word for word in said if word not in _STEMS)
    if not asked:
        return Topic((), asked=asked)
    scored = [(max((_score(asked, name) for name in one.names), default=0.0), one) for one in known]
    best = max((score for score, _ in scored), default=0.0)
    fitting = tuple(one for score, one in scored if score >= max(_LEAST, best * _AS_LIKELY))
    return Topic(fitting, near=_nearest(asked, known), asked=asked)


def of_kpis(topic: Topic) -> tuple[KpiResult, ...]:
    return tuple(one.of for one in topic.subjects if isinstance(one.of, KpiResult))


_STEMS = frozenset(_SAYING_NOTHING.split()) | frozenset(map(stem, _SAYING_NOTHING.split()))


def _kpi_names(kpi: KpiResult, library: Library) -> tuple[str, ...]:
    return (kpi.name, kpi.id, kpi.metric.name, *library.aliases.get(kpi.id, ()))


def _names(own: Iterable[str], by_name: dict[tuple[str, ...], set[str]]) -> tuple[tuple[str, ...], ...]:
    """Its own names, and those of the glossary's terms that one of them is."""
    names = tuple(own)
    others = sorted(other for name in names for other in by_name.get(tokens(name), ()))
    return _unique((*names, *others))


def _unique(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(name for name in dict.fromkeys(map(tokens, names)) if name)


def _short(name: str) -> str:
    """`Customer acquisition cost (CAC)` without its brackets."""
    return re.sub(r"\s*\(.*?\)", "", name)


def _named(said: Sequence[str], known: Sequence[Subject]) -> tuple[Subject, ...]:
    """The subjects whose whole name stands in the question, the longest name first; KPIs go before goals and terms."""
    found = [(name, one) for one in known for name in one.names if _stands_in(name, said)]
    longest = max((len(name) for name, _ in found), default=0)
    kept = list(dict.fromkeys(id(one) for name, one in found if len(name) == longest))
    chosen = tuple(one for one in known if id(one) in kept)
    for kind in (KpiResult, GoalResult, Term):
        if some := tuple(one for one in chosen if isinstance(one.of, kind)):
            return some
    return ()


def _stands_in(name: Sequence[str], said: Sequence[str]) -> bool:
    if all(word in _STEMS for word in name):
        return False
    size = len(name)
    return any(tuple(said[at : at + size]) == tuple(name) for at in range(len(said) - size + 1))


def _score(asked: Sequence[str], name: Sequence[str]) -> float:
    """How well the asked words and a name cover each other, 0 to 1; 0 where too few of the words are accounted for."""
    name = _telling(name)
    there = _cover(asked, name)
    return there * (0.5 + 0.5 * _cover(name, asked)) if there >= _ASKED else 0.0


def _cover(some: Sequence[str], others: Sequence[str]) -> float:
    whole = fsum(map(_weight, some))
    return fsum(_best(word, others) * _weight(word) for word in some) / whole if whole else 0.0


def _best(word: str, others: Sequence[str]) -> float:
    return max((_alike(word, other) for other in others), default=0.0)


def _alike(word: str, other: str) -> float:
    """As the library compares words; and of one family, such as `cancellation` and `cancelled`."""
    found = max(likeness(word, other), likeness(other, word))
    pairs = zip(word, other, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return found or (_FAMILY if shared >= _BEGUN and shared >= _FAMILY * min(len(word), len(other)) else 0.0)


def _telling(name: Sequence[str]) -> Sequence[str]:
    """The words of a name that a question would ask with; all where it has no other."""
    return [word for word in name if word not in _STEMS] or name


def _weight(word: str) -> float:
    return _COMMON_WEIGHT if word in COMMON else 1.0


def _nearness(asked: Sequence[str], name: Sequence[str]) -> float:
    return _cover(asked, name) * _cover(name, asked)


def _nearest(asked: Sequence[str], known: Sequence[Subject], most: int = 3) -> tuple[KpiResult, ...]:
    scored = [
        (max((_nearness(asked, _telling(name)) for name in one.names), default=0.0), -number, one.of)
        for number, one in enumerate(known)
        if isinstance(one.of, KpiResult)
    ]
    ranked = sorted((one for one in scored if one[0] >= _NEAR), key=lambda one: one[:2], reverse=True)
    return tuple(kpi for _, _, kpi in ranked[:most] if isinstance(kpi, KpiResult))
