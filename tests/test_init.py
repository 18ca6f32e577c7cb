"""`kpireport init`: packs, and the questions on a terminal, through functions and through a real one."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import pytest

from kpireport import pipeline, typed_answers
from kpireport.catalog import Catalog, is_balanced, suggested
from kpireport.cli import run
from kpireport.project.beginning import Beginning, FirstKpi
from kpireport.project.catalog import read_catalog
from kpireport.project.first_project import first_project
from kpireport.project.yaml_text import Value
from kpireport.starting import packs, start

Steps = Sequence[tuple[str, str]]
#: Ctrl-C.
LEAVE = "\x03"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


def talk(folder: Path, steps: Steps, *options: str) -> tuple[int, str]:
    """Run `init` on a pseudo-terminal, typing each answer once its text is shown. The exit code and what was shown."""
    process, terminal = pty.fork()
    if process == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore it
        command = [sys.executable, "-m", "kpireport", "init", str(folder), *options]
        os.execv(sys.executable, command)  # noqa: S606 - this very program
    shown = ""
    for expected, answer in steps:
        seen = len(shown)
        while expected not in shown[seen:]:
            more = _read(terminal)
            assert more, f"{expected!r} was never shown:\n{shown}"
            shown += more
        os.write(terminal, answer.encode())
    leaves = bool(steps) and steps[-1][1] == LEAVE
    while more := _read(terminal, 1 if leaves else 30):
        shown += more
    if leaves and "interrupted" not in shown:  # one that comes while the line editor starts is lost
        os.write(terminal, LEAVE.encode())
        while more := _read(terminal):
            shown += more
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown


def _read(terminal: int, seconds: int = 30) -> str:
    """What is shown next; nothing after the end, or where it waits for an answer that no step gives."""
    if not select.select([terminal], [], [], seconds)[0]:
        return ""
    try:
        return os.read(terminal, 65536).decode()
    except OSError:  # the other side is closed
        return ""


# ----------------------------------------------------------------------------------------------------------- packs


def test_the_packs_are_listed_with_a_line_each(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    assert run(["init", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    folders = sorted(path.name for path in (root / "content/packs").iterdir())
    assert sorted(line.split()[0] for line in lines) == folders
    assert lines[0].startswith("starter ")
    assert all(line.split(maxsplit=1)[1].endswith((".", "?")) and len(line) < 180 for line in lines)


def test_every_pack_can_be_written_and_has_what_each_project_has(tmp_path: Path) -> None:
    for pack in packs().values():
        written = start(tmp_path / pack.name, pack.files())
        assert {"site.yaml", "README.md", ".gitignore", ".github/workflows/report.yml"} <= set(written)
        assert (tmp_path / pack.name / "kpireport.schema.json").is_file()


def test_an_unknown_pack_names_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "new"), "--pack", "Social"]) == 2
    assert "there is no pack 'Social'; did you mean b2b-social or social-media?" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_without_a_folder_it_says_what_to_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init"]) == 2
    assert "name the folder to write into" in capsys.readouterr().err


def test_without_a_terminal_it_never_asks(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kpireport", "init", str(tmp_path / "new")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    assert "Goal" not in done.stdout + done.stderr
    assert (tmp_path / "new/kpis/steady-customers.yaml").is_file()


# --------------------------------------------------------------------------------------------------- what is offered


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("Keep more of our paying customers by the end of 2027", "customer-retention-rate"),
        ("Win more customers at a lower cost", "customer-acquisition-cost"),
        ("Have happier employees", "employee-satisfaction"),
        ("Grow the readership of our newsletter", "email-open-rate"),
    ],
)
def test_what_is_offered_fits_the_goal_and_is_balanced(catalog: Catalog, goal: str, expected: str) -> None:
    first = suggested(catalog, goal, [])[:4]
    assert expected in [entry.id for entry in first]
    assert is_balanced(first)


def test_a_team_without_fitting_words_is_offered_its_usual_measures(catalog: Catalog) -> None:
    usual = packs()["social-media"].measures(catalog)
    offered = suggested(catalog, "Xyzzy", usual)
    assert offered
    assert {entry.id for entry in offered} <= {entry.id for entry in usual}
    assert suggested(catalog, "Xyzzy", []) == []


@pytest.mark.parametrize(
    ("goal", "day"),
    [
        ("Keep customers by the end of 2027", date(2027, 12, 31)),
        ("From 2026 on, win 2027 customers by June 2028", date(2028, 6, 30)),
        ("Ship faster until Q2 2027", date(2027, 6, 30)),
        ("Be known by 2027-03-15", date(2027, 3, 15)),
        ("Reach 1500 customers", None),
    ],
)
def test_the_day_that_a_goal_names_is_the_default_deadline(goal: str, day: date | None) -> None:
    assert typed_answers.deadline(goal) == day


def test_what_is_typed_is_refused_with_the_reason(catalog: Catalog) -> None:
    entry = catalog.entries["activation-rate"]
    assert typed_answers.number("62 %", entry) == 62
    with pytest.raises(click.UsageError, match="140 cannot occur; it is between 0 and 100"):
        typed_answers.number("140", entry)
    with pytest.raises(click.UsageError, match=r"higher is better here, and today it is 62.% already"):
        typed_answers.better(60, 62, entry, None)
    with pytest.raises(click.UsageError, match="a line of plain text"):
        typed_answers.line("\x1b[2J")
    with pytest.raises(click.UsageError, match="day, week, month, quarter or year"):
        typed_answers.cadence("fortnight")


# ------------------------------------------------------------------------------------------------ what is written


@pytest.fixture(scope="module")
def beginning(catalog: Catalog) -> Beginning:
    chosen: dict[str, dict[str, Value]] = {
        "activation-rate": {"reach": 70, "by": date(2027, 12, 31)},
        "churn-rate": {"reach": 2, "from": 3.1, "by": date(2027, 12, 31)},
        "customer-acquisition-cost": {},
        "engagement-rate": {"reach": 5, "from": 4, "by": date(2027, 12, 31)},
    }
    kpis = tuple(
        FirstKpi(entry=catalog.entries[name], target=target, owner="Head of Care", cadence="month")
        for name, target in chosen.items()
    )
    return Beginning(
        goal='Keep "small" customers: all # of them by 2027',
        owner="Head of Care",
        kpis=kpis,
        north_star="churn-rate",
        currency="EUR",
        since=date(2026, 1, 1),
    )


def test_the_same_answers_give_the_same_files(catalog: Catalog, beginning: Beginning) -> None:
    assert first_project(catalog, beginning) == first_project(catalog, beginning)


def test_a_first_project_computes_what_is_filled_in(catalog: Catalog, beginning: Beginning, tmp_path: Path) -> None:
    start(tmp_path, first_project(catalog, beginning))
    table = tmp_path / "snapshots/monthly.csv"
    head, *rows = table.read_text("utf-8").splitlines()
    assert [row.partition(",")[0] for row in rows] == [f"2026-{month:02}" for month in range(1, 13)]
    columns = head.split(",")[1:]
    filled = [head]
    for row in rows[:3]:
        numbers = dict.fromkeys(columns, 100) | {"customers-lost": 3, "customer-count": 200}
        filled.append(",".join([row.partition(",")[0], *(str(numbers[name]) for name in columns)]))
    table.write_text("\n".join(filled) + "\n", "utf-8")
    report = pipeline.build(tmp_path / "site.yaml", tmp_path / "public", pipeline.Options(environment={}))
    assert {kpi.id: kpi.value for kpi in report.kpis} == {
        "activation-rate": 100.0,
        "churn-rate": 1.5,
        "engagement-rate": 400.0,
    }
    assert report.north_star == "churn-rate"


def test_check_names_what_a_first_project_lacks(catalog: Catalog, beginning: Beginning, tmp_path: Path) -> None:
    start(tmp_path, first_project(catalog, beginning))
    report = pipeline.check(tmp_path / "site.yaml", pipeline.Options(environment={}))
    missing = {(finding.code, finding.kpi) for finding in report.judgement.findings}
    assert {
        ("M1", "churn-rate"),
        ("L3", "customer-acquisition-cost"),
        ("Q1", "churn-rate"),
        ("L4", "churn-rate"),
    } <= missing


# ------------------------------------------------------------------------------------------------- on a terminal

OPENING = (
    ("Goal:", "Keep more of our customers by June 2027\n"),
    ("Who answers", "Head of Care\n"),
    ("[starter]:", "socail-media\n"),
    ("did you mean social-media", "1\n"),
)


def test_the_questions_end_in_a_project_that_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = (("today", "\n"), ("should be", "80\n"), ("By when [2027-06-30]", "\n"), ("answers", "\n"), ("Read", "\n"))
    steps = [
        *OPENING,
        ("[1 2 3 4]", "1 2 33\n"),
        ("33 is neither a number", "1 2\n"),
        ("a goal has three to five", "3 4 5\n"),
        ("all of them are lagging", "churn\n"),
        ("gross-revenue-churn-rate", "1 churn-rate 3\n"),
        ("From when", "2026-01\n"),
        *target,
        ("today", "62\n"),
        ("should be", "70\n"),
        ("lower is better here", "2.5%\n"),
        ("By when", "someday\n"),
        ("is not a date", "2027-Q3\n"),
        ("answers", "Care lead\n"),
        ("Read", "q\n"),
        *target,
    ]
    code, shown = talk(tmp_path / "new", steps)
    assert code == 0, shown
    goal = (tmp_path / "new/kpis/keep-more-of-our-customers-by.yaml").read_text("utf-8")
    assert "target: {reach: 2.5, from: 62, by: 2027-09-30}" in goal
    assert "owner: Care lead\n    cadence: quarter" in goal
    monkeypatch.chdir(tmp_path / "new")
    assert run(["build", "--quiet"]) == 0


def test_who_leaves_finds_nothing_written(tmp_path: Path) -> None:
    code, shown = talk(tmp_path / "new", [*OPENING, ("[1 2 3 4]", LEAVE)])
    assert code == 130
    assert "interrupted" in shown
    assert not (tmp_path / "new").exists()


def test_a_folder_in_use_is_refused_before_the_first_question(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("mine")
    code, shown = talk(tmp_path, [])
    assert code == 6
    assert "site.yaml is there already" in shown
    assert "Goal" not in shown


def test_a_pack_or_no_ask_asks_nothing_on_a_terminal(tmp_path: Path) -> None:
    assert talk(tmp_path / "one", [], "--no-ask")[0] == 0
    assert (tmp_path / "one/kpis/steady-customers.yaml").is_file()
