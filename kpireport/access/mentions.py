"""Texts that would tell what they should not: the name of something confidential in words that everyone reads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from kpireport.errors import Place, Problem, ProjectError
from kpireport.model import Goal, Kpi, Metric, Project

#: A single plain word, such as “revenue”, is everyday language and no name that tells anything.
_TELLING = re.compile(r"[\s_\-\d]")


def refuse_mentions(whole: Project, part: Project, secret: Collection[Kpi], metrics: Collection[str]) -> None:
    """Raises ProjectError for each entry of `part` whose texts hold an id or name of something confidential.

    `secret` are the KPIs that are confidential and gone, `metrics` the ids of those that are gone with them.
    """
    words = _names(whole, part, secret, metrics)
    if not words:
        return
    pattern = _pattern(words)
    problems: dict[tuple[Place | None, str], Problem] = {}
    for place, text in _texts(part):
        if found := pattern.search(text):
            message = f"a text that everyone reads names “{found.group()}”, which is confidential"
            problems.setdefault((place, found.group()), Problem(code="K024", message=message, place=place, hint=_HINT))
    if problems:
        raise ProjectError(*problems.values())


_HINT = "write it without that name, or make the entry confidential too"


def telling_names(whole: Project, part: Project) -> re.Pattern[str] | None:
    """All names and ids of `whole` that `part` does not have, to be found in texts; None where there are none."""
    gone = _named(whole) - _named(part)
    return _pattern(gone) if gone else None


def _named(project: Project) -> set[str]:
    things: tuple[Goal | Kpi | Metric, ...] = (
        *project.goals,
        *project.kpis,
        *project.orphans,
        *project.metrics.values(),
    )
    return _words_of(things) | set(project.sources)


def _names(whole: Project, part: Project, secret: Collection[Kpi], metrics: Collection[str]) -> set[str]:
    left = {goal.id for goal in part.goals}
    goals = [goal for goal in whole.goals if goal.confidential and goal.id not in left]
    words = _words_of((*secret, *goals, *(whole.metrics[name] for name in metrics)))
    return {word for word in words - _named(part) if _TELLING.search(word)}


def _words_of(things: Iterable[Goal | Kpi | Metric]) -> set[str]:
    return {word.casefold() for one in things for word in (one.id, one.name)}


def _pattern(words: Collection[str]) -> re.Pattern[str]:
    """The words apart from others; between the parts of a name any blank or hyphen may stand."""
    parts = [
        r"[\s_-]+".join(map(re.escape, re.split(r"[\s_-]+", word))) for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def _texts(project: Project) -> Iterator[tuple[Place | None, str]]:
    """Everything that people wrote and the site may show, with the place of its entry."""
    nowhere = Place(project.file.name)
    yield nowhere, project.site.title
    own = [term for term in project.terms if term.place]
    shown = (project.goals, project.orphans, project.metrics, project.events, project.notes, own, project.okrs)
    for some in (*shown, project.reviews, project.survey, project.suppressions, project.site.audiences):
        yield from _words(some, nowhere)


def _words(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        yield from (found for one in value.values() for found in _words(one, place))
    elif isinstance(value, (tuple, list)):
        yield from (found for one in value for found in _words(one, place))
    elif is_dataclass(value) and not isinstance(value, Place):
        own = getattr(value, "place", None) or place
        yield from (found for field in fields(value) for found in _words(getattr(value, field.name), own))
