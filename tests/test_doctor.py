"""`kpireport doctor` tells what works, and nothing that should not be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpireport import doctor
from kpireport.cli import run
from kpireport.starting import pack_named, start


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    start(tmp_path / "secret-merger", pack_named("starter").files())
    monkeypatch.chdir(tmp_path / "secret-merger")
    monkeypatch.setenv("KPIREPORT_SMTP_PASSWORD", "hunter2")
    return tmp_path / "secret-merger"


def test_a_sound_machine_and_project(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "trial build: the starter report was built" in said
    assert "project: goals 1, KPIs 4, metrics 6" in said
    assert "1 .csv, 0.0 MB in all" in said
    assert "KPIREPORT_SMTP_PASSWORD set" in said
    for told in ("hunter2", "secret-merger", "Subscribers", str(project)):
        assert told not in said
    assert not (project / "public").exists()


def test_each_fault_is_told_by_its_code(project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (project / "metrics.yaml").write_text("orders: {unitt: count}\n", "utf-8")
    (project / "public").mkdir()
    (project / "public/mine.txt").write_text("mine", "utf-8")
    monkeypatch.setattr(doctor, "shipped", lambda _: tmp_path / "nowhere")
    faults = {one.name: one.text for one in doctor.examine(Path("site.yaml"), Path("public"), {}) if not one.is_sound}
    assert faults["output"] == "cannot be replaced (O001)"
    assert "K002 ×1" in faults["project"]
    assert faults["trial build"].startswith("fails: ProjectError")
    assert [path.name for path in (project / "public").iterdir()] == ["mine.txt"]


def test_without_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(doctor, "_trial", lambda: doctor.Diagnosis("trial build", "left out"))
    assert {one.name: one.text for one in doctor.examine(Path("site.yaml"), Path("public"), {})}[
        "project"
    ] == "none here"
