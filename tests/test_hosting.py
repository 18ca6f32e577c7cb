"""What others run: the workflow that `init` writes, the action, and the hook for commits."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kpireport.cli import run

ROOT = Path(__file__).parents[1]
WORKFLOW = ROOT / "content/common/.github/workflows/report.yml"
ACTION = ROOT / "action.yml"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("schema", "path"),
    [("workflows", WORKFLOW), ("workflows", ROOT / ".github/workflows/test.yml"), ("actions", ACTION)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_github_takes_the_file(schema: str, path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.github-{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [WORKFLOW, ROOT / ".github/workflows/test.yml", ACTION], ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_name_their_version(path: Path) -> None:
    used = re.findall(r"uses: *(.+)", path.read_text("utf-8"))
    assert used
    assert [line for line in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


def test_the_workflow_may_write_nothing_but_the_page() -> None:
    workflow = read(WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    rights = {name: job.get("permissions", {}) for name, job in workflow["jobs"].items()}
    assert rights == {"build": {}, "publish": {"pages": "write", "id-token": "write"}, "preview": {}}


def test_the_schedule_keeps_off_the_full_hour() -> None:
    (schedule,) = read(WORKFLOW)[True]["schedule"]  # YAML 1.1 reads `on` as true
    assert schedule["cron"].split()[0] not in {"0", "00"}


@pytest.mark.parametrize("path", [WORKFLOW, ACTION], ids=lambda path: path.name)
def test_no_script_holds_what_a_stranger_can_write(path: Path) -> None:
    """`${{ … }}` in a script is pasted into it before the shell reads it; an environment variable is not."""
    jobs = read(path).get("jobs", {"action": read(path).get("runs")}).values()
    scripts = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert scripts
    assert [script for script in scripts if "${{" in script] == []


def test_the_hook_checks_the_project_of_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (hook,) = read(ROOT / ".pre-commit-hooks.yaml")
    assert run(["init", str(tmp_path / "report")]) == 0
    monkeypatch.chdir(tmp_path / "report")
    staged = [path.as_posix() for path in Path().rglob("*") if path.is_file() and re.search(hook["files"], path.name)]
    assert {"site.yaml", "snapshots/orders.csv"} < set(staged)
    assert not hook["pass_filenames"]
    assert run(hook["entry"].split()[1:]) == 0
    Path("metrics.yaml").write_text("orders: {unitt: count}\n", "utf-8")
    assert run(hook["entry"].split()[1:]) == 3
