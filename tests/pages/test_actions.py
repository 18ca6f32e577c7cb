"""The actions page: what has fired, what reviews left open, who has to do it, and what else was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from kpireport.format import Language
from kpireport.model import Action, Report, TriggerResult
from kpireport.pages import actions
from kpireport.pages.frame import frame
from kpireport.render import render
from kpireport.theme import load_theme
from tests.pages.built import find, text_of
from tests.pages.sample import BRACES, QUOTE, SCRIPT, report
from tests.pages.sample import actions as sample_actions

LANGUAGE = Language("en-GB", "EUR")


def built(root: Path, found: Report) -> list[Element]:
    made = actions.pages(found, {}, LANGUAGE, frame(found, LANGUAGE))
    pages = render(made, load_theme("default", root), LANGUAGE)
    return [html5lib.parse(page.content.decode(), namespaceHTMLElements=False) for page in pages]


def part(tree: Element, id_: str) -> Element:
    return next(element for element in tree.iter() if element.get("id") == id_)


def lines(tree: Element, id_: str, tag: str = "li") -> list[str]:
    return [text_of(line) for line in find(part(tree, id_), tag)]


def test_the_verdict_counts_what_there_is_to_do(trees: Mapping[str, Element]) -> None:
    page = trees["actions/index.html"]
    assert text_of(find(page, "p", "follow")[0]) == "1 trigger has fired, 1 action is overdue and 1 action is open."


def test_a_fired_trigger_shows_since_when_who_and_what(trees: Mapping[str, Element]) -> None:
    [line] = [one for one in lines(trees["actions/index.html"], "fired") if one.startswith("Unknown")]
    assert f"Unknown {SCRIPT} Since 24 August 2026: down 20 % over 4 weeks per post." in line
    assert "For these by post" in line
    assert line.endswith(f"{SCRIPT} {QUOTE}")
    rows = lines(trees["actions/index.html"], "fired", "tr")[1:]
    assert rows == [
        f"{SCRIPT} −75.0 % 24 August 2026",
        f"{BRACES} −50.0 % 24 August 2026",
        f"{QUOTE} −25.0 % 24 August 2026",
        "Carousel −20.0 % 24 August 2026",
    ]


def test_open_actions_begin_with_the_overdue_ones_and_leave_out_the_done(trees: Mapping[str, Element]) -> None:
    overdue, loose = lines(trees["actions/index.html"], "open")
    assert (
        overdue == "Overdue Plan November Brand searches Decided: 5 October 2026, team Due 19 October 2026 Search lead"
    )
    assert loose.startswith(f"Open List {SCRIPT} The list itself Decided: 5 October 2026 No date set {QUOTE}")


def test_every_owner_has_an_anchor_and_all_that_is_theirs(trees: Mapping[str, Element]) -> None:
    page = trees["actions/index.html"]
    assert text_of(part(page, "owner-search-lead")) == (
        "Search lead Plan November Brand searches, overdue since 19 October 2026"
    )
    hostile = text_of(part(page, "owner-onmouseover-alert-1-x"))
    assert hostile.count(SCRIPT) == 3  # the trigger's action, its KPI, and the action of the review
    linked = {link.get("href") for link in find(page, "a") if str(link.get("href")).startswith("#owner")}
    assert linked == {"#owner-search-lead", "#owner-onmouseover-alert-1-x"}


def test_what_has_not_fired_stands_below_with_its_state(trees: Mapping[str, Element]) -> None:
    rows = lines(trees["actions/index.html"], "standing", "tr")[1:]
    assert rows == [
        "Weekly Instagram impressions Below 700 k for 2 weeks Review the content mix "
        "Cannot be told. Too little history.",
        "Brand searches Behind pace Agree the winter search budget Search lead Pace 0.95.",
    ]


def test_kpis_led_by_others_off_their_pace_may_be_hurt_next(trees: Mapping[str, Element]) -> None:
    assert lines(trees["actions/index.html"], "next") == ["Brand searches led by Cost per order"]


def test_the_gravest_kpi_comes_first_then_the_order_of_the_files(tmp_path: Path) -> None:
    found = report()
    [model] = [one for one in found.triggers if one.fired]
    known = [kpi.id for kpi in found.kpis]
    triggers = tuple(replace(model, kpi=id_) for id_ in known)
    [page] = built(tmp_path, replace(found, triggers=triggers))
    heads = [text_of(head) for head in find(part(page, "fired"), "h3")]
    assert heads[:2] == ["Cost per order", "Brand searches"]  # off track, at risk
    others = [kpi.name for kpi in found.kpis if kpi.status not in ("off_track", "at_risk")]
    assert heads[2:] == others


def test_owners_whose_names_look_alike_keep_apart(tmp_path: Path) -> None:
    found = report()
    [model] = [one for one in found.triggers if one.fired]
    names = ["Ada", "ada", "Ædå", "Ады", "Ады Б", "Ada 2"]
    triggers = tuple(replace(model, owner=name, segments=()) for name in names)
    [page] = built(tmp_path, replace(found, triggers=triggers, actions=()))
    owners = [element for element in find(part(page, "owners"), "div") if element.get("id")]
    assert sorted(text_of(find(owner, "dt")[0]) for owner in owners) == sorted(names)
    assert len({owner.get("id") for owner in owners}) == len(names)
    for link in find(part(page, "fired"), "a"):
        target = str(link.get("href"))
        if target.startswith("#"):
            assert text_of(find(part(page, target[1:]), "dt")[0]) == text_of(link)


def test_an_action_without_an_owner_is_its_kpis(tmp_path: Path) -> None:
    kept: Action = sample_actions()[1]
    alone = replace(kept, review=replace(kept.review, owner=None))
    [page] = built(tmp_path, replace(report(), triggers=(), actions=(alone,)))
    assert lines(page, "open")[0].endswith("Social lead")
    assert text_of(find(part(page, "fired"), "p")[-1]) == "No trigger has fired."


def test_many_standing_agreements_are_folded_away(tmp_path: Path) -> None:
    waiting: TriggerResult = next(one for one in report().triggers if one.fired is False)
    [page] = built(tmp_path, replace(report(), triggers=(waiting,) * 25, actions=()))
    standing = part(page, "standing")
    assert text_of(find(standing, "summary")[0]) == "5 more"
    assert len(find(find(standing, "details")[0], "tr")) == 6
    assert text_of(find(page, "p", "follow")[0]) == "No trigger has fired, and no action is open."


def test_without_triggers_and_actions_there_is_neither_page_nor_way_to_it(tmp_path: Path) -> None:
    bare = replace(report(), triggers=(), actions=())
    assert built(tmp_path, bare) == []
    stops = frame(bare, LANGUAGE).shared["stops"]
    assert isinstance(stops, tuple)
    assert "actions" not in {stop.part for stop in stops}
    done = tuple(action for action in sample_actions() if action.is_done)
    [page] = built(tmp_path, replace(bare, actions=done))
    assert text_of(find(page, "p", "follow")[0]) == "No trigger has fired, and no action is open."


def test_overdue_actions_are_sorted_by_the_day_they_were_due(tmp_path: Path) -> None:
    kept = sample_actions()[1]
    due = {name: replace(kept.review, action=name, due=day) for name, day in (
        ("second", date(2026, 10, 10)), ("first", date(2026, 9, 1)), ("third", date(2026, 10, 19)))}  # fmt: skip
    todo = tuple(replace(kept, review=review) for review in due.values())
    [page] = built(tmp_path, replace(report(), actions=todo))
    assert [text_of(head) for head in find(part(page, "open"), "h3")] == ["first", "second", "third"]
