"""`catalog list|search|show|add` and `calc`: what they print, what they write, and how they refuse."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import get_args

import pytest
import yaml

from kpireport.cli import run
from kpireport.commands import catalog as catalog_commands
from kpireport.model import Category, CompanyStage, Funnel, Scope
from kpireport.project import load_project
from kpireport.project.catalog import read_catalog

SITE = """\
# our report
title: Shop
goals: [kpis/*.yaml]   # one file a goal
metrics:
  - metrics.yaml
"""
GOAL = """\
id: grow
name: Sell to more people   # the goal
owner: Sales
kpis:
  # the north star comes first
  - id: weekly-orders
    metric: orders
    owner: Sales
    cadence: week
    target: {at_least: 40}
    # end of the list
"""
METRICS = """\
# what we measure

orders:                 # placed and paid
  aggregation: sum
  unit: count

impressions: {aggregation: sum, source: web}   # from the web table

# the end
"""
WEB = "sources: {web: {files: web.csv}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with comments everywhere; it is the current folder."""
    _write(tmp_path, {"site.yaml": SITE + WEB, "kpis/grow.yaml": GOAL, "metrics.yaml": METRICS})
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode())


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ------------------------------------------------------------------------------------------------ list, search and show


def test_the_words_of_the_options_are_those_of_the_domain() -> None:
    assert get_args(CompanyStage) == catalog_commands.STAGES
    assert get_args(Category) == catalog_commands.CATEGORIES
    assert get_args(Scope) == catalog_commands.SCOPES
    assert get_args(Funnel) == catalog_commands.FUNNEL


def test_list_names_every_entry_under_its_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "list"]) == 0
    printed = capsys.readouterr().out
    for entry in read_catalog().entries.values():
        assert f"\n  {entry.id} " in printed
        assert entry.name in printed
    assert "Email (email)" in printed


def test_list_is_cut_by_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "list", "--stage", "early", "--category", "product", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"activation-rate", "product-engagement", "qualitative-feedback"} <= {entry["id"] for entry in found}
    assert {entry["category"] for entry in found} == {"product"}
    assert run(["catalog", "list", "--channel", "instagram", "--funnel", "bottom"]) == 0
    assert "no measure fits" in capsys.readouterr().out
    assert run(["catalog", "list", "--channel", "instagram", "--funnel", "middle"]) == 0
    assert "  save-rate " in capsys.readouterr().out
    assert run(["catalog", "list", "--family", "email", "--scope", "high"]) == 0
    assert "no measure fits" in capsys.readouterr().out


def test_an_unknown_family_is_answered_with_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "list", "--family", "mail"]) == 2
    assert "saas-growth" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "first"),
    [("churn", "churn-rate"), ("cost per customer", "customer-acquisition-cost"), ("engagment", "engagement-rate")],
)
def test_search_prints_the_likeliest_first(asked: str, first: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "search", *asked.split()]) == 0
    assert capsys.readouterr().out.startswith(f"{first} ")
    assert run(["catalog", "search", asked, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == first


def test_search_for_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "search", "xyzzy"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nothing found" in printed.err


@pytest.mark.parametrize("entry", read_catalog().entries)
def test_show_prints_all_there_is_of_every_entry(entry: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "show", entry]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    shown = read_catalog().entries[entry]
    texts = [shown.name, shown.definition, shown.note, shown.vanity, *shown.actions, *shown.aliases]
    texts += [f"{name} {why}" for name, why in shown.confused_with.items()]
    texts += [shown.formula.text if shown.formula else None, shown.guardrail, shown.pairs_with, *shown.parts]
    texts += [one.id for one in shown.inputs if shown.formula and one.id in shown.formula.names]
    for text in texts:
        assert text is None or " ".join(text.split()) in printed, text
    assert ("A direction only" in printed) == bool(shown.benchmark)


def test_show_goes_by_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "show", "CAC", "--format", "json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert entry["id"] == "customer-acquisition-cost"
    assert entry["benchmark"][0]["directional"] is True
    assert entry["example"] == {"sales-marketing-cost": 48000, "new-customers": 120, "result": 400}


@pytest.mark.parametrize("command", [["catalog", "show"], ["catalog", "add"], ["calc"]])
def test_an_unknown_id_is_answered_with_near_ones(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "engagment-rate"]) == 2
    assert "did you mean engagement-rate" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------------------------- calc


def test_calc_prints_the_result_with_its_unit(capsys: pytest.CaptureFixture[str]) -> None:
    """(420 + 60 + 45 + 35) / 14000 is 4 %; 3 hours over 4 outages are 45 minutes."""
    given = ["likes=420", "comments=60", "saves=45", "shares=35", "followers=14000"]
    assert run(["calc", "engagement-rate", *given]) == 0
    assert capsys.readouterr().out == "Engagement rate: 4\u202f%\n"
    assert run(["calc", "mttr", "recovery-time-total=3h", "incidents=4"]) == 0
    assert "45\u202fmin" in capsys.readouterr().out
    assert run(["calc", "CPC", "ad_spend=1800", "ad_clicks=1200", "--currency", "EUR"]) == 0
    assert "€1.50" in capsys.readouterr().out
    assert run(["calc", "CPC", "ad_spend=1800", "ad_clicks=1200", "--locale", "de-DE", "--currency", "EUR"]) == 0
    assert "1,50\u202f€" in capsys.readouterr().out


def test_calc_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calc", "churn-rate", "customers-lost=12", "customers_start=400", "--format", "json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {
        "id": "churn-rate",
        "name": "Customer churn rate",
        "formula": "100 * customers-lost / customer-count_prev",
        "inputs": {"customers-lost": 12, "customer-count_prev": 400},
        "value": 3,
        "unit": "percent",
        "text": "3\u202f%",
    }
    assert printed.err == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cost-per-click", "ad-spend=1"], "ad-clicks is missing: Clicks on adverts"),
        (["cost-per-click", "ad-spend=1", "ad-clics=2"], "did you mean ad-clicks?"),
        (["cost-per-click", "ad-spend=1", "ad-clicks=0"], "division by zero"),
        (["cost-per-click", "ad-spend=1", "ad-clicks=x"], "'x' is not a number"),
        (["cost-per-click", "12"], "not NAME=VALUE"),
        (["reach"], "has no formula"),
        (["cost-per-click", "--locale", "xx-YY"], "no locale"),
    ],
)
def test_calc_says_what_is_wrong(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["calc", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err


# ----------------------------------------------------------------------------------------------------------------- add


def test_add_writes_metric_inputs_and_kpi_and_keeps_every_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["catalog", "add", "click-through-rate"]) == 0
    goal, metrics = (project / "kpis/grow.yaml").read_text("utf-8"), (project / "metrics.yaml").read_text("utf-8")
    assert (project / "site.yaml").read_text("utf-8") == SITE + WEB
    assert goal.startswith(GOAL)
    assert metrics.startswith(METRICS)
    assert list(yaml.safe_load(metrics)) == ["orders", "impressions", "clicks", "click-through-rate"]
    loaded = load_project(project / "site.yaml", {})
    kpi = loaded.kpis[-1]
    assert (kpi.id, kpi.metric, kpi.tier, kpi.cadence) == (
        "click-through-rate", "click-through-rate", "operational", "week",
    )  # fmt: skip
    metric = loaded.metrics["click-through-rate"]
    assert (metric.aggregation, metric.numerator, metric.denominator) == ("ratio", "clicks", "impressions")
    assert loaded.metrics["impressions"].source == "web", "an input that is there is used as it is"
    said = capsys.readouterr().err
    assert "New metrics: clicks, click-through-rate" in said
    assert "There already, and used: impressions" in said
    assert "numbers for clicks" in said
    assert "owner, target, decision" in said


def test_adding_again_changes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "add", "click-through-rate"]) == 0
    once = _files(project)
    assert run(["catalog", "add", "click-through-rate"]) == 0
    assert _files(project) == once
    assert "is there already, at kpis/grow.yaml:13:5" in capsys.readouterr().err


def test_what_is_added_can_be_filled_in_and_built(project: Path, tmp_path: Path) -> None:
    """12 + 18 clicks on 1000 + 500 impressions are 2 %, once the numbers and the open keys are there."""
    (project / "site.yaml").write_text(SITE, "utf-8")
    (project / "metrics.yaml").write_text("impressions: {aggregation: sum}\norders: {aggregation: sum}\n", "utf-8")
    assert run(["catalog", "add", "click-through-rate"]) == 0
    rows = ["2026-01-05,clicks,12", "2026-01-06,clicks,18", "2026-01-05,impressions,1000", "2026-01-06,impressions,500"]
    rows += ["2026-01-11,clicks,0", "2026-01-11,impressions,0", "2026-01-05,orders,3", "2026-01-11,orders,4"]
    _write(project, {"snapshots/a.csv": "\n".join(["date,metric,value", *rows]) + "\n"})
    goal = (project / "kpis/grow.yaml").read_text("utf-8")
    for key, value in (("owner", "Sales"), ("target", "{at_least: 1.5}"), ("decision", "Change the headline.")):
        before, sign, after = goal.rpartition(f"    {key}: #")
        goal = f"{before}    {key}: {value} #{after}"
        assert sign
    (project / "kpis/grow.yaml").write_text(goal, "utf-8")
    assert run(["build", "--quiet"]) == 0
    report = json.loads((project / "public/data/report.json").read_text("utf-8"))
    kpi = next(one for one in report["kpis"] if one["id"] == "click-through-rate")
    assert kpi["value"] == pytest.approx(2.0)
    assert kpi["name"] == "Click-through rate (CTR)"


def test_inputs_that_are_computed_bring_their_own_inputs(project: Path) -> None:
    assert run(["catalog", "add", "ltv-cac-ratio"]) == 0
    metrics = load_project(project / "site.yaml", {}).metrics
    assert metrics["gross-margin"].formula is not None
    assert metrics["customer-acquisition-cost"].denominator == "new-customers"
    assert metrics["customer-lifespan"].aggregation == "mean"
    assert metrics["sales-marketing-cost"].direction == "none", "an input is neither good nor bad"


def test_a_measure_that_is_one_input_in_a_report_uses_it_directly(project: Path) -> None:
    assert run(["catalog", "add", "content-frequency"]) == 0
    loaded = load_project(project / "site.yaml", {})
    assert loaded.kpis[-1].metric == "posts-published"
    assert "weeks" not in loaded.metrics
    assert "content-frequency" not in loaded.metrics
    once = _files(project)
    assert run(["catalog", "add", "content-frequency"]) == 0
    assert _files(project) == once


def test_a_composite_is_written_with_its_parts(project: Path) -> None:
    assert run(["catalog", "add", "product-market-fit-score"]) == 0
    composite = load_project(project / "site.yaml", {}).metrics["product-market-fit-score"].composite
    assert [part.metric for part in composite] == ["retention-score", "nps-score", "organic-growth-score"]
    assert sum(part.weight for part in composite) == pytest.approx(1)


@pytest.mark.parametrize("entry", [entry.id for entry in read_catalog().entries.values() if entry.is_number])
def test_every_number_can_be_added_to_a_project(entry: str, project: Path) -> None:
    assert run(["catalog", "add", entry]) == 0
    assert load_project(project / "site.yaml", {}).kpis[-1].id == entry


FORMS = {
    "all in site.yaml": {
        "site.yaml": "title: T\nmetrics: {orders: {aggregation: sum}} # few\n"
        "goals:\n  - id: g\n    kpis:\n      - {id: a, metric: orders}\n# end\n"
    },
    "between braces": {"site.yaml": "{title: T, metrics: {}, goals: [{id: g, kpis: []}]}\n"},
    "without metrics and KPIs": {"site.yaml": "title: T\ngoals:\n- id: g\n  name: G\n# nothing measured yet\n"},
    "a list of metrics": {
        "site.yaml": "title: T\nmetrics: [m.yaml]\ngoals: [g.yaml]\n",
        "m.yaml": "- id: orders\n  aggregation: sum\n- {id: likes, aggregation: sum}\n",
        "g.yaml": "- id: g\n  kpis:\n  - id: a\n    metric: orders\n",
    },
    "Windows": {
        "site.yaml": "\ufefftitle: T\r\nmetrics: [m.yaml]\r\ngoals: [g.yaml]\r\n",
        "m.yaml": "\ufefforders: {aggregation: sum}\r\n# end\r\n",
        "g.yaml": "id: g\r\nkpis:\r\n",
    },
    "no last line break": {
        "site.yaml": "title: T\nmetrics: [m.yaml]\ngoals: [g.yaml]",
        "m.yaml": "orders: {aggregation: sum}",
        "g.yaml": "id: g\nkpis:\n  - {id: a, metric: orders}",
    },
    "several files": {
        "site.yaml": "title: T\nmetrics: [m/*.yaml]\ngoals: [g.yaml]\n",
        "m/a.yaml": "a: {aggregation: sum}\n",
        "m/b.yaml": "b: {aggregation: sum}\n",
        "g.yaml": "id: g\nkpis: [{id: a, metric: a}]\n",
    },
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("entry", ["engagement-rate", "reach", "customer-health-score"])
def test_whatever_form_the_project_has(form: str, entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, FORMS[form])
    monkeypatch.chdir(tmp_path)
    assert run(["catalog", "add", entry]) == 0
    loaded = load_project(tmp_path / "site.yaml", {})
    assert loaded.goals[0].kpis[-1].id == entry
    assert entry in loaded.metrics
    for name, content in FORMS[form].items():
        rest = iter((tmp_path / name).read_bytes().decode())
        assert all(character in rest for character in content), name
        assert ("\r\n" in content) == (b"\r\n" in (tmp_path / name).read_bytes())
    once = _files(tmp_path)
    assert run(["catalog", "add", entry]) == 0
    assert _files(tmp_path) == once


def test_the_goal_is_named_where_there_is_a_choice(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, {"kpis/keep.yaml": "id: keep\ncategory: retention\nkpis: []\n"})
    before = _files(project)
    assert run(["catalog", "add", "reach"]) == 2
    assert "say which goal it serves: --goal grow or --goal keep" in capsys.readouterr().err
    assert run(["catalog", "add", "reach", "--goal", "groww"]) == 2
    assert "there is no goal groww; the goals are grow, keep" in capsys.readouterr().err
    assert _files(project) == before
    assert run(["catalog", "add", "reach", "--goal", "grow"]) == 0
    assert run(["catalog", "add", "churn-rate"]) == 0
    goals = {goal.id: [kpi.id for kpi in goal.kpis] for goal in load_project(project / "site.yaml", {}).goals}
    assert goals == {"grow": ["weekly-orders", "reach"], "keep": ["churn-rate"]}, "the goal of its category is chosen"


def test_an_id_that_is_taken_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, {"kpis/grow.yaml": GOAL.replace("weekly-orders", "reach")})
    before = _files(project)
    assert run(["catalog", "add", "reach"]) == 2
    assert "the id reach is taken by another KPI, at kpis/grow.yaml:6:5" in capsys.readouterr().err
    assert _files(project) == before


@pytest.mark.parametrize(
    ("entry", "words"), [("code-quality", "bug-rate, code-review-score"), ("brand-love", "nps, sentiment-score")]
)
def test_what_is_no_number_is_not_added(
    entry: str, words: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(project)
    assert run(["catalog", "add", entry]) == 2
    assert words in capsys.readouterr().err
    assert _files(project) == before


def test_a_project_without_a_goal_is_told_to_write_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _write(tmp_path, {"site.yaml": "title: T\n"})
    monkeypatch.chdir(tmp_path)
    assert run(["catalog", "add", "reach"]) == 2
    assert "no goal" in capsys.readouterr().err


def test_a_project_with_faults_is_not_touched(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(project, {"metrics.yaml": METRICS + "broken: {agregation: sum}\n"})
    before = _files(project)
    assert run(["catalog", "add", "reach"]) == 3
    assert "K002" in capsys.readouterr().err
    assert _files(project) == before


def test_a_file_that_cannot_be_written_leaves_all_as_they_were(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _files(project)
    (project / "kpis/.grow.yaml.new").mkdir()
    assert run(["catalog", "add", "reach"]) == 6
    assert "O002" in capsys.readouterr().err
    assert _files(project) == before


def test_permissions_and_links_are_kept(project: Path) -> None:
    (project / "metrics.yaml").chmod(0o640)
    (project / "shared.yaml").write_text(GOAL, "utf-8")
    (project / "kpis/grow.yaml").unlink()
    (project / "kpis/grow.yaml").symlink_to("../shared.yaml")
    assert run(["catalog", "add", "engagement-rate"]) == 0
    assert stat.S_IMODE((project / "metrics.yaml").stat().st_mode) == 0o640
    assert (project / "kpis/grow.yaml").is_symlink()
    assert "engagement-rate" in (project / "shared.yaml").read_text("utf-8")
    assert [path.name for path in project.rglob("*.new")] == []


def test_another_site_file_can_be_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.parent)
    assert run(["catalog", "add", "reach", str(project)]) == 0
    assert load_project(project / "site.yaml", {}).kpis[-1].id == "reach"
