"""What a mail says: in text and HTML the figures of the report, for whom it is, and no more than mail programs show."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

from kpireport import pipeline
from kpireport.deliver.compose import MOST_BYTES, compose
from kpireport.deliver.letter import Letter, audiences, letter, short
from kpireport.deliver.mailing import Mailing, Wish
from kpireport.format import Language
from kpireport.model import Memory, Metric, RememberedKpi, Report
from kpireport.pages.report_json import report_json
from kpireport.theme import load_theme

ROOT = Path(__file__).parents[2]
HOME = "https://ladle.example/kpis/"
Judged = tuple[Report, Language]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with an address, and readers."""
    folder = tmp_path_factory.mktemp("example")
    text = (ROOT / "site.example.yaml").read_text("utf-8")
    text = text.replace("# url:", "url:") + "\nmail: {to: {everyone: [a@example.org], board: [b@example.org]}}\n"
    (folder / "site.yaml").write_text(text, "utf-8")
    shutil.copytree(ROOT / "content/example", folder / "content/example")
    return folder / "site.yaml"


@pytest.fixture(scope="module")
def judged(site: Path) -> Judged:
    return pipeline._judge(site, pipeline.Options(environment=os.environ))


@pytest.fixture(scope="module")
def mailing(site: Path) -> Mailing:
    return pipeline.compose_mail(site, pipeline.Options(environment=os.environ), Wish(), "Weekly report")


@pytest.fixture(scope="module")
def told(judged: Judged) -> Mapping[str, Any]:
    """The report as machines read it."""
    document: Mapping[str, Any] = json.loads(report_json(judged[0]).content)
    return document


def words(text: str) -> str:
    return " ".join(text.split())


def body_of(content: str) -> Element:
    tree: Element = html5lib.parse(content, namespaceHTMLElements=False)
    return tree


def text_of(content: str) -> str:
    return words(" ".join(body_of(content).itertext()))


def test_each_audience_has_its_own_mail(mailing: Mailing) -> None:
    assert [(mail.audience, [box.address for box in mail.to]) for mail in mailing.mails] == [
        ("everyone", ["a@example.org"]),
        ("board", ["b@example.org"]),
    ]
    assert mailing.mails[1].content.subject.startswith("For the board, week 43: ")


def test_the_subject_tells_the_verdict_of_the_front_page(mailing: Mailing, told: Mapping[str, Any]) -> None:
    verdict = told["sentence"].rstrip(".")
    assert mailing.mails[0].content.subject == f"Ladle & Loop, weekly report, week 43: {verdict}"


@pytest.mark.parametrize("part", ["text", "html"])
def test_both_bodies_have_every_value_and_status_of_the_report(
    mailing: Mailing, told: Mapping[str, Any], judged: Judged, part: str
) -> None:
    report, language = judged
    content = mailing.mails[0].content
    said = words(content.text) if part == "text" else text_of(content.html)
    metrics: dict[str, Metric] = {kpi.id: kpi.metric for kpi in report.kpis}
    shown = {kpi.id for kpi in report.kpis if kpi.is_headline and kpi.kpi.tier != "diagnostic"}
    _, _, table = said.rpartition("Every KPI")
    assert words(told["sentence"]) in said
    for kpi in told["kpis"]:
        value = words(language.value(kpi["value"], metrics[kpi["id"]]))
        status = language.status(kpi["status"])
        found = re.search(rf"{re.escape(kpi['name'])}(?:.(?!Target:))*.", table)
        assert (found is not None) == (kpi["id"] in shown)
        if part == "text" and found:
            assert re.fullmatch(rf".*: {re.escape(value)} [^\[]*\[{status}\] ", found[0]), found[0]
        elif found:
            row = table[found.start() : found.start() + 300]
            assert re.search(rf"{re.escape(value)} {status}\b", row), row


def test_both_bodies_say_what_needs_attention_and_who_sees_to_it(mailing: Mailing, told: Mapping[str, Any]) -> None:
    content = mailing.mails[0].content
    both = words(content.text), text_of(content.html)
    fired = [trigger for trigger in told["triggers"] if trigger["fired"] and trigger["action"]]
    for kpi in told["kpis"]:
        if kpi["status"] in ("missed", "off_track", "at_risk"):
            assert all(words(kpi["sentence"]) in said for said in both)
    first = {trigger["kpi"]: trigger["action"] for trigger in reversed(fired)}
    assert len(first) > 1
    assert all(action in said for action in first.values() for said in both)
    late = [action["action"] for action in told["actions"] if action["state"] == "overdue"]
    assert late
    assert all(action in said for action in late for said in both)


