"""A site for some readers holds nothing of the rest, in any byte of any file."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from kpireport.access import readers_named, restrict
from kpireport.cli import run
from kpireport.errors import ProjectError, UsageError
from kpireport.model import Goal, Project
from kpireport.pipeline import Options, build, check
from kpireport.project import load_project
from tests.access.secrets import GROW, METRICS, NOTES, SITE, told, write_project


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def whole(site: Path) -> Path:
    """The site with everything in it."""
    build(site, site.parent / "whole", Options(environment={}))
    return site.parent / "whole"


@pytest.fixture(scope="module")
def public(site: Path, whole: Path) -> Path:
    """The public site, built on the memory of the whole one."""
    options = Options(environment={}, public=True, previous=str(whole))
    build(site, site.parent / "out", options)
    return site.parent / "out"


def report_of(folder: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((folder / "data/report.json").read_text("utf-8"))
    return content


def test_a_public_site_tells_nothing_confidential_even_on_the_memory_of_a_whole_one(whole: Path, public: Path) -> None:
    marked = set(told(whole))
    assert {"kpis/xanadu-margin/index.html: xanadu", "data/xanadu-margin.csv: 987654"} <= marked
    assert told(public) == []


@pytest.mark.slow
def test_no_edition_of_a_public_site_tells_more_than_its_front(tmp_path: Path) -> None:
    site = write_project(tmp_path / "project", site=SITE.replace("catalog: false", "editions: quarter"))
    build(site, tmp_path / "whole", Options(environment={}))
    build(site, tmp_path / "out", Options(environment={}, public=True, previous=str(tmp_path / "whole")))
    assert any(line.startswith("editions/2026-Q1/") for line in told(tmp_path / "whole"))
    assert (tmp_path / "out/editions/2026-Q1/index.html").is_file()
    assert told(tmp_path / "out") == []


@pytest.mark.parametrize("audience", ["executive", "Web lead"])
def test_a_site_for_an_audience_tells_nothing_that_is_not_for_it(site: Path, tmp_path: Path, audience: str) -> None:
    build(site, tmp_path / "out", Options(environment={}, audience=audience))
    assert told(tmp_path / "out") == []


def test_an_audience_gets_its_kpis_and_no_other(site: Path) -> None:
    def seen(name: str) -> set[str]:
        return {kpi.id for kpi in check(site, Options(environment={}, audience=name)).kpis}

    assert seen("board") == {"xanadu-margin", "zephyrine-offer"}
    assert seen("executive") == {"orders", "conversion"}
    assert seen("desk") == seen("web lead") == {"visits", "orders", "conversion"}


def test_the_figures_of_what_stays_are_those_of_the_whole(whole: Path, public: Path) -> None:
    figures = [
        {kpi["id"]: (kpi["value"], kpi["status"], kpi["series"]) for kpi in report_of(folder)["kpis"]}  # type: ignore[attr-defined]
        for folder in (whole, public)
    ]
    assert figures[1] == {id_: figure for id_, figure in figures[0].items() if id_ in figures[1]}
    assert list(figures[1]) == ["visits", "orders", "conversion"]


def test_what_hangs_on_the_rest_goes_with_it(site: Path) -> None:
    part = restrict(load_project(site, {}), None).project
    assert [(goal.id, goal.parent) for goal in part.goals] == [("company", None), ("grow", "company")]
    visits = part.kpis[0]
    assert (visits.feeds, visits.pairs_with, visits.explained_by) == ((), ("orders",), ("mails",))
    assert [one.metric for one in visits.guardrails] == ["mails"]
    assert visits.conflicts_with == ()
    assert [okr.id for okr in part.okrs] == ["q3-shop"]
    assert [(event.title, event.kpis) for event in part.events] == [("New shop front", ("visits",))]
    assert [note.kpi for note in part.notes] == ["visits"]
    assert sorted(part.metrics) == ["conversion", "mails", "orders", "visits"]
    assert [audience.id for audience in part.site.audiences or ()] == ["executive", "desk", "owner"]


def test_nobody_is_blamed_for_what_is_only_hidden(site: Path) -> None:
    findings = check(site, Options(environment={}, public=True)).findings
    assert all(finding.place is None for finding in findings)
    assert {finding.kpi for finding in findings} <= {"orders", "conversion", None}
    assert "grow" not in {finding.goal for finding in findings if finding.kpi is None}


def test_the_command_checks_for_the_same_readers(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", str(site), "--format", "json"])
    assert "xanadu" in capsys.readouterr().out
    run(["check", str(site), "--public", "--format", "json"])
    assert "xanadu" not in capsys.readouterr().out
    assert run(["check", str(site), "--public", "--audience", "executive"]) == 2


def test_the_whole_site_marks_what_is_confidential_and_is_not_listed(whole: Path, public: Path) -> None:
    kpi = (whole / "kpis/xanadu-margin/index.html").read_text("utf-8")
    assert "<li>Confidential</li>" in kpi
    assert '<meta name="robots" content="noindex, nofollow">' in kpi
    assert "Disallow: /\n" in (whole / "robots.txt").read_text("utf-8")
    assert not (whole / "sitemap.xml").exists()
    assert json.loads((whole / ".kpireport-manifest.json").read_text("utf-8"))["confidential"] is True
    assert "noindex" not in (public / "index.html").read_text("utf-8")
    assert (public / "sitemap.xml").exists()
    assert "confidential" not in json.loads((public / ".kpireport-manifest.json").read_text("utf-8"))


def test_a_kpi_that_hangs_on_a_confidential_metric_is_refused(tmp_path: Path) -> None:
    metrics = METRICS + "gain: {name: Gain, unit: currency, formula: xanadu-profit / visits}\n"
    kpi = "  - {id: gain, metric: gain, cadence: month, target: {at_least: 3}}\n"
    site = write_project(tmp_path, metrics=metrics, grow=GROW + kpi)
    with pytest.raises(ProjectError) as caught:
        check(site, Options(environment={}, public=True))
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == (
        "K023",
        "`gain` hangs on the metric `xanadu-profit`, which is confidential",
    )
    assert str(problem.place).startswith("kpis/grow.yaml:")


def test_a_text_that_names_what_is_confidential_is_refused(tmp_path: Path) -> None:
    note = NOTES["visits.md"] + "All eyes are on the xanadu  margin.\n"
    site = write_project(tmp_path, visits=note)
    with pytest.raises(ProjectError) as caught:
        check(site, Options(environment={}, public=True))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place and problem.place.file) == ("K024", "notes/visits.md")
    assert "“xanadu  margin”" in problem.message


def test_an_unknown_audience_is_told_with_a_near_one(site: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean “executive”"):
        readers_named("executives", load_project(site, {}))
    wrong = write_project(tmp_path, quillon="id: q\nconfidential: [baord]\nkpis: []\n", visits=NOTES["visits.md"])
    with pytest.raises(ProjectError, match="there is no audience `baord`"):
        load_project(wrong, {})


def secret(project: Project, id_: str) -> Project:
    goals: tuple[Goal, ...] = tuple(
        replace(goal, kpis=tuple(replace(kpi, confidential=kpi.id == id_) for kpi in goal.kpis))
        for goal in project.goals
    )
    return replace(project, goals=goals)


def test_any_kpi_of_the_example_can_be_kept_back(root: Path) -> None:
    """Each in turn: nothing of the project that stays has its id, or a reason is given why that cannot be."""
    project = load_project(root / "site.example.yaml", {})
    kept_back = []
    for kpi in project.kpis:
        with suppress(ProjectError):
            part = restrict(secret(project, kpi.id), None).project
            kept_back.append(kpi.id)
            assert f"'{kpi.id}'" not in repr(
                (part.goals, part.okrs, part.events, part.notes, part.reviews, part.survey)
            )
    assert {"active-households", "packaging-budget", "co2-per-delivery", "loop-score"} <= set(kept_back)


@pytest.mark.parametrize("audience", [None, "executive"])
def test_a_site_of_the_example_for_some_tells_nothing_of_what_is_confidential(
    root: Path, tmp_path: Path, audience: str | None
) -> None:
    shutil.copytree(root / "content/example", tmp_path / "content/example")
    site = Path(shutil.copy(root / "site.example.yaml", tmp_path))
    goal = tmp_path / "content/example/kpis/3-loop.yaml"
    entry = "  - id: packaging-budget\n"
    goal.write_text(goal.read_text("utf-8").replace(entry, f"{entry}    confidential: true\n"), "utf-8")
    whole = check(site, Options(environment={}))
    (kept_back,) = [kpi for kpi in whole.kpis if kpi.is_confidential]
    build(site, tmp_path / "out", Options(environment={}, public=audience is None, audience=audience))

    marks = {kept_back.id, kept_back.name, kept_back.metric.id, str(kept_back.signal.mean), str(kept_back.signal.upper)}
    assert min(map(len, marks)) > 8
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(written) > 100
    for path in written:
        content = path.read_bytes()
        assert [mark for mark in marks if mark.encode() in content or mark in path.name] == [], path


def test_a_project_without_anything_confidential_is_public_as_it_is(root: Path) -> None:
    project = load_project(root / "site.example.yaml", {})
    assert restrict(project, None).project is project
