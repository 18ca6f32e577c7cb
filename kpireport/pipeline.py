"""The stages, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from kpireport import answers, charts, checks, editions, pages, project, sources, write
from kpireport.access import (
    Restricted,
    readers_named,
    restrict,
    restrict_judgement,
    restrict_memory,
    restrict_snapshots,
)
from kpireport.analysis.diff import diff as difference
from kpireport.analysis.report import analyse
from kpireport.collect.pull import Pulled, pull_one
from kpireport.deliver.alerts import Alerts, find_alerts
from kpireport.deliver.built import read_built
from kpireport.deliver.letter import EVERYONE
from kpireport.deliver.mailing import Mailing, Wish, linker, make_mailing, tagger
from kpireport.deliver.publish import Publication
from kpireport.deliver.publish import publish as push
from kpireport.encryption import encrypt
from kpireport.errors import KpireportError, Problem, UsageError
from kpireport.format import Language
from kpireport.model import Diff, File, Finding, Judgement, Project, Report, Snapshots
from kpireport.pages.kpi_csv import kpi_csvs
from kpireport.pages.locked import locked_page
from kpireport.pages.report_json import report_json
from kpireport.pages.site_files import unlisted_files
from kpireport.pages.trigger_json import triggers_json
from kpireport.pages.views import View
from kpireport.periods import Period
from kpireport.previous import PreviousReport, read_previous
from kpireport.project.catalog import read_catalog
from kpireport.render import render
from kpireport.theme import Theme, load_theme

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How one report is made. `as_of` and `data_through` stand in for the clock; `jobs` never changes the result.

    `previous` is where the report before this one is: a file, a folder or an address. `audience` names those that the
    site is for alone; `public` leaves out what is confidential; with a `passphrase` it is encrypted. `with_editions`
    False: the site has none, whatever its plan.
    """

    environment: Mapping[str, str]
    as_of: date | None = None
    data_through: date | None = None
    previous: str | None = None
    strict: bool = False
    jobs: int = 1
    audience: str | None = None
    public: bool = False
    passphrase: str | None = field(default=None, repr=False)
    with_editions: bool = True
    progress: Progress | None = None

    def say(self, stage: str) -> None:
        """Tell whoever watches which stage begins."""
        if self.progress:
            self.progress(stage)


class FindingsError(KpireportError):
    """`--strict` met findings that fail it; nothing was written."""

    exit_code: ClassVar[int] = 1


def check(site_file: Path, options: Options) -> Report:
    """Reads and judges a project without building it.

    Raises: ProjectError, SourceError.
    """
    return _judge(site_file, options)[0]


def findings(site_file: Path, options: Options) -> Judgement:
    """The findings of a project, without computing what only its pages tell, SMART cards among it.

    Raises: ProjectError, SourceError.
    """
    report, _ = _judge_after(_previous(options), site_file, options, for_findings=True)
    return replace(report.judgement, smart={})


def ask(site_file: Path, question: str, owner: str | None, options: Options) -> answers.Answer:
    """The answer to a question in plain words, from the report as it is computed now. `owner` is who asks.

    Raises: ProjectError, SourceError.
    """
    report, language = _judge(site_file, options)
    library = answers.library_of(report, read_catalog())
    return answers.answer(question, report, language, owner=owner, library=library)


def build(site_file: Path, out: Path, options: Options) -> Report:
    """Builds the site of `site_file` into `out`, which is replaced whole or not at all.

    Raises: ProjectError, SourceError, FindingsError (with `strict`), OutputError, BusyError.
    """
    with write.hold(out, project=site_file.parent) as output:
        previous = _previous(options)
        report, language = _judge_after(previous, site_file, options)
        if options.strict:
            _refuse_errors(report.findings)
        files = _site(report, language, previous, site_file, options)
        if options.passphrase is None:
            output.replace(files, confidential=report.confidential)
        else:
            theme = load_theme(report.site.theme, site_file.parent)
            output.replace(locked(files, options.passphrase, theme, language))
    return report