def test_pictures_tell_their_figures_to_those_who_do_not_see_them(mailing: Mailing) -> None:
    content = mailing.mails[0].content
    images = list(body_of(content.html).iter("img"))
    assert [node.get("src") for node in images] == [f"cid:{chart.cid}" for chart in content.charts]
    assert len(images) == 4
    assert "last value 10 300; Target 10 700 by 31 Dec" in words(images[0].get("alt") or "")
    assert all(chart.picture.png.startswith(b"\x89PNG\r\n") for chart in content.charts)


def test_nothing_in_the_mail_runs_or_is_fetched(mailing: Mailing) -> None:
    for mail in mailing.mails:
        tree = body_of(mail.content.html)
        names = {node.tag for node in tree.iter() if isinstance(node.tag, str)}
        assert not names & {"script", "link", "iframe", "form", "svg", "object", "video"}
        assert all((node.get("src") or "cid:").startswith("cid:") for node in tree.iter())
        assert "url(" not in mail.content.html
        assert "@import" not in mail.content.html


def test_links_lead_into_the_published_report_and_are_tagged(mailing: Mailing) -> None:
    links = {node.get("href") or "" for node in body_of(mailing.mails[0].content.html).iter("a")}
    tags = "?utm_source=report&utm_medium=email&utm_campaign=weekly-report"
    assert f"{HOME}{tags}" in links
    assert f"{HOME}kpis/new-households/{tags}" in links
    assert all(link.startswith(HOME) and link.endswith(tags) for link in links)
    assert f"{HOME}kpis/new-households/{tags}" in mailing.mails[0].content.text


def test_the_report_is_held_back_while_data_is_out_of_date(mailing: Mailing) -> None:
    assert mailing.reasons == ("The data is out of date: Hours to first reply.",)
    assert mailing.reasons[0] in mailing.notice.text


def test_a_mail_says_how_far_its_data_goes(mailing: Mailing) -> None:
    content = mailing.mails[0].content
    assert "Data through 25 October 2026." in words(content.text)
    assert "Data through 25 October 2026." in text_of(content.html)


# ------------------------------------------------------------------------------------------------- by hand


def test_a_text_of_others_is_one_line_that_no_terminal_acts_on() -> None:
    assert short("a\x1b[31m\r\nb\u2028c\u202ed\u2066 e") == "a [31m b c d e"
    assert short("3\u202f000 می\u200cخواهم 👩\u200d🚀") == "3\u202f000 می\u200cخواهم 👩\u200d🚀"
    assert short("x" * 500) == "x" * 239 + "…"


def whole(judged: Judged, earlier: Memory | None = None) -> Letter:
    report, language = judged
    return letter(audiences(report, language)[0], earlier, {}, language, lambda path: HOME + path)


def test_what_changed_since_the_earlier_report_leads_with_the_status(judged: Judged) -> None:
    day = judged[0].report_date
    known = {"food-waste": RememberedKpi(id="food-waste", name="", status="on_track")}
    made = whole(judged, Memory(report_date=day, kpis=known))
    changed = {item.name: item.text for item in made.changes}
    assert changed["Food waste"] == "Missed, was on track."
    assert made.compared == "25 October 2026"


def test_a_mail_that_is_too_large_leaves_out_the_least_important_and_says_so(judged: Judged) -> None:
    _, language = judged
    made = whole(judged)
    grown = replace(made, lines=made.lines * 40, needs=made.needs * 3)
    content = compose(grown, load_theme("default", ROOT), language)
    assert len(content.html.encode()) <= MOST_BYTES
    said = text_of(content.html)
    kept = content.html.count("Target: ")
    assert f"{len(grown.lines) - kept} more are in the report." in said
    assert f"{len(grown.lines) - kept} more are in the report." in content.text
    assert all(html.escape(item.action, quote=False) in said for item in grown.needs if item.action)


def test_of_what_needs_attention_the_gravest_are_told_and_the_rest_counted(
    judged: Judged, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [item.name for item in whole(judged).needs]
    monkeypatch.setattr("kpireport.deliver.letter.MOST_ITEMS", 2)
    made = whole(judged)
    assert [item.name for item in made.needs] == names[:2]
    assert made.left == {"needs": len(names) - 2, "overdue": 1, "changes": 2}


def test_names_of_any_length_are_cut_and_shown_as_text(judged: Judged) -> None:
    _, language = judged
    made = whole(judged)
    item = replace(made.needs[0], name="<script>alert(1)</script>", action="{{7*7}} & more")
    content = compose(replace(made, needs=(item,)), load_theme("default", ROOT), language)
    assert "<script>" not in content.html
    assert "<script>alert(1)</script>" in text_of(content.html)
    assert "{{7*7}} & more" in content.text
