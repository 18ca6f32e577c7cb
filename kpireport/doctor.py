"""What is needed to help somebody: versions, whether each part works here, and the project in numbers.

Nothing in it names a KPI, a person, a path or a secret, so that it can be pasted into a public question.
"""

from __future__ import annotations

import os
import platform
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from kpireport import __version__, pipeline, write
from kpireport.errors import KpireportError
from kpireport.project import load_project
from kpireport.shipped import shipped

DISTRIBUTION = "kpireport-site"
_REQUIREMENT = re.compile(r"[\w.-]+")
_SECRETS = ("KPIREPORT_SMTP_PASSWORD", "KPIREPORT_WEBHOOK", "KPIREPORT_PASSPHRASE")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at; `is_sound` False where it keeps kpireport from working."""

    name: str
    text: str
    is_sound: bool = True


def examine(site_file: Path, out: Path, environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    """Looks at the program, the machine, the output folder and the project. Raises nothing that can be told."""
    yield Diagnosis("kpireport", __version__)
    yield Diagnosis("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield Diagnosis("libraries", ", ".join(_libraries()))
    yield _trial()
    yield _output(out, site_file.parent)
    yield Diagnosis("environment", ", ".join(f"{name} {_is_set(name, environment)}" for name in _SECRETS))
    yield from _project(site_file, environment)


def _libraries() -> Iterator[str]:
    """Each library that kpireport names, its tests' aside, with the version found."""
    named = [text for text in metadata.requires(DISTRIBUTION) or () if "extra == 'dev'" not in text.replace('"', "'")]
    for name in sorted({match[0].lower() for text in named if (match := _REQUIREMENT.match(text))}):
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} not installed"


def _trial() -> Diagnosis:
    """Whether data engine, charts and pages work on this machine: the shipped starter report is built and dropped."""
    name = "trial build"
    site_file = shipped("content") / "packs" / "starter" / "site.yaml"
    try:
        with tempfile.TemporaryDirectory() as folder:
            pipeline.build(site_file, Path(folder) / "site", pipeline.Options(environment={}, with_editions=False))
    except Exception as error:
        return Diagnosis(name, f"fails: {type(error).__name__}: {str(error)[:200]}", is_sound=False)
    return Diagnosis(name, "the starter report was built")


def _output(out: Path, project: Path) -> Diagnosis:
    """Whether a build could replace the output folder; nothing is written into it."""
    try:
        with write.hold(out, project=project):
            there = "holds a site of ours" if (out / write.MANIFEST).exists() else "can be made"
            with tempfile.TemporaryDirectory(dir=out.resolve().parent):
                return Diagnosis("output", there)
    except (KpireportError, OSError) as error:
        codes = {problem.code for problem in error.problems} if isinstance(error, KpireportError) else {"O002"}
        return Diagnosis("output", f"cannot be replaced ({', '.join(sorted(codes))})", is_sound=False)


def _is_set(name: str, environment: Mapping[str, str]) -> str:
    return "set" if environment.get(name) else "not set"


def _project(site_file: Path, environment: Mapping[str, str]) -> Iterator[Diagnosis]:
    if not os.path.lexists(site_file):
        yield Diagnosis("project", "none here")
        return
    try:
        project = load_project(site_file, environment)
    except KpireportError as error:
        counted = Counter(problem.code for problem in error.problems)
        codes = ", ".join(f"{code} ×{count}" for code, count in sorted(counted.items()))
        yield Diagnosis("project", f"has problems, which `kpireport check` lists: {codes}", is_sound=False)
        return
    counts = {
        "goals": project.goals,
        "KPIs": project.kpis,
        "metrics": project.metrics,
        "sources": project.sources,
        "events": project.events,
        "notes": project.notes,
        "reviews": project.reviews,
    }
    listed = ", ".join(f"{name} {len(things)}" for name, things in counts.items())
    yield Diagnosis("project", f"{listed}; locale {project.site.locale}")
    files = [path for source in project.sources.values() for name in source.files for path in project.root.glob(name)]
    kinds = Counter("".join(path.suffixes[-2:]).lower() for path in files if path.is_file())
    size = sum(path.stat().st_size for path in files if path.is_file())
    by_kind = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    yield Diagnosis("snapshots", f"{by_kind or 'no files'}, {size / 10**6:.1f} MB in all")
