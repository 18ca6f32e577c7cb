"""Metric entries → model.Metric, with their formulas read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kpireport.formula import Formula, FormulaError, parse
from kpireport.model import Metric
from kpireport.project.composites import with_composites
from kpireport.project.documents import Faults
from kpireport.project.from_catalog import is_left_to_catalog, with_catalog
from kpireport.project.load import NamedMetric
from kpireport.project.metric_schema import MetricEntry
from kpireport.project.nodes import ScalarNode, SequenceNode, place_within, problem_at
from kpireport.project.scalars import is_id
from kpireport.project.secrecy import secrecy
from kpireport.project.wording import readable

_INPUTS = ("numerator", "denominator")


def build_metrics(
    named: Sequence[NamedMetric], known: Collection[str], unread: Sequence[str], faults: Faults
) -> Mapping[str, Metric]:
    """The metrics by id, sorted; `known` are all ids that a formula may use, also those of faulty metrics."""
    metrics: dict[str, Metric] = {}
    for one in sorted(named, key=lambda one: one.id.text):
        identifier = one.id.text.strip()
        if one.entry and is_id(identifier) and identifier not in metrics:
            if not is_left_to_catalog(one.entry):
                _check(one.entry, faults)
            _refuse_second_id(one, one.entry, faults)
            metrics[identifier] = _metric(one, one.entry, _formula(one.entry, known, unread, faults), faults)
    return with_catalog(named, with_composites(named, metrics, faults), known, unread, faults)


def _metric(named: NamedMetric, entry: MetricEntry, formula: Formula | None, faults: Faults) -> Metric:
    identifier = named.id.text.strip()
    return Metric(
        id=identifier,
        place=named.id.place,
        name=entry.name or readable(identifier),
        unit=entry.unit or ("count" if entry.composite is None else "score"),
        per=entry.per,
        direction=entry.direction or "up",
        aggregation=None if formula or entry.composite is not None else entry.aggregation,
        source=_text(entry.source),
        column=entry.column,
        numerator=_text(entry.numerator),
        denominator=_text(entry.denominator),
        formula=formula,
        dimensions=None if entry.dimensions is None else tuple(entry.dimensions),
        season_length=entry.season_length,
        settle_days=entry.settle_days or 0,
        missing=entry.missing or "gap",
        bounds=_bounds(entry, faults),
        decimals=entry.decimals,
        definition=entry.definition,
        rebase=tuple(sorted(entry.rebase or ())),
        cost=entry.cost,
        ease=entry.ease,
        importance=entry.importance,
        funnel=entry.funnel,
        explained_by=tuple(node.text.strip() for node in entry.explained_by or ()),
        **secrecy(entry.confidential),
    )


def _bounds(entry: MetricEntry, faults: Faults) -> tuple[float | None, float | None]:
    """The lowest and the highest value; None where it is open."""
    if entry.bounds is None:
        return (None, None) if entry.composite is None else (0.0, 100.0)
    node = entry.node.values["bounds"]
    if len(entry.bounds) != 2:
        if not (isinstance(node, SequenceNode) and node.shortened):
            faults.add(
                problem_at(
                    node, "K004", "`bounds` are two numbers", "write [lowest, highest], or [0, ~] if one is open"
                )
            )
        return None, None
    low, high = entry.bounds
    if low is not None and high is not None and low > high:
        faults.add(problem_at(node, "K004", "the lowest value is above the highest", "write [lowest, highest]"))
    return low, high


def _text(node: ScalarNode | None) -> str | None:
    return node.text.strip() if node else None


def _check(entry: MetricEntry, faults: Faults) -> None:
    """Whether there is all that the aggregation needs, and nothing that contradicts it."""
    if entry.composite is not None:
        return
    if entry.formula:
        _check_formula_metric(entry, faults)
    elif entry.aggregation is None:
        if all(map(entry.lacks, ("aggregation", "formula", "composite"))):
            faults.add(
                problem_at(entry.node, "K010", "the metric does not say how its rows are summed up", _AGGREGATION_HINT)
            )
    elif entry.aggregation == "ratio":
        for key in _INPUTS:
            if entry.lacks(key):
                at = entry.node.values["aggregation"]
                faults.add(problem_at(at, "K010", f"a ratio needs its {key}", f"write {key}: and a metric or column"))
    else:
        _refuse_inputs(entry, faults)


def _refuse_second_id(named: NamedMetric, entry: MetricEntry, faults: Faults) -> None:
    if named.is_key and entry.id is not None and entry.id != named.id.text.strip():
        message = f"the metric has two ids, `{named.id.text.strip()}` and `{entry.id}`"
        faults.add(problem_at(entry.node.values["id"], "K004", message, "take out `id`; the key is the id"))


def _check_formula_metric(entry: MetricEntry, faults: Faults) -> None:
    if entry.aggregation == "ratio":
        at = entry.node.values["aggregation"]
        faults.add(problem_at(at, "K004", "a metric is either a ratio or a formula", "take out one of the two"))
    _refuse_inputs(entry, faults)


def _refuse_inputs(entry: MetricEntry, faults: Faults) -> None:
    for key in _INPUTS:
        if node := getattr(entry, key):
            hint = "write aggregation: ratio, or take it out"
            faults.add(problem_at(node, "K004", f"only a ratio has a {key}", hint))


def _formula(entry: MetricEntry, known: Collection[str], unread: Sequence[str], faults: Faults) -> Formula | None:
    if entry.formula is None:
        return None
    text = entry.formula.text
    try:
        return parse(text, known)
    except FormulaError as error:
        word = text[error.offset : error.offset + error.width]
        is_unknown = error.message.startswith("there is no metric")
        if is_unknown and any(word in content for content in unread):
            return None
        line, column = place_within(entry.formula, error.offset)
        code = "K005" if is_unknown else "K015"
        document = entry.formula.document
        faults.add(document.problem(code, error.message, (line, column), width=error.width, hint=error.hint))
        return None


_AGGREGATION_HINT = (
    "write aggregation: sum (flows), last (stocks), mean (readings), ratio, max, min or distinct; "
    "or give a formula or a composite"
)
