"""Every fault a project can have, with its code, its place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport.errors import ProjectError
from kpireport.project import load_project
from tests.project.project_cases import SOUND, Files, load, problems, spots

TEN = {
    "site.yaml": """\
tilte: Running club
locale: en-GB
goals: [kpis/*.yaml]
metrics: [metrics.yaml]
""",
    "kpis/a.yaml": """\
id: first
name: First
owner: [Ada, Bo]
kpis:
  - id: Views Weekly
    metric: views
    target: 50 %
    target: 60
    tagret: 5
  - id: clicks-weekly
    metric: clikcs
    target: {reach: 400, by: 2024-13-01}
    cadence: weekly
    feeds: [viewz]
""",
    "kpis/b.yaml": "id: second\n\tname: Second\n",
    "kpis/reach.yaml": "id: third\nname: Third\n",
}


def test_ten_mistakes_are_ten_problems_in_one_run(tmp_path: Path) -> None:
    found = problems(tmp_path, TEN)
    assert spots(found) == [
        ("K003", "kpis/a.yaml:3:8"),
        ("K011", "kpis/a.yaml:5:9"),
        ("K018", "kpis/a.yaml:7:13"),
        ("K001", "kpis/a.yaml:8:5"),
        ("K002", "kpis/a.yaml:9:5"),
        ("K005", "kpis/a.yaml:11:13"),
        ("K006", "kpis/a.yaml:12:30"),
        ("K004", "kpis/a.yaml:13:14"),
        ("K005", "kpis/a.yaml:14:13"),
        ("K007", "kpis/b.yaml:2:1"),
        ("K002", "site.yaml:1:1"),
    ]
    assert str(found[4]) == (
        "kpis/a.yaml:9:5: error[K002]: the key `tagret` is not known here\n"
        "    9 |     tagret: 5\n"
        "      |     ^^^^^^\n"
        "  = did you mean `target`?"
    )
    assert all(problem.line is not None and problem.hint for problem in found)


def goal(kpi: str) -> Files:
    """A goal with one KPI in flow style; its keys begin in column 6."""
    return {"kpis/reach.yaml": f"id: g\nname: G\nkpis:\n  - {{{kpi}}}\n"}


def site(line: str) -> Files:
    """The sound site.yaml with one more line, its fourth."""
    return {"site.yaml": SOUND["site.yaml"] + line + "\n"}


def metric(line: str) -> Files:
    """The sound metrics with one more line, the third."""
    return {"metrics.yaml": SOUND["metrics.yaml"] + line + "\n"}


GOAL = "kpis/reach.yaml:4"

CASES: list[tuple[Files, str, str, str]] = [
    # what the parser refuses
    ({"metrics.yaml": "a: {x: 1\n"}, "K007", "metrics.yaml:1:9", "is not closed"),
    ({"metrics.yaml": 'a: "x\nb: 1\n'}, "K007", "metrics.yaml:1:4", "never closed"),
    ({"metrics.yaml": "a: b: c\n"}, "K007", "metrics.yaml:1:5", "quotes"),
    ({"metrics.yaml": "a: @x\n"}, "K007", "metrics.yaml:1:4", "put the text in quotes"),
    ({"metrics.yaml": "a: *.csv\n"}, "K007", "metrics.yaml:1:5", "quote"),
    ({"metrics.yaml": "a: 1\n---\nb: 2\n"}, "K007", "metrics.yaml:2:1", "second YAML document"),
    ({"metrics.yaml": "a: 1\nb: \0\n"}, "K007", "metrics.yaml:2:4", "NUL"),
    ({"metrics.yaml": "# nothing\n"}, "K008", "metrics.yaml:1:1", "nothing in it"),
    ({"metrics.yaml": "a: Zürich\n".encode("latin-1")}, "K008", "metrics.yaml:1:5", "save the file as UTF-8"),
    ({"metrics.yaml": "a: 1\n".encode("utf-16")}, "K008", "metrics.yaml:1:1", "UTF-16"),
    (metric("a: &x {aggregation: sum}"), "K017", "metrics.yaml:3:4", "anchor"),
    ({"metrics.yaml": "<<: {}\n"}, "K017", "metrics.yaml:1:1", "merge"),
    ({"metrics.yaml": "a: !!python/object/apply:os.system [x]\n"}, "K017", "metrics.yaml:1:4", "!!python/object"),
    # keys and kinds of values
    (site("tittle: x"), "K002", "site.yaml:4:1", "did you mean `title`?"),
    (site("owner:"), "K002", "site.yaml:4:1", "not known"),
    (goal("id: k, metric: views, unit: x"), "K002", f"{GOAL}:28", "belongs to the metric"),
    (
        goal("id: k, metric: views, target: {reach: 1, until: 2}"),
        "K002",
        f"{GOAL}:47",
        "did you mean `by`?",
    ),
    (goal("id: k, metric: views, owner: [a, b]"), "K003", f"{GOAL}:35", "one accountable owner"),
    (goal("id: k, metric: views, target: high"), "K003", f"{GOAL}:36", "{text: high}"),
    (goal("id: k, metric: views, target: '84 % up'"), "K003", f"{GOAL}:36", "{text: 84 % up}"),
    (goal("id: k, metric: views, target: {between: [3, x]}"), "K003", f"{GOAL}:50", "not a number"),
    (goal("id: k, metric: views, target: {reach: {}}"), "K010", f"{GOAL}:44", "`metric`"),
    (goal("id: k, metric: views, triggers: x"), "K003", f"{GOAL}:38", "a list"),
    (goal("id: k, metric: [views]"), "K003", f"{GOAL}:21", "a single value or keys with values"),
    (site("events: [{date: 2026-01-01, title: T, x: 1}]"), "K002", "site.yaml:4:39", "`kpis` and `url`"),
    (site("mail: {port: yes}"), "K003", "site.yaml:4:14", "not a number"),
    # values
    (site("locale: english!"), "K004", "site.yaml:4:9", "en-GB"),
    (site("locale: en_GB"), "K004", "site.yaml:4:9", "en-GB"),
    (site("currency: euro"), "K004", "site.yaml:4:11", "EUR"),
    (site("fiscal_year_start_month: 13"), "K004", "site.yaml:4:26", "no month 13"),
    (site("url: javascript:alert(1)"), "K004", "site.yaml:4:6", "https://"),
    (site("url: //evil.example"), "K004", "site.yaml:4:6", "https://"),
    (site("url: ftp://x.example"), "K004", "site.yaml:4:6", "https://"),
    (site("url: https://token@x.example"), "K004", "site.yaml:4:6", "user name"),
    (site("cutoffs: {on_track_pace: 0.5}"), "K004", "site.yaml:4:10", "above"),
    (goal("id: k, metric: views, cadence: weekly"), "K004", f"{GOAL}:37", "did you mean `week`?"),
    (goal("id: k, metric: views, name: ' '"), "K004", f"{GOAL}:34", "empty"),
    (goal("id: k, metric: views, target: {between: [5, 3]}"), "K004", f"{GOAL}:46", "above"),
    (goal("id: k, metric: views, target: {between: [5]}"), "K004", f"{GOAL}:46", "two bounds"),
    (goal("id: k, metric: views, target: {reach: 5, total: 3}"), "K004", f"{GOAL}:54", "`reach` or `total`"),
    (goal("id: k, metric: views, target: {kind: reach, reach: 3}"), "K004", f"{GOAL}:57", "both"),
    (metric("a: {aggregation: summ}"), "K004", "metrics.yaml:3:18", "did you mean `sum`?"),
    (metric("a: {aggregation: sum, bounds: [5, 1]}"), "K004", "metrics.yaml:3:31", "above"),
    (metric("a: {aggregation: sum, bounds: [5]}"), "K004", "metrics.yaml:3:31", "two numbers"),
    (metric("a: {aggregation: sum, bounds: [010, 5]}"), "K018", "metrics.yaml:3:32", "write 10"),
    (metric("a: {aggregation: sum, numerator: views}"), "K004", "metrics.yaml:3:34", "aggregation: ratio"),
    (metric("a: {aggregation: sum, decimals: 1.5}"), "K004", "metrics.yaml:3:33", "whole number"),
    (site("sources: {s: {files: a.csv, columns: {}, value: v}}"), "K004", "site.yaml:4:42", "two different tables"),
    # references
    (goal("id: k, metric: viewz"), "K005", f"{GOAL}:21", "did you mean `views`?"),
    (goal("id: k, metric: views, feeds: kk"), "K005", f"{GOAL}:35", "no KPI `kk`"),
    (goal("id: k, metric: views, pairs_with: [x]"), "K005", f"{GOAL}:41", "no KPI `x`"),
    (goal("id: k, metric: views, explained_by: [x]"), "K005", f"{GOAL}:43", "metric or KPI"),
    (goal("id: k, metric: views, guardrails: [{metric: x, max: 1}]"), "K005", f"{GOAL}:50", "no metric"),
    (goal("id: k, metric: views, target: {at_least: {metric: x}}"), "K005", f"{GOAL}:56", "no metric"),
    ({"kpis/reach.yaml": "id: g\nname: G\nparent: h\n"}, "K005", "kpis/reach.yaml:3:9", "no goal `h`"),
    (metric("a: {aggregation: sum, source: s}"), "K005", "metrics.yaml:3:31", "no source"),
    (metric("a: {aggregation: ratio, numerator: x, denominator: views}"), "K005", "metrics.yaml:3:36", "no metric"),
    (metric("a: {formula: views / clikcs}"), "K005", "metrics.yaml:3:22", "did you mean"),
    (site("events: [{date: 2026-01-01, title: x, kpis: [y]}]"), "K005", "site.yaml:4:46", "no KPI `y`"),
    # dates, formulas, circles
    (site("data_through: today"), "K006", "site.yaml:4:15", "latest"),
    (site("data_through: 2026-02-30"), "K006", "site.yaml:4:15", "no day 30"),
    (site("data_through: 2026-9-30"), "K006", "site.yaml:4:15", "2026-09-30"),
    (site("data_through: 0001-01-01"), "K006", "site.yaml:4:15", "out of range"),
    (
        goal("id: k, metric: views, target: {reach: 1, start: 2026-02-01, by: 2026-01-01}"),
        "K006",
        f"{GOAL}:70",
        "",
    ),
    (metric("a: {formula: views ** 2}"), "K015", "metrics.yaml:3:20", "powers"),
    (metric("a: {formula: a + 1}"), "K016", "metrics.yaml:3:14", "`a` → `a`"),
    (goal("id: k, metric: views, feeds: k"), "K016", f"{GOAL}:35", "`k` → `k`"),
    ({"kpis/reach.yaml": "id: g\nname: G\nparent: g\n"}, "K016", "kpis/reach.yaml:3:9", "`g` → `g`"),
    # what is missing or taken
    ({"site.yaml": "goals: [kpis/*.yaml]\nmetrics: [metrics.yaml]\n"}, "K010", "site.yaml:1:1", "no title"),
    (goal("id: k, name: K"), "K010", f"{GOAL}:5", "has no metric"),
    (goal("metric: views, name: My views"), "K010", f"{GOAL}:5", "id: my-views"),
    ({"kpis/reach.yaml": "name: Be seen\nkpis: []\n"}, "K010", "kpis/reach.yaml:1:1", "id: be-seen"),
    (goal("id: k, metric: views, target: {by: 2026-01-01}"), "K010", f"{GOAL}:36", "at_least"),
    (goal("id: k, metric: views, target: {kind: range, low: 1}"), "K010", f"{GOAL}:43", "`high`"),
    (goal("id: k, metric: views, benchmark: {low: 1, source: s}"), "K010", f"{GOAL}:39", "`date`"),
    (goal("id: k, metric: views, guardrails: [{metric: clicks}]"), "K010", f"{GOAL}:41", "min or max"),
    (goal("id: k, metric: views, target: [{reach: 1}, {reach: 2}]"), "K010", f"{GOAL}:37", "by: YYYY"),
    (metric("a: {name: A}"), "K010", "metrics.yaml:3:4", "aggregation: sum"),
    (metric("a:"), "K010", "metrics.yaml:3:3", "aggregation: sum"),
    (metric("a: {aggregation: ratio, numerator: views}"), "K010", "metrics.yaml:3:18", "denominator"),
    (site("sources: {s: {date: d}}"), "K010", "site.yaml:4:14", "files"),
    ({"kpis/z.yaml": "id: be-seen\nname: Z\n"}, "K009", "kpis/z.yaml:1:5", "kpis/reach.yaml, line 1"),
    (metric("views_: {aggregation: sum}\nv: {id: clicks, aggregation: sum}"), "K004", "metrics.yaml:4:9", "two ids"),
    (site("metrics_: 1"), "K002", "site.yaml:4:1", "did you mean `metrics`?"),
    (metric("Views: {aggregation: sum}"), "K009", "metrics.yaml:3:1", "differ in case"),
    # ids
    (goal("id: ../../etc/x, metric: views"), "K011", f"{GOAL}:10", "etc-x"),
    (goal("id: index, metric: views"), "K011", f"{GOAL}:10", "reserved"),
    (goal("id: con, metric: views"), "K011", f"{GOAL}:10", "reserved"),
    (goal("id: é, metric: views"), "K011", f"{GOAL}:10", "a-z"),
    (goal(f"id: {'k' * 65}, metric: views"), "K011", f"{GOAL}:10", "longer than 64"),
    (site("sources: {S: {files: a.csv}}"), "K011", "site.yaml:4:11", "`s`"),
    # secrets and the environment
    (site("url: ${NOWHERE}"), "K013", "site.yaml:4:6", "`NOWHERE` is not set"),
    (site("mail: {password: hunter2}"), "K012", "site.yaml:4:8", "KPIREPORT_SMTP_PASSWORD"),
    # paths
    (site("okrs: [okrs.yaml]"), "K014", "site.yaml:4:8", "no file `okrs.yaml`"),
    (site("okrs: [kpis]"), "K014", "site.yaml:4:8", "write kpis/*.yaml"),
    (site("theme: defualt"), "K014", "site.yaml:4:8", "did you mean `default`?"),
    (site("notes: [../secret.md]"), "K014", "site.yaml:4:9", "leads outside"),
    (site("notes: [/etc/passwd]"), "K014", "site.yaml:4:9", "leads outside"),
    (site("sources: {s: {files: ../x.csv}}"), "K014", "site.yaml:4:22", "leads outside"),
    # not yet
    (site("sources: {s: {connection: '${DB}', query: q.sql}}"), "K019", "site.yaml:4:15", "export the rows"),
]


@pytest.mark.parametrize(("files", "code", "place", "words"), CASES, ids=lambda value: str(value)[:40])
def test_each_fault_is_told_once_with_its_place(
    tmp_path: Path, files: Files, code: str, place: str, words: str
) -> None:
    found = problems(tmp_path, files, {"DB": "postgresql://db"})
    wanted = [problem for problem in found if problem.code == code and str(problem.place) == place]
    assert wanted, "\n".join(map(str, found))
    assert words in str(wanted[0])
    consequences = {"K005"} if code in ("K007", "K008", "K017") else {"K011"} if code == "K009" else set()
    assert {problem.code for problem in found} - consequences == {code}, "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("010", "write 10 "),
        ("-007.5", "write -7.5 "),
        ("1.10", "write 1.1 "),
        ("2.00", "write 2 "),
        ("12:30", "in one unit"),
        ("1_000", "write 1000,"),
        ("'95'", "write 95 without quotes"),
        ("50 %", "write 50, and `unit: percent`"),
        ("1 000", "write 1000,"),
        ("4,2", "write 4.2,"),
        (".inf", "finite"),
        (".nan", "finite"),
        ("NaN", "finite"),
        ("0x1F", "decimal digits"),
        ("€5", "unit: currency"),
    ],
)
def test_what_only_looks_like_a_number_is_refused(tmp_path: Path, written: str, hint: str) -> None:
    files = {"kpis/reach.yaml": f"id: g\nkpis:\n- id: k\n  metric: views\n  target: {written}\n"}
    (problem,) = problems(tmp_path, files)
    assert (problem.code, str(problem.place)) == ("K018", "kpis/reach.yaml:5:11")
    assert problem.hint is not None
    assert hint in problem.hint


def test_1_000_with_a_comma_is_two_items_in_flow_style_but_refused_in_a_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, {"kpis/reach.yaml": "id: g\nkpis:\n- id: k\n  metric: views\n  target: 1,000\n"})
    assert (problem.code, problem.hint) == ("K018", "write 1000, without separators")


@pytest.mark.parametrize("written", ["12", "1.5", "-3", "1e3", "+4", "95.0", "0.5", "1.05", "0", "1E-2", ".5"])
def test_what_is_a_number_is_accepted(tmp_path: Path, written: str) -> None:
    (target,) = load(tmp_path, goal(f"id: k, metric: views, target: {written}")).kpis[0].targets
    assert target.value is not None
    assert target.value.number == float(written)


def test_both_lines_of_a_duplicate_are_named(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, goal("id: k, metric: views, target: 5, target: 9"))
    assert (problem.code, str(problem.place)) == ("K001", "kpis/reach.yaml:4:39")
    assert [str(place) for place in problem.also] == ["kpis/reach.yaml:4:28"]


def test_both_files_of_a_duplicate_id_are_named(tmp_path: Path) -> None:
    other = "id: other\nname: Other\nkpis:\n  - {id: weekly-views, metric: clicks}\n"
    (problem,) = problems(tmp_path, {"kpis/z.yaml": other})
    assert (problem.code, str(problem.place)) == ("K009", "kpis/z.yaml:4:10")
    assert [str(place) for place in problem.also] == ["kpis/reach.yaml:4:9"]


def test_a_circle_of_formulas_names_its_path_and_places(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, metric("b: {formula: c + 1}\nc: {formula: views - b}"))
    assert (problem.code, str(problem.place)) == ("K016", "metrics.yaml:3:14")
    assert "`b` → `c` → `b`" in problem.message
    assert [str(place) for place in problem.also] == ["metrics.yaml:4:14"]


def test_the_place_in_a_formula_is_that_of_the_file(tmp_path: Path) -> None:
    folded = "a:\n  formula: >-\n    views +\n      viewz\nb: {formula: 'views + %'}\n"
    found = problems(tmp_path, metric(folded))
    assert spots(found) == [("K005", "metrics.yaml:6:7"), ("K015", "metrics.yaml:7:23")]


def test_what_stands_in_an_unreadable_file_is_not_called_unknown(tmp_path: Path) -> None:
    broken = "views: {aggregation: sum\nclicks: {aggregation: sum}\n"
    kpis = goal("id: k, metric: views, explained_by: [clicks, nothing]")
    assert [problem.code for problem in problems(tmp_path, {**kpis, "metrics.yaml": broken})] == ["K005", "K007"]


def test_a_fault_in_an_entry_does_not_hide_those_beside_it(tmp_path: Path) -> None:
    found = problems(tmp_path, goal("id: k, metric: viewz, target: 010, cadence: weekly, feeds: [x], owner: [a]"))
    assert [problem.code for problem in found] == ["K005", "K018", "K004", "K005", "K003"]


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGE = "a: &a {x: 1}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize("text", [BOMB, MERGE, "&a [*a]\n", "a: &a [*a]\n"])
def test_bombs_are_refused_and_never_unfolded(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, {"metrics.yaml": text})
    assert {problem.code for problem in found if problem.place and problem.place.file == "metrics.yaml"} >= {"K017"}
    assert len(found) < 200


@pytest.mark.parametrize("text", ["[" * 500, "{" * 100_000, "- " * 60 + "x", "a: " + "[" * 51 + "]" * 51])
def test_deep_nesting_is_refused(tmp_path: Path, text: str) -> None:
    found = problems(tmp_path, {"metrics.yaml": text, "kpis/reach.yaml": "id: g\n"})
    assert [(problem.code, problem.message) for problem in found] == [("K017", "nested deeper than 50")]


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, {"metrics.yaml": b"#" * 5_000_001, "kpis/reach.yaml": "id: g\n"})
    assert [problem.code for problem in found] == ["K017"]
    assert "5 MB" in found[0].message


SECRETS = [
    ("postgresql://u:hunter2@h/db", "hunter2"),
    ("https://h/db?password=hunter2&x=1", "hunter2"),
    ("host=h password=hunter2", "hunter2"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
    ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefgh"),
    ("xoxb-123456789012-abcdefghijkl", "xoxb-123456789012"),
    ("sk_live_abcdefghijklmnop", "sk_live_abcdefghijklmnop"),
]


@pytest.mark.parametrize(("written", "secret"), SECRETS)
@pytest.mark.parametrize("line", ["title: {}", "currency: {}", "sources: {{s: {{connection: '{}'}}}}"])
def test_a_literal_credential_is_refused_and_shown_nowhere(
    tmp_path: Path, line: str, written: str, secret: str
) -> None:
    found = problems(tmp_path, {"site.yaml": f"{line.format(written)} \nlocale: x y z\n"})
    assert "K012" in [problem.code for problem in found]
    assert secret not in "".join(map(repr, found)) + "".join(map(str, found))
    assert "***" in next(problem.line or "" for problem in found if problem.code == "K012")


@pytest.mark.parametrize("value", ["hunter2", '"hunter two"', "hunter two # why", "'x, y'"])
@pytest.mark.parametrize("key", ["password", "api_key", "smtp-token", "secret"])
def test_a_key_that_names_a_credential_hides_its_value(tmp_path: Path, key: str, value: str) -> None:
    (problem,) = problems(tmp_path, site(f"{key}: {value}"))
    assert problem.code == "K012"
    assert not any(word in str(problem) for word in ("hunter", "two #", "x, y"))


def test_a_credential_in_a_note_is_refused(tmp_path: Path) -> None:
    note = "---\nkpi: weekly-views\nperiod: 2026-01\n---\nSee\nhttps://u:hunter2@h/x\n"
    (problem,) = problems(tmp_path, {**site("notes: [n.md]"), "n.md": note})
    assert (problem.code, str(problem.place)) == ("K012", "n.md:6:11")
    assert "hunter2" not in str(problem)


def test_a_missing_variable_is_named_and_others_are_not_shown(tmp_path: Path) -> None:
    found = problems(tmp_path, site("currency: ${CODE}\nlocale: ${LANG_X}"), {"CODE": "s3cret"})
    assert [problem.code for problem in found] == ["K004", "K013"]
    assert "s3cret" not in "".join(map(str, found))


def test_notes_and_terms_say_where_they_are_wrong(tmp_path: Path) -> None:
    files = {
        "site.yaml": SOUND["site.yaml"] + "notes: [n/*.md]\nglossary: [g/*.md]\n",
        "n/a.md": "No front matter\n",
        "n/b.md": "---\nkpi: weekly-viewz\nperiod: 2013-2018\n---\n",
        "n/c.md": "---\nkpi: weekly-views\nperio: 2026-01\n---\n",
        "g/Two words.md": "---\nname: T\ndefinition: D\nrelated: [kpii]\neveryday: [TT]\ndat: 1\n---\n",
        "g/two.md": "---\nname: Second\ndefinition:\nid: one\n---\n",
        "g/three.md": "---\nname: Third\nid: one\ndefinition: D\n---\n",
        "g/one.md": "---\nname: Old\naliases: [older]\neveryday: [oldr]\ndefinition: D\n---\n",
    }
    found = problems(tmp_path, files)
    assert spots(found) == [
        ("K010", "g/Two words.md:2:1"),
        ("K005", "g/Two words.md:4:11"),
        ("K005", "g/Two words.md:5:12"),
        ("K002", "g/Two words.md:6:1"),
        ("K005", "g/one.md:4:12"),
        ("K009", "g/three.md:3:5"),
        ("K010", "g/two.md:3:12"),
        ("K010", "n/a.md:1:1"),
        ("K005", "n/b.md:2:6"),
        ("K006", "n/b.md:3:9"),
        ("K002", "n/c.md:3:1"),
    ]
    assert found[4].message == "the term does not go by `oldr`"
    assert found[4].hint == "did you mean `older`?"
    assert found[5].message == "there are two glossary terms `one`, the first in g/one.md, line 2"
    assert found[6].hint == "`definition`: What it means, in one sentence."


def test_okrs_and_reviews_are_checked(tmp_path: Path) -> None:
    okrs = "- {id: q, objective: O, key_results: [{id: a, kpi: x}, {id: b, metric: y}]}\n- {id: Q, objectiv: P}\n"
    reviews = "- {date: 2026-10-5, kpi: weekly-views}\n- {forum: team}\n"
    found = problems(tmp_path, {**site("okrs: [o.yaml]\nreviews: [r.yaml]"), "o.yaml": okrs, "r.yaml": reviews})
    assert [(problem.code, problem.place.line) for problem in found if problem.place] == [
        ("K005", 1),
        ("K005", 1),
        ("K011", 2),
        ("K002", 2),
        ("K006", 1),
        ("K010", 2),
    ]


def test_links_that_lead_outside_are_refused_with_both_paths(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("---\nkpi: weekly-views\nperiod: 2026-01\n---\n")
    folder = tmp_path / "project"
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "n.md").symlink_to(outside)
    (problem,) = problems(folder, site("notes: [notes/*.md]"))
    assert (problem.code, str(problem.place)) == ("K014", "site.yaml:4:9")
    assert "notes/n.md" in problem.message
    assert str(outside) in problem.message


def test_a_theme_may_not_hold_links_that_lead_outside(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    (folder / "look" / "templates").mkdir(parents=True)
    (folder / "look" / "templates" / "x").symlink_to("/")
    (problem,) = problems(folder, site("theme: look"))
    assert (problem.code, str(problem.place)) == ("K014", "site.yaml:4:8")
    assert "`look/templates/x` is a link to `/`" in problem.message


def test_a_site_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"error\[K014\]: there is no such file") as caught:
        load_project(tmp_path / "site.yaml", {})
    assert caught.value.exit_code == 3


def test_a_hundred_faults_are_all_kept(tmp_path: Path) -> None:
    lines = "".join(f"m{number:03}: {{aggregation: summ}}\n" for number in range(100))
    found = problems(tmp_path, {"metrics.yaml": SOUND["metrics.yaml"] + lines})
    assert [problem.place.line for problem in found if problem.place] == list(range(3, 103))


def test_faults_do_not_depend_on_the_order_of_entries(tmp_path: Path) -> None:
    lines = ["x: {formula: y}", "y: {formula: x}", "z: {aggregation: ratio}"]
    messages = [
        {problem.message for problem in problems(tmp_path, metric("\n".join(order)))} for order in (lines, lines[::-1])
    ]
    assert messages[0] == messages[1]
