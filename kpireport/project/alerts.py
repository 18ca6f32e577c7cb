"""alerts.yaml beside the site file → model.Quiet: what alerts are not to say, until when, and by whose word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import Field, TypeAdapter

from kpireport.errors import ProjectError
from kpireport.model import Acknowledgement, Quiet, Silence
from kpireport.project.documents import Faults, read_document
from kpireport.project.entries import Day, Entry, Items, Owner, Reference, Text
from kpireport.project.nodes import ScalarNode, problem_at
from kpireport.project.validate import validate
from kpireport.project.wording import clip, did_you_mean, listed
from kpireport.project.yaml_nodes import parse_yaml

ALERTS_FILE = "alerts.yaml"


class SilenceEntry(Entry):
    """Nothing is told of a KPI for a while."""

    kpi: Reference = Field(description="The KPI.")
    until: Day = Field(description="The last day of the silence.")
    reason: Text = Field(description="Why.")


class AcknowledgementEntry(Entry):
    """Somebody knows that a trigger has fired, and sees to it."""

    kpi: Reference = Field(description="The KPI.")
    when: Reference = Field(description="The trigger's `when`, as the KPI has it.")
    by: Owner = Field(description="Who sees to it.")
    on: Day = Field(description="The day it was acknowledged; a run of the trigger that begins later is told again.")
    until: Day | None = Field(None, description="The last day this holds; after it the trigger is told again.")


class AlertsEntry(Entry):
    """The whole file."""

    silence: Items[SilenceEntry] | None = Field(None, description="KPIs that nothing is told of.")
    acknowledge: Items[AcknowledgementEntry] | None = Field(None, description="Triggers that somebody sees to.")


_ALERTS: TypeAdapter[AlertsEntry] = TypeAdapter(AlertsEntry)


def load_quiet(folder: Path, triggers: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> Quiet:
    """What alerts.yaml in a folder says; nothing where there is no such file. `triggers` are those of each KPI.

    Raises ProjectError with every problem of the file.
    """
    path = folder / ALERTS_FILE
    if not path.exists():
        return Quiet()
    faults = Faults()
    document = read_document(path, ALERTS_FILE, faults)
    node = parse_yaml(document, environment, faults) if document else None
    entry = validate(_ALERTS, node, faults) if node else None
    silences, acknowledged = (entry.silence or (), entry.acknowledge or ()) if entry else ((), ())
    _check([*silences, *acknowledged], triggers, faults)
    if faults.problems:
        raise ProjectError(*faults.problems)
    return Quiet(
        silences=tuple(
            Silence(place=one.place, kpi=one.kpi.text.strip(), until=one.until, reason=one.reason) for one in silences
        ),
        acknowledged=tuple(
            Acknowledgement(
                place=one.place,
                kpi=one.kpi.text.strip(),
                when=spelled(one.when.text),
                by=one.by,
                on=one.on,
                until=one.until,
            )
            for one in acknowledged
        ),
    )


def spelled(when: str) -> str:
    """A condition with single blanks, so that two spellings of one are equal."""
    return " ".join(when.split())


def _check(
    entries: Iterable[SilenceEntry | AcknowledgementEntry], triggers: Mapping[str, Sequence[str]], faults: Faults
) -> None:
    for entry in entries:
        kpi = entry.kpi.text.strip()
        if kpi not in triggers:
            _unknown(entry.kpi, f"there is no KPI `{clip(kpi)}`", kpi, [*triggers], faults)
        elif isinstance(entry, AcknowledgementEntry):
            _check_acknowledgement(entry, [spelled(when) for when in triggers[kpi]], faults)


def _check_acknowledgement(entry: AcknowledgementEntry, known: Sequence[str], faults: Faults) -> None:
    when = spelled(entry.when.text)
    if when not in known:
        _unknown(entry.when, f"the KPI has no trigger `{clip(when)}`", when, known, faults)
    if entry.until and entry.until < entry.on:
        hint = f"it was acknowledged on {entry.on}; correct one of the two days"
        faults.add(problem_at(entry.node.values["until"], "K004", "this ends before it begins", hint))


def _unknown(node: ScalarNode, message: str, word: str, known: Sequence[str], faults: Faults) -> None:
    hint = did_you_mean(word, known) or (f"it has {listed(known, 'and')}" if 0 < len(known) <= 6 else None)
    faults.add(problem_at(node, "K005", message, hint))
