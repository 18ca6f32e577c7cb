"""Pages for audiences: who sees which KPI, what the sections say, and how long the monthly page may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kpireport.format import Language
from kpireport.model import (
    USUAL_AUDIENCES,
    Action,
    Audience,
    GuardrailResult,
    KpiResult,
    Page,
    Report,
    Review,
    Section,
    Standing,
    TriggerResult,
)
from kpireport.pages import pages
from kpireport.pages.monthly import BUDGET, cut
from kpireport.pages.sections import SECTIONS, parts
from kpireport.pages.sections.section import Part
from kpireport.pages.views import Names, View, owner_of, seen_by, team_of, views
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import find, text_of
from tests.pages.sample import HERE, count, report, trigger

LANGUAGE = Language("en-GB", "EUR")


def changed(found: Report, changes: Mapping[str, Mapping[str, Any]], of_result: bool = False) -> Report:
    """The report with some KPIs changed: what their files say of them, or with `of_result` what was computed."""

    def one(kpi: KpiResult) -> KpiResult:
        given = changes.get(kpi.id, {})
        return replace(kpi, **given) if of_result else replace(kpi, kpi=replace(kpi.kpi, **given))

    goals = tuple(
        replace(goal, kpis=(kpis := tuple(map(one, goal.kpis))), status_counts=count(kpis)) for goal in found.goals
    )
    return replace(found, goals=goals)


def view(found: Report, **filters: Any) -> View:
    audience = Audience(id="any", **filters)
    return View(id="any", kind="audience", title="Any", audience=audience, report=found, kpis=seen_by(found, audience))


def section(word: Section, found: Report, **filters: Any) -> Part | None:
    return SECTIONS[word](view(found, **filters), LANGUAGE)


def ids(kpis: tuple[KpiResult, ...]) -> list[str]:
    return [kpi.id for kpi in kpis]


def html(root: Path, found: Report) -> dict[str, Element]:
    made = [page for page in pages(found, {}, LANGUAGE) if isinstance(page, Page) and page.path.startswith("audiences")]
    files = render(iter(made), load_theme("default", root), LANGUAGE)
    return {file.path: html5lib.parse(file.content.decode(), namespaceHTMLElements=False) for file in files}


# ------------------------------------------------------------------------------------------------------ who sees what


def test_each_filter_lets_exactly_its_kpis_pass() -> None:
    found = changed(report(), {"searches": {"tier": "operational", "team": "Growth", "owner": "Ada", "level": "team"}})
    everyone = [kpi for kpi in found.kpis if kpi.is_headline and kpi.kpi.tier != "diagnostic"]
    assert ids(seen_by(found, Audience(id="a"))) == ids(tuple(everyone))
    for tier in ("north-star", "strategic", "operational"):
        wanted = [kpi.id for kpi in everyone if kpi.kpi.tier == tier]
        assert ids(seen_by(found, Audience(id="a", tiers=(tier,)))) == wanted
    assert ids(seen_by(found, Audience(id="a", owners=("Ada",)))) == ["searches"]
    assert ids(seen_by(found, Audience(id="a", teams=("Growth",)))) == ["searches"]
    assert ids(seen_by(found, Audience(id="a", levels=("team",)))) == ["searches"]
    assert ids(seen_by(found, Audience(id="a", kpis=("searches", "impressions")))) == ["impressions", "searches"]
    goal = found.goals[0]
    assert ids(seen_by(found, Audience(id="a", goals=(goal.id,)))) == [k.id for k in everyone if k.goal.id == goal.id]


def test_every_filter_given_has_to_be_passed() -> None:
    found = changed(report(), {"searches": {"owner": "Ada"}, "impressions": {"owner": "Ada", "tier": "operational"}})
    assert ids(seen_by(found, Audience(id="a", owners=("Ada",), tiers=("operational",)))) == ["impressions"]


def test_a_number_without_a_decision_is_only_shown_when_it_is_named() -> None:
    found = changed(report(), {"searches": {"vanity": "no_decision"}}, of_result=True)
    assert "searches" not in ids(seen_by(found, Audience(id="a")))
    assert ids(seen_by(found, Audience(id="a", kpis=("searches",)))) == ["searches"]


def test_without_declared_audiences_there_is_a_page_for_executives_teams_and_owners() -> None:
    found = changed(report(), {"searches": {"team": "Growth & Co", "owner": "Ada"}, "impressions": {"owner": "Ada"}})
    made = {view.id: view for view in views(found, LANGUAGE)}
    assert {kpi.kpi.tier for kpi in made["executive"].kpis} <= {"north-star", "strategic"}
    assert ids(made["growth-co"].kpis) == ["searches"]
    assert ids(made["ada"].kpis) == ["impressions", "searches"]
    for each in made.values():
        if each.kind == "owner":
            assert {owner_of(kpi) for kpi in each.kpis} == {each.title}
        if each.kind == "team":
            assert {team_of(kpi) for kpi in each.kpis} == {each.title}


def test_declared_audiences_are_all_there_are() -> None:
    board = Audience(id="the-board", place=HERE, tiers=("strategic",), contents=("kpis",))
    found = replace(report(), site=replace(report().site, audiences=(board,)))
    (only,) = views(found, LANGUAGE)
    assert (only.id, only.title) == ("the-board", "The board")
    assert not any("executive" in page.path for page in pages(found, {}, LANGUAGE) if isinstance(page, Page))


def test_a_declared_audience_that_nobody_passes_says_so(tmp_path: Path) -> None:
    nobody = Audience(id="people", place=HERE, levels=("person",), contents=("verdict", "kpis", "risks"))
    found = replace(report(), site=replace(report().site, audiences=(nobody,)))
    page = html(tmp_path, found)["audiences/people/index.html"]
    assert "No KPI passes the filters" in text_of(find(page, "main")[0])


@pytest.mark.parametrize(
    ("texts", "folders"),
    [
        (["Head of Growth", "Zoë"], ["head-of-growth", "zoe"]),
        (["executive"], ["executive-[0-9a-f]{8}"]),
        (["A/B", "a b"], ["a-b", "a-b-[0-9a-f]{8}"]),
        (["マーケティング"], ["view-[0-9a-f]{8}"]),
        (["CON", "../.."], ["con-[0-9a-f]{8}", "view-[0-9a-f]{8}"]),
    ],
)
def test_folder_names_are_safe_and_given_out_once(texts: list[str], folders: list[str]) -> None:
    names = Names({"executive"})
    for text, folder in zip(texts, folders, strict=True):
        assert re.fullmatch(folder, names.take(text))


# ---------------------------------------------------------------------------------------------------------- sections


def test_sections_without_anything_to_say_are_left_out() -> None:
    nobody = view(report(), owners=("nobody",))
    asked = replace(nobody, audience=replace(nobody.audience, contents=tuple(SECTIONS)))
    kept = {part.kind for part in parts(asked, LANGUAGE)}
    assert kept <= {"north_star"}, "only the report's north star does not hang on its KPIs"


def test_sections_stand_in_the_order_of_the_contents() -> None:
    asked = view(report(), contents=("risks", "kpis", "decisions"))
    assert [part.kind for part in parts(asked, LANGUAGE)] == ["risks", "kpis", "decisions"]


def test_a_risk_names_its_guardrail_its_leader_and_its_trigger() -> None:
    broken = GuardrailResult(metric="spam", name="Spam", unit="percent", value=0.7, min=None, max=0.5, holds=False)
    found = changed(report(), {"searches": {"guardrails": (broken,), "led_by": ("impressions",)}}, of_result=True)
    fired = TriggerResult(kpi="searches", trigger=trigger("below 5"), fired=True, sentence="Week 43: 4, below 5.")
    found = replace(found, triggers=(fired,))
    part = section("risks", found, kpis=("searches",))
    assert part is not None
    (risk,) = part.points
    text = " ".join(risk.texts).replace("\u202f", " ")
    assert "Guardrail breached: Spam 0.7 %, where at most 0.5 % is accepted." in text
    leader = next(kpi.name for kpi in found.kpis if kpi.id == "impressions")
    assert f"Not on track, and leads this one: {leader}." in text
    assert "Week 43: 4, below 5." in text


def test_a_kpi_without_any_of_these_is_no_risk() -> None:
    calm: dict[str, Any] = {
        "status": "on_track",
        "guardrails": (),
        "led_by": (),
        "signal": replace(report().kpis[0].signal, rule=None),
    }
    found = changed(report(), {"searches": calm}, of_result=True)
    assert section("risks", replace(found, triggers=()), kpis=("searches",)) is None


def test_opportunities_are_the_best_quarter_of_peers_and_what_is_met() -> None:
    for share, status, expected in ((0.80, "on_track", True), (0.70, "on_track", False), (0.10, "met", True)):
        peers = Standing(percentile=share, n=11, dimension="company")
        signal = replace(report().kpis[0].signal, variation="common_cause", rule=None)
        given = {"peers": peers, "status": status, "signal": signal}
        found = changed(report(), {"searches": given}, of_result=True)
        assert (section("opportunities", found, kpis=("searches",)) is not None) is expected


def action(**review: Any) -> Action:
    given = {
        "place": HERE,
        "date": date(2026, 10, 5),
        "kpi": "searches",
        "action": "Call them",
        "owner": "Bo",
        **review,
    }
    return Action(review=Review(**given), is_done=False, is_overdue=True)


def test_an_open_action_goes_before_a_trigger_and_that_before_what_hangs_on_it() -> None:
    found = changed(report(), {"searches": {"status": "off_track"}}, of_result=True)
    found = changed(found, {"searches": {"decision": "Drop it.", "owner": "Ada"}})
    asked = TriggerResult(kpi="searches", trigger=trigger("below 5"), fired=True, action="Refresh", owner="Cy")
    cases = (
        (
            replace(found, triggers=(asked,), actions=(action(due=date(2026, 10, 19)),)),
            "Call them",
            "Bo, by 19 Oct, overdue",
        ),
        (replace(found, triggers=(asked,), actions=()), "Refresh", "Cy"),
        (replace(found, triggers=(), actions=()), "Drop it.", "Ada"),
    )
    for case, text, note in cases:
        part = section("decisions", case, kpis=("searches",))
        assert part is not None
        assert (part.points[0].texts, part.points[0].note) == ((text,), note)


def test_an_owner_sees_actions_of_their_own_on_the_kpis_of_others() -> None:
    found = replace(report(), actions=(action(owner="Ada"),), triggers=())
    mine = replace(view(found, kpis=("impressions",)), owner="Ada")
    part = SECTIONS["actions"](mine, LANGUAGE)
    assert part is not None
    assert part.points[0].texts == ("Call them",)
    assert SECTIONS["actions"](replace(mine, owner="Bo"), LANGUAGE) is None


def test_more_points_than_fit_are_counted() -> None:
    many = tuple(action(action=f"Step {n}") for n in range(9))
    part = section("actions", replace(report(), actions=many, triggers=()), kpis=("searches",))
    assert part is not None
    assert len(part.points) == 6
    assert part.more == "3 more, on the pages of the KPIs."


def test_what_was_decided_is_told_the_latest_first() -> None:
    log = (
        Review(place=HERE, kpi="searches", decision="First", date=date(2026, 9, 1)),
        Review(place=HERE, kpi="searches", decision="Second", date=date(2026, 10, 1)),
        Review(place=HERE, kpi="impressions", decision="Of another", date=date(2026, 10, 2)),
        Review(place=HERE, kpi="searches", action="Nothing was decided", date=date(2026, 10, 3)),
    )
    found = changed(replace(report(), log=log), {"searches": {"history": ()}})
    part = section("learning", found, kpis=("searches",))
    assert part is not None
    assert [one.texts[0] for one in part.points] == ["Second", "First"]


# ----------------------------------------------------------------------------------------------------------- monthly


def test_the_monthly_page_keeps_its_words_however_much_there_is_to_say(tmp_path: Path) -> None:
    wordy = "word " * 200
    found = report()
    model = next(kpi for kpi in found.kpis if kpi.id == "searches")
    bad: dict[str, Any] = {"status": "off_track", "sentence": wordy}
    many = tuple(
        replace(model, kpi=replace(model.kpi, id=f"k{n}", name=f"A KPI of number {n}", decision=wordy), **bad)
        for n in range(120)
    )
    goal = replace(found.goals[0], kpis=many, status_counts=count(many))
    found = replace(found, goals=(goal,), north_star="k0", triggers=())
    page = html(tmp_path, found)["audiences/monthly/index.html"]
    text = text_of(find(page, "main")[0])
    assert len(text.split()) <= BUDGET
    assert " more" in text


def test_a_text_is_cut_at_a_word() -> None:
    assert cut("one two three", 3) == "one two three"
    assert cut("one two, three", 2) == "one two …"


def test_the_usual_audiences_ask_for_sections_that_there_are() -> None:
    for audience in USUAL_AUDIENCES.values():
        assert set(audience.contents) <= {"verdict", *SECTIONS}
