"""What stands under `suppress` → model.Suppression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kpireport.model import Suppression
from kpireport.project.documents import Faults
from kpireport.project.entries import Entry
from kpireport.project.load import NamedMetric, Parts
from kpireport.project.nodes import MappingNode, ScalarNode, problem_at
from kpireport.project.wording import clip, did_you_mean
from kpireport.shipped import shipped

#: Codes of errors; D101 and the like are findings on data.
_ERRORS = re.compile(r"[KO]\d{3}|D0\d{2}")


def build_suppressions(parts: Parts, metrics: Iterable[NamedMetric], faults: Faults) -> tuple[Suppression, ...]:
    """The accepted findings of the site, its goals, KPIs and metrics; codes that are none of findings are refused."""
    found = tuple(
        sorted(
            (
                *_of(parts.site, parts.site.suppress, {}),
                *(one for goal in parts.goals for one in _of(goal, goal.suppress, {"goal": goal.id})),
                *(one for kpi in parts.kpis() for one in _of(kpi, kpi.suppress, {"kpi": kpi.id})),
                *(one for named in metrics if named.entry for one in _of_metric(named, named.entry.suppress)),
            ),
            key=lambda one: one.place,
        )
    )
    for entry in (parts.site, *parts.goals, *parts.kpis(), *(named.entry for named in metrics)):
        node = entry.node.values.get("suppress") if entry else None
        for key in node.keys.values() if isinstance(node, MappingNode) else ():
            _check_code(key, faults)
    return found


def _check_code(key: ScalarNode, faults: Faults) -> None:
    code = key.text.strip()
    known = [path.stem for path in (shipped("content") / "explain").glob("*.md")]
    if code not in known:
        hint = did_you_mean(code, known) or "the codes of findings are a letter and a number, such as L4"
        faults.add(problem_at(key, "K005", f"there is no finding `{clip(code)}`", hint))
    elif _ERRORS.fullmatch(code):
        message = f"`{code}` is an error of the files or the data, and cannot be accepted"
        faults.add(problem_at(key, "K004", message, "mend what it names; findings such as L4 can be accepted"))


def _of_metric(named: NamedMetric, reasons: Mapping[str, str] | None) -> Iterator[Suppression]:
    assert named.entry  # noqa: S101 - the caller passes over faulty metrics
    return _of(named.entry, reasons, {"metric": named.id.text.strip()})


def _of(entry: Entry, reasons: Mapping[str, str] | None, owner: Mapping[str, str | None]) -> Iterator[Suppression]:
    node = entry.node.values.get("suppress")
    for code, reason in (reasons or {}).items():
        assert isinstance(node, MappingNode)  # noqa: S101 - a table was read from it
        yield Suppression(place=node.keys[code].place, code=code, reason=reason, **owner)
