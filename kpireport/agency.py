"""Many sites in one go, each into a folder of its own, and an overview of them all.

Each site changes on its own, whole or not at all; so one that fails leaves the others alone, and its
own earlier pages too.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from kpireport import pipeline, write
from kpireport.errors import KpireportError, Place, Problem, UsageError
from kpireport.format import Language
from kpireport.model import File
from kpireport.pages.overview import Client, client_before, client_of, overview
from kpireport.pages.site_files import unlisted_files
from kpireport.pipeline import Options
from kpireport.previous import read_previous
from kpireport.render import render
from kpireport.theme import DEFAULT, load_theme

_REPORT = "this is no fault of yours; please report it with the lines above"
#: What lies beside the folders of the sites.
_TAKEN = frozenset({"assets", "index.html", "cname"})


class FaultError(KpireportError):
    """The program itself failed on one of several sites."""

    exit_code: ClassVar[int] = 70


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a site was not built; its problems name the file by the way to it."""

    folder: str
    kind: type[KpireportError]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it: the sites, those that failed, and the folders of earlier sites that were not asked for."""

    clients: tuple[Client, ...]
    failures: tuple[Failure, ...]
    left_alone: tuple[str, ...]

    @property
    def error(self) -> KpireportError | None:
        """The problems of all that failed, as an error of the first one's kind."""
        if not self.failures:
            return None
        return self.failures[0].kind(*(problem for failure in self.failures for problem in failure.problems))


def build_all(site_files: Sequence[Path], root: Path, options: Options) -> Built:
    """Builds each site into a folder of `root` that is called as the folder of its site.yaml, and then the overview.

    `options.jobs` sites are built at a time; `options.previous` holds the earlier reports in folders of these names.

    Raises: UsageError for names that clash, OutputError and BusyError for a `root` that is not ours to fill.
    """
    sites = _named(site_files)
    with write.hold(root, schema=write.OVERVIEW) as output:
        output.mark()
        clients: list[Client] = []
        failures: list[Failure] = []
        for folder, done in zip(sites, _each(sites, root, options), strict=True):
            if isinstance(done, Failure):
                failures.append(done)
                clients.append(replace(_standing(root, folder), is_built=False))
            else:
                clients.append(done)
        kept = output.sites()
        others = tuple(name for name in kept if name not in sites)
        standing = [*clients, *(_standing(root, folder) for folder in others)]
        output.replace(_files(standing, options.passphrase), kept=kept)
    return Built(tuple(clients), tuple(failures), others)


def _named(site_files: Iterable[Path]) -> Mapping[str, Path]:
    """The sites by the names of their folders."""
    found: dict[str, Path] = {}
    taken: dict[str, Path] = {}
    problems = []
    for file in site_files:
        name = file.resolve().parent.name
        if name.casefold() in taken:
            message = f"{taken[name.casefold()]} and {file} would both go into the folder “{name}”"
            problems.append(Problem(code="O015", message=message, hint="rename one of their folders"))
        elif not name or name.startswith(".") or name.casefold() in _TAKEN:
            message = f"{file} would go into the folder “{name}”, which is taken"
            problems.append(Problem(code="O015", message=message, hint="rename its folder"))
        taken[name.casefold()] = file
        found[name] = file
    if problems:
        raise UsageError(*problems)
    return found


# ------------------------------------------------------------------------------------------------------- each of them


def _each(sites: Mapping[str, Path], root: Path, options: Options) -> Iterator[Client | Failure]:
    """In the order of the sites, whichever is done first."""
    own = replace(options, jobs=1, progress=None, environment=dict(options.environment))
    tasks = [(folder, file, root, replace(own, previous=_previous(options, folder))) for folder, file in sites.items()]
    if options.jobs < 2 or len(tasks) < 2:
        for number, task in enumerate(tasks, 1):
            options.say(f"{task[0]} ({number} of {len(tasks)})")
            yield _one(task)
        return
    with ProcessPoolExecutor(min(options.jobs, len(tasks)), get_context("spawn")) as pool:
        for number, (task, done) in enumerate(zip(tasks, pool.map(_one, tasks), strict=True), 1):
            options.say(f"{task[0]} ({number} of {len(tasks)})")
            yield done


def _one(task: tuple[str, Path, Path, Options]) -> Client | Failure:
    folder, file, root, options = task
    try:
        report = pipeline.build(file, root / folder, options)
    except KpireportError as error:
        return Failure(folder, type(error), tuple(_located(problem, folder, file) for problem in error.problems))
    except Exception as error:  # a fault of ours in one site must not cost the others
        traceback.print_exc()
        message = f"{folder}: kpireport itself failed ({type(error).__name__})"
        return Failure(folder, FaultError, (Problem(code="O016", message=message, hint=_REPORT),))
    return client_of(folder, report, Language(report.site.locale, report.site.currency))


def _located(problem: Problem, folder: str, file: Path) -> Problem:
    """The problem with the way to its file, or at least the name of the site."""
    if problem.place is None:
        return replace(problem, message=f"{folder}: {problem.message}")
    also = tuple(_below(place, file) for place in problem.also)
    return replace(problem, place=_below(problem.place, file), also=also)


def _below(place: Place, file: Path) -> Place:
    return replace(place, file=(file.parent / place.file).as_posix())


def _previous(options: Options, folder: str) -> str | None:
    """The earlier report of one site; a site that is new in a folder of reports has none."""
    where = options.previous
    if where is None:
        return None
    if urlsplit(where).scheme in ("http", "https"):
        return f"{where.rstrip('/')}/{folder}/"
    return str(Path(where) / folder) if (Path(where) / folder).exists() else None


# ------------------------------------------------------------------------------------------------------- the overview


def _standing(root: Path, folder: str) -> Client:
    """A site as it was built before; of one that cannot be read only that it is there."""
    if not (root / folder / write.MANIFEST).is_file():
        return Client(folder=folder, title=folder, is_there=False)
    try:
        return client_before(folder, read_previous(str(root / folder)))
    except KpireportError:
        return Client(folder=folder, title=folder)


def _files(clients: Sequence[Client], passphrase: str | None) -> Iterator[File]:
    language = Language("en-GB", None)
    theme = load_theme(DEFAULT, Path())
    page = render([overview(clients, language)], theme, language)
    if passphrase is not None:
        return pipeline.locked(chain(theme.static_files(), page), passphrase, theme, language)
    return chain(theme.static_files(), page, unlisted_files())