def locked(files: Iterable[File], passphrase: str, theme: Theme, language: Language) -> Iterator[File]:
    """The files encrypted, and the page that opens them. Raises UsageError for a passphrase that is too short."""
    sealed = encrypt(files, passphrase)
    yield from sealed.files
    yield from render([locked_page(sealed.salt, sealed.iterations, sealed.check)], theme, language)
    yield from theme.lock_files()
    yield from unlisted_files()


def diff(old: str, new: str) -> tuple[Diff, Language]:
    """What differs between two reports, each at a file, a folder or an address, and the language of the later one.

    Raises: UsageError, SourceError.
    """
    earlier, later = read_previous(old), read_previous(new)
    return difference(earlier.memory, later.memory), Language(later.locale, later.currency)


def publish(
    site_file: Path,
    out: Path,
    environment: Mapping[str, str],
    *,
    remote: str,
    branch: str,
    is_agreed: bool,
    dry_run: bool,
) -> Publication:
    """Pushes the site in `out` to a branch of the repository that holds `site_file`; builds it first where none is.

    Raises: what `build` raises, DeliveryError.
    """
    if not (out / write.MANIFEST).exists():
        build(site_file, out, Options(environment=environment))
    site = read_built(out)
    folder = site_file.parent
    return push(site, folder, environment, remote=remote, branch=branch, is_agreed=is_agreed, dry_run=dry_run)


def compose_mail(site_file: Path, options: Options, wish: Wish, campaign: str | None) -> Mailing:
    """The mails of the report as it is computed now; `campaign` tags their links, in place of the site's own.

    Raises: ProjectError, SourceError, UsageError.
    """
    previous, inputs = _previous(options), _read(site_file, options)
    report, language = _judge_read(inputs, previous, options)
    theme = load_theme(report.site.theme, site_file.parent)

    def seen(view: View) -> Report:
        if not report.confidential:
            return report
        name = view.id if view.kind == "audience" else view.title
        readers = replace(options, public=True) if view.id == EVERYONE else replace(options, audience=name)
        return _judge_read(inputs, previous, readers)[0]

    options.say("mail")
    memory = previous.memory if previous else None
    return make_mailing(report, memory, wish, theme, language, tagger(campaign or report.site.mail.utm), seen)


def alerts(site_file: Path, options: Options) -> tuple[Alerts, Report, Language]:
    """What is news in the report as it is computed now, against the earlier one; for the public or an audience.

    Raises: ProjectError, SourceError.
    """
    previous, inputs = _previous(options), _read(site_file, options)
    report, language = _judge_read(inputs, previous, replace(options, public=options.audience is None))
    triggers = {kpi.id: [trigger.when for trigger in kpi.triggers] for kpi in inputs.project.kpis}
    quiet = project.load_quiet(site_file.parent, triggers, options.environment)
    memory = previous.memory if previous else None
    return find_alerts(report, memory, quiet, language, linker(report.site.url)), report, language


@dataclass(frozen=True, slots=True)
class Pull:
    """What came of asking all origins: those that answered, and the errors of those that did not."""

    pulled: tuple[Pulled, ...]
    failures: tuple[KpireportError, ...]


def pull(
    site_file: Path, environment: Mapping[str, str], on: date | None, only: Sequence[str], *, restate: bool
) -> Pull:
    """Asks the origins of a project, or those named by `only`, one after the other.

    Raises: ProjectError for files that are not sound, UsageError for an id that there is not.
    """
    loaded = project.load_project(site_file, environment)
    origins = {origin.id: origin for origin in project.load_pulls(site_file, environment)}
    strange = [id_ for id_ in only if id_ not in origins]
    if strange or not origins:
        message = f"there is nothing to pull called `{strange[0]}`" if strange else "there is nothing to pull"
        hint = f"there are {', '.join(origins)}" if origins else "name a file under `pull` in site.yaml"
        raise UsageError(Problem(code="D017", message=message, hint=hint))
    pulled: list[Pulled] = []
    failures: list[KpireportError] = []
    for id_ in only or origins:
        try:
            pulled.append(pull_one(loaded, origins[id_], environment, on, restate=restate))
        except KpireportError as error:
            failures.append(error)
    return Pull(tuple(pulled), tuple(failures))


