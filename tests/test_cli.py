"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kpireport import __version__
from kpireport.cli import cli, run
from kpireport.write import MANIFEST

SITE = """\
title: A small report
goals: [kpis/*.yaml]
metrics: {orders: {name: Orders, unit: count, aggregation: sum}}
"""
GOAL = """\
id: grow
name: Sell to more people
owner: Sales
kpis:
  - id: weekly-orders
    name: Weekly orders
    metric: orders
    definition: Orders received, Monday to Sunday.
    owner: Sales
    cadence: week
    target: {at_least: 40}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one KPI with twelve weeks of data; it is the current folder."""
    folder = tmp_path / "project"
    (folder / "kpis").mkdir(parents=True)
    (folder / "snapshots").mkdir()
    (folder / "site.yaml").write_text(SITE, "utf-8")
    (folder / "kpis/grow.yaml").write_text(GOAL, "utf-8")
    rows = [f"2026-{month:02}-{day:02},orders,{5 + day % 3}" for month in (1, 2, 3) for day in range(1, 29)]
    (folder / "snapshots/orders.csv").write_text("\n".join(["date,metric,value", *rows]) + "\n", "utf-8")
    monkeypatch.chdir(folder)
    return folder


def kpireport(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kpireport", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_ino, path.read_bytes()) for path in paths}


# -------------------------------------------------------------------------------------------------- help and usage


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"kpireport {__version__}\n"


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert f"  kpireport {name}" in capsys.readouterr().out.partition("Options:")[0].partition("\n")[2]


def test_the_help_groups_every_command_and_cuts_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    said = capsys.readouterr().out
    assert "Other:" not in said
    assert "..." not in said.partition("The report:")[2]


def test_help_loads_no_large_library() -> None:
    code = "import sys, kpireport.cli; kpireport.cli.run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    large = ("altair", "babel", "duckdb", "jinja2", "markdown", "nh3", "numpy", "pydantic", "vl_convert", "yaml")
    assert [name for name in large if f"'{name}'" in done.stderr] == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bild"],
        ["build", "--colour"],
        ["build", "--as-of", "yesterday"],
        ["build", "--jobs", "0"],
        ["check", "--format", "xml"],
        ["init"],
        ["init", "x", "--pack", "no-such-pack"],
        ["explain"],
        ["explain", "Z99"],
        ["explain", "../../../../etc/passwd"],
    ],
)
def test_wrong_usage_is_exit_2_and_told_on_stderr(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err != ""
    assert list(tmp_path.iterdir()) == []


# ----------------------------------------------------------------------------------------------------------- build


def test_build_writes_the_site_and_says_where(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build"]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "public/index.html" in printed.err
    assert (project / "public/kpis/weekly-orders/index.html").is_file()
    assert (project / "public" / MANIFEST).is_file()


def test_quiet_says_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_out_is_relative_to_the_current_folder(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build", "project/site.yaml", "--out", "there"]) == 0
    assert (tmp_path / "there/index.html").is_file()
    assert not (project / "public").exists()


def test_a_folder_stands_for_its_site_yaml(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build", "project", "--out", "there"]) == 0
    assert (tmp_path / "there/index.html").is_file()


def test_as_of_reads_nothing_later(project: Path) -> None:
    assert run(["build", "--as-of", "2026-02-15", "--quiet"]) == 0
    report = json.loads((project / "public/data/report.json").read_text("utf-8"))
    assert report["data_through"] == "2026-02-15"
    (kpi,) = report["kpis"]
    assert kpi["period"]["end"] == "2026-02-15"
    assert max(point["end"] for point in kpi["series"]) == "2026-02-15"


@pytest.mark.parametrize(
    ("file", "text", "code", "said"),
    [
        ("kpis/grow.yaml", GOAL.replace("target:", "tagret:"), 3, "error[K002]"),
        ("snapshots/orders.csv", "date,metric,value\n2026-01-05,orders,many\n", 4, "error[D004]"),
        ("site.yaml", "title: [", 3, "error[K007]"),
    ],
)
def test_a_failing_build_has_its_exit_code_and_leaves_the_site(
    project: Path, capsys: pytest.CaptureFixture[str], file: str, text: str, code: int, said: str
) -> None:
    assert run(["build", "--quiet"]) == 0
    before = tree(project / "public")
    (project / file).write_text(text, "utf-8")
    assert run(["build"]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert f"{file}:" in printed.err
    assert tree(project / "public") == before


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("site.yaml", ["check"], 3),
        ("kpis", ["check"], 3),
        ("snapshots", ["check"], 4),
        ("snapshots/orders.csv", ["check"], 4),
        ("kpis", ["build", "kpis/site.yaml"], 3),
        ("kpis", ["build", "--out", "kpis/public"], 6),
        ("kpis", ["init", "kpis/new"], 6),
    ],
)
def test_what_may_not_be_looked_into_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, arguments: list[str], code: int
) -> None:
    locked = project / name
    mode = locked.stat().st_mode
    locked.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("this user may look into everything")
        assert run(arguments) == code
    finally:
        locked.chmod(mode)
    assert "ermission denied" in capsys.readouterr().err


def test_no_project_is_exit_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build"]) == 3
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_not_ours_is_exit_6(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(project)
    for out in (".", "snapshots", "..", "/"):
        assert run(["build", "--out", out]) == 6
        assert "error[O001]" in capsys.readouterr().err
    assert tree(project) == before


def test_debug_shows_the_traceback_of_a_known_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["build", "--out", ".", "--debug"]) == 6
    printed = capsys.readouterr().err
    assert "Traceback" in printed
    assert run(["build", "--out", "."]) == 6
    assert "Traceback" not in capsys.readouterr().err


def test_an_unknown_fault_keeps_its_traceback_and_is_not_taken_for_findings(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpireport.pipeline.build", lambda *_: 1 // 0)
    assert run(["build"]) == 70
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_strict_builds_nothing_with_an_error_among_the_findings(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "kpis/grow.yaml").write_text(GOAL.replace("    target: {at_least: 40}\n", ""), "utf-8")
    levels = {finding["level"] for finding in findings_of(capsys, [])}
    assert run(["build", "--strict", "--quiet"]) == (1 if "error" in levels else 0)
    assert (project / "public").exists() == ("error" not in levels)


# ----------------------------------------------------------------------------------------------------------- check


def findings_of(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> list[dict[str, object]]:
    run(["check", "--format", "json", *arguments])
    findings: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


def test_check_lists_findings_as_json_on_stdout(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "kpis/grow.yaml").write_text(GOAL.replace("    target: {at_least: 40}\n", ""), "utf-8")
    run(["check", "--format", "json"])
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() == {"findings", "counts", "suppressed", "shape"}
    assert printed["suppressed"] == 0
    assert printed["shape"] is None
    (found,) = [finding for finding in printed["findings"] if finding["code"] == "L3"]
    assert found.keys() >= {"code", "level", "file", "line", "column", "kpi", "message", "help"}
    assert (found["file"], found["kpi"]) == ("kpis/grow.yaml", "weekly-orders")
    assert sum(printed["counts"].values()) == len(printed["findings"])
    assert not (project / "public").exists()


def test_check_prints_place_level_and_code(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "kpis/grow.yaml").write_text(GOAL.replace("    target: {at_least: 40}\n", ""), "utf-8")
    (found,) = [finding for finding in findings_of(capsys, []) if finding["code"] == "L3"]
    run(["check"])
    printed = capsys.readouterr()
    assert printed.out == ""
    head = f"kpis/grow.yaml:{found['line']}:{found['column']}: {found['level']}[L3]: {found['message']}"
    assert f"{head}\n  = {found['help']}\n" in printed.err


def test_strict_lets_a_warning_fail_the_check(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "kpis/grow.yaml").write_text(GOAL.replace("    target: {at_least: 40}\n", ""), "utf-8")
    levels = {finding["level"] for finding in findings_of(capsys, [])}
    assert run(["check"]) == int("error" in levels)
    assert run(["check", "--strict"]) == int(bool(levels & {"error", "warning"}))
    assert levels & {"error", "warning"}


def test_errors_of_the_files_come_in_the_json_too_and_all_of_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = "".join(f"wrong-{number}: 1\n" for number in range(70))
    (project / "site.yaml").write_text(SITE + wrong, "utf-8")
    assert run(["check", "--format", "json"]) == 3
    printed = capsys.readouterr()
    findings = json.loads(printed.out)["findings"]
    assert [(row["code"], row["level"], row["line"]) for row in findings] == [
        ("K002", "error", line) for line in range(4, 74)
    ]
    assert "and 20 more" in printed.err


# ------------------------------------------------------------------------------------------------------------ init


def test_init_writes_a_project_that_builds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "report"]) == 0
    monkeypatch.chdir(tmp_path / "report")
    assert json.loads(Path("kpireport.schema.json").read_text("utf-8"))["$schema"]
    assert list(Path(".github/workflows").glob("*.y*ml"))
    assert run(["build", "--strict", "--quiet"]) == 0
    assert run(["check", "--strict"]) == 0


def test_init_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.yaml").write_text("mine")
    assert run(["init", str(tmp_path)]) == 6
    assert "site.yaml is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["site.yaml"]
    assert (tmp_path / "site.yaml").read_text() == "mine"


def test_init_into_a_folder_with_other_files_leaves_them(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    assert run(["init", str(tmp_path)]) == 0
    assert (tmp_path / "diary.txt").read_text() == "mine"
    assert (tmp_path / "site.yaml").is_file()


# ---------------------------------------------------------------------------------------------- schema and explain


def test_schema_is_draft_7_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_explain_knows_every_code_in_either_case(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = sorted(path.stem for path in (root / "content/explain").glob("*.md"))
    assert {"K001", "D001", "O001", "R1", "L1"} <= set(codes)
    for code in codes:
        assert run(["explain", code.lower()]) == 0
        head, _, body = capsys.readouterr().out.partition("\n\n")
        assert head.startswith(f"{code}: ")
        assert len(body) > 100
        assert "---" not in body.splitlines()


# ------------------------------------------------------------------------------------------------- from the outside


@pytest.mark.parametrize("arguments", ["schema", "--help", "catalog list"])
def test_a_closed_pipe_is_no_error(arguments: str) -> None:
    command = f"{sys.executable} -m kpireport {arguments}"
    script = f'{command} | (exec <&-; sleep 3); echo "codes ${{PIPESTATUS[*]}}" >&2'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr == "codes 0 0\n"


STOPPED = textwrap.dedent(
    """
    import time
    from kpireport import cli, pipeline

    def build(*_):
        print("building", flush=True)
        time.sleep(60)

    pipeline.build = build
    cli.main()
    """
)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_command_has_its_exit_code(project: Path, number: signal.Signals, code: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, "build"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "building\n"
    process.send_signal(number)
    _, told = process.communicate(timeout=20)
    assert process.returncode == code
    assert "Traceback" not in told


def test_runs_with_an_empty_home_and_without_a_locale(project: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "HOME"))}
    done = kpireport("build", "--quiet", env=environment | {"LC_ALL": "C", "HOME": ""})
    assert done.returncode == 0, done.stderr
