"""The front page: who is named, how many are counted, and what is said only once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from kpireport.format import Language
from kpireport.model import GoalResult, KpiResult, Report, TriggerResult
from kpireport.pages import front
from kpireport.pages.frame import frame
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import find, text_of
from tests.pages.sample import HERE, count, report, trigger, weeks

LANGUAGE = Language("en-GB", "EUR")


def page(root: Path, found: Report) -> Element:
    made = front.pages(found, {}, LANGUAGE, frame(found, LANGUAGE))
    html = next(iter(render(made, load_theme("default", root), LANGUAGE))).content.decode()
    return html5lib.parse(html, namespaceHTMLElements=False)


def with_kpis(kpis: Sequence[KpiResult]) -> Report:
    first, *_ = report().goals
    goal = GoalResult(
        goal=first.goal, kpis=tuple(kpis), metrics=(), status_counts=count(tuple(kpis)), sentence="Some are."
    )
    return replace(report(), goals=(goal,), north_star=None, triggers=(), actions=())


def off_track(number: int) -> KpiResult:
    """A KPI that needs a decision, with no action agreed."""
    model = report().goals[0].kpis[2]
    return replace(model, kpi=replace(model.kpi, id=f"kpi-{number}", name=f"KPI {number}", triggers=(), place=HERE))


def decision(tree: Element) -> str:
    return next(text_of(line) for line in find(tree, "p", "follow"))


def test_up_to_five_are_named_and_the_rest_is_counted(tmp_path: Path) -> None:
    five = page(tmp_path, with_kpis([off_track(n) for n in range(5)]))
    assert decision(five) == "For decision: KPI 0, KPI 1, KPI 2, KPI 3 and KPI 4."
    fifteen = page(tmp_path, with_kpis([off_track(n) for n in range(15)]))
    assert decision(fifteen) == "For decision: KPI 0, KPI 1, KPI 2, KPI 3, KPI 4 and 10 more."
    assert len(find(find(fifteen, "ol", "needs")[0], "li")) == 12
    assert "3 more need attention" in text_of(fifteen)


def test_without_any_agreed_action_the_page_says_so_once(tmp_path: Path) -> None:
    words = text_of(find(page(tmp_path, with_kpis([off_track(n) for n in range(4)])), "main")[0])
    assert words.count("No action is agreed yet.") == 1
    assert "No action agreed." not in words


def test_the_north_star_is_called_so_once(tmp_path: Path) -> None:
    section = find(page(tmp_path, report()), "section", "north")[0]
    assert text_of(section).casefold().count("north star") == 1
    assert next(text_of(item) for item in find(section, "li")) == "Lagging"


def test_a_stale_kpi_names_the_day_of_its_last_value_not_the_day_it_is_vouched_for(tmp_path: Path) -> None:
    values = weeks([5.0, 6.0, 7.0, 8.0])
    silent = tuple(replace(point, value=None) if n > 0 else point for n, point in enumerate(values))
    stale = replace(off_track(1), series=silent, stale=True)
    line = text_of(find(page(tmp_path, with_kpis([stale])), "p", "stale")[0])
    assert line == f"KPI 1: its data stops at {LANGUAGE.date(values[0].period.end)}."
    empty = replace(stale, series=(), data_through=None)
    assert text_of(find(page(tmp_path, with_kpis([empty])), "p", "stale")[0]) == "KPI 1 has no data."


def test_the_period_is_that_of_the_kpis_which_are_not_left_behind(tmp_path: Path) -> None:
    old = [replace(off_track(n), period=weeks([1.0] * 9)[0].period, stale=True) for n in range(3)]
    assert text_of(find(page(tmp_path, with_kpis(old)), "p", "strong")[0]).startswith("Week 35")
    assert text_of(find(page(tmp_path, with_kpis([*old, off_track(3)])), "p", "strong")[0]).startswith("Week 43")


def test_a_fired_trigger_leads_whatever_the_status_with_since_when_action_and_owner(tmp_path: Path) -> None:
    good = replace(off_track(1), status="on_track")
    agreed = trigger("above 4.2 for 2 weeks", "Review the content mix", "Social lead")
    since = date(2026, 10, 12)
    fired = TriggerResult(
        kpi="kpi-1", trigger=agreed, fired=True, since=since, value=6.0, owner="Social lead", action=agreed.action
    )
    found = with_kpis([off_track(0), good, replace(off_track(2), status="missed")])
    tree = page(tmp_path, replace(found, triggers=(fired,)))
    needs = [text_of(line) for line in find(find(tree, "ol", "needs")[0], "li")]
    assert [line.split(" KPI")[0] for line in needs] == ["On track", "Missed", "Off track"]
    assert "Trigger fired, since 12 October 2026: above €4.20 for 2 weeks." in needs[0]
    assert needs[0].endswith("Review the content mix Social lead")
    assert decision(tree) == "For decision: KPI 1, KPI 2 and KPI 0."
    assert "1 trigger has fired" in text_of(tree)
    assert "3 KPIs" in text_of(tree)


def test_what_is_agreed_for_a_kpi_that_has_not_fired_stays_agreed(tmp_path: Path) -> None:
    agreed = trigger("behind_pace", "Plan", "Lead")
    waiting = TriggerResult(kpi="kpi-0", trigger=agreed, fired=False, value=0.95, owner="Lead", action="Plan")
    tree = page(tmp_path, replace(with_kpis([off_track(0)]), triggers=(waiting,)))
    assert text_of(find(tree, "div", "action")[0]) == "Plan Lead, agreed for: behind pace"
    assert "Trigger fired" not in text_of(tree)


def test_how_far_behind_and_which_segments_is_said_on_the_front_page(tmp_path: Path) -> None:
    agreed = trigger("down 20% over 30 days per post", "Refresh", "Lead")
    words = "2 of 4 by post: Fading (−75.0 %) and Evergreen (−20.0 %)."
    fired = TriggerResult(kpi="kpi-0", trigger=agreed, fired=True, since=date(2026, 9, 1), sentence=words)
    tree = page(tmp_path, replace(with_kpis([off_track(0)]), triggers=(fired,)))
    assert words in text_of(find(tree, "ol", "needs")[0])