def _site(
    report: Report, language: Language, previous: PreviousReport | None, site_file: Path, options: Options
) -> Iterator[File]:
    def edition(period: Period) -> Iterator[File]:
        options.say(f"edition {period.label}")
        quiet = replace(options, as_of=period.end, data_through=None, progress=None)
        own, words = _judge_after(None, site_file, quiet)
        return _report_files(replace(own, edition=period), words, site_file.parent, quiet)

    # What became confidential since must not stay readable: a part of the list has no edition that was made before.
    carry = options.audience is None and not options.public
    plan = report.site.editions if options.with_editions else None
    kept = yield from editions.editions(report, plan, previous, edition, as_of=options.as_of, carry=carry)
    yield from _report_files(editions.with_editions(report, kept), language, site_file.parent, options)


def _report_files(report: Report, language: Language, root: Path, options: Options) -> Iterator[File]:
    theme = load_theme(report.site.theme, root)
    options.say("charts")
    drawings = charts.draw(report, language, theme.charts, options.jobs)
    options.say("pages")
    yield from theme.static_files()
    yield from render(pages.pages(report, drawings, language), theme, language)
    yield report_json(report)
    yield triggers_json(report)
    yield from kpi_csvs(report)


def _previous(options: Options) -> PreviousReport | None:
    return read_previous(options.previous) if options.previous is not None else None


def _judge(site_file: Path, options: Options) -> tuple[Report, Language]:
    return _judge_after(_previous(options), site_file, options)


def _judge_after(
    previous: PreviousReport | None, site_file: Path, options: Options, *, for_findings: bool = False
) -> tuple[Report, Language]:
    return _judge_read(_read(site_file, options), previous, options, for_findings=for_findings)


@dataclass(frozen=True, slots=True)
class _Inputs:
    """The project and its numbers, read once; reports for several readers can be made of them."""

    project: Project
    snapshots: Snapshots


def _read(site_file: Path, options: Options) -> _Inputs:
    options.say("project")
    loaded = project.load_project(site_file, options.environment)
    options.say("sources")
    through = options.data_through or loaded.site.data_through
    return _Inputs(loaded, sources.read_snapshots(loaded, as_of=options.as_of, data_through=through))


def _judge_read(
    inputs: _Inputs, previous: PreviousReport | None, options: Options, *, for_findings: bool = False
) -> tuple[Report, Language]:
    options.say("analysis")
    site, seen = inputs.project.site, _seen(inputs.project, options)
    language = Language(site.locale, site.currency)
    ledger, memory = restrict_memory(previous.ledger, previous.memory, seen) if previous else ((), None)
    report = analyse(
        seen.project,
        restrict_snapshots(inputs.snapshots, seen),
        language,
        as_of=options.as_of,
        data_through=options.data_through or site.data_through,
        earlier=ledger,
        past=memory,
        for_findings=for_findings,
    )
    judgement = restrict_judgement(checks.judge(seen.project, report), seen)
    return replace(report, judgement=judgement, readers=_readers(options)), language


def _readers(options: Options) -> str | None:
    """For whom alone the report is made: `public`, or the name of an audience."""
    return "public" if options.public else options.audience


def _seen(loaded: Project, options: Options) -> Restricted:
    """What those who will read the report may see of the project."""
    if options.audience is not None:
        return restrict(loaded, readers_named(options.audience, loaded))
    return restrict(loaded, None) if options.public else Restricted(loaded, loaded)


def _refuse_errors(findings: tuple[Finding, ...]) -> None:
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        raise FindingsError(*(_problem(finding) for finding in errors))


def _problem(finding: Finding) -> Problem:
    return Problem(code=finding.code, message=finding.message, place=finding.place, hint=finding.help)
