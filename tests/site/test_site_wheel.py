"""An installed wheel works away from the checkout: it brings its content and its themes along."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.site.conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("kpireport_site-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def command(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the unpacked package. `-P` and a path of its own keep the checkout out of sight."""
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from kpireport.cli import main; main()"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-P", "-c", code, str(installed), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_starts_a_project_and_builds_it(installed: Path, tmp_path: Path) -> None:
    started = command(installed, tmp_path, "init", "report")
    assert started.returncode == 0, started.stderr
    assert (tmp_path / "report/site.yaml").is_file()
    assert (tmp_path / "report/kpireport.schema.json").is_file()
    assert list((tmp_path / "report/.github/workflows").glob("*.y*ml"))
    built = command(installed, tmp_path / "report", "build")
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "report/public/index.html").is_file()
    assert list((tmp_path / "report/public/assets").iterdir())
    checked = command(installed, tmp_path / "report", "check")
    assert checked.returncode == 0, checked.stderr


def test_the_wheel_is_the_one_that_ran(installed: Path, tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(installed)!r}); import kpireport; print(kpireport.__file__)"
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(installed)
