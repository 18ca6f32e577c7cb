"""From a file to what a project needs to read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpireport.errors import Place, Problem, SourceError, UsageError
from kpireport.imports.evidence import Evidence, evidence
from kpireport.imports.generic import guessed
from kpireport.imports.look import Look, look_at
from kpireport.imports.pattern import file_pattern
from kpireport.imports.proposal import Home, Proposal, by_guess, by_preset
from kpireport.imports.recognise import Match, fitting, lacking, recognised
from kpireport.imports.values import Said
from kpireport.model import Preset, Project
from kpireport.project.presets import read_presets
from kpireport.project.proposed import proposed_source
from kpireport.project.scalars import is_id
from kpireport.project.wording import slug
from kpireport.project.yaml_text import Value
from kpireport.sources import read_snapshots
from kpireport.sources.cells import Faults
from kpireport.sources.dates import format_fault
from kpireport.sources.find import find_files


@dataclass(frozen=True, slots=True)
class Covered:
    """The source of the project that reads the file already."""

    source: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed for the file `file`, and what reading it so gives.

    `others` are presets that the same export fits too; `is_guess` where none fits.
    """

    file: str
    proposal: Proposal
    evidence: Evidence
    others: tuple[Preset, ...] = ()

    @property
    def is_guess(self) -> bool:
        return self.proposal.preset is None


def plan_import(
    project: Project,
    file: Path,
    *,
    preset: str | None = None,
    source: str | None = None,
    metrics: Collection[str] = (),
    said: Said,
) -> Plan | Covered:
    """What the project needs to read `file`: by the preset named, by the one that fits, or by its cells.

    `metrics` are the only ones wanted, where there are any.

    Raises UsageError for a file outside the project, a name that is taken, a preset that is unknown, and where several
    fit; SourceError for a file that cannot be read, or not so.
    """
    name = _inside(project, file)
    if said.date_format and (wrong := format_fault(said.date_format)):
        message = f"--date-format “{said.date_format}” cannot be used: {wrong}"
        raise UsageError(Problem(code="D005", message=message, hint="for example %d/%m/%Y, %Y%m%d, %b %Y"))
    if covered := _covered(project, name):
        return covered
    look = look_at(name, project.root)
    match = _asked(look, preset) if preset else _only(look)
    identifier = _source_id(project, source, match.preset.id if match else slug(Path(name).stem.partition(".")[0]))
    held = _held(project) if match else frozenset()
    for path in dict.fromkeys((file_pattern(name), name)):
        home = Home(source=identifier, files=path, known=project.metrics, held=held)
        proposal = by_preset(look, match, home, said) if match else by_guess(look, guessed(look, said), home)
        if metrics:
            proposal = proposal.limited(_known_metrics(metrics, proposal))
        read, fault = _read(project, proposal)
        if read:
            return Plan(name, proposal, read, _others(look, match.preset) if match else ())
    raise fault or AssertionError  # the last path was read or refused


def _known_metrics(asked: Collection[str], proposal: Proposal) -> Collection[str]:
    offered = (*proposal.metrics, *proposal.used)
    if unknown := [id_ for id_ in asked if id_ not in offered]:
        message = f"the file does not give the metric “{unknown[0]}”"
        raise UsageError(Problem(code="K005", message=message, hint=f"it gives {', '.join(offered)}"))
    return asked


def _read(project: Project, proposal: Proposal) -> tuple[Evidence | None, SourceError | None]:
    """What reading gives; else the fault of the file, or of others that the pattern takes in."""
    base = proposal.preset.source if proposal.preset else None
    source = proposed_source(proposal.source, proposal.settings, base)
    used: Mapping[str, Mapping[str, Value]] = {name: {} for name in proposal.used}
    try:
        return evidence(project, source, {**proposal.metrics, **used}), None
    except SourceError as error:
        return None, error


def _held(project: Project) -> frozenset[str]:
    """The metrics that name no source and have numbers; all of them where the data cannot be read."""
    open_ = {metric.id: metric.column or metric.id for metric in project.metrics.values() if metric.source is None}
    if not open_:
        return frozenset()
    try:
        found = {name for _, name in read_snapshots(project).observations}
    except SourceError:
        return frozenset(open_)
    return frozenset(id_ for id_, name in open_.items() if name in found)


def _inside(project: Project, file: Path) -> str:
    """The file's path relative to site.yaml, links followed in neither."""
    root = project.root.absolute()
    path = file.absolute()
    if not path.exists():
        raise UsageError(Problem(code="D001", message=f"there is no file {file}", place=None))
    for one, folder in ((path, root), (path.resolve(), root.resolve())):
        if one.is_relative_to(folder):
            return one.relative_to(folder).as_posix()
    hint = f"move it into {project.root}, such as into an exports folder; a project reads nothing outside its folder"
    raise UsageError(Problem(code="K014", message=f"{file} lies outside the project's folder", hint=hint))


def _covered(project: Project, name: str) -> Covered | None:
    for source in project.sources.values():
        if any(found.name == name for found in find_files(source, project.root, Faults())):
            return Covered(source.id, source.files)
    return None


def _source_id(project: Project, given: str | None, usual: str) -> str:
    name = given or usual or "export"
    if not is_id(name):
        hint = "use a-z, 0-9, - and _, beginning with a letter or digit: --source NAME"
        raise UsageError(Problem(code="K011", message=f"“{name}” cannot be the id of a source", hint=hint))
    if name in project.sources:
        taken = project.sources[name]
        message = f"there is a source “{name}” already; it reads {', '.join(taken.files)}"
        hint = f"add the file to the `files` of “{name}”, or give this one a name of its own: --source {name}-2"
        raise UsageError(Problem(code="K009", message=message, place=taken.place, hint=hint))
    return name


# ------------------------------------------------------------------------------------------------ which preset


def _asked(look: Look, preset: str) -> Match:
    known = read_presets()
    if preset not in known:
        hint = "`kpireport import --list` names them"
        raise UsageError(Problem(code="K005", message=f"there is no preset “{preset}”", hint=hint))
    if match := fitting(look, known[preset]):
        return match
    missing, have = lacking(look, known[preset])
    columns = " and ".join(_with_synonyms(column, known[preset]) for column in missing)
    message = f"the preset “{preset}” needs {columns}, which the file does not have"
    raise SourceError(Problem(code="D003", message=message, place=Place(look.name), hint=_have(have)))


def _only(look: Look) -> Match | None:
    matches = recognised(look, (preset for preset in read_presets().values() if preset.variant_of is None))
    if len(matches) < 2:
        return matches[0] if matches else None
    message = f"the file fits {len(matches)} presets equally well"
    ways = "; ".join(f"--preset {match.preset.id} for {match.preset.name}" for match in matches)
    hint = f"say {ways}; {_have(matches[0].header)}"
    raise UsageError(Problem(code="D019", message=message, place=Place(look.name), hint=hint))


def _others(look: Look, preset: Preset) -> tuple[Preset, ...]:
    return tuple(one for one in read_presets().values() if one.variant_of == preset.id and fitting(look, one))


def _with_synonyms(column: str, preset: Preset) -> str:
    also = preset.source.synonyms.get(column, ())
    return f"the column “{column}”" + (f" (also called {', '.join(f'“{one}”' for one in also)})" if also else "")


def _have(columns: Sequence[str]) -> str:
    return f"its columns are {', '.join(columns)}"
