"""A rehearsal of the workflow that `init` writes: its own scripts, run as GitHub runs them, on an installed wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.site.conftest import ROOT
from tests.site.test_site_links import crawl

#: No address is reached from here, so that of the published report neither.
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine with an empty Python, on which `pip install kpireport-site` finds the wheel."""
    folder = tmp_path_factory.mktemp("machine")
    wheel = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder / "wheels"), str(ROOT)]
    subprocess.run([sys.executable, *wheel], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "python")], check=True)
    return {
        "PATH": f"{folder}/python/bin:{os.environ['PATH']}",
        "HOME": str(folder),
        "PYTHONPATH": sysconfig.get_path("purelib"),  # what kpireport needs; the checkout is not found through it
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_IGNORE_INSTALLED": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": str(folder / "wheels"),
        "https_proxy": NOWHERE,
        "GITHUB_REPOSITORY_OWNER": "acme",
        "GITHUB_REPOSITORY": "acme/repo",
        "GITHUB_BASE_REF": "main",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }


@pytest.fixture
def repository(tmp_path: Path, machine: dict[str, str]) -> Path:
    """A project on the branch `main` of its origin, checked out on another branch that moved a target."""
    shell("pip install kpireport-site && kpireport init project", tmp_path, machine)
    project = tmp_path / "project"
    shell(
        "git init -q -b main && git add --all && git commit -q -m Start && git init -q --bare ../origin",
        project,
        machine,
    )
    shell("git remote add origin ../origin && git push -q origin main && git switch -q -c change", project, machine)
    goal = project / "kpis/steady-customers.yaml"
    goal.write_text(goal.read_text("utf-8").replace("at_least: 620,", "at_least: 640,"), "utf-8")
    shell("git fetch -q origin", project, machine)
    return project


def test_the_scripts_of_the_workflow_run_on_an_installed_wheel(
    repository: Path, machine: dict[str, str], host: Callable[[Path, str], str]
) -> None:
    for script in scripts(repository, "build"):
        shell(script, repository, machine)
    pages, broken = crawl(host(repository / "public", "/repo/"))
    assert broken == []
    assert len(pages) > 10

    for script in scripts(repository, "preview"):
        shell(script, repository, machine)
    summary = Path(machine["GITHUB_STEP_SUMMARY"]).read_text("utf-8")
    assert "Orders" in summary
    assert "640" in summary


def scripts(project: Path, job: str) -> list[str]:
    """The scripts of a job, in order."""
    workflow = yaml.safe_load((project / ".github/workflows/report.yml").read_text("utf-8"))
    return [step["run"] for step in workflow["jobs"][job]["steps"] if "run" in step]


def shell(script: str, folder: Path, environment: dict[str, str]) -> None:
    """Run a script as GitHub does."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
